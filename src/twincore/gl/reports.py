"""What the book says: trial balance, balance sheet, income statement, the card of an account, and whether the book agrees with itself and the ledger."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from twincore.gl.exchange import rates_on
from twincore.gl.model import (
    AccountCard,
    AccountKind,
    BalanceSheet,
    Entry,
    GlAccount,
    IncomeStatement,
    Source,
    StatementLine,
    SubledgerLine,
    TrialBalance,
    TrialLine,
)
from twincore.gl.posting import chart_by_number, check_posted, get_book
from twincore.gl.rules import rate_of, translate
from twincore.kernel.db import Connection
from twincore.kernel.money import BY_NUMBER, currency_number
from twincore.kernel.refusal import Refusal
from twincore.kernel.sql import load

_sql = load("twincore.gl")


def trial_balance(conn: Connection, tenant: int, date: date, *, before_year_end: bool = False) -> TrialBalance:
    """Every account that ever moved, with its debits and credits up to the end of a posted date, in each currency.

    before_year_end: without the journal that carries income and expense to retained earnings on that very date.
    Refuses ``date_not_posted``, ``book_not_found``.
    """
    check_posted(get_book(conn, tenant), date)
    statement = _sql.sums_before_year_end if before_year_end else _sql.sums
    rows = conn.execute(statement, {"tenant": tenant, "from_date": None, "to_date": date}).fetchall()
    chart = chart_by_number(conn, tenant)
    return TrialBalance(date, tuple(_lines(rows, chart)))


def balance_sheet(conn: Connection, tenant: int, date: date) -> BalanceSheet:
    """Assets, liabilities and equity at the end of a posted date, in the book's currency; foreign lines at the rates that hold on it.

    Refuses ``date_not_posted``, ``exchange_rate_missing``, ``book_not_found``.
    """
    book = get_book(conn, tenant)
    trial = trial_balance(conn, tenant, date)
    lines = _translated(conn, tenant, trial.lines, book.currency, date)
    result = -sum(amount for line, amount in lines if line.kind.result)
    sides = {kind: _statement(lines, kind) for kind in (AccountKind.ASSET, AccountKind.LIABILITY, AccountKind.EQUITY)}
    left_over = sum(amount for _, amount in lines)
    return BalanceSheet(
        date, book.currency, sides[AccountKind.ASSET], sides[AccountKind.LIABILITY], sides[AccountKind.EQUITY], result, left_over
    )


def income_statement(conn: Connection, tenant: int, from_date: date, to_date: date) -> IncomeStatement:
    """Income and expenses of the dates from one to another, both posted and included, in the book's currency at the rates of the last date.

    Refuses ``date_not_posted``, ``dates_reversed``, ``exchange_rate_missing``, ``book_not_found``.
    """
    book = get_book(conn, tenant)
    _check_dates(from_date, to_date)
    check_posted(book, from_date, "from_date")
    check_posted(book, to_date, "to_date")
    rows = conn.execute(_sql.sums, {"tenant": tenant, "from_date": from_date, "to_date": to_date}).fetchall()
    of_result = [row for row in rows if row[2] != Source.YEAR_END]
    chart = chart_by_number(conn, tenant)
    lines = [line for line in _lines(of_result, chart) if line.kind.result]
    translated = _translated(conn, tenant, lines, book.currency, to_date)
    return IncomeStatement(
        from_date, to_date, book.currency, _statement(translated, AccountKind.INCOME), _statement(translated, AccountKind.EXPENSE)
    )


def account_card(conn: Connection, tenant: int, account: int, *, currency: str, from_date: date, to_date: date) -> AccountCard:
    """The entries of one account in one currency from one date to another, with the balances before and after (debits less credits).

    Refuses ``dates_reversed``, ``currency_unknown``, ``book_not_found``.
    """
    get_book(conn, tenant)
    _check_dates(from_date, to_date)
    number = currency_number(currency)
    before = conn.execute(_sql.sums, {"tenant": tenant, "from_date": None, "to_date": from_date - timedelta(1)}).fetchall()
    opening = sum(row[3] - row[4] for row in before if row[:2] == (account, number))
    values = {"tenant": tenant, "account": account, "currency": number, "from_date": from_date, "to_date": to_date}
    entries = tuple(
        (day, journal, Entry(debit, credit, currency, amount, code, transfers, words))
        for day, journal, debit, credit, _, amount, code, transfers, words in conn.execute(_sql.card, values).fetchall()
    )
    moved = sum(e.amount * ((e.debit == account) - (e.credit == account)) for _, _, e in entries)
    return AccountCard(account, currency, from_date, to_date, opening, opening + moved, entries)


def subledger_against_gl(conn: Connection, tenant: int, *, date: date, cut_seq: int) -> list[SubledgerLine]:
    """Every line beside the sums of the ledger accounts of its class, at the end of a posted date whose cut was ``cut_seq``.

    The subledger's side does not come from the batches: it is the last checkpoint's sums, recomputed from raw rows, and the raw rows between the
    checkpoint and the cut. Lines that differ have ``agrees`` false; a class that is not in the chart stands there with no title.
    Refuses ``date_not_posted``, ``book_not_found``.
    """
    check_posted(get_book(conn, tenant), date)
    chart = chart_by_number(conn, tenant)
    figures: dict[tuple[int, int], list[int]] = {}
    for number, currency, accounts, debited, credited in conn.execute(_sql.subledger, {"tenant": tenant, "cut_seq": cut_seq}):
        figures[number, currency] = [accounts, debited, credited, 0, 0, 0]
    for number, currency, source, debited, credited in conn.execute(_sql.sums, {"tenant": tenant, "from_date": None, "to_date": date}):
        line = figures.setdefault((number, currency), [0] * 6)
        if source == Source.BATCH:
            line[3], line[4] = debited, credited
        else:
            line[5] += debited - credited
    return [
        SubledgerLine(number, chart[number].title if number in chart else "", BY_NUMBER[currency], *columns)
        for (number, currency), columns in sorted(figures.items())
    ]


def book_faults(conn: Connection, tenant: int) -> list[str]:
    """What is wrong inside the book, recounted from its entries; an empty list where nothing is.

    Turnovers are the sums of the entries, journals are numbered without a gap, batches follow one another and sum as many transfers as they say.
    """
    faults = [
        f"account {account} in {BY_NUMBER[currency]} on {day} ({source}): entries say {debited} and {credited}, the turnover {stated} and {other}"
        for account, currency, day, source, debited, credited, stated, other in conn.execute(_sql.turnover_faults, {"tenant": tenant})
    ]
    faults += [f"journal {number} is missing" for (number,) in conn.execute(_sql.journal_faults, {"tenant": tenant})]
    faults += [f"the batch of {day} does not follow or does not sum" for (day,) in conn.execute(_sql.batch_faults, {"tenant": tenant})]
    return faults


def _lines(rows: Iterable[tuple[int, int, str, int, int]], chart: Mapping[int, GlAccount]) -> list[TrialLine]:
    sums: dict[tuple[int, int], list[int]] = {}
    for number, currency, _, debited, credited in rows:
        columns = sums.setdefault((number, currency), [0, 0])
        columns[0] += debited
        columns[1] += credited
    return [
        TrialLine(number, chart[number].title, chart[number].kind, chart[number].heading, BY_NUMBER[currency], debited, credited)
        for (number, currency), (debited, credited) in sorted(sums.items())
    ]


def _translated(conn: Connection, tenant: int, lines: Iterable[TrialLine], home: str, day: date) -> list[tuple[TrialLine, int]]:
    """Each line with its balance (debits less credits) in the book's currency."""
    kept = list(lines)
    rates = rates_on(conn, tenant, day) if any(line.currency != home and line.balance for line in kept) else {}
    return [
        (line, line.balance if line.currency == home or not line.balance else translate(line.balance, rate_of(rates, line.currency, day), line.currency, home))
        for line in kept
    ]  # fmt: skip


def _statement(lines: Iterable[tuple[TrialLine, int]], kind: AccountKind) -> tuple[StatementLine, ...]:
    amounts: dict[int, tuple[TrialLine, int]] = {}
    for line, amount in lines:
        if line.kind is kind:
            own = amount if kind.debit_side else -amount
            amounts[line.account] = (line, amounts.get(line.account, (line, 0))[1] + own)
    return tuple(StatementLine(number, line.title, line.heading, amount) for number, (line, amount) in amounts.items() if amount)


def _check_dates(from_date: date, to_date: date) -> None:
    if from_date > to_date:
        raise Refusal("dates_reversed", f"{from_date} comes after {to_date}.", field="from_date")
