"""The day's end of cards: statements with their interest, over-limit fee and minimum payment."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from psycopg.types.json import Jsonb

from twincore.kernel.db import Connection
from twincore.kernel.sql import load
from twincore.ledger import Kind
from twincore.products.credit.card_cycle import CardMovement, Cycle, CycleResult, close_cycle, statement_dates
from twincore.products.credit.model import CardStatement, CreditReport
from twincore.products.credit.postings import balance_of_number, code_numbers
from twincore.products.credit.records import Book, Flight, Row, add_postings, card_terms, execute_many, in_flight, page, posting_row, report

_sql = load("twincore.products.credit")
_Last = tuple[date, date, int, int, Mapping[str, int]]
"""(date, due_on, closing, minimum, balances) of the last statement."""


def bill_cards(conn: Connection, tenant: int, *, date: date, cut_seq: int, after: int = 0, limit: int = 2_000) -> CreditReport:
    """Make the statements of cards whose cycle ends with this date (or was missed), a page of them.

    The cycle is what the journal up to cut_seq has since the last statement. Asks for ``card_interest`` and ``card_over_limit_fee``, which stand
    on the statement already. Purchases bear no interest in a cycle in which the last statement was paid in full by its due date. Run again it
    changes nothing.
    """
    rows = page(conn, _sql.cards_to_bill, tenant, date, after, limit)
    if not rows:
        return report("bill_cards", date, rows, limit, after, [])
    book, accounts = Book(conn, tenant, date), [row.account for row in rows]
    known = cycles(conn, tenant, book, rows, cut_seq)
    flights = in_flight(conn, tenant, accounts, cut_seq)
    statements, postings, states = [], [], []
    for row in rows:
        rules = book.card_rules(row.product)
        cycle, movements = known[row.account]
        result = close_cycle(rules, cycle, movements)
        due_on = row.next_due + timedelta(days=rules.grace_days)
        owed = row.owed + flights.get(row.account, Flight()).billed
        statements.append(_statement_row(tenant, row, cycle, result, due_on, owed))
        for code, amount in (("card_interest", result.interest), ("card_over_limit_fee", result.over_limit_fee)):
            if amount:
                parameters = {
                    "account": row.account,
                    "amount": amount,
                    "value_date": row.next_due.isoformat(),
                    "currency": row.currency,
                    "description": f"Statement of {row.next_due.isoformat()}",
                }
                postings.append(posting_row(tenant, row, "bill_cards", date, amount, code, parameters, key=row.next_due))
        states.append(
            {
                "tenant": tenant,
                "account": row.account,
                "next_due": statement_dates(row.next_due, row.terms["statement_day"]),
                "charged_to": row.next_due + timedelta(days=1),
                "charged_seq": cut_seq,
                "carried": result.carried,
                "due": result.minimum,
                "due_on": due_on,
                "overdue": result.overdue,
            }
        )
    execute_many(conn, _sql.add_statement, statements)
    add_postings(conn, postings)
    execute_many(conn, _sql.set_billed, states)
    return report("bill_cards", date, rows, limit, after, [p["amount"] for p in postings])


def cycles(conn: Connection, tenant: int, book: Book, rows: Sequence[Row], cut_seq: int) -> dict[int, tuple[Cycle, list[CardMovement]]]:
    """Of each card the cycle since its last statement, with its movements as the journal has them up to cut_seq."""
    accounts = [row.account for row in rows]
    last: dict[int, _Last] = {
        account: (day, due_on, closing, minimum, balances)
        for account, day, due_on, closing, minimum, balances in conn.execute(
            _sql.last_statements, {"tenant": tenant, "accounts": accounts}
        ).fetchall()
    }
    moved: dict[int, list[CardMovement]] = {}
    values = {"tenant": tenant, "accounts": accounts, "charged_seq": [row.charged_seq for row in rows], "cut_seq": cut_seq}
    found = conn.execute(_sql.card_movements, values).fetchall()
    suspects = [transfer for *_, code, _, transfer in found if code in _billed_numbers()]
    billed = {row[0] for row in conn.execute(_sql.billed, {"tenant": tenant, "ids": suspects}).fetchall()} if suspects else set()
    for account, day, amount, code, kind, transfer in found:
        if transfer not in billed:
            moved.setdefault(account, []).append(CardMovement(day, _kind(amount, code, kind), abs(amount)))
    known = {}
    for row in rows:
        rates = [(since, version.rates_ppm) for since, version in book.card_versions(row.product)]
        movements = moved.get(row.account, [])
        known[row.account] = _cycle(row, rates, last.get(row.account), movements), movements
    return known


def card_statements(conn: Connection, tenant: int, account: int, *, before: date | None = None, limit: int = 24) -> list[CardStatement]:
    """The statements of a card (closed before a date), newest first."""
    rows = conn.execute(_sql.statements, {"tenant": tenant, "account": account, "before": before, "limit": limit}).fetchall()
    return [CardStatement(*row) for row in rows]


@cache
def _billed_numbers() -> frozenset[int]:
    return frozenset(code_numbers()[code] for code in ("card_interest", "card_over_limit_fee"))


def _kind(amount: int, code: int, kind: int) -> str:
    """What a movement is on a card (see ``CardMovement``): a reversal takes back a purchase or a payment."""
    if amount < 0:
        return "refund" if kind == Kind.REVERSE or code == code_numbers()["card_refund"] else "payment"
    return "dishonour" if kind == Kind.REVERSE else balance_of_number().get(code, "purchases")


def _cycle(row: Row, rates: Sequence[tuple[date, Mapping[str, int]]], last: _Last | None, moved: list[CardMovement]) -> Cycle:
    terms = card_terms(row.terms)
    closing, minimum, grace = 0, 0, True
    balances: Mapping[str, int] = {}
    if last is not None:
        _, due_on, closing, minimum, balances = last
        grace = closing <= sum(m.amount for m in moved if m.kind in ("payment", "refund") and m.value_date <= due_on)
    return Cycle(
        start=row.charged_to,
        statement=row.next_due,
        balances=balances,
        grace=grace,
        minimum=minimum,
        carried=row.carried,
        rates=rates,
        limit=terms.limit,
        transfers_until=terms.balance_transfers_until,
        over_limit_agreed=terms.over_limit_agreed,
    )


def _statement_row(tenant: int, row: Row, cycle: Cycle, result: CycleResult, due_on: date, owed: int) -> dict[str, Any]:
    return {
        "tenant": tenant,
        "account": row.account,
        "date": row.next_due,
        "due_on": due_on,
        "opening": sum(cycle.balances.values()),
        "debits": result.debits,
        "credits": result.credits,
        "interest": result.interest,
        "fees": result.over_limit_fee,
        "closing": result.closing,
        "minimum": result.minimum,
        "overdue": result.overdue,
        "balances": Jsonb(result.balances),
        "units": result.units,
        "carried": result.carried,
        "grace": cycle.grace,
        "difference": result.closing - result.interest - result.over_limit_fee - owed,
    }
