"""The subledger against the general ledger, line by line, with both sides of each line."""

from collections.abc import Iterable, Mapping

from twincore.gl import SubledgerLine
from twincore.reconciliation.model import CaseKind, Discrepancy

Turnover = tuple[int, int]
"""Debits and credits, minor units."""


def compare_lines(lines: Iterable[SubledgerLine], counted: Mapping[tuple[int, str], Turnover] | None = None) -> list[Discrepancy]:
    """Every figure of a line that differs between the general ledger and the subledger; pure.

    lines: of ``gl.subledger_against_gl``. counted: (line, currency) -> debits and credits, as a recount has found them: then the subledger's figures
    are compared with the raw rows themselves, and a class of accounts that stands in no line is found.
    """
    found: list[Discrepancy] = []
    seen: set[tuple[int, str]] = set()
    for line in lines:
        seen.add((line.account, line.currency))
        subject = f"line/{line.account}/{line.currency}"
        raw = None if counted is None else counted.get((line.account, line.currency), (0, 0))
        for at, (measure, stated, kept) in enumerate(
            (("debits", line.gl_debits, line.subledger_debits), ("credits", line.gl_credits, line.subledger_credits))
        ):
            if stated != kept:
                found.append(Discrepancy(CaseKind.GL_LINE, subject, f"{measure} of the general ledger", stated, kept, line.currency))
            if raw is not None and kept != raw[at]:
                found.append(Discrepancy(CaseKind.GL_LINE, subject, f"{measure} of the subledger", kept, raw[at], line.currency))
    for (account, currency), sums in sorted((counted or {}).items()):
        if (account, currency) not in seen:
            for measure, raw_sum in zip(("debits", "credits"), sums, strict=True):
                if raw_sum:
                    subject = f"line/{account}/{currency}"
                    found.append(Discrepancy(CaseKind.GL_LINE, subject, f"{measure} of the general ledger", 0, raw_sum, currency))
    return found
