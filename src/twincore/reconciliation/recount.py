"""Balances counted again from the raw rows, against what is kept of them. It trusts neither the engine nor the checkpoint.

The journal comes in stretches of whole columns; sums are NumPy's int64 and exact. No lock is held: rows never change, and what is kept is read in
one snapshot together with the place in the journal that it belongs to.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import LiteralString

import numpy as np
import numpy.typing as npt

from twincore.kernel.db import Connection
from twincore.kernel.money import BY_NUMBER
from twincore.kernel.refusal import Refusal, not_found
from twincore.kernel.sql import load
from twincore.reconciliation.model import FINDINGS_MAX, CaseKind, Discrepancy
from twincore.reconciliation.plans import by_key

Ints = npt.NDArray[np.int64]
Progress = Callable[[int, int], None]
"""(transfers counted, transfers to count), after each stretch."""

STEP_ROWS = 262_144
"""Transfers read at once (about 100 bytes of memory each)."""

_sql = load("twincore.reconciliation", "recount.sql")
_ELEMENT = np.dtype([("width", ">i4"), ("value", ">i8")])
_ARRAY_HEADER = 20  # dimensions, null flag, element type, length, lower bound: int4 each
_MEASURES = ("debits_posted", "credits_posted", "debits_pending", "credits_pending", "last_seq")


@dataclass(frozen=True, slots=True)
class Recount:
    """What the raw rows add up to. accounts, holds, transfers: how many were compared or counted; covered_seq: where the checkpoint stood.

    lines: (class, currency) -> debits and credits of its accounts at cut_seq; different: how many figures differ, of which at most FINDINGS_MAX are
    named in discrepancies.
    """

    cut_seq: int
    covered_seq: int
    accounts: int
    holds: int
    transfers: int
    lines: Mapping[tuple[int, str], tuple[int, int]]
    different: int
    discrepancies: tuple[Discrepancy, ...]


class _Findings:
    def __init__(self) -> None:
        self.different = 0
        self.named: list[Discrepancy] = []

    def add(self, finding: Discrepancy) -> None:
        self.different += 1
        if len(self.named) < FINDINGS_MAX:
            self.named.append(finding)

    def compare(self, noun: str, measure: str, ids: Ints, stated: Ints, counted: Ints, currency: Callable[[int], str | None]) -> None:
        places = np.flatnonzero(stated != counted)
        self.different += len(places)
        for place in places[: FINDINGS_MAX - len(self.named)].tolist():
            subject = int(ids[place])
            self.named.append(
                Discrepancy(CaseKind.BALANCE, f"{noun}/{subject}", measure, int(stated[place]), int(counted[place]), currency(subject))
            )


class _Books:
    """The sums of every account (by id; place 0 is nobody's) and what is left of every hold, counted from the first transfer on."""

    def __init__(self, size: int) -> None:
        self.sums = np.zeros((4, size), np.int64)
        self.last = np.zeros(size, np.int64)
        self.holds: tuple[Ints, Ints] = (np.zeros(0, np.int64), np.zeros(0, np.int64))

    def take(self, seq: Ints, debit: Ints, credit: Ints, amount: Ints, pending: Ints, ref: Ints) -> None:
        np.add.at(self.sums[0], debit, amount)
        np.add.at(self.sums[1], credit, amount)
        np.maximum.at(self.last, debit, seq)
        np.maximum.at(self.last, credit, seq)
        moved = np.flatnonzero(pending)
        if len(moved):
            held = pending[moved]
            np.add.at(self.sums[2], debit[moved], held)
            np.add.at(self.sums[3], credit[moved], held)
            placed = np.where(held > 0, seq[moved], ref[moved])  # a hold begins with what is set aside; all else refers to it
            holds, at = np.unique(np.concatenate([self.holds[0], placed]), return_inverse=True)
            left = np.zeros(len(holds), np.int64)
            np.add.at(left, at, np.concatenate([self.holds[1], held]))
            self.holds = holds[left != 0], left[left != 0]


def recount(conn: Connection, tenant: int, *, cut_seq: int, step_rows: int = STEP_ROWS, progress: Progress | None = None) -> Recount:
    """Count every transfer again and compare: balances and open holds at the checkpoint, running balances of the rows from there to the cut, debits
    against credits in every currency, and the journal's places without a gap.

    conn: any transaction that acts for the tenant; nothing is written or locked. cut_seq: the last transfer of the date. Memory: 40 bytes for each
    account and about 100 for each of step_rows. Refuses ``lane_not_found``, ``cut_invalid`` (beyond the lane's end).
    """
    kept = _kept(conn, tenant)
    row = conn.execute(_sql.bounds, {"tenant": tenant}).fetchone()
    if row is None or kept is None:
        raise not_found("lane", tenant)
    last_seq, size = row
    if not 0 <= cut_seq <= last_seq:
        raise Refusal("cut_invalid", f"The lane has {last_seq} transfers: a cut at {cut_seq} is not one of them.", field="cut_seq")
    covered, balances, open_holds = kept
    currency, classes = _accounts(conn, tenant, size)
    findings, books = _Findings(), _Books(size)
    lines: Mapping[tuple[int, str], tuple[int, int]] = {}
    after = 0
    for until in sorted({covered, cut_seq}):
        _count(conn, tenant, books, after, until, step_rows, findings, size, progress, max(covered, cut_seq))
        after = until
        if until == covered:
            _compare_kept(books, balances, open_holds, currency, findings)
        if until == cut_seq:
            lines = _lines(books, currency, classes, findings)
            if cut_seq > covered:
                _compare_running(conn, tenant, books, covered, cut_seq, step_rows, currency, findings)
    return Recount(
        cut_seq,
        covered,
        int(np.count_nonzero(currency)),
        len(open_holds[0]),
        max(covered, cut_seq),
        lines,
        findings.different,
        tuple(findings.named),
    )


def _count(
    conn: Connection,
    tenant: int,
    books: _Books,
    after: int,
    until: int,
    step_rows: int,
    findings: _Findings,
    size: int,
    progress: Progress | None,
    goal: int,
) -> None:
    while after < until:
        end = min(after + step_rows, until)
        seq, debit, credit, amount, pending, ref = _stretch(conn, _sql.copy_rows, tenant, after, end, 6)
        there = np.zeros(end - after, bool)
        there[seq - after - 1] = True
        for missing in (np.flatnonzero(~there)[:FINDINGS_MAX] + after + 1).tolist():
            findings.add(Discrepancy(CaseKind.BALANCE, f"transfer/{missing}", "transfers", 0, 1))
        known = (debit > 0) & (debit < size) & (credit > 0) & (credit < size)
        for stray in seq[~known][:FINDINGS_MAX].tolist():
            findings.add(Discrepancy(CaseKind.BALANCE, f"transfer/{stray}", "accounts that do not exist", 0, 1))
        if not known.all():
            seq, debit, credit, amount, pending, ref = (column[known] for column in (seq, debit, credit, amount, pending, ref))
        books.take(seq, debit, credit, amount, pending, ref)
        after = end
        if progress is not None:
            progress(after, goal)


def _compare_kept(books: _Books, balances: Ints, open_holds: tuple[Ints, Ints], currency: Ints, findings: _Findings) -> None:
    """balances: rows of (account, four sums, last seq)."""
    size = len(books.last)
    ids = np.arange(size, dtype=np.int64)
    beyond = (balances[0] <= 0) | (balances[0] >= size)
    for account in balances[0, beyond][:FINDINGS_MAX].tolist():
        findings.add(Discrepancy(CaseKind.BALANCE, f"account/{account}", "balances of accounts that do not exist", 1, 0))
    for place, measure in enumerate(_MEASURES):
        stated = np.zeros(size, np.int64)
        stated[balances[0, ~beyond]] = balances[place + 1, ~beyond]
        counted = books.last if measure == "last_seq" else books.sums[place]
        findings.compare("account", measure, ids, stated, counted, lambda account: BY_NUMBER.get(int(currency[account])))
    holds = np.union1d(books.holds[0], open_holds[0])
    counted, stated = np.zeros(len(holds), np.int64), np.zeros(len(holds), np.int64)
    counted[np.searchsorted(holds, books.holds[0])] = books.holds[1]
    stated[np.searchsorted(holds, open_holds[0])] = open_holds[1]
    findings.compare("hold", "remaining", holds, stated, counted, lambda _: None)


def _lines(books: _Books, currency: Ints, classes: Ints, findings: _Findings) -> dict[tuple[int, str], tuple[int, int]]:
    """Debits and credits by class and currency. Every currency's debits equal its credits."""
    pairs, place = np.unique(np.stack([classes, currency]), axis=1, return_inverse=True)
    totals = np.zeros((2, pairs.shape[1]), np.int64)
    np.add.at(totals[0], place.ravel(), books.sums[0])
    np.add.at(totals[1], place.ravel(), books.sums[1])
    lines: dict[tuple[int, str], tuple[int, int]] = {}
    for (its_class, number), debited, credited in zip(pairs.T.tolist(), *totals.tolist(), strict=True):
        if number:
            lines[its_class, BY_NUMBER[number]] = (debited, credited)
    for name in sorted({name for _, name in lines}):
        net = sum(credited - debited for (_, its_name), (debited, credited) in lines.items() if its_name == name)
        if net:
            findings.add(Discrepancy(CaseKind.BALANCE, f"currency/{name}", "credits less debits", net, 0, name))
    return lines


def _compare_running(
    conn: Connection, tenant: int, books: _Books, covered: int, cut_seq: int, step_rows: int, currency: Ints, findings: _Findings
) -> None:
    """What the last row of each account since the checkpoint says of it, against the sums."""
    size = len(books.last)
    newest, running = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for after in range(covered, cut_seq, step_rows):
        until = min(after + step_rows, cut_seq)
        seq, debit, credit, debit_posted, credit_posted = _stretch(conn, _sql.copy_running, tenant, after, until, 5)
        for account, posted in ((debit, debit_posted), (credit, credit_posted)):
            known = (account > 0) & (account < size)
            np.maximum.at(newest, account[known], seq[known])
            last = known.copy()
            last[known] = newest[account[known]] == seq[known]
            running[account[last]] = posted[last]
    touched = np.flatnonzero(newest)
    counted = (books.sums[1] - books.sums[0])[touched]
    findings.compare(
        "account", "running balance", touched, running[touched], counted, lambda account: BY_NUMBER.get(int(currency[account]))
    )


def _kept(conn: Connection, tenant: int) -> tuple[int, Ints, tuple[Ints, Ints]] | None:
    covered: int | None = None
    balances: list[Ints] = []
    holds: list[Ints] = []
    for what, *columns in _rows(conn, _sql.copy_kept, {"tenant": tenant}, 7):
        kind = int.from_bytes(what or b"", "big")
        if kind == 0:
            covered = int(_ints(columns[0])[0])
        elif kind == 1:
            balances.append(np.stack([_ints(column) for column in columns]))
        else:
            holds.append(np.stack([_ints(column) for column in columns[:2]]))
    if covered is None:
        return None
    kept = np.concatenate([np.zeros((6, 0), np.int64), *balances], axis=1)
    held = np.concatenate([np.zeros((2, 0), np.int64), *holds], axis=1)
    return covered, kept, (held[0], held[1])


def _accounts(conn: Connection, tenant: int, size: int) -> tuple[Ints, Ints]:
    currency, classes = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for columns in _rows(conn, _sql.copy_accounts, {"tenant": tenant}, 3):
        ids, currencies, its_classes = (_ints(column) for column in columns)
        known = (ids > 0) & (ids < size)
        currency[ids[known]], classes[ids[known]] = currencies[known], its_classes[known]
    return currency, classes


def _stretch(conn: Connection, statement: LiteralString, tenant: int, after: int, until: int, columns: int) -> list[Ints]:
    values = {"tenant": tenant, "after_seq": after, "until": until}
    with by_key(conn):
        return [_ints(column) for row in _rows(conn, statement, values, columns) for column in row]


def _rows(conn: Connection, statement: LiteralString, values: Mapping[str, int], columns: int) -> Iterator[tuple[bytes | None, ...]]:
    """Rows of a binary COPY with each value in its raw bytes."""
    with conn.cursor() as cursor, cursor.copy(statement, values) as copy:
        copy.set_types(["bytea"] * columns)
        yield from copy.rows()


def _ints(column: bytes | None) -> Ints:
    """An int8[] without nulls."""
    if column is None or len(column) <= _ARRAY_HEADER:
        return np.zeros(0, np.int64)
    return np.frombuffer(column, _ELEMENT, offset=_ARRAY_HEADER)["value"].astype(np.int64)
