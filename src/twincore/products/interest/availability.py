"""When deposited money may be spent: an availability schedule is part of the plan, and what may wait is held. Pure but for reading the plan."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal
from twincore.products.interest.model import Availability
from twincore.products.interest.plans import get_plan

BusinessDay = Callable[[date], bool]


def available(schedule: Sequence[Availability], amount: int, deposited_on: date, is_business_day: BusinessDay) -> list[tuple[date, int]]:
    """When which part of a deposit may be spent: (day, minor units), earliest first. Business days count from the day after the deposit."""
    parts = []
    for part in schedule:
        share = amount if part.amount is None else min(amount, part.amount)
        amount -= share
        if share:
            parts.append((_after(deposited_on, part.business_days, is_business_day), share))
    return parts


def availability_holds(
    conn: Connection,
    tenant: int,
    account: int,
    *,
    schedule: str,
    amount: int,
    currency: str,
    deposited_on: date,
    is_business_day: BusinessDay,
    begins_us: Callable[[date], int],
) -> list[dict[str, Any]]:
    """The holds to place with a deposit: parameters of the transaction code ``availability_hold``, one for each day on which a part becomes available.

    schedule: its name in the account's plan (``cheque``); begins_us: a day -> its first moment where the tenant is.
    Refuses ``availability_unknown`` and what ``get_plan`` refuses.
    """
    plan = get_plan(conn, tenant, account, deposited_on)
    if schedule not in plan.availability:
        known = ", ".join(sorted(plan.availability)) or "none"
        raise Refusal(
            "availability_unknown", f"The plan has no availability schedule {schedule!r}; there are: {known}.", category=Category.NOT_FOUND
        )
    return [
        {"account": account, "amount": share, "expires_at": begins_us(day), "currency": currency}
        for day, share in available(plan.availability[schedule], amount, deposited_on, is_business_day)
        if day > deposited_on
    ]


def _after(day: date, business_days: int, is_business_day: BusinessDay) -> date:
    for _ in range(366):
        if business_days == 0:
            return day
        day += timedelta(days=1)
        business_days -= is_business_day(day)
    raise Refusal("calendar_without_business_days", "The calendar has too few business days within a year.", category=Category.RULE)
