"""The interest of one day, for many accounts at once. Pure, exact, whole numbers throughout.

The interest of a day is balance * rate * part of a year, in micro-units, half to even. Arrays are int64; a balance beyond ``FAST_MAX``
is computed in Python's integers, which have no end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from twincore.kernel.refusal import Category, Refusal
from twincore.products.day_count import part_of_year
from twincore.products.interest.model import BALANCE_MAX, Plan

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

FAST_MAX = 10**12
"""Balances up to this many minor units: times 100% a year times the three days of a 30/360 February they stay below 2^63."""
TOTAL_MAX = 2**62


@dataclass(frozen=True, slots=True)
class Accrued:
    """Micro-units of each account: interest earned, interest charged on an overdrawn balance, bonus interest if the month earns it."""

    credit: Ints
    debit: Ints
    bonus: Ints


@dataclass(frozen=True, slots=True)
class Agreed:
    """What term deposits agreed. rate: ppm of each account, -1: the plan's; late: whether the term began on the 30th or 31st."""

    rate: Ints
    late: Bools


def half_even(numerator: Any, denominator: Any) -> Any:
    """Numerator over denominator to the nearest whole number, half to even, for arrays of either sign; denominator > 0."""
    quotient = numerator // denominator
    twice = (numerator - quotient * denominator) * 2
    return quotient + ((twice > denominator) | ((twice == denominator) & (quotient % 2 == 1))).astype(np.int64)


def accrue_day(plans: Mapping[int, Plan | None], day: date, offer: npt.NDArray[np.int32], balance: Ints, agreed: Agreed) -> Accrued:
    """The interest from one day's end to the next day's.

    plans: the plan of each offer number on that day, None or absent: bears none; offer, balance (value-dated, at the end of the day), agreed: by account.
    Refuses ``balance_too_large`` beyond ``BALANCE_MAX``, naming the place in the arrays (``place``).
    """
    result = Accrued(np.zeros_like(balance), np.zeros_like(balance), np.zeros_like(balance))
    if len(balance) == 0:
        return result
    if max(int(balance.max()), -int(balance.min())) > BALANCE_MAX:
        place = int(np.abs(balance).argmax())
        raise Refusal(
            "balance_too_large",
            f"A balance of {int(balance[place])} minor units is beyond the {BALANCE_MAX} on which interest is accrued.",
            category=Category.RULE,
            place=place,
        )
    present = np.flatnonzero(np.bincount(offer))
    for number in present.tolist():
        plan = plans.get(number)
        if plan is None:
            continue
        if len(present) == 1:
            _accrue(plan, day, balance, agreed, slice(None), result)
        else:
            of_offer = np.flatnonzero(offer == number)
            _accrue(plan, day, balance[of_offer], Agreed(agreed.rate[of_offer], agreed.late[of_offer]), of_offer, result)
    return result


def _accrue(plan: Plan, day: date, balance: Ints, agreed: Agreed, at: Any, result: Accrued) -> None:
    exact: npt.NDArray[Any] = balance
    if max(int(balance.max()), -int(balance.min())) > FAST_MAX:
        exact = balance.astype(object)
    part, year = part_of_year(plan.day_count, day)
    weight: Any = part
    if plan.day_count == "30/360" and agreed.late.any():
        weight = np.where(agreed.late, part_of_year(plan.day_count, day, late_start=True)[0], part)
    positive = np.maximum(exact, 0)
    if plan.whole_balance:
        froms = np.array([tier.from_amount for tier in plan.tiers])
        rates = np.array([tier.rate_ppm for tier in plan.tiers])
        yearly = positive * rates[np.searchsorted(froms, np.maximum(balance, 0), side="right") - 1]
    else:
        yearly = positive * plan.tiers[0].rate_ppm
        for lower, tier in pairwise(plan.tiers):
            yearly = yearly + np.maximum(positive - tier.from_amount, 0) * (tier.rate_ppm - lower.rate_ppm)
    fixed = agreed.rate >= 0
    if any_fixed := bool(fixed.any()):
        yearly = np.where(fixed, positive * agreed.rate, yearly)
    result.credit[at] = half_even(yearly * weight, year)
    if plan.bonus is not None and plan.bonus.rate_ppm:
        most = plan.bonus.balance_maximum
        earning = positive if most is None else np.minimum(positive, most)
        bonus = half_even(earning * plan.bonus.rate_ppm * weight, year)
        result.bonus[at] = np.where(fixed, 0, bonus) if any_fixed else bonus
    if plan.overdraft is not None and plan.overdraft.rate_ppm and int(balance.min()) < 0:
        result.debit[at] = half_even(np.maximum(-exact, 0) * plan.overdraft.rate_ppm * weight, year)


def bonus_earned(plans: Mapping[int, Plan | None], offer: npt.NDArray[np.int32], deposited: Ints, withdrawals: Ints) -> Bools:
    """Which accounts kept their plan's conditions for the bonus of a month, by what was deposited (minor units) and withdrawn (times) in it."""
    earned = np.zeros(len(offer), np.bool_)
    for number, plan in plans.items():
        if plan is not None and plan.bonus is not None:
            kept = (deposited >= plan.bonus.deposit_minimum) & (withdrawals <= plan.bonus.withdrawals_maximum)
            earned |= (offer == number) & kept
    return earned
