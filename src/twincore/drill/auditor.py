"""Nothing lost, nothing doubled: what was accepted against the core's own change log. Shares no code with the adaptor."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from twincore.copybook import decode_columns
from twincore.mainframe import ACCOUNT, CHANGE, CODEPAGE

Side = tuple[int, int, int]
"""One side of a transfer: its place in the journal, the account (BSB * 10^9 + number), and the signed amount in minor units."""
Sides = npt.NDArray[np.int64]
"""A side a row."""
_STEP = 200_000


@dataclass(frozen=True, slots=True)
class Audit:
    """lost: accepted and not in the core's log; duplicated: there more often than accepted; unknown: there, and accepted by nobody."""

    sides: int
    lost: int
    duplicated: int
    unknown: int


def posted_by_core(change_log: Path) -> Sides:
    """Every committed posting of a request of the twin, as often as it is in the log. Earmarks move no money."""
    found: list[Sides] = []
    length, first = CHANGE.length, 0
    names = ["LOG-KIND", "LOG-ORIGIN", "LOG-TYPE", "LOG-BSB", "LOG-NUMBER", "LOG-DC", "LOG-SEQUENCE", "LOG-AMOUNT"]
    with change_log.open("rb") as file:
        while True:
            file.seek(first * length)
            data = file.read(_STEP * length)
            data = data[: len(data) - len(data) % length]
            columns = decode_columns(CHANGE, data, CODEPAGE, names)
            kind = columns["LOG-KIND"]
            ends = np.flatnonzero((kind == "C") | (kind == "B") | (kind == "T"))
            if len(ends) == 0:
                return np.concatenate([np.zeros((0, 3), np.int64), *found])
            redo = np.flatnonzero((kind == "R") & (columns["LOG-ORIGIN"] == "TWIN") & (columns["LOG-TYPE"] != "EAR"))
            redo = redo[redo < ends[-1]]
            redo = redo[kind[ends[np.searchsorted(ends, redo)]] == "C"]
            account = columns["LOG-BSB"][redo] * 10**9 + columns["LOG-NUMBER"][redo]
            amount = np.where(columns["LOG-DC"][redo] == "C", 1, -1) * columns["LOG-AMOUNT"][redo]
            found.append(np.stack([columns["LOG-SEQUENCE"][redo], account, amount], axis=1))
            first += int(ends[-1]) + 1


def audit(accepted: Sides | Sequence[Side], taken_back: Iterable[Side], change_log: Path) -> Audit:
    """Compare. accepted: every side that the core should have; taken_back: those that it refused and the twin has settled otherwise."""
    expected, there = np.array(accepted, np.int64).reshape(-1, 3), posted_by_core(change_log)
    both = np.concatenate([expected, there])
    order = np.lexsort(both.T[::-1])
    rows = both[order]
    new = np.ones(len(rows), np.bool_)
    new[1:] = (rows[1:] != rows[:-1]).any(axis=1)
    side = np.cumsum(new) - 1
    distinct = rows[new]
    of_core = order >= len(expected)
    posted = np.bincount(side[of_core], minlength=len(distinct))
    asked = np.bincount(side[~of_core], minlength=len(distinct))
    excused, missing = set(taken_back), np.maximum(asked - posted, 0)
    short = np.flatnonzero(missing)
    lost = sum(int(missing[at]) for at in short.tolist() if tuple(distinct[at].tolist()) not in excused)
    return Audit(len(expected), lost, int(np.maximum(posted - 1, 0).sum()), int(((posted > 0) & (asked == 0)).sum()))


def apart(held: Mapping[int, int], extract: bytes) -> tuple[int, int]:
    """How far both sides are apart when nothing is on its way any more: (accounts, minor units).

    held: the twin's balances in minor units by account (BSB * 10^9 + number); extract: a master extract of all of them.
    """
    columns = decode_columns(ACCOUNT, extract[ACCOUNT.length : -ACCOUNT.length], CODEPAGE, ["ACC-BSB", "ACC-NUMBER", "ACC-ACTUAL"])
    keys = (columns["ACC-BSB"] * 10**9 + columns["ACC-NUMBER"]).tolist()
    there: dict[int, int] = dict(zip(keys, columns["ACC-ACTUAL"].tolist(), strict=True))
    differences = [abs(held.get(key, 0) - there.get(key, 0)) for key in held.keys() | there.keys()]
    return sum(1 for difference in differences if difference), sum(differences)
