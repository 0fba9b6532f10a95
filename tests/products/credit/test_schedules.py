"""Amortisation schedules against published figures and an independent calculation."""

import random
from calendar import isleap
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest

from twincore.kernel.refusal import Refusal
from twincore.products.credit import Method, Plan, make_schedule

START = date(2026, 7, 1)
HOUSE = Plan(200_000_00, START, 360, 1, [(START, 65_000)], "30/360")


def by_hand(plan: Plan, payment: int) -> list[tuple[int, int]]:
    """(interest, closing) of each instalment: day by day, exact fractions, every charge rounded half to even with the residue carried."""
    owed, left, rows, day = plan.principal, Fraction(0), [], plan.start
    for number in range(1, plan.months + 1):
        month = plan.start.month - 1 + number
        due = date(plan.start.year + month // 12, month % 12 + 1, plan.due_day)
        accrued = Fraction(0)
        if plan.day_count == "30/360":
            days = 360 * (due.year - day.year) + 30 * (due.month - day.month) + due.day - min(day.day, 30)
            accrued = owed * Fraction(rate_on(plan, day), 1_000_000) * Fraction(days, 360)
        else:
            while day < due:
                year = {"actual/365": 365, "actual/360": 360, "actual/actual": 366 if isleap(day.year) else 365}[plan.day_count]
                accrued += owed * Fraction(rate_on(plan, day), 1_000_000 * year)
                day += timedelta(days=1)
        day = due
        units = Fraction(round(accrued * 1_000_000), 1_000_000) + left
        interest = round(units)  # a fraction rounds half to even
        left = units - interest
        paid = interest if number <= plan.interest_only else min(payment, owed + interest)
        if number == plan.months:
            paid = owed + interest
        owed += interest - paid
        rows.append((interest, owed))
        if owed == 0:
            break
    return rows


def rate_on(plan: Plan, day: date) -> int:
    return [rate for since, rate in plan.rates if since <= day][-1]


def test_the_textbook_mortgage() -> None:
    """200,000 at 6.5% over 30 years: 1,264.14 a month, of the first 1,083.33 interest (as on Wikipedia, "Mortgage calculator")."""
    schedule = make_schedule(HOUSE)
    first = schedule.instalments[0]
    assert (schedule.payment, first.interest, first.principal, first.closing) == (1_264_14, 1_083_33, 180_81, 199_819_19)
    assert len(schedule.instalments) == 360
    assert schedule.instalments[-1].closing == 0
    assert 0 <= 1_264_14 - schedule.instalments[-1].payment < 5_53 + 1  # half a minor unit in each instalment, with interest


def test_a_loan_without_interest_is_repaid_in_equal_parts() -> None:
    schedule = make_schedule(Plan(1_200_00, START, 12, 1, [(START, 0)], "actual/365"))
    assert {i.payment for i in schedule.instalments} == {100_00}
    assert schedule.interest == 0


@pytest.mark.parametrize("seed", range(4))
def test_a_thousand_generated_loans_agree_with_an_independent_calculation(seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(250):
        months = draw.choice([12, 24, 36, 60])
        start = date(2026, 1, 1) + timedelta(days=draw.randrange(900))
        rates = [(start, draw.randrange(0, 250_000))]
        day_count = draw.choice(["actual/365", "actual/360", "actual/actual", "30/360"])
        if draw.random() < 0.3 and day_count != "30/360":
            rates.append((start + timedelta(days=draw.randrange(20, 700)), draw.randrange(0, 250_000)))
        plan = Plan(draw.randrange(1_000_00, 90_000_00), start, months, draw.randint(1, 28), rates, day_count)
        if draw.random() < 0.2:
            plan = replace(plan, interest_only=draw.randrange(1, 7))
        schedule = make_schedule(plan)
        assert [(i.interest, i.closing) for i in schedule.instalments] == by_hand(plan, schedule.payment), plan
        assert sum(i.principal for i in schedule.instalments) == plan.principal
        # the instalment is the right one: a minor unit less would leave more than an instalment for the end
        assert len(schedule.instalments) == months, plan
        assert schedule.instalments[-1].payment <= schedule.payment + months, plan


def test_the_closed_form_of_the_annuity_gives_the_same_balances() -> None:
    """B(k) = P (1 + r)^k - A ((1 + r)^k - 1) / r, within the roundings of k instalments."""
    schedule = make_schedule(HOUSE)
    with localcontext() as context:
        context.prec = 50
        growth = 1 + Decimal(65_000) / 12_000_000
        for instalment in schedule.instalments[:-1]:
            factor = growth**instalment.number
            balance = HOUSE.principal * factor - schedule.payment * (factor - 1) / (growth - 1)
            assert abs(instalment.closing - balance) < 1 + Decimal(instalment.number) / 100, instalment


def test_interest_only_at_first_then_the_rest_is_repaid_over_the_rest_of_the_term() -> None:
    schedule = make_schedule(replace(HOUSE, interest_only=60))
    assert {(i.payment, i.closing) for i in schedule.instalments[:60]} <= {(1_083_33, 200_000_00), (1_083_34, 200_000_00)}
    assert schedule.payment == 1_350_41  # 200,000 at 6.5% over 25 years
    assert schedule.instalments[-1].closing == 0


def test_level_principal_and_bullet() -> None:
    level = make_schedule(replace(HOUSE, months=10, method=Method.PRINCIPAL))
    assert {i.principal for i in level.instalments} == {20_000_00}
    assert [i.interest for i in level.instalments[:2]] == [1_083_33, 975_00]
    bullet = make_schedule(replace(HOUSE, months=10, method=Method.BULLET))
    assert [i.principal for i in bullet.instalments] == [0] * 9 + [200_000_00]


def test_an_agreed_instalment_that_does_not_cover_the_interest_is_refused_with_the_place() -> None:
    with pytest.raises(Refusal, match="Instalment 1 of 108333 does not cover its interest of 108333") as refused:
        make_schedule(replace(HOUSE, payment=1_083_33))
    assert (refused.value.code, refused.value.field) == ("schedule_never_amortises", "repayment")


def test_an_agreed_instalment_that_a_later_rate_outgrows_is_refused() -> None:
    plan = replace(HOUSE, rates=[(START, 65_000), (date(2030, 7, 1), 90_000)], day_count="actual/365", payment=1_264_14)
    with pytest.raises(Refusal) as refused:
        make_schedule(plan)
    assert refused.value.code == "schedule_never_amortises"


def test_an_agreed_instalment_too_small_for_the_term_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        make_schedule(replace(HOUSE, payment=1_200_00))
    assert refused.value.code == "schedule_too_long"


def test_a_larger_agreed_instalment_ends_the_loan_early() -> None:
    schedule = make_schedule(replace(HOUSE, payment=2_000_00))
    assert len(schedule.instalments) == 145
    assert schedule.instalments[-1].closing == 0


@pytest.mark.parametrize(
    "plan", [replace(HOUSE, principal=0), replace(HOUSE, interest_only=360), replace(HOUSE, months=3, relief=(0, 0, 0))]
)
def test_a_schedule_without_anything_to_repay_or_any_instalment_to_repay_it_is_refused(plan: Plan) -> None:
    with pytest.raises(Refusal) as refused:
        make_schedule(plan)
    assert refused.value.code == "schedule_invalid"


def test_relief_lets_the_debt_grow_and_the_rest_repays_it() -> None:
    schedule = make_schedule(replace(HOUSE, relief=(0, 0, 500_00)))
    assert [i.payment for i in schedule.instalments[:3]] == [0, 0, 500_00]
    assert schedule.instalments[2].closing > 200_000_00
    assert schedule.payment > 1_264_14
    assert schedule.instalments[-1].closing == 0
