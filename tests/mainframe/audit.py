"""An auditor of a core's files. It knows the interface and nothing of the programs: what was asked for, what the log says, what the master shows."""

from collections import Counter
from typing import Any

from tests.mainframe.cases import books, changes, records
from twincore.mainframe import REJECT, TRANSACTION, CoreAccount, Mainframe


def audit(core: Mainframe, loaded: list[CoreAccount]) -> Counter[str]:
    """Prove that every request ended in exactly one posting or reject, and that the master is what the log says; returns the kinds that the log has.

    core: running, its queue drained, one epoch.
    """
    log = changes(core)
    assert [change["LOG-LSN"] for change in log] == list(range(1, len(log) + 1)), "the log has no gaps"
    committed = [unit for unit in _units(log) if unit[-1]["LOG-KIND"] == "C"]
    posted = Counter(unit[0]["LOG-ID"] for unit in committed)
    assert not [key for key, times in posted.items() if times > 1], "nothing is posted twice"
    asked = records(core.request_queue, TRANSACTION)
    ends = Counter(unit[0]["LOG-QUEUE-RECORD"] for unit in committed if unit[0]["LOG-SOURCE"] == "Q")
    ends += Counter(reject["REJ-QUEUE-RECORD"] for reject in records(core.reject_file, REJECT) if reject["REJ-SOURCE"] == "Q")
    assert ends == Counter(range(1, len(asked) + 1)), "every request has one end"
    sums: Counter[int] = Counter()
    counts: Counter[int] = Counter()
    for unit in committed:
        for redo in unit[1::2]:
            sums[redo["LOG-NUMBER"]] += redo["LOG-CHANGE"]["LOG-AMOUNT"] * (1 if redo["LOG-DC"] == "C" else -1)
            counts[redo["LOG-NUMBER"]] += 1
    shown = books(core)
    for account in loaded:
        master = shown[account.number]
        assert master["ACC-ACTUAL"] == account.balance + sums[account.number]
        assert (master["ACC-SUM"], master["ACC-COUNT"]) == (sums[account.number], counts[account.number])
    return Counter(change["LOG-KIND"] for change in log)


def _units(log: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The units of work: contiguous, in one piece, each with an end."""
    units: list[list[dict[str, Any]]] = []
    unit: list[dict[str, Any]] = []
    for change in log:
        if change["LOG-KIND"] == "T":
            assert not unit, "a TIE-UP stands between units, not within"
            continue
        unit.append(change)
        assert change["LOG-UOW"] == unit[0]["LOG-LSN"]
        if change["LOG-KIND"] in "CB":
            inner = "".join(c["LOG-KIND"] for c in unit[:-1])
            assert inner == "UR" * (len(inner) // 2) or change["LOG-KIND"] == "B"
            units.append(unit)
            unit = []
    assert not unit, "every unit has an end"
    return units
