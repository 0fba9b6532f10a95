"""Arrears: buckets, delinquency states, provisioning. Pure."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from twincore.products.credit.model import BUCKETS, State
from twincore.transactions import half_even


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account stands at the end of a day. until: last day of a hardship arrangement or of a probation."""

    state: State
    days: int
    amount: int
    until: date | None = None


def bucket_of(days: int) -> int:
    """The bucket of arrears that so many days past due belong to: 0, 30, 60, 90, 182, 273 or 365 (it begins at that many days)."""
    place = bisect_right(BUCKETS, days)
    return BUCKETS[place - 1] if place else 0


def stage_of(days: int, state: State) -> int:
    """The stage of impairment (IFRS 9, B5.5.19 and B5.5.37): 3 from 90 days past due and in probation after, 2 from 30 days and in hardship, else 1."""
    if days >= 90 or state in (State.DEFAULT, State.PROBATION):
        return 3
    return 2 if days >= 30 or state is State.HARDSHIP else 1


def next_standing(
    before: Standing, day: date, past_due_since: date | None, amount: int, *, hardship_until: date | None, probation_days: int
) -> Standing:
    """How an account stands at the end of a day. past_due_since: due date of the oldest instalment that is not paid; amount: overdue."""
    days = 0 if past_due_since is None or amount <= 0 else max(0, (day - past_due_since).days)
    if days >= 90:
        return Standing(State.DEFAULT, days, amount)
    if days > 0:
        if before.state in (State.DEFAULT, State.PROBATION):
            return Standing(State.DEFAULT, days, amount)  # a default is over only when all arrears are cleared
        if hardship_until is not None and day <= hardship_until and days < 30:
            return Standing(State.HARDSHIP, days, amount, hardship_until)
        return Standing(State.ARREARS if days >= 30 else State.LATE, days, amount)
    if before.state is State.DEFAULT and probation_days:
        return Standing(State.PROBATION, 0, 0, day + timedelta(days=probation_days))
    if before.state is State.PROBATION and before.until is not None and day < before.until:
        return before
    if hardship_until is not None and day <= hardship_until:
        return Standing(State.HARDSHIP, 0, 0, hardship_until)
    return Standing(State.CURRENT, 0, 0)


def provision_of(exposure: int, secured: int, days: int, rates_ppm: Mapping[str, int]) -> int:
    """Minor units provided for: the bucket's rate on the exposure that security does not cover, half to even."""
    return half_even(max(0, exposure - secured) * rates_ppm[str(bucket_of(days))], 1_000_000)
