"""The day's end of loans: interest charged on due dates, repayments collected, what a loan would cost to pay out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from psycopg.types.json import Jsonb

from twincore.kernel.db import Connection
from twincore.kernel.sql import load
from twincore.products.credit.accrual import charge_of, numerator, segments, units_of
from twincore.products.credit.model import CreditReport, Segment
from twincore.products.credit.plans import lock_loan
from twincore.products.credit.records import Book, Flight, Row, add_postings, execute_many, in_flight, page, posting_row, report
from twincore.products.day_count import month_on

_sql = load("twincore.products.credit")
_Moved = tuple[int, date, int]
"""(seq, value date, amount)"""


@dataclass(slots=True)
class _Offset:
    """An offset account of a loan, and everything that moved on it."""

    from_date: date
    until_date: date | None
    moved: list[_Moved]

    def movements(self, cut_seq: int) -> list[tuple[date, int]]:
        """What it takes off, by day, as known at a cut: all it holds when it begins, what moves while it lasts, nothing from its end on."""
        known = [
            (max(day, self.from_date), -amount)
            for seq, day, amount in self.moved
            if seq <= cut_seq and (self.until_date is None or day < self.until_date)
        ]
        if self.until_date is not None:
            known.append((self.until_date, -sum(amount for _, amount in known)))
        return known


@dataclass(slots=True)
class Moves:
    """What a page of loans needs of their movements: (seq, value date, amount) of each since its last charge, and its offset accounts."""

    open: dict[int, list[tuple[int, date, int]]] = field(default_factory=dict)
    offsets: dict[int, list[_Offset]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Charge:
    """The interest of a loan up to a day (exclusive): accrued and corrected in units, what of it is charged in minor units and what is carried."""

    to: date
    units: int
    correction: int
    carried: int
    amount: int
    found: list[Segment]
    base: int


def charge_loan_interest(conn: Connection, tenant: int, *, date: date, cut_seq: int, after: int = 0, limit: int = 2_000) -> CreditReport:
    """Charge the interest of loans whose due date is this date (or was missed), a page of them, and let their instalments fall due.

    Interest is that of the days since the last due date, on value-dated balances as the journal has them up to cut_seq, less offset accounts,
    in units with the residue carried; backdated movements correct what was charged before. Asks for ``loan_interest_charge`` (or
    ``loan_interest_refund``), value-dated on the due date. Run again it changes nothing.
    """
    rows = page(conn, _sql.loans_to_charge, tenant, date, after, limit)
    if not rows:
        return report("charge_loan_interest", date, rows, limit, after, [])
    book = Book(conn, tenant, date)
    moves = moves_of(conn, tenant, rows, cut_seq)
    flights = in_flight(conn, tenant, [row.account for row in rows], cut_seq)
    found = [(row, charge_upto(conn, book, row, moves, row.next_due, cut_seq)) for row in rows]
    instalments = {
        (account, due): (closing, cumulative)
        for account, due, closing, cumulative in conn.execute(
            _sql.instalments_on, {"tenant": tenant, "accounts": [r.account for r in rows], "dates": [r.next_due for r in rows]}
        ).fetchall()
    }
    charges, postings, states = [], [], []
    for row, charge in found:
        key = {"tenant": tenant, "account": row.account, "charged_to": charge.to}
        figures = {"units": charge.units, "correction": charge.correction, "carried": charge.carried, "amount": charge.amount}
        charges.append(key | figures | {"date": date, "segments": Jsonb(_written(charge.found))})
        if charge.amount:
            postings.append(_posting(tenant, row, date, charge))
        flight = flights.get(row.account, Flight())
        closing, cumulative = instalments.get((row.account, charge.to), (0, 0))
        owed = row.owed + flight.net
        # From the last instalment on all that is left falls due, whatever the schedule foresaw; and so does what a loan paid out early still bears.
        due = cumulative if closing and owed > 0 else max(row.due, row.paid + flight.repaid + owed + charge.amount)
        after_charge = {"next_due": month_on(charge.to, 1, charge.to.day), "charged_seq": cut_seq, "base": charge.base, "due": due}
        states.append(key | after_charge | {"carried": charge.carried, "due_on": charge.to})
    execute_many(conn, _sql.add_charge, charges)
    add_postings(conn, postings)
    execute_many(conn, _sql.set_charged, states)
    return report("charge_loan_interest", date, rows, limit, after, [p["amount"] for p in postings])


def repayments_due(conn: Connection, tenant: int, *, date: date, cut_seq: int, after: int = 0, limit: int = 2_000) -> CreditReport:
    """Ask for the repayments that have fallen due and are collected from a member's account, a page of loans.

    After ``charge_loan_interest`` of the same date, whose postings go first. What is refused for want of funds is asked for again on the next
    dates, for the product's collection_days. Never more than is owed. Run again it changes nothing.
    """
    rows = page(conn, _sql.loans_to_collect, tenant, date, after, limit)
    book = Book(conn, tenant, date)
    flights = in_flight(conn, tenant, [row.account for row in rows], cut_seq)
    values = {"tenant": tenant, "accounts": [r.account for r in rows], "dates": [r.due_on for r in rows]}
    interest: dict[int, int] = dict(conn.execute(_sql.charged, values).fetchall())
    postings = []
    for row in rows:
        assert row.due_on is not None
        if date > row.due_on + timedelta(days=book.loan_rules(row.product, row.version).collection_days):
            continue
        flight = flights.get(row.account, Flight())
        amount = min(row.due - row.paid - flight.repaid, row.owed + flight.net)
        if amount <= 0:
            continue
        part = min(amount, max(0, interest.get(row.account, 0)))
        parameters = {
            "from_account": row.terms["repayment_account"],
            "loan": row.account,
            "principal": amount - part,
            "interest": part,
            "value_date": date.isoformat(),
            "currency": row.currency,
            "description": f"Repayment due {row.due_on.isoformat()}",
        }
        postings.append(posting_row(tenant, row, "repayments_due", date, -amount, "loan_repayment", parameters))
    add_postings(conn, postings)
    return report("repayments_due", date, rows, limit, after, [-p["amount"] for p in postings])


def payout(conn: Connection, tenant: int, loan: int, *, date: date, cut_seq: int) -> tuple[int, int]:
    """What it takes to pay a loan out on a date: (owed by the journal up to cut_seq and what is on its way, interest accrued and not charged), minor units.

    Interest is that of the days before date, half to even. Refuses ``credit_account_not_found``, ``not_a_loan``, ``loan_over``.
    """
    row = lock_loan(conn, tenant, loan)
    flight = in_flight(conn, tenant, [loan], cut_seq).get(loan, Flight())
    charge = charge_upto(conn, Book(conn, tenant, date), row, moves_of(conn, tenant, [row], cut_seq), max(date, row.charged_to), cut_seq)
    return row.owed + flight.net, charge.amount


def charge_upto(conn: Connection, book: Book, row: Row, moves: Moves, to: date, cut_seq: int) -> Charge:
    """The interest of one loan from its last charge to a day (exclusive), and what backdated movements change of the charges before."""
    rules, rates = book.loan_rules(row.product, row.version), book.rates(row)
    moved, offsets = moves.open.get(row.account, []), moves.offsets.get(row.account, [])
    start = row.charged_to
    known = [(start, row.base), *((day, amount) for _, day, amount in moved)]
    found = segments(known, [o.movements(cut_seq) for o in offsets], rates, start, to, rules.day_count)
    units = units_of(numerator(found))
    late = [day for seq, day, _ in (*moved, *(m for o in offsets for m in o.moved)) if day < start and seq > row.charged_seq > 0]
    correction = 0
    if late:
        everything = _rows(conn, book.tenant, [row.account], cut_seq)[row.account]
        first = max(min(late), row.opened_on)

        def accrued(seen: int) -> int:
            seen_moves = [(day, amount) for seq, day, amount in everything if seq <= seen]
            return numerator(segments(seen_moves, [o.movements(seen) for o in offsets], rates, first, start, rules.day_count))

        correction = units_of(accrued(cut_seq) - accrued(row.charged_seq))
    amount, carried = charge_of(units + correction + row.carried)
    base = row.base + sum(a for _, day, a in moved if day < to)
    return Charge(to, units, correction, carried, amount, found, base)


def moves_of(conn: Connection, tenant: int, rows: Sequence[Row], cut_seq: int) -> Moves:
    """The movements of loans since their last charges, and of their offset accounts, as the journal has them up to cut_seq."""
    moves = Moves()
    values = {
        "tenant": tenant,
        "accounts": [row.account for row in rows],
        "charged_to": [row.charged_to for row in rows],
        "charged_seq": [row.charged_seq for row in rows],
        "cut_seq": cut_seq,
    }
    for account, seq, day, amount in conn.execute(_sql.movements_open, values).fetchall():
        moves.open.setdefault(account, []).append((seq, day, amount))
    links = conn.execute(_sql.offsets, {"tenant": tenant, "loans": values["accounts"]}).fetchall()
    moved = _rows(conn, tenant, sorted({account for _, account, _, _ in links}), cut_seq) if links else {}
    for loan, account, from_date, until_date in links:
        moves.offsets.setdefault(loan, []).append(_Offset(from_date, until_date, moved.get(account, [])))
    return moves


def _rows(conn: Connection, tenant: int, accounts: Sequence[int], cut_seq: int) -> dict[int, list[_Moved]]:
    found: dict[int, list[_Moved]] = {account: [] for account in accounts}
    for account, seq, day, amount in conn.execute(
        _sql.movements_all, {"tenant": tenant, "accounts": list(accounts), "cut_seq": cut_seq}
    ).fetchall():
        found[account].append((seq, day, amount))
    return found


def _posting(tenant: int, row: Row, day: date, charge: Charge) -> Mapping[str, Any]:
    first, last = (charge.found[0].start, charge.to) if charge.found else (charge.to, charge.to)
    parameters = {
        "loan": row.account,
        "amount": abs(charge.amount),
        "value_date": charge.to.isoformat(),
        "currency": row.currency,
        "description": f"Interest {first.isoformat()} to {last.isoformat()}",
    }
    code = "loan_interest_charge" if charge.amount > 0 else "loan_interest_refund"
    return posting_row(tenant, row, "charge_loan_interest", day, charge.amount, code, parameters, key=charge.to)


def _written(found: Sequence[Segment]) -> list[list[object]]:
    return [[s.start.isoformat(), s.end.isoformat(), s.balance, s.offset, s.rate_ppm, s.parts] for s in found]
