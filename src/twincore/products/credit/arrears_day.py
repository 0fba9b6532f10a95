"""The day's end of arrears: how far accounts are behind, late fees, what provisioning needs."""

from datetime import date, timedelta
from typing import Any

from twincore.kernel.db import Connection
from twincore.kernel.sql import load
from twincore.products.credit.arrears import Standing, bucket_of, next_standing, provision_of, stage_of
from twincore.products.credit.model import CreditReport, CreditStatus, ProvisionLine, State
from twincore.products.credit.products import get_credit_product_version
from twincore.products.credit.records import Book, Flight, Row, add_postings, execute_many, in_flight, page, posting_row, report
from twincore.products.day_count import month_on

_sql = load("twincore.products.credit")


def age_arrears(conn: Connection, tenant: int, *, date: date, cut_seq: int, after: int = 0, limit: int = 2_000) -> CreditReport:
    """Age what is overdue at the end of a date, a page of accounts: days past due, bucket, delinquency state; late fees; loans that are repaid.

    What the day's end itself has asked for and is not refused counts as paid. An instalment due on the date itself is not late yet. Writes a row
    of products.arrears for each account that is behind or has just stopped to be. Run again it changes nothing.
    """
    rows = page(conn, _sql.accounts_to_age, tenant, date, after, limit)
    if not rows:
        return report("age_arrears", date, rows, limit, after, [])
    book = Book(conn, tenant, date)
    flights = in_flight(conn, tenant, [row.account for row in rows], cut_seq)
    loans = [row for row in rows if not row.is_card]
    paid = [row.paid + flights.get(row.account, Flight()).repaid for row in loans]
    values = {
        "tenant": tenant,
        "accounts": [row.account for row in loans],
        "paid": paid,
        "owing_from": [row.owing_from for row in loans],
        "date": date,
    }
    oldest = {account: (due, before) for account, due, before in conn.execute(_sql.oldest_unpaid, values).fetchall()}
    standings: list[dict[str, Any]] = []
    found: list[dict[str, Any]] = []
    postings: list[dict[str, Any]] = []
    for row in rows:
        flight = flights.get(row.account, Flight())
        since, amount = _card_overdue(row, date) if row.is_card else _loan_overdue(row, date, flight, *oldest[row.account])
        rules = book.card_rules(row.product) if row.is_card else book.loan_rules(row.product, row.version)
        before = Standing(State(row.state), row.days_past_due, row.arrears, row.state_until)
        now = next_standing(before, date, since, amount, hardship_until=row.hardship_until, probation_days=rules.probation_days)
        owed = row.owed + flight.net
        status = CreditStatus.REPAID if not now.days and _is_repaid(book, row, owed) else CreditStatus.ACTIVE
        key = {"tenant": tenant, "account": row.account, "state": now.state.value, "days": now.days, "amount": now.amount}
        standings.append(key | {"until": now.until, "since": since, "status": status.value})
        if now.days or row.days_past_due:
            found.append(key | {"date": date, "bucket": bucket_of(now.days), "owed": owed})
        if now.days and (posting := _late_fee(book, row, now, since)) is not None:
            postings.append(posting)
    execute_many(conn, _sql.set_standing, standings)
    execute_many(conn, _sql.add_arrears, found)
    add_postings(conn, postings)
    return report("age_arrears", date, rows, limit, after, [p["amount"] for p in postings])


def arrears_on(conn: Connection, tenant: int, *, date: date) -> dict[int, tuple[int, int, int]]:
    """Arrears at the end of a date by bucket (its first day; 0: 1 to 29 days): (accounts, minor units overdue, minor units owed)."""
    return {row[0]: (row[1], row[2], row[3]) for row in conn.execute(_sql.arrears_on, {"tenant": tenant, "date": date}).fetchall()}


def provisioning(conn: Connection, tenant: int) -> list[ProvisionLine]:
    """Provisioning input as the last day's end left it: by product, bucket of arrears and stage, in that order. Written-off accounts are out."""
    lines: dict[tuple[str, int, int], list[int]] = {}
    for name, version, days, state, accounts, owed, undrawn, secured in conn.execute(_sql.exposures, {"tenant": tenant}).fetchall():
        rules = get_credit_product_version(conn, tenant, name, version).rules
        bucket = bucket_of(days)
        line = lines.setdefault((name, bucket, stage_of(days, State(state))), [0, 0, 0, 0, 0])
        figures = (accounts, owed, undrawn, secured, provision_of(owed + undrawn, secured, days, rules.provision_ppm))
        for place, figure in enumerate(figures):
            line[place] += figure
    return [ProvisionLine(name, bucket, stage, *figures) for (name, bucket, stage), figures in sorted(lines.items())]


def _is_repaid(book: Book, row: Row, owed: int) -> bool:
    """Whether a loan is over: nothing is owed, and nothing can be redrawn any more."""
    if row.is_card or owed > 0 or row.due == 0:
        return False
    term_end = month_on(row.opened_on, row.terms["term_months"], row.terms["due_day"])
    return not book.loan_rules(row.product, row.version).redraw or book.day >= term_end


def _loan_overdue(row: Row, day: date, flight: Flight, oldest: date | None, before_today: int) -> tuple[date | None, int]:
    """(due date of the oldest instalment that is not paid, what is overdue) of a loan. before_today: fallen due by schedule before the day."""
    assert row.due_on is not None or row.due == 0
    paid = row.paid + flight.repaid
    due = row.due if row.due_on is not None and row.due_on < day else min(row.due, before_today)
    amount = due - paid
    if amount <= 0:
        return None, 0
    if oldest is None or (row.due_on is not None and oldest > row.due_on):
        return row.due_on, amount  # beyond the last instalment of the schedule
    return oldest, amount


def _card_overdue(row: Row, day: date) -> tuple[date | None, int]:
    """The same of a card: the last minimum payment once its due date is over, until then what of it was due before."""
    over = row.due_on is not None and day > row.due_on
    amount = (row.due if over else row.overdue) - row.paid
    if amount <= 0:
        return None, 0
    return row.past_due_since or (row.due_on if over else None), amount


def _late_fee(book: Book, row: Row, now: Standing, since: date | None) -> dict[str, Any] | None:
    """The late fee of the instalment or minimum payment that has just become late enough; each has one."""
    if row.due_on is None or now.state is State.HARDSHIP:
        return None
    if row.is_card:
        after_days, fee, code, name = 1, min(book.card_rules(row.product).late_fee, row.due), "card_late_fee", "account"
    else:
        rules = book.loan_rules(row.product, row.version)
        after_days, fee, code, name = rules.late_fee_after_days, rules.late_fee, "late_fee", "loan"
    if not fee or book.day != row.due_on + timedelta(days=after_days) or since is None:
        return None
    parameters = {
        name: row.account,
        "amount": fee,
        "currency": row.currency,
        "description": f"Payment due {row.due_on.isoformat()} not received",
    }
    return posting_row(book.tenant, row, "age_arrears", book.day, fee, code, parameters, key=row.due_on)
