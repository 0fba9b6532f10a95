"""The schedules of loans as recorded: the first one, and those that take its place."""

from collections.abc import Sequence
from datetime import date

from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal
from twincore.kernel.sql import load
from twincore.products.credit.accrual import rate_at
from twincore.products.credit.model import CreditReport, Instalment, Schedule
from twincore.products.credit.records import Book, Row, in_flight, loan_terms, lock_credit_account, page, report
from twincore.products.credit.schedule import Plan, make_schedule

_sql = load("twincore.products.credit")


def schedule_of(conn: Connection, tenant: int, account: int) -> list[Instalment]:
    """The schedule of a loan as it is in force: what fell due under former ones, and what is to come. Empty for an unknown loan."""
    rows = conn.execute(_sql.instalments, {"tenant": tenant, "account": account}).fetchall()
    return [Instalment(*row[:6]) for row in rows]


def reprice_loans(conn: Connection, tenant: int, *, date: date, cut_seq: int, after: int = 0, limit: int = 500) -> CreditReport:
    """Work out again the instalments of variable loans whose rate changes on this date, a page of them: the term stays, the instalment moves.

    Run again it changes nothing.
    """
    book = Book(conn, tenant, date)
    moved = {series for series, rates in book.series.items() if any(day == date for day, _ in rates)}
    versions = _versions(conn, tenant, moved)
    values = {"products": [name for name, _ in versions], "versions": [version for _, version in versions]}
    rows = page(conn, _sql.loans_to_reprice, tenant, date, after, limit, **values)
    for row in rows:
        principal = scheduled_balance(conn, tenant, row)
        if principal > 0:
            make_again(conn, book, row, principal=principal, paid_up_to=row.due, reason="rate_change")
    return report("reprice_loans", date, rows, limit, after, [])


def recompute_schedule(conn: Connection, tenant: int, account: int, *, date: date, cut_seq: int) -> Schedule:
    """Make the schedule again from what is owed now, at the borrower's wish after extra repayments: the term stays, the instalment falls.

    What was repaid ahead is then no longer there to be redrawn. Refuses ``credit_account_not_found``, ``not_a_loan``, ``loan_over``,
    ``loan_in_arrears``, ``schedule_invalid``.
    """
    row = lock_loan(conn, tenant, account)
    flight = in_flight(conn, tenant, [account], cut_seq).get(account)
    paid = row.paid + (flight.repaid if flight else 0)
    if paid < row.due:
        raise Refusal("loan_in_arrears", f"Loan {account} is {row.due - paid} behind.", category=Category.RULE, field="account")
    owed = row.owed + (flight.net if flight else 0)
    book = Book(conn, tenant, date)
    return make_again(conn, book, row, principal=owed, paid_up_to=paid, reason="extra_repayment")


def scheduled_balance(conn: Connection, tenant: int, row: Row) -> int:
    """What should be owed of a loan by its schedule, since its last charge: minor units; 0 when the schedule is at its end."""
    found = conn.execute(_sql.next_instalment, {"tenant": tenant, "account": row.account, "date": row.charged_to}).fetchone()
    return 0 if found is None else int(found[0])


def lock_loan(conn: Connection, tenant: int, account: int) -> Row:
    """A loan that is not over, held still. Refuses ``credit_account_not_found``, ``not_a_loan``, ``loan_over``."""
    row = lock_credit_account(conn, tenant, account)
    if row.is_card:
        raise Refusal("not_a_loan", f"Account {account} is a card.", category=Category.RULE, field="account")
    if row.status != "active":
        raise Refusal("loan_over", f"Loan {account} is {row.status.replace('_', ' ')}.", category=Category.CONFLICT, field="account")
    return row


def first_schedule(book: Book, row: Row, principal: int) -> Schedule:
    """Record the first schedule of a loan. Refuses what ``make_schedule`` refuses."""
    terms = loan_terms(row.terms)
    rules = book.loan_rules(row.product, row.version)
    rates = book.rates(row)
    plan = Plan(
        principal=principal,
        start=row.opened_on,
        months=terms.term_months,
        due_day=terms.due_day,
        rates=rates,
        day_count=rules.day_count,
        method=terms.method,
        interest_only=terms.interest_only_months,
        payment=terms.repayment,
    )
    schedule = make_schedule(plan)
    _record(book, row, 1, schedule, 0, "opened", rate_at(rates, row.opened_on), 0)
    return schedule


def make_again(
    conn: Connection,
    book: Book,
    row: Row,
    *,
    principal: int,
    paid_up_to: int,
    reason: str,
    relief: tuple[int, ...] = (),
    extra_months: int = 0,
    capitalised: int = 0,
    hardship_until: date | None = None,
) -> Schedule:
    """Put another schedule in the place of what is still to fall due, from the last charge on.

    principal: what it repays; paid_up_to: what counts as fallen due before it (above what was due: payments ahead are used up by it).
    """
    terms = loan_terms(row.terms)
    rates = book.rates(row)
    gone = _gone(conn, book.tenant, row)
    last = conn.execute(_sql.instalments, {"tenant": book.tenant, "account": row.account}).fetchall()[-1][0]
    months = max(1, last - gone + extra_months)
    plan = Plan(
        principal=principal,
        start=row.charged_to,
        months=months,
        due_day=terms.due_day,
        rates=rates,
        day_count=book.loan_rules(row.product, row.version).day_count,
        method=terms.method,
        interest_only=max(0, terms.interest_only_months - gone - len(relief)),
        relief=relief,
        carried=row.carried,
        first_number=gone + 1,
    )
    schedule = make_schedule(plan)
    _record(book, row, row.plan + 1, schedule, paid_up_to, reason, rate_at(rates, book.day), capitalised)
    values: dict[str, object] = {
        "tenant": book.tenant,
        "account": row.account,
        "due": paid_up_to,
        "plan": row.plan + 1,
        "hardship_until": hardship_until,
    }
    values["owing_from"] = gone + 1 if capitalised else 1
    conn.execute(_sql.set_due, values)
    return schedule


def _gone(conn: Connection, tenant: int, row: Row) -> int:
    """How many instalments have been charged."""
    found = conn.execute(_sql.last_due, {"tenant": tenant, "account": row.account, "date": row.charged_to}).fetchone()
    return 0 if found is None else int(found[0])


def _record(book: Book, row: Row, plan: int, schedule: Schedule, paid_up_to: int, reason: str, rate_ppm: int, capitalised: int) -> None:
    conn, tenant, instalments = book.conn, book.tenant, schedule.instalments
    key = {"tenant": tenant, "account": row.account, "plan": plan, "first_number": instalments[0].number}
    head = {"made_on": book.day, "reason": reason, "payment": schedule.payment, "rate_ppm": rate_ppm, "arrears_capitalised": capitalised}
    conn.execute(_sql.add_plan, key | head)
    conn.execute(_sql.supersede, key)
    cumulatives: list[int] = []
    for instalment in instalments:
        cumulatives.append((cumulatives[-1] if cumulatives else paid_up_to) + instalment.payment)
    conn.execute(_sql.add_instalments, key | _columns(instalments) | {"cumulatives": cumulatives})


def _columns(instalments: Sequence[Instalment]) -> dict[str, list[object]]:
    return {
        "numbers": [i.number for i in instalments],
        "dues": [i.due for i in instalments],
        "openings": [i.opening for i in instalments],
        "interests": [i.interest for i in instalments],
        "payments": [i.payment for i in instalments],
        "closings": [i.closing for i in instalments],
    }


def _versions(conn: Connection, tenant: int, series: set[str]) -> list[tuple[str, int]]:
    """The versions of products that follow one of some reference rates."""
    if not series:
        return []
    values = {"tenant": tenant, "series": sorted(series)}
    return [(name, version) for name, version in conn.execute(_sql.versions_of_series, values).fetchall()]
