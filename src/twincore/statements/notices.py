"""What members are told at the end of a date: their words, and who gets them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

import orjson

from twincore.kernel.clock import to_datetime
from twincore.kernel.db import Connection
from twincore.kernel.money import BY_NUMBER
from twincore.kernel.sql import load
from twincore.products.interest import plan_versions
from twincore.statements.model import MATURITY_NOTICE_DAYS, NoticeKind
from twincore.statements.words import account, day, days, money, percent, plan_words

_sql = load("twincore.statements")
Row = Sequence[Any]


class Draft(NamedTuple):
    """A notice to be given."""

    account: int
    title: str
    body: str
    facts: dict[str, Any]


def give(conn: Connection, tenant: int, on: date, kind: NoticeKind, drafts: Iterable[Draft], now_us: int) -> int:
    """Record notices of one kind; returns how many are new."""
    told = list(drafts)
    if not told:
        return 0
    values = {
        "tenant": tenant,
        "date": on,
        "kind": kind.value,
        "now": to_datetime(now_us),
        "accounts": [draft.account for draft in told],
        "titles": [draft.title for draft in told],
        "bodies": [draft.body for draft in told],
        "facts": [orjson.dumps(draft.facts).decode() for draft in told],
    }
    return conn.execute(_sql.add_notices, values).rowcount


def statement_ready(row: Row, on: date) -> Draft:
    """A statement is there. row: as the preparation returns it."""
    number, statement, kind, currency_number, first, closing, bsb, account_number, minimum, due_on, closed_on = row
    currency, last = BY_NUMBER[currency_number], closed_on or on
    body = [f"Statement {statement} of account {account(bsb, account_number)} covers {day(first)} to {day(last)}."]
    facts: dict[str, Any] = {"statement": last.isoformat(), "number": statement, "closing": closing}
    if kind == "deposit":
        body.append(f"It closes with a balance of {money(closing, currency)}.")
    else:
        body.append(f"You owe {money(-closing, currency)}." if closing <= 0 else f"You are {money(closing, currency)} in credit.")
    if minimum is not None:
        facts |= {"minimum": minimum, "due_on": due_on.isoformat()}
        body.append(f"Please pay at least {money(minimum, currency)} by {day(due_on)}." if minimum else "There is nothing to pay.")
    return Draft(number, f"Your statement of {day(last)} is ready", " ".join(body), facts)


def arrears(row: Row) -> Draft:
    """An account has fallen behind, or further."""
    number, bsb, account_number, currency_number, late, bucket, amount, owed = row
    currency = BY_NUMBER[currency_number]
    body = (
        f"{money(amount, currency)} of account {account(bsb, account_number)} is overdue by {days(late)}. Please pay it now; if it is paid"
        " already, thank you. If you cannot pay, talk to us today: you have the right to ask for a hardship arrangement, and asking costs nothing."
    )
    title = "Your repayment is overdue" if bucket == 0 else f"Your account is {bucket} days or more overdue"
    return Draft(number, title, body, {"days": late, "bucket": bucket, "amount": amount, "owed": owed})


def maturity(row: Row) -> Draft:
    """A term deposit comes to its end."""
    number, bsb, account_number, matures_on, months, rate_ppm, at_maturity, pay_bsb, pay_number = row
    paid_to = None if pay_number is None else account(pay_bsb, pay_number)
    then = {
        "pay": f"the deposit and its interest are paid to account {paid_to}",
        "renew": f"the deposit and its interest are placed again for {months} months, at the rate of that day",
        "renew_principal": f"the deposit is placed again for {months} months, at the rate of that day, and its interest is paid to account {paid_to}",
    }[at_maturity]
    body = (
        f"The term of {months} months at {percent(rate_ppm)} a year of term deposit {account(bsb, account_number)} ends on {day(matures_on)}."
        f" Unless you tell us otherwise before that day, {then}."
    )
    facts = {"matures_on": matures_on.isoformat(), "months": months, "rate_ppm": rate_ppm, "at_maturity": at_maturity}
    return Draft(number, f"Your term deposit matures on {day(matures_on)}", body, facts)


def loan_rate(row: Row, on: date) -> Draft:
    """A variable loan has another rate and instalment."""
    number, bsb, account_number, currency_number, old_ppm, new_ppm, old_payment, new_payment, first_due = row
    currency = BY_NUMBER[currency_number]
    body = (
        f"From {day(on)} loan {account(bsb, account_number)} bears interest at {percent(new_ppm)} a year; until now it was {percent(old_ppm)}."
        f" Your instalment is {money(new_payment, currency)} (until now {money(old_payment, currency)})"
    )
    body += f", first due on {day(first_due)}." if first_due else "."
    facts = {
        "from": on.isoformat(),
        "rate_ppm": new_ppm,
        "rate_before_ppm": old_ppm,
        "instalment": new_payment,
        "instalment_before": old_payment,
    }
    return Draft(number, f"Your interest rate is {percent(new_ppm)} from {day(on)}", body, facts)


class Announcement(NamedTuple):
    """A plan of a product that was defined on a date and holds from a later one, in words."""

    product: str
    version: int
    since: date
    words: str


def announcements(conn: Connection, tenant: int, on: date, begin: object, end: object, currency: str) -> list[Announcement]:
    """The interest plans defined on a date for a later day, with what they change for a member; plans that change nothing are left out.

    begin and end: the first moment of the date and the first one after it.
    """
    found = []
    values = {"tenant": tenant, "begin": begin, "end": end, "date": on}
    for product, version, since in conn.execute(_sql.plans_announced, values).fetchall():
        plans = {one.version: one.plan for one in plan_versions(conn, tenant, product)}
        new = plan_words(plans[version], currency)
        old = plan_words(plans[version - 1], currency) if version - 1 in plans else {}
        changed = [
            f"{subject}: {told}" + (f" (until then {old[subject]})" if old else "")
            for subject, told in new.items()
            if old.get(subject) != told
        ]
        if changed:
            found.append(Announcement(product, version, since, ". ".join(changed) + "."))
    return found


def deposit_rates(announced: Announcement, holders: Iterable[Row]) -> Iterable[Draft]:
    """An announcement to each holder (account, BSB, account number)."""
    facts = {"from": announced.since.isoformat(), "product": announced.product, "plan": announced.version}
    for number, bsb, account_number in holders:
        body = f"From {day(announced.since)} new terms hold for account {account(bsb, account_number)}. {announced.words}"
        yield Draft(number, f"New interest and fees from {day(announced.since)}", body, facts)


def give_notices(
    conn: Connection, tenant: int, on: date, after: int, last: int, announced: Sequence[Announcement], end: object, now_us: int
) -> int:
    """The notices of a date for the accounts from after (exclusive) to last, but for those about statements. Returns how many are new."""
    values = {"tenant": tenant, "date": on, "after": after, "last": last, "end": end, "days": MATURITY_NOTICE_DAYS}
    given = give(conn, tenant, on, NoticeKind.ARREARS, map(arrears, conn.execute(_sql.newly_behind, values).fetchall()), now_us)
    given += give(conn, tenant, on, NoticeKind.MATURITY, map(maturity, conn.execute(_sql.maturing, values).fetchall()), now_us)
    repriced = conn.execute(_sql.loans_repriced, values).fetchall()
    given += give(conn, tenant, on, NoticeKind.RATE_CHANGE, [loan_rate(row, on) for row in repriced], now_us)
    for one in announced:
        holders = conn.execute(_sql.holders_of_product, values | {"product": one.product}).fetchall()
        given += give(conn, tenant, on, NoticeKind.RATE_CHANGE, deposit_rates(one, holders), now_us)
    return given
