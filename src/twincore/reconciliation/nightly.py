"""The comparison of a date: every balance counted again, and the general ledger's lines against the subledger."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from psycopg.types.json import Jsonb

from twincore.gl import SubledgerLine
from twincore.kernel.clock import to_datetime
from twincore.kernel.db import Connection
from twincore.kernel.sql import load
from twincore.reconciliation.cases import raise_discrepancies
from twincore.reconciliation.control import compare_lines
from twincore.reconciliation.model import CasesReport, Discrepancy
from twincore.reconciliation.recount import Progress, Recount, recount

_sql = load("twincore.reconciliation")


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What a date's comparison has found. lines: how many were compared; cases: what was raised."""

    recount: Recount
    lines: int
    discrepancies: tuple[Discrepancy, ...]
    cases: CasesReport

    @property
    def agrees(self) -> bool:
        """Whether every figure is the one it should be."""
        return not self.discrepancies and self.recount.different == 0


def reconcile(
    conn: Connection,
    tenant: int,
    *,
    date: date,
    cut_seq: int,
    now_us: int,
    lines: Iterable[SubledgerLine] | None = None,
    progress: Progress | None = None,
) -> Reconciliation:
    """Count every transfer again, compare balances, and the general ledger's lines (``gl.subledger_against_gl``) where
    they are handed in; raise a case for every difference.

    Nothing is locked while it counts; what it finds is written at the end. Run again, it records the same and raises nothing twice.
    Refuses ``lane_not_found``, ``cut_invalid``.
    """
    counted = recount(conn, tenant, cut_seq=cut_seq, progress=progress)
    figures = {f"{gl}/{currency}": sums for (gl, currency), sums in sorted(counted.lines.items())}
    checked = counted.accounts + counted.holds
    _record(
        conn, tenant, date, "balances", cut_seq, checked, counted.different, {"lines": figures, "covered_seq": counted.covered_seq}, now_us
    )
    found = list(counted.discrepancies)
    compared: list[SubledgerLine] = []
    if lines is not None:
        compared = list(lines)
        differing = compare_lines(compared, counted.lines)
        named = {f"{line.account}/{line.currency}": asdict(line) for line in compared}
        _record(conn, tenant, date, "gl_lines", cut_seq, len(compared), len(differing), {"lines": named}, now_us)
        found += differing
    cases = raise_discrepancies(conn, tenant, found, date=date, now_us=now_us)
    return Reconciliation(counted, len(compared), tuple(found), cases)


def _record(
    conn: Connection,
    tenant: int,
    on: date,
    comparison: str,
    cut_seq: int,
    checked: int,
    different: int,
    figures: dict[str, object],
    now_us: int,
) -> None:
    values = {"tenant": tenant, "date": on, "comparison": comparison, "cut_seq": cut_seq, "checked": checked, "different": different}
    conn.execute(_sql.record_result, values | {"figures": Jsonb(figures), "now": to_datetime(now_us)})
