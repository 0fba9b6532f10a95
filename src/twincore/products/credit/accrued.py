"""What loans and cards have earned at the end of a date and nobody was charged yet: for the general ledger, every day."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from twincore.kernel.db import Connection
from twincore.kernel.sql import load
from twincore.products.credit.card_cycle import close_cycle
from twincore.products.credit.card_day import cycles
from twincore.products.credit.loan_day import charge_upto, moves_of
from twincore.products.credit.model import UNITS_PER_MINOR
from twincore.products.credit.records import Book, Row, page

_sql = load("twincore.products.credit")
_Asked = dict[int, list[tuple[date, int, int]]]
"""Account -> (value date, on what is owed, of it interest), minor units."""


@dataclass(slots=True)
class AccruedReport:
    """Interest earned and not on the accounts yet, of a page of them: currency -> units. done: whether no account comes after last_account."""

    accounts: int
    last_account: int
    done: bool
    loans: dict[str, int] = field(default_factory=dict)
    cards: dict[str, int] = field(default_factory=dict)


def accrued_interest(conn: Connection, tenant: int, *, date: date, cut_seq: int, after: int = 0, limit: int = 2_000) -> AccruedReport:
    """What loans and cards have earned up to the end of a date and the journal up to cut_seq does not have, a page of them; it changes nothing.

    It is worked out as the next charge will be, so it meets it to the unit, corrections and the residue carried included: days since the last
    charge, this one too, and charges that are asked for and not posted. A card's purchases count from the day after its due date if the last statement
    was not paid by then: until that day they may turn out to be free of interest. After the date's charges and statements.
    """
    rows = page(conn, _sql.accounts_to_accrue, tenant, date, after, limit)
    report = AccruedReport(len(rows), rows[-1].account if rows else after, len(rows) < limit)
    if after == 0:  # where the last loan of a currency is gone, nothing is accrued in it any more
        for (currency,) in conn.execute(_sql.currencies, {"tenant": tenant}).fetchall():
            report.loans[currency] = report.cards[currency] = 0
    asked: _Asked = {}
    values = {"tenant": tenant, "accounts": [row.account for row in rows], "cut_seq": cut_seq}
    for account, day, amount, interest in conn.execute(_sql.asked, values).fetchall() if rows else ():
        asked.setdefault(account, []).append((day, amount, interest))
    loans, cards = [row for row in rows if not row.is_card], [row for row in rows if row.is_card]
    book = Book(conn, tenant, date)
    for row, units in (*_loans(conn, tenant, book, loans, asked, date, cut_seq), *_cards(conn, tenant, book, cards, date, cut_seq)):
        sums = report.cards if row.is_card else report.loans
        units += UNITS_PER_MINOR * sum(interest for _, _, interest in asked.get(row.account, ()))
        sums[row.currency] = sums.get(row.currency, 0) + units
    return report


def _loans(conn: Connection, tenant: int, book: Book, rows: Sequence[Row], asked: _Asked, day: date, cut_seq: int) -> list[tuple[Row, int]]:
    if not rows:
        return []
    moves = moves_of(conn, tenant, rows, cut_seq)
    for row in rows:
        moves.open.setdefault(row.account, []).extend((0, value_date, amount) for value_date, amount, _ in asked.get(row.account, ()))
    found = []
    for row in rows:
        charge = charge_upto(conn, book, row, moves, max(day + timedelta(days=1), row.charged_to), cut_seq)
        found.append((row, charge.units + charge.correction + row.carried))
    return found


def _cards(conn: Connection, tenant: int, book: Book, rows: Sequence[Row], day: date, cut_seq: int) -> list[tuple[Row, int]]:
    found = []
    known = cycles(conn, tenant, book, rows, cut_seq) if rows else {}
    for row in rows:
        cycle, movements = known[row.account]
        if cycle.start > day:
            found.append((row, row.carried))
            continue
        grace = cycle.grace or (row.due_on is not None and day <= row.due_on)
        result = close_cycle(book.card_rules(row.product), replace(cycle, statement=day, grace=grace), movements)
        found.append((row, result.units + row.carried))
    return found
