"""The batch of a day: what the journal of transfers moved, summed by transaction code and posted into the book."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from twincore.gl.model import BatchReport, Book, Entry, GlAccount, Source
from twincore.gl.posting import chart_by_number, check_open, get_book, get_journal, lock_book, post, reach_period
from twincore.kernel.db import Connection
from twincore.kernel.money import BY_NUMBER
from twincore.kernel.refusal import Category, Refusal
from twincore.kernel.sql import load
from twincore.transactions import list_codes

_sql = load("twincore.gl")
END_OF_DAY = "end of day"
_UNMAPPED_SHOWN = 5


def post_batch(
    conn: Connection, tenant: int, *, date: date, from_seq: int, cut_seq: int, actor: str = END_OF_DAY, now_us: int | None = None
) -> BatchReport:
    """Post the transfers from_seq < seq <= cut_seq as the business of a date: one entry per currency, code, class debited and class credited.

    A ledger account's class is its line in the chart of accounts. Dates follow one another without a gap and each batch begins where the one
    before ended (the first at 0); the date's period opens if it is new. Again with the same figures it changes nothing and says so. It reads the
    journal of transfers before it locks the book, and no lock of the ledger is taken.

    Refuses ``gl_account_unmapped``: a transfer's account has a class that is not open in the chart; the message names the transaction code, the
    class and the first transfer, and nothing is posted. Also ``batch_differs``, ``batch_out_of_order``, ``period_closed``, ``book_not_found``.
    """
    book = get_book(conn, tenant)
    if repeated := _repeated(conn, book, date, from_seq, cut_seq):
        return repeated
    _check_order(conn, book, date, from_seq, cut_seq)
    rows = conn.execute(_sql.moved, {"tenant": tenant, "from_seq": from_seq, "cut_seq": cut_seq}).fetchall()
    names = {code.number: code.name for code in list_codes(conn, tenant, at_us=None)}
    check_mapped(rows, chart_by_number(conn, tenant), names, date)
    locked = lock_book(conn, tenant)
    if locked.batch_date != book.batch_date:  # somebody else has posted it meanwhile
        return post_batch(conn, tenant, date=date, from_seq=from_seq, cut_seq=cut_seq, actor=actor, now_us=now_us)
    reach_period(conn, tenant, date)
    check_open(conn, tenant, date)
    entries = [
        Entry(debit, credit, BY_NUMBER[currency], amount, code, transfers) for currency, code, debit, credit, amount, transfers, _ in rows
    ]
    number = post(
        conn,
        locked,
        key=f"batch/{date}",
        day=date,
        source=Source.BATCH,
        title=f"Business of {date}",
        maker=actor,
        checker=None,
        entries=entries,
        now_us=now_us,
    )
    count = sum(entry.transfers for entry in entries)
    values = {"tenant": tenant, "date": date, "from_seq": from_seq, "cut_seq": cut_seq, "journal": number, "transfers": count}
    conn.execute(_sql.record_batch, values)
    conn.execute(_sql.move_book, values)
    return _report(date, from_seq, cut_seq, number, entries, set(names))


def batches(conn: Connection, tenant: int, *, from_date: date, to_date: date) -> list[BatchReport]:
    """The batches of the dates from one to another, both included, as they were posted."""
    names = {code.number for code in list_codes(conn, tenant, at_us=None)}
    rows = conn.execute(_sql.batches, {"tenant": tenant, "from_date": from_date, "to_date": to_date}).fetchall()
    return [
        _report(day, from_seq, cut_seq, journal, get_journal(conn, tenant, journal).entries, names, repeated=True)
        for day, from_seq, cut_seq, journal, _ in rows
    ]


def batch_of(conn: Connection, tenant: int, seq: int) -> tuple[date, int] | None:
    """The business date and the journal that took in the transfer at a place of the journal of transfers; None before its night."""
    row = conn.execute(_sql.batch_of, {"tenant": tenant, "seq": seq}).fetchone()
    return None if row is None else (row[0], row[1])


def check_mapped(rows: Sequence[tuple[int, ...]], chart: Mapping[int, GlAccount], names: Mapping[int, str], day: date) -> None:
    """Refuses ``gl_account_unmapped`` where a movement stands on a line that is not open in the chart on that day.

    rows: (currency, code, class debited, class credited, amount, transfers, first seq); names: transaction codes by number.
    """
    found = []
    for currency, code, debit, credit, amount, transfers, first_seq in rows:
        for side, number in (("debits", debit), ("credits", credit)):
            if number not in chart or not chart[number].takes(day):
                name = f"{names[code]} ({code})" if code in names else f"transaction code {code}"
                state = "is closed in" if number in chart else "is not in"
                found.append(
                    f"{name} {side} {number}, which {state} the chart of accounts: {transfers} transfers of {amount} minor units "
                    f"{BY_NUMBER[currency]}, the first of them {first_seq}"
                )
    if found:
        more = f"; and {len(found) - _UNMAPPED_SHOWN} more" if len(found) > _UNMAPPED_SHOWN else ""
        raise Refusal(
            "gl_account_unmapped", "; ".join(found[:_UNMAPPED_SHOWN]) + more + ".", category=Category.RULE, field="chart", unmapped=found
        )


def _repeated(conn: Connection, book: Book, day: date, from_seq: int, cut_seq: int) -> BatchReport | None:
    if book.batch_date is None or day > book.batch_date:
        return None
    posted = batches(conn, book.tenant, from_date=day, to_date=day)
    if not posted:
        return None
    if (posted[0].from_seq, posted[0].cut_seq) != (from_seq, cut_seq):
        raise Refusal(
            "batch_differs",
            f"{day} was posted with the transfers after {posted[0].from_seq} up to {posted[0].cut_seq}.",
            category=Category.CONFLICT,
            field="cut_seq",
        )
    return posted[0]


def _check_order(conn: Connection, book: Book, day: date, from_seq: int, cut_seq: int) -> None:
    expected = book.first_date if book.batch_date is None else book.batch_date + timedelta(1)
    row = conn.execute(_sql.lane_end, {"tenant": book.tenant}).fetchone()
    last_seq = 0 if row is None else row[0]
    if day != expected:
        message, field = f"The next date to post is {expected}, not {day}.", "date"
    elif from_seq != book.cut_seq:
        message, field = f"The next batch begins after transfer {book.cut_seq}, not {from_seq}.", "from_seq"
    elif not from_seq <= cut_seq <= last_seq:
        message, field = f"A batch after transfer {from_seq} ends between there and {last_seq}, not at {cut_seq}.", "cut_seq"
    else:
        return
    raise Refusal("batch_out_of_order", message, category=Category.CONFLICT, field=field)


def _report(
    day: date, from_seq: int, cut_seq: int, journal: int, entries: Sequence[Entry], known: set[int], repeated: bool = False
) -> BatchReport:
    totals: dict[str, int] = {}
    for entry in entries:
        totals[entry.currency] = totals.get(entry.currency, 0) + entry.amount
    unknown = tuple(sorted({entry.code for entry in entries} - known - {0}))
    count = sum(entry.transfers for entry in entries)
    return BatchReport(day, from_seq, cut_seq, journal, count, len(entries), totals, unknown, repeated)
