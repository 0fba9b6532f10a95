"""A thousand loans against two libraries of others: QuantLib for what a period's interest is, pyxirr for what an annuity is."""

import random
from datetime import date, timedelta

import pytest
import pyxirr
import QuantLib

from twincore.products.credit import Method, Plan, make_schedule
from twincore.products.day_count import YEAR, parts

LOANS = 1_000
DAY_COUNTS = {
    "actual/365": QuantLib.Actual365Fixed(),
    "actual/360": QuantLib.Actual360(),
    "actual/actual": QuantLib.ActualActual(QuantLib.ActualActual.ISDA),
    "30/360": QuantLib.Thirty360(QuantLib.Thirty360.BondBasis),
}


def on(day: date) -> QuantLib.Date:
    return QuantLib.Date(day.day, day.month, day.year)


def drawn(draw: random.Random, day_count: str) -> Plan:
    """A loan as institutions write them: 500.00 to 2,000,000.00, up to 24% a year, one to thirty years."""
    start = date(2023, 1, 1) + timedelta(days=draw.randrange(2_000))
    months = draw.choice([12, 18, 24, 36, 60, 84, 180, 300, 360])
    return Plan(draw.randrange(500_00, 2_000_000_00), start, months, draw.randint(1, 28), [(start, draw.randrange(0, 240_000))], day_count)


@pytest.mark.parametrize("day_count", DAY_COUNTS)
def test_each_interest_of_a_thousand_loans_is_what_quantlib_finds_for_its_period(day_count: str) -> None:
    """A period's interest is opening balance times rate times QuantLib's fraction of a year, and no rounding is ever lost or made twice."""
    draw, count = random.Random(day_count), DAY_COUNTS[day_count]
    for _ in range(LOANS // len(DAY_COUNTS)):
        plan = drawn(draw, day_count)
        rate = QuantLib.InterestRate(plan.rates[0][1] / 1_000_000, count, QuantLib.Simple, QuantLib.Annual)
        opened, exact, charged = plan.start, 0.0, 0
        for instalment in make_schedule(plan).instalments:
            exact += instalment.opening * (rate.compoundFactor(on(opened), on(instalment.due)) - 1)
            charged += instalment.interest
            assert charged == pytest.approx(exact, abs=0.51 + 1e-9 * exact), (plan, instalment)
            opened = instalment.due


def test_the_instalments_of_a_thousand_regular_loans_are_those_of_pyxirr() -> None:
    """Twelfths of a year at one rate: the level instalment, and the split of each instalment, by the annuity's formula."""
    draw = random.Random("annuity")
    for _ in range(LOANS):
        first = drawn(draw, "30/360")
        plan = Plan(first.principal, first.start.replace(day=first.due_day), first.months, first.due_day, first.rates, "30/360")
        schedule = make_schedule(plan)
        rate = plan.rates[0][1] / 12_000_000
        assert schedule.payment == pytest.approx(-pyxirr.pmt(rate, plan.months, plan.principal), abs=0.500001), plan
        for instalment in (schedule.instalments[0], schedule.instalments[plan.months // 2]):
            owed = pyxirr.fv(rate, instalment.number, schedule.payment, -plan.principal)
            assert instalment.closing == pytest.approx(owed, abs=instalment.number * 0.6 + 1), plan


def test_the_payments_of_a_thousand_loans_are_worth_their_principal() -> None:
    """Discounted at the loan's own rate the instalments are worth what was lent (pyxirr.npv), whatever the method."""
    draw = random.Random("worth")
    for _ in range(LOANS):
        first = drawn(draw, "30/360")
        method = draw.choice([Method.ANNUITY, Method.PRINCIPAL, Method.BULLET])
        plan = Plan(
            first.principal, first.start.replace(day=first.due_day), first.months, first.due_day, first.rates, "30/360", method=method
        )
        flows = [0, *(instalment.payment for instalment in make_schedule(plan).instalments)]
        worth = pyxirr.npv(plan.rates[0][1] / 12_000_000, flows)
        assert worth == pytest.approx(plan.principal, abs=1 + 1e-9 * plan.principal), plan


@pytest.mark.parametrize("day_count", DAY_COUNTS)
def test_ten_thousand_periods_are_the_part_of_a_year_that_quantlib_finds(day_count: str) -> None:
    draw, count = random.Random(day_count), DAY_COUNTS[day_count]
    for _ in range(10_000):
        start = date(1999, 1, 1) + timedelta(days=draw.randrange(15_000))
        end = start + timedelta(days=draw.randrange(1, 2_000))
        assert parts(day_count, start, start, end) / YEAR == pytest.approx(count.yearFraction(on(start), on(end)), abs=1e-12), (start, end)
