"""Movements: what a stretch of the journal did to each account as of each value date."""

from datetime import date

from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal
from twincore.kernel.sql import load
from twincore.products.interest.model import MovementReport

_sql = load("twincore.products.interest")

NEITHER_IN_NOR_OUT = (401, 402, 403, 404, 405, 501, 502, 503, 504, 505, 506, 801, 802, 803, 806, 807)
"""Transaction codes by number that are no deposit and no withdrawal of the member's own: fees, interest, tax, corrections, rounding."""
SALARY = (202,)
"""Transaction codes by number that pay salary."""
_MEMORY = "128MB"
"""To group the day's transfers in memory."""


def build_movements(conn: Connection, tenant: int, *, date: date, from_seq: int, cut_seq: int) -> MovementReport:
    """Build the movements of the transfers (from_seq, cut_seq] of the journal, recorded on a business date; one statement, and it locks nobody.

    The first stretch of a date begins where the last of the date before ended, and later ones follow without a gap; a date may be built in several
    stretches. Again, it changes nothing. Refuses ``movements_range_invalid`` (cut_seq before from_seq, or beyond the journal),
    ``movements_not_contiguous`` and ``movements_day_closed`` (a later date is built already).
    """
    values = {"tenant": tenant, "date": date, "from_seq": from_seq, "cut_seq": cut_seq}
    conn.execute(_sql.one_builder_at_a_time, values)
    row = conn.execute(_sql.last_cut, values).fetchone()
    assert row is not None, "an aggregate gives one row"
    done, last_seq, last_date, journal = row
    if done is not None:
        return MovementReport(date, from_seq, cut_seq, done, True)
    if not 0 <= from_seq <= cut_seq <= journal:
        raise Refusal(
            "movements_range_invalid", f"There is no stretch ({from_seq}, {cut_seq}] in a journal of {journal} transfers.", field="cut_seq"
        )
    if last_date is not None and last_date > date:
        raise Refusal(
            "movements_day_closed",
            f"The movements of {last_date} are built: nothing more is recorded on {date}.",
            category=Category.CONFLICT,
        )
    if last_seq is not None and last_seq != from_seq:
        raise Refusal(
            "movements_not_contiguous",
            f"The movements are built up to {last_seq}: the next stretch begins there, not at {from_seq}.",
            category=Category.CONFLICT,
            field="from_seq",
        )
    conn.execute(_sql.group_in_memory, {"memory": _MEMORY})
    codes = {"neither": list(NEITHER_IN_NOR_OUT), "salary": list(SALARY)}
    built = conn.execute(_sql.build_movements, values | codes).rowcount
    conn.execute(_sql.add_cut, values | {"movements": built})
    return MovementReport(date, from_seq, cut_seq, built, False)
