"""The verb that assesses fees: the monthly fee with its waivers, the fee for being overdrawn."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

import numpy as np

from twincore.kernel.db import Connection
from twincore.kernel.sql import load
from twincore.products.day_count import is_month_end
from twincore.products.interest.accrual import Bools, Ints
from twincore.products.interest.capitalisation import pages_of
from twincore.products.interest.due import add_due
from twincore.products.interest.model import MonthlyFee
from twincore.products.interest.pages import Page, int8_column, read_page
from twincore.products.interest.plans import PlanBook

_sql = load("twincore.products.interest")
_LAST = 2**62
Ages = Callable[[Sequence[UUID]], Mapping[UUID, int]]
"""Parties -> the age of each in years, of those that have one."""


def assess_fees(
    conn: Connection, tenant: int, *, date: date, ages: Ages | None = None, first_account: int = 0, last_account: int = _LAST
) -> int:
    """Store the fees that fall due at the end of a date as postings of step ``fees``; returns how many are new.

    On the last day of a month ``monthly_fee``, waived where the lowest balance or the salary of the month or the holder's age meets the plan (ages:
    asked only for holders whose plan and month need it; an age that is not known waives nothing). On any day ``overdraft_fee`` for accounts that
    went beyond the plan's fee-free overdraft on it and are not covered by ``protect``, which runs before. Closed accounts pay none.
    Pages that hold an account of [first_account, last_account]. Refuses ``accrual_missing``.
    """
    plans = PlanBook(conn, tenant).plans(date)
    month = is_month_end(date)
    found = _sql.pages_of_date if month else _sql.pages_overdrawn
    new = 0
    for page in pages_of(conn, tenant, date, found, first_account, last_account):
        monthly, overdraft = np.zeros(len(page), np.int64), np.zeros(len(page), np.int64)
        covered = before = page["balance"]
        if (covered < 0).any():
            before, covered = _balance_before(conn, tenant, page), _covered(conn, tenant, page)
        by_age = np.zeros(len(page), np.bool_)
        for number, plan in plans.items():
            if plan is None:
                continue
            of_offer = page.offer == number
            if month and plan.monthly_fee is not None:
                due = of_offer & ~waived(plan.monthly_fee, page["minimum"], page["salary"])
                monthly[due] = plan.monthly_fee.amount
                if plan.monthly_fee.waived_below_age is not None or plan.monthly_fee.waived_from_age is not None:
                    by_age |= due
            if plan.overdraft is not None and plan.overdraft.fee:
                free = -plan.overdraft.fee_free
                overdraft[of_offer & (covered < free) & (before >= free)] = plan.overdraft.fee
        if ages is not None and by_age.any():
            _waive_by_age(conn, tenant, page, by_age, ages, {n: p.monthly_fee for n, p in plans.items() if p and p.monthly_fee}, monthly)
        for code, amount in (("monthly_fee", monthly), ("overdraft_fee", overdraft)):
            at = _open(conn, tenant, page, np.flatnonzero(amount))
            new += add_due(conn, tenant, date, "fees", code, at + page.first, amount[at])
    return new


def waived(fee: MonthlyFee, minimum: Ints, salary: Ints) -> Bools:
    """Whether the fee of a month is waived, by the lowest balance at a day's end and the salary of the month (minor units); an age is looked at apart."""
    result = np.zeros(len(minimum), np.bool_)
    if fee.waived_from_balance is not None:
        result |= minimum >= fee.waived_from_balance
    if fee.waived_from_salary is not None:
        result |= salary >= fee.waived_from_salary
    return result


def waived_by_age(fee: MonthlyFee, age: int | None) -> bool:
    """Whether the fee of a month is waived by the holder's age in years."""
    if age is None:
        return False
    young = fee.waived_below_age is not None and age < fee.waived_below_age
    return young or (fee.waived_from_age is not None and age >= fee.waived_from_age)


def _waive_by_age(
    conn: Connection, tenant: int, page: Page, by_age: Bools, ages: Ages, fees: Mapping[int, MonthlyFee], monthly: Ints
) -> None:
    values = {"tenant": tenant, "accounts": int8_column(np.flatnonzero(by_age) + page.first)}
    holders = conn.execute(_sql.holders, values).fetchall()
    known = ages(list({party for _, party in holders}))
    for account, party in holders:
        at = account - page.first
        if waived_by_age(fees[int(page.offer[at])], known.get(party)):
            monthly[at] = 0


def _balance_before(conn: Connection, tenant: int, page: Page) -> Ints:
    before = np.zeros(len(page), np.int64)
    if (yesterday := read_page(conn, tenant, page.first, page.date - timedelta(days=1))) is not None:
        before[: len(yesterday)] = yesterday["balance"]
    return before


def _covered(conn: Connection, tenant: int, page: Page) -> Ints:
    """The balances as they are with what the protection of the date brings."""
    balance = page["balance"].copy()
    values = {"tenant": tenant, "date": page.date, "first": page.first, "last": page.first + len(page) - 1}
    for account, amount in conn.execute(_sql.covers, values).fetchall():
        balance[account - page.first] += amount
    return balance


def _open(conn: Connection, tenant: int, page: Page, at: Ints) -> Ints:
    """Of some places of a page those whose account is not closed."""
    if not len(at):
        return at
    rows = conn.execute(_sql.still_open, {"tenant": tenant, "accounts": int8_column(at + page.first)}).fetchall()
    return np.array([account for (account,) in rows], np.int64) - page.first
