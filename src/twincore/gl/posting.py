"""The book itself: opening it, locking it, and the one way in which anything is posted."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from twincore.gl.chart import chart_of_accounts, install_chart
from twincore.gl.model import JOURNALS_MAX, Book, Entry, GlAccount, Journal, JournalHead, Period, Source
from twincore.gl.rules import check_actor, first_of_month, last_of_month
from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import Connection
from twincore.kernel.money import BY_NUMBER, CURRENCIES, currency_number
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.kernel.sql import load
from twincore.tenants import tenant_by_number

_sql = load("twincore.gl")
_MONTHS = 12


def open_book(conn: Connection, tenant: int, *, first_date: date, year_end_month: int = 6, actor: str, now_us: int) -> Book:
    """Open a tenant's general ledger, in the tenant's currency, with the shipped chart of accounts and its first period.

    first_date: the first business date; its batch takes in all that the ledger has recorded until then. year_end_month: 1 to 12. The same again
    changes nothing. Refuses ``book_exists`` (opened otherwise), ``book_invalid`` (no such month), ``gl_actor_invalid``, ``tenant_not_found``.
    """
    check_actor(actor, "actor")
    if not 1 <= year_end_month <= _MONTHS:
        raise Refusal("book_invalid", f"A year ends in month 1 to {_MONTHS}, not {year_end_month}.", field="year_end_month")
    currency = tenant_by_number(conn, tenant).currency
    values = {"tenant": tenant, "currency": currency_number(currency), "first_date": first_date, "year_end_month": year_end_month}
    if conn.execute(_sql.open_book, values | {"actor": actor, "now": to_datetime(now_us)}).rowcount == 0:
        book = get_book(conn, tenant)
        if (book.first_date, book.year_end_month) != (first_date, year_end_month):
            raise Refusal(
                "book_exists",
                f"The book was opened on {book.first_date}, its year ends in month {book.year_end_month}.",
                category=Category.CONFLICT,
            )
        return book
    install_chart(conn, tenant, from_date=first_date, actor=actor)
    reach_period(conn, tenant, first_date)
    return get_book(conn, tenant)


def get_book(conn: Connection, tenant: int) -> Book:
    """A tenant's general ledger. Refuses ``book_not_found``."""
    return _book(tenant, conn.execute(_sql.book, {"tenant": tenant}).fetchone())


def lock_book(conn: Connection, tenant: int) -> Book:
    """The same, and nobody else posts into it until the transaction ends. Refuses ``book_not_found``."""
    return _book(tenant, conn.execute(_sql.lock_book, {"tenant": tenant}).fetchone())


def _book(tenant: int, row: tuple[Any, ...] | None) -> Book:
    if row is None:
        raise not_found("book", tenant)
    currency, first_date, year_end_month, batch_date, cut_seq, journal = row
    return Book(tenant, BY_NUMBER[currency], first_date, year_end_month, batch_date, cut_seq, journal)


def chart_by_number(conn: Connection, tenant: int) -> dict[int, GlAccount]:
    """The chart of accounts by number."""
    return {account.number: account for account in chart_of_accounts(conn, tenant)}


def periods(conn: Connection, tenant: int) -> list[Period]:
    """The periods that the book has reached, in order."""
    rows = conn.execute(_sql.periods, {"tenant": tenant}).fetchall()
    return [Period(first_date, last_of_month(first_date), status == "closed") for first_date, status in rows]


def reach_period(conn: Connection, tenant: int, day: date) -> None:
    """Open the period of a date if the book has not come to it yet."""
    conn.execute(_sql.reach_period, {"tenant": tenant, "first_date": first_of_month(day)})


def check_open(conn: Connection, tenant: int, day: date, field: str = "date") -> None:
    """Refuses ``period_closed``, and ``period_not_found`` where the book has not come to that month or began later."""
    found = {period.first_date: period for period in periods(conn, tenant)}.get(first_of_month(day))
    if found is None:
        raise not_found("period", f"{day:%Y-%m}", field)
    if found.closed:
        raise Refusal("period_closed", f"The period {day:%Y-%m} is closed.", category=Category.RULE, field=field)


def check_posted(book: Book, day: date, field: str = "date") -> None:
    """Refuses ``date_not_posted``: no end of day has posted that date into the book, or it lies before the book began."""
    if book.batch_date is None or not book.first_date <= day <= book.batch_date:
        raise Refusal(
            "date_not_posted",
            f"{day} is not in the book, which runs from {book.first_date} to {book.batch_date or 'nowhere yet'}.",
            category=Category.RULE,
            field=field,
        )


def post(
    conn: Connection,
    book: Book,
    *,
    key: str,
    day: date,
    source: Source,
    title: str,
    maker: str,
    checker: str | None,
    entries: Sequence[Entry],
    now_us: int | None,
) -> int:
    """Post a journal into a locked book; returns its number. The caller has checked the period, the accounts and the balance."""
    row = conn.execute(_sql.take_journal, {"tenant": book.tenant}).fetchone()
    assert row is not None, "the book is locked"
    number: int = row[0]
    values: dict[str, object] = {"tenant": book.tenant, "number": number, "date": day, "source": source.value}
    head = {"key": key, "title": title, "maker": maker, "checker": checker, "now": None if now_us is None else to_datetime(now_us)}
    conn.execute(_sql.post_journal, values | head)
    if entries:
        conn.execute(_sql.post_entries, values | _columns(entries))
    return number


def _columns(entries: Sequence[Entry]) -> dict[str, object]:
    return {
        "debit": [e.debit for e in entries],
        "credit": [e.credit for e in entries],
        "currency": [CURRENCIES[e.currency][0] for e in entries],
        "code": [e.code for e in entries],
        "amount": [e.amount for e in entries],
        "transfers": [e.transfers for e in entries],
        "words": [e.words for e in entries],
    }


def get_journal(conn: Connection, tenant: int, number: int) -> Journal:
    """One journal with its entries. Refuses ``journal_not_found``."""
    found = _journal(conn, tenant, conn.execute(_sql.journal_by_number, {"tenant": tenant, "number": number}).fetchone())
    if found is None:
        raise not_found("journal", number, "number")
    return found


def journals(
    conn: Connection, tenant: int, *, from_date: date | None = None, to_date: date | None = None, after: int = 0, limit: int = 100
) -> list[JournalHead]:
    """Journals dated from one day to another, by number, without their entries; at most ``limit`` (1 to JOURNALS_MAX) after a number."""
    values = {"tenant": tenant, "from_date": from_date, "to_date": to_date, "after": after, "limit": max(1, min(limit, JOURNALS_MAX))}
    return [
        JournalHead(number, key, day, Source(source), title, maker, checker, to_us(posted_at))
        for number, key, day, source, title, maker, checker, posted_at in conn.execute(_sql.journals, values).fetchall()
    ]


def journal_of(conn: Connection, tenant: int, key: str) -> Journal | None:
    """What was posted for a key, if anything was."""
    return _journal(conn, tenant, conn.execute(_sql.journal_by_key, {"tenant": tenant, "key": key}).fetchone())


def _journal(conn: Connection, tenant: int, row: tuple[Any, ...] | None) -> Journal | None:
    if row is None:
        return None
    number, key, day, source, title, maker, checker, posted_at = row
    entries = tuple(
        Entry(debit, credit, BY_NUMBER[currency], amount, code, transfers, words)
        for debit, credit, currency, amount, code, transfers, words in conn.execute(_sql.entries, {"tenant": tenant, "number": number})
    )
    return Journal(number, key, day, Source(source), title, maker, checker, to_us(posted_at), entries)
