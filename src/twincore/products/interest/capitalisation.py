"""The verb that capitalises: what fell due of interest at the end of a date becomes postings."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal
from twincore.kernel.sql import load
from twincore.products.interest.accrual import Ints
from twincore.products.interest.due import add_due
from twincore.products.interest.model import Plan
from twincore.products.interest.pages import Page, first_of_page, read_page
from twincore.products.interest.plans import PlanBook

_sql = load("twincore.products.interest")
_LAST = 2**62


def capitalise(conn: Connection, tenant: int, *, date: date, first_account: int = 0, last_account: int = _LAST) -> int:
    """Store the interest that falls due at the end of a date as postings of step ``capitalise``; returns how many are new.

    Credit interest is due by the plan's cycle (``interest_credit``, with the rate of tax to withhold where the holder gave no tax number), overdraft
    interest monthly (``interest_debit``); where backdated transfers took more than was earned since, ``interest_correction`` and
    ``overdraft_interest_refund``. A term deposit that matures is left to ``mature_deposits``. Value date: the day after, when the interest is there.
    Pages that hold an account of [first_account, last_account]. Refuses ``accrual_missing``.
    """
    book = PlanBook(conn, tenant)
    plans = book.plans(date)
    new = 0
    for page in pages_of(conn, tenant, date, _sql.pages_with_interest_due, first_account, last_account):
        matured = conn.execute(_sql.matured_accounts, {"tenant": tenant, "date": date, "first": page.first, "last": page.first + len(page)})
        credit, debit = page["credit_due"], page["debit_due"]
        credit[[account - page.first for (account,) in matured.fetchall()]] = 0
        tax = tax_rates(plans, page)
        for code, amount in (
            ("interest_credit", credit),
            ("interest_correction", -credit),
            ("interest_debit", debit),
            ("overdraft_interest_refund", -debit),
        ):
            at = np.flatnonzero(amount > 0)
            rates = tax[at] if code == "interest_credit" else None
            new += add_due(conn, tenant, date, "capitalise", code, at + page.first, amount[at], tax_ppm=rates)
    return new


def tax_rates(plans: dict[int, Plan | None], page: Page) -> Ints:
    """The rate to withhold of each account of a page, in ppm, should its holder have given no tax number."""
    rates = np.zeros(max(max(plans, default=0), int(page.offer.max(initial=0))) + 1, np.int64)
    for number, plan in plans.items():
        rates[number] = 0 if plan is None else plan.withholding_rate_ppm
    return rates[page.offer]


def pages_of(conn: Connection, tenant: int, day: date, statement: str, first_account: int, last_account: int) -> Iterator[Page]:
    """The pages of a date that a statement finds among those that hold an account of a range. Refuses ``accrual_missing`` if the date was not accrued."""
    values = {"tenant": tenant, "date": day, "first": first_of_page(first_account), "last": last_account}
    accrued = conn.execute(_sql.pages_accrued, values).fetchone()
    assert accrued is not None, "an aggregate gives one row"
    today, yesterday, cut, earlier = accrued
    if today < yesterday or not cut or (earlier and not today):
        raise Refusal("accrual_missing", f"{day} has to be accrued first.", category=Category.CONFLICT, field="date")
    for (first,) in conn.execute(statement.encode(), values).fetchall():
        page = read_page(conn, tenant, first, day)
        assert page is not None, "a page stays"
        yield page
