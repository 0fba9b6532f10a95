"""What a day's interest comes to: tiers by the slice and of the whole, bonus, overdraft, agreed rates; exact against fractions."""

from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twincore.kernel.refusal import Refusal
from twincore.products.interest import Bonus, Overdraft, Plan, Tier
from twincore.products.interest.accrual import Accrued, Agreed, accrue_day, half_even
from twincore.products.interest.model import BALANCE_MAX

DAY = date(2026, 7, 1)
TIERS = (Tier(0, 10_000), Tier(1_000_000, 30_000), Tier(5_000_000, 20_000))


def day_of(plan: Plan, *balances: int, rate: int = -1, day: date = DAY) -> Accrued:
    balance = np.array(balances, np.int64)
    agreed = Agreed(np.full(len(balance), rate), np.zeros(len(balance), np.bool_))
    return accrue_day({1: plan}, day, np.ones(len(balance), np.int32), balance, agreed)


def nearest(value: Fraction) -> int:
    return round(value)


def test_each_slice_of_a_balance_has_its_own_rate() -> None:
    earned = day_of(Plan(tiers=TIERS), 500_000, 1_000_000, 6_000_000).credit.tolist()
    assert earned == [
        nearest(Fraction(500_000 * 10_000, 365)),
        nearest(Fraction(1_000_000 * 10_000, 365)),
        nearest(Fraction(1_000_000 * 10_000 + 4_000_000 * 30_000 + 1_000_000 * 20_000, 365)),
    ]


def test_or_the_whole_balance_has_the_rate_of_its_tier() -> None:
    earned = day_of(Plan(tiers=TIERS, whole_balance=True), 999_999, 1_000_000, 6_000_000, -5).credit.tolist()
    yearly = [999_999 * 10_000, 1_000_000 * 30_000, 6_000_000 * 20_000, 0]
    assert earned == [nearest(Fraction(interest, 365)) for interest in yearly]


def test_the_bonus_stops_at_its_highest_balance() -> None:
    plan = Plan(tiers=(Tier(0, 1_000),), bonus=Bonus(40_000, balance_maximum=2_500_000))
    assert day_of(plan, 2_000_000, 9_000_000).bonus.tolist() == [
        nearest(Fraction(2_000_000 * 40_000, 365)),
        nearest(Fraction(2_500_000 * 40_000, 365)),
    ]


def test_an_overdrawn_balance_is_charged_and_earns_nothing() -> None:
    charged = day_of(Plan(tiers=TIERS, overdraft=Overdraft(150_000)), -40_000, 40_000)
    assert charged.debit.tolist() == [nearest(Fraction(40_000 * 150_000, 365)), 0]
    assert charged.credit[0] == 0


def test_an_agreed_rate_stands_above_the_plan() -> None:
    plan = Plan(tiers=TIERS, bonus=Bonus(10_000))
    earned = day_of(plan, 1_000_000, rate=45_000)
    assert (earned.credit[0], earned.bonus[0]) == (nearest(Fraction(1_000_000 * 45_000, 365)), 0)
    assert day_of(plan, 1_000_000, rate=0).credit[0] == 0


def test_what_bears_no_interest_is_left_alone() -> None:
    offer = np.array([0, 1, 2], np.int32)
    agreed = Agreed(np.full(3, -1), np.zeros(3, np.bool_))
    earned = accrue_day({1: Plan(tiers=TIERS), 2: None}, DAY, offer, np.full(3, 100_000), agreed)
    assert np.flatnonzero(earned.credit).tolist() == [1]


def test_a_balance_that_no_machine_integer_could_bear_is_exact_too() -> None:
    plan = Plan(tiers=(Tier(0, 1_000_000),), overdraft=Overdraft(1_000_000), day_count="30/360")
    most = BALANCE_MAX - 1
    earned = day_of(plan, most, 7, -most, day=date(2027, 2, 28))
    assert earned.credit.tolist() == [nearest(Fraction(most * 1_000_000 * 3, 360)), nearest(Fraction(7 * 1_000_000 * 3, 360)), 0]
    assert earned.debit.tolist() == [0, 0, earned.credit[0]]
    with pytest.raises(Refusal, match="beyond") as refused:
        day_of(plan, 1, BALANCE_MAX + 1)
    assert refused.value.detail["place"] == 1


@given(st.lists(st.tuples(st.integers(-(10**18), 10**18), st.integers(1, 10**6)), min_size=1))
def test_half_even_is_half_even_for_either_sign(pairs: list[tuple[int, int]]) -> None:
    numerators, denominators = np.array(pairs, np.int64).T
    assert half_even(numerators, denominators).tolist() == [round(Fraction(n, d)) for n, d in pairs]


@given(
    rates=st.lists(st.integers(0, 1_000_000), min_size=1, max_size=5),
    steps=st.lists(st.integers(1, 10**9), min_size=4, max_size=4),
    whole_balance=st.booleans(),
    balances=st.lists(st.integers(-(10**12), 2 * 10**12), min_size=1, max_size=8),
    day=st.dates(date(2024, 1, 1), date(2032, 12, 31)),
    day_count=st.sampled_from(("actual/365", "actual/360", "actual/actual", "30/360")),
)
def test_interest_is_what_fractions_say(
    rates: list[int], steps: list[int], whole_balance: bool, balances: list[int], day: date, day_count: str
) -> None:
    froms = np.cumsum([0, *steps]).tolist()
    tiers = tuple(Tier(low, rate) for low, rate in zip(froms, rates, strict=False))
    earned = day_of(Plan(day_count=day_count, tiers=tiers, whole_balance=whole_balance), *balances, day=day)
    assert earned.credit.tolist() == [nearest(_independent(tiers, whole_balance, balance, day, day_count)) for balance in balances]


def _independent(tiers: tuple[Tier, ...], whole_balance: bool, balance: int, day: date, day_count: str) -> Fraction:
    """The same, unit by unit of the rules: each slice cut out and multiplied."""
    ends: list[Any] = [tier.from_amount for tier in tiers[1:]] + [None]
    slices = [
        (max(0, (balance if end is None else min(balance, end)) - tier.from_amount), tier.rate_ppm)
        for tier, end in zip(tiers, ends, strict=True)
    ]
    if whole_balance:
        slices = [(max(balance, 0), [tier.rate_ppm for tier in tiers if tier.from_amount <= max(balance, 0)][-1])]
    year = 366 if day_count == "actual/actual" and day.year % 4 == 0 else {"actual/360": 360, "30/360": 360}.get(day_count, 365)
    days = 1
    if day_count == "30/360":
        days = {31: 0}.get(day.day, 1)
        if (day.month, day.day) == (2, 28) and day.year % 4:
            days = 3
        elif (day.month, day.day) == (2, 29):
            days = 2
        elif day.day == 30 and _has_31(day):
            days = 1
    return sum((Fraction(amount * rate * days, year) for amount, rate in slices), Fraction(0))


def _has_31(day: date) -> bool:
    return day.month in (1, 3, 5, 7, 8, 10, 12)


def test_the_arrays_are_left_as_they_were() -> None:
    balance: npt.NDArray[np.int64] = np.array([5_000_000, -5])
    accrue_day({1: Plan(tiers=TIERS)}, DAY, np.ones(2, np.int32), balance, Agreed(np.full(2, -1), np.zeros(2, np.bool_)))
    assert balance.tolist() == [5_000_000, -5]
