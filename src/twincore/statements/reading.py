"""Reading statements: rows, lines from the journal, totals, the tax year, notices. All of it follows from what never changes."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import twincore.ledger as ledger
from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import Connection
from twincore.kernel.money import BY_NUMBER
from twincore.kernel.refusal import Category, Refusal, Retry, not_found
from twincore.kernel.sql import load
from twincore.ledger import Kind, Transfer
from twincore.products import ProductAccount, accounts_by_id, accounts_of_party, get_account, get_product_version
from twincore.products.credit import get_credit_product_version
from twincore.products.interest import MICRO, interest_of
from twincore.statements.model import (
    LINES_MAX,
    LIST_MAX,
    CardPart,
    Line,
    LoanPart,
    Notice,
    NoticeKind,
    Proof,
    Statement,
    StatementKind,
    StatementSummary,
    TaxLine,
    TaxSummary,
    Totals,
)
from twincore.statements.preparation import seq_at_end
from twincore.tenants import Tenant, tenant_by_number
from twincore.transactions import system_accounts

_sql = load("twincore.statements")
_DAY = timedelta(days=1)
_JULY = 7
_TOLD = ("merchant", "employer", "payer", "payee", "biller", "description")
"""Words of a transfer that a member reads; the reasons that staff give are not among them."""
_REFERENCES = ("reference", "customer_reference")
_BILLED = {"card_interest": "Card interest", "card_over_limit_fee": "Card over-limit fee"}
_INTEREST_CHARGED = {"overdraft_interest_income", "loan_interest_income", "card_interest_income"}


def statements_of(conn: Connection, tenant: int, account: int, *, before: date | None = None, limit: int = 24) -> list[Statement]:
    """The statements of an account, newest first. before: only those that end before this day. limit: 1 to ``LIST_MAX``.

    Refuses ``page_invalid``, ``account_not_found``.
    """
    _check_limit(limit)
    rows = conn.execute(_sql.statements, {"tenant": tenant, "account": account, "before": before, "limit": limit}).fetchall()
    if not rows:
        get_account(conn, tenant, account)
    return [_statement(row) for row in rows]


def get_statement(conn: Connection, tenant: int, account: int, on: date) -> Statement:
    """The statement of an account that ends on a day. Refuses ``statement_not_found``."""
    row = conn.execute(_sql.statement, {"tenant": tenant, "account": account, "date": on}).fetchone()
    if row is None:
        raise not_found("statement", f"of account {account} on {on}", "date")
    return _statement(row)


def summary_of(conn: Connection, tenant: int, statement: Statement) -> StatementSummary:
    """What a statement comes to: totals of its period and of its tax year so far, what a card or a loan adds, and the proof."""
    own = tenant_by_number(conn, tenant)
    billed = _billed(conn, tenant, statement)
    totals = _totals(conn, tenant, statement.account, statement.from_seq, statement.cut_seq)
    start = seq_at_end(conn, own, tax_year_start(tax_year_of(statement.date)) - _DAY)
    year = _totals(conn, tenant, statement.account, start, statement.cut_seq)
    if statement.kind is StatementKind.CARD:
        own_charges = _as_totals(one for one in billed if one[0] == statement.date)
        before = _as_totals(one for one in billed if one[0] < statement.date and _between(one[4], statement.from_seq, statement.cut_seq))
        totals, year = _less(totals, before) + own_charges, year + own_charges
    seqs = [seq for day, *_, seq in billed if day == statement.date and seq is not None]
    return StatementSummary(
        statement,
        totals,
        year,
        _accrued(conn, tenant, statement),
        _card_part(conn, tenant, statement),
        _loan_part(conn, tenant, statement),
        covering_proof(conn, tenant, max([statement.cut_seq, *seqs])),
    )


def statement_lines(
    conn: Connection, tenant: int, statement: Statement, *, before_seq: int | None = None, limit: int = 200
) -> tuple[list[Line], int | None]:
    """Lines of a statement, newest first, and the cursor of the next page (None: there is none). before_seq: the cursor of the page before.

    limit: 1 to ``LIST_MAX`` lines; a page may hold fewer, because holds are no lines, and the charges of a card's statement come with the first
    page on top. A card's balances have in them what its statements charged, from the day of the statement on. Refuses ``page_invalid``.
    """
    _check_limit(limit)
    own = tenant_by_number(conn, tenant)
    billed = _billed(conn, tenant, statement)
    former = [one for one in billed if one[0] < statement.date]
    start = statement.cut_seq + 1 if before_seq is None else min(before_seq, statement.cut_seq + 1)
    transfers = [t for t in ledger.history(conn, tenant, statement.account, start, limit) if t.seq > statement.from_seq]
    cursor = transfers[-1].seq if len(transfers) == limit else None
    skipped = {transfer for _, _, _, transfer, _ in former}
    shown = [t for t in transfers if t.amount and t.id not in skipped]
    lines = list(_lines(conn, own, statement, shown, former))
    if before_seq is None:
        lines = _charges(statement, [one for one in billed if one[0] == statement.date]) + lines
    return lines, cursor


def all_lines(conn: Connection, tenant: int, statement: Statement) -> list[Line]:
    """Every line of a statement, oldest first. Refuses ``statement_too_long`` (more than ``LINES_MAX``: read it page by page)."""
    found: list[Line] = []
    cursor: int | None = None
    while True:
        lines, cursor = statement_lines(conn, tenant, statement, before_seq=cursor, limit=LIST_MAX)
        found += lines
        if len(found) > LINES_MAX:
            raise Refusal(
                "statement_too_long",
                f"The statement has more than {LINES_MAX} lines: read them page by page.",
                category=Category.TOO_LARGE,
            )
        if cursor is None:
            return found[::-1]


def tax_summary(conn: Connection, tenant: int, party: UUID, year: int, *, today: date) -> TaxSummary:
    """What a member earned, had withheld and was charged in the tax year that ends on 30 June of a year, account by account.

    Interest counts in the year in which it is credited. today: the business date. Refuses ``tax_year_not_over``, ``accounts_not_found``
    (none was open then, or no such member).
    """
    first, last = tax_year_start(year), tax_year_start(year + 1) - _DAY
    if today <= last:
        raise Refusal("tax_year_not_over", f"The tax year ends on {last}.", category=Category.RULE, field="year", retry=Retry.NEW_KEY)
    own = tenant_by_number(conn, tenant)
    start, end = seq_at_end(conn, own, first - _DAY), seq_at_end(conn, own, last)
    begin, over = (to_us(datetime(one.year, one.month, one.day, tzinfo=ZoneInfo(own.time_zone))) for one in (first, last + _DAY))
    held = [
        a for a in accounts_of_party(conn, tenant, party) if a.opened_at_us < over and (a.closed_at_us is None or a.closed_at_us >= begin)
    ]
    if not held:
        raise not_found("accounts", f"of {party} in the tax year to {last}", "party")
    lines = tuple(
        TaxLine(a.id, a.bsb, a.number, a.product, product_title(conn, tenant, a), a.currency, _totals(conn, tenant, a.id, start, end))
        for a in sorted(held, key=lambda a: a.id)
    )
    return TaxSummary(party, year, first, last, lines, covering_proof(conn, tenant, end))


def notices_of(conn: Connection, tenant: int, account: int, *, after: tuple[date, str] | None = None, limit: int = 50) -> list[Notice]:
    """What was said about an account, newest first. after: date and kind of the last one of the page before.

    Refuses ``page_invalid``, ``account_not_found``.
    """
    _check_limit(limit)
    before, kind = after or (None, "")
    values = {"tenant": tenant, "account": account, "before": before, "after_kind": kind, "limit": limit}
    rows = conn.execute(_sql.notices_of_account, values).fetchall()
    if not rows:
        get_account(conn, tenant, account)
    return [_notice(row) for row in rows]


def notices_on(
    conn: Connection,
    tenant: int,
    on: date,
    *,
    kind: NoticeKind | None = None,
    after: tuple[int, str] = (0, ""),
    limit: int = 200,
) -> list[Notice]:
    """What was said at the end of a date, by account and kind: what is to be sent. after: account and kind of the last one of the page before."""
    _check_limit(limit)
    values = {"tenant": tenant, "date": on, "kind": kind, "after": after[0], "after_kind": after[1], "limit": limit}
    return [_notice(row) for row in conn.execute(_sql.notices_of_date, values).fetchall()]


def get_notice(conn: Connection, tenant: int, account: int, on: date, kind: NoticeKind) -> Notice:
    """One notice. Refuses ``notice_not_found``."""
    row = conn.execute(_sql.notice, {"tenant": tenant, "account": account, "date": on, "kind": kind.value}).fetchone()
    if row is None:
        raise not_found("notice", f"of {kind.value} about account {account} on {on}", "kind")
    return _notice(row)


def covering_proof(conn: Connection, tenant: int, seq: int) -> Proof | None:
    """The first signed state of the journal's tree that covers a transfer; None: it is not sealed yet."""
    row = conn.execute(_sql.covering_head, {"tenant": tenant, "seq": seq}).fetchone()
    return None if row is None else Proof(row[0], bytes(row[1]), row[2], row[3])


def product_title(conn: Connection, tenant: int, account: ProductAccount) -> str:
    """What the product of an account is called, in the version under which it was opened."""
    try:
        return get_product_version(conn, tenant, account.product, account.version).title
    except Refusal as refusal:
        if refusal.category is not Category.NOT_FOUND:
            raise
    return get_credit_product_version(conn, tenant, account.product, account.version).title


def tax_year_of(day: date) -> int:
    """The Australian tax year of a day, named by the year in which it ends: 1 July 2025 to 30 June 2026 is 2026."""
    return day.year + (day.month >= _JULY)


def tax_year_start(year: int) -> date:
    """The first day of a tax year. Refuses ``tax_year_invalid``."""
    if not 1901 <= year <= 9998:
        raise Refusal("tax_year_invalid", "Name a tax year by the year in which it ends, such as 2026.", field="year")
    return date(year - 1, _JULY, 1)


_Bill = tuple[date, str, int, UUID, int | None]
"""A charge of a card's statement: date of the statement, transaction code, amount, id of the transfer, its place in the journal."""


def _billed(conn: Connection, tenant: int, statement: Statement) -> list[_Bill]:
    if statement.kind is not StatementKind.CARD:
        return []
    values = {"tenant": tenant, "account": statement.account, "date": statement.date}
    return [tuple(row) for row in conn.execute(_sql.billed, values).fetchall()]


def _charges(statement: Statement, own: Sequence[_Bill]) -> list[Line]:
    """What a card's statement charges itself, newest first."""
    balance, lines = statement.closing, []
    for day, code, amount, transfer, seq in reversed(own):
        lines.append(Line(seq, transfer, day, day, _BILLED.get(code, "Card charge"), "", -amount, balance))
        balance += amount
    return lines


def _lines(conn: Connection, own: Tenant, statement: Statement, transfers: Sequence[Transfer], former: Sequence[_Bill]) -> Iterator[Line]:
    account, tenant = statement.account, own.number
    at = to_datetime(statement.prepared_at_us)
    numbers = sorted({t.code for t in transfers})
    titles: dict[int, str] = dict(conn.execute(_sql.code_titles, {"tenant": tenant, "numbers": numbers, "at": at}).fetchall())
    others = {t.credit if t.debit == account else t.debit for t in transfers}
    members = accounts_by_id(conn, tenant, others | {account})
    systems = {one.account: one.name for one in system_accounts(conn, tenant)} if transfers else {}
    zone = ZoneInfo(own.time_zone)
    for t in transfers:
        debit = t.debit == account
        other = t.credit if debit else t.debit
        waiting = sum(amount for _, _, amount, _, seq in former if seq is None or seq > t.seq)
        title = _title(t, titles.get(t.code, "Transfer"), systems.get(other, ""))
        yield Line(
            t.seq,
            t.id,
            to_datetime(t.posted_at_us).astimezone(zone).date(),
            t.value_date,
            title,
            _words(t, members.get(account), members.get(other), debit),
            -t.amount if debit else t.amount,
            (t.debit_posted if debit else t.credit_posted) - waiting,
        )


def _title(transfer: Transfer, title: str, system: str) -> str:
    """What a line is, for a member: parts of a code that are tax, interest or a fee say so."""
    if transfer.kind is Kind.REVERSE:
        return f"Reversal of line {transfer.ref}"
    if system == "withholding_tax":
        return "Tax withheld from interest"
    if system == "interest_expense" and "nterest" not in title:
        return "Interest"
    if system.endswith("_fee_income") and "fee" not in title.lower():
        return f"Fee: {title}"
    return title


def _words(transfer: Transfer, own: ProductAccount | None, other: ProductAccount | None, debit: bool) -> str:
    """The words that travel with a transfer, as far as they are the member's business: never another member's account, nor a staff's reason."""
    detail = transfer.detail or {}
    told = [str(detail[name]) for name in _TOLD if detail.get(name)]
    if own is not None and other is not None and own.party == other.party:
        told.insert(0, f"{'to' if debit else 'from'} your account {other.number}")
    told += [f"ref. {detail[name]}" for name in _REFERENCES if detail.get(name)]
    return ", ".join(told)


def _totals(conn: Connection, tenant: int, account: int, from_seq: int, to_seq: int) -> Totals:
    values = {"tenant": tenant, "account": account, "from_seq": from_seq, "to_seq": to_seq}
    rows = conn.execute(_sql.by_counterparty, values).fetchall()
    names = {one.account: one.name for one in system_accounts(conn, tenant)} if rows else {}
    found = Totals()
    for other, credited, debited, lines in rows:
        name = names.get(other, "")
        found += Totals(
            credits=credited,
            debits=debited,
            interest_earned=credited - debited if name == "interest_expense" else 0,
            tax_withheld=debited - credited if name == "withholding_tax" else 0,
            interest_charged=debited - credited if name in _INTEREST_CHARGED else 0,
            fees=debited - credited if name.endswith("_fee_income") else 0,
            lines=lines,
        )
    return found


def _as_totals(billed: Iterator[_Bill]) -> Totals:
    found = Totals()
    for _, code, amount, _, _ in billed:
        interest = code == "card_interest"
        found += Totals(debits=amount, interest_charged=amount if interest else 0, fees=0 if interest else amount, lines=1)
    return found


def _less(totals: Totals, part: Totals) -> Totals:
    return totals + Totals(0, -part.debits, 0, 0, -part.interest_charged, -part.fees, -part.lines)


def _between(seq: int | None, after: int, last: int) -> bool:
    return seq is not None and after < seq <= last


def _accrued(conn: Connection, tenant: int, statement: Statement) -> int:
    """Interest earned and not yet posted at the end of the statement, less what is charged and not yet posted; whole minor units, to zero."""
    if statement.kind is not StatementKind.DEPOSIT:
        return 0
    found = interest_of(conn, tenant, statement.account, statement.date)
    if found is None:
        return 0
    due = conn.execute(_sql.interest_due, {"tenant": tenant, "account": statement.account, "date": statement.date}).fetchone()
    net = found.credit_accrued - found.debit_accrued
    return (net // MICRO if net >= 0 else -(-net // MICRO)) + (due[0] if due is not None else 0)


def _card_part(conn: Connection, tenant: int, statement: Statement) -> CardPart | None:
    if statement.kind is not StatementKind.CARD:
        return None
    row = conn.execute(_sql.card_statement, {"tenant": tenant, "account": statement.account, "date": statement.date}).fetchone()
    return None if row is None else CardPart(*row)


def _loan_part(conn: Connection, tenant: int, statement: Statement) -> LoanPart | None:
    if statement.kind is not StatementKind.LOAN:
        return None
    row = conn.execute(_sql.loan_standing, {"tenant": tenant, "account": statement.account, "date": statement.date}).fetchone()
    return None if row is None else LoanPart(*row)


def _statement(row: Sequence[Any]) -> Statement:
    account, day, number, kind, currency, from_date, from_seq, cut_seq, opening, closing, limit, prepared = row
    return Statement(
        account,
        day,
        number,
        StatementKind(kind),
        BY_NUMBER[currency],
        from_date,
        from_seq,
        cut_seq,
        opening,
        closing,
        limit,
        to_us(prepared),
    )


def _notice(row: Sequence[Any]) -> Notice:
    account, day, kind, title, body, facts, prepared = row
    return Notice(account, day, NoticeKind(kind), title, body, facts, to_us(prepared))


def _check_limit(limit: int) -> None:
    if not 1 <= limit <= LIST_MAX:
        raise Refusal("page_invalid", f"A page has from 1 to {LIST_MAX} items, not {limit}.", field="limit")
