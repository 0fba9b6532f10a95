"""Amortisation schedules: what falls due when, to the last instalment. Pure.

A schedule charges interest as the day's end does: on each due date, for the days since the one before, in units with the residue carried.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from twincore.kernel.refusal import Category, Refusal
from twincore.products.annuity import repayment
from twincore.products.credit.accrual import Rates, charge_of, rate_at, units_of
from twincore.products.credit.model import Instalment, Method, Schedule
from twincore.products.day_count import month_on, parts
from twincore.transactions import half_even


@dataclass(frozen=True, slots=True)
class Plan:
    """What a schedule is made from.

    principal: owed at the start (minor units); start: first day that bears interest; months: instalments; due_day: 1..28; rates: as they are known.
    relief: payments of the first instalments instead (hardship); interest_only: how many after them pay interest alone; payment: the level
    instalment (of level principal: its part) if it is agreed. carried: units left over by the charge before.
    """

    principal: int
    start: date
    months: int
    due_day: int
    rates: Rates
    day_count: str
    method: Method = Method.ANNUITY
    interest_only: int = 0
    relief: tuple[int, ...] = ()
    payment: int | None = None
    carried: int = 0
    first_number: int = 1

    @property
    def waiting(self) -> int:
        """Instalments before the first that repays principal by the method."""
        return len(self.relief) + self.interest_only


def make_schedule(plan: Plan) -> Schedule:
    """The schedule of a plan. The last instalment pays what is left; where the instalment is agreed there may be fewer than planned.

    Refuses ``schedule_invalid`` (nothing owed, no instalment left to repay the principal) and, for an agreed instalment,
    ``schedule_never_amortises`` (at some point it does not cover the interest) and ``schedule_too_long`` (the last would be more than two of them).
    """
    if plan.principal <= 0:
        raise Refusal("schedule_invalid", "A schedule needs something owed.", field="amount")
    if plan.months < 1 or (plan.waiting >= plan.months and plan.method is not Method.BULLET):
        raise Refusal("schedule_invalid", f"Of {plan.months} instalments none is left to repay the principal.", field="term_months")
    dues = [plan.start, *(month_on(plan.start, n, plan.due_day) for n in range(1, plan.months + 1))]
    factors = _factors(plan, dues)
    if plan.method is Method.BULLET:
        return Schedule(0, _walk(plan, dues, factors, lambda interest: interest))
    if plan.method is Method.PRINCIPAL:
        part = plan.payment or half_even(_before_principal(plan, factors), plan.months - plan.waiting)
        return Schedule(part, _walk(plan, dues, factors, lambda interest: interest + part))
    level = plan.payment or _level(plan, factors)
    instalments = _walk(plan, dues, factors, lambda _: level)
    if plan.payment is not None:
        _check_agreed(plan, level, instalments)
    return Schedule(level, instalments)


def _factors(plan: Plan, dues: Sequence[date]) -> list[int]:
    """For each instalment the sum of rate (ppm) times parts of a year over its days: interest per minor unit, exact."""
    factors = []
    for start, end in pairwise(dues):
        turns = [start, *sorted(day for day, _ in plan.rates if start < day < end), end]
        factors.append(sum(rate_at(plan.rates, a) * parts(plan.day_count, start, a, b) for a, b in pairwise(turns)))
    return factors


def _walk(plan: Plan, dues: Sequence[date], factors: Sequence[int], pay: Callable[[int], int]) -> tuple[Instalment, ...]:
    """The instalments, from the first to the one that ends the loan. pay: interest -> instalment."""
    owed, carried, found = plan.principal, plan.carried, []
    for place, factor in enumerate(factors):
        interest, carried = charge_of(units_of(owed * factor) + carried)
        if place < len(plan.relief):
            payment = plan.relief[place]
        elif place < plan.waiting:
            payment = interest
        else:
            payment = pay(interest)
        last = place + 1 == len(factors)
        payment = owed + interest if last else min(payment, owed + interest)
        found.append(Instalment(plan.first_number + place, dues[place + 1], owed, interest, payment, owed + interest - payment))
        owed += interest - payment
        if owed == 0:
            break
    return tuple(found)


def _before_principal(plan: Plan, factors: Sequence[int]) -> int:
    """What is owed when the instalments begin to repay principal."""
    owed, carried = plan.principal, plan.carried
    for factor, payment in zip(factors, plan.relief, strict=False):
        interest, carried = charge_of(units_of(owed * factor) + carried)
        owed += interest - payment
    return owed


def _level(plan: Plan, factors: Sequence[int]) -> int:
    """The level instalment: by the annuity's formula where every period is a twelfth of a year at one rate, else the smallest that is enough."""
    count = plan.months - plan.waiting
    rate = rate_at(plan.rates, plan.start)
    regular = plan.day_count == "30/360" and plan.start.day == plan.due_day and len(set(factors)) == 1
    if regular and not plan.relief:
        return repayment(plan.principal, rate, count)
    guess = repayment(max(1, _before_principal(plan, factors)), rate, count)

    def left(level: int) -> int:
        """What would be owed after the last instalment; below zero: the instalment is more than enough."""
        owed, carried = plan.principal, plan.carried
        for place, factor in enumerate(factors):
            interest, carried = charge_of(units_of(owed * factor) + carried)
            if place >= plan.waiting:
                owed += interest - level
            elif place < len(plan.relief):
                owed += interest - plan.relief[place]
        return owed

    at_guess = left(guess)
    slope = at_guess - left(guess + 1000)  # what a thousand more pay off; nearly constant, so that one step lands beside the answer
    nearest = guess + at_guess * 1000 // max(1, slope)
    low, high = nearest - 2, nearest + 2
    while left(low) <= 0:
        low -= max(2, abs(low) // 64)
    while left(high) > 0:
        high += max(2, abs(high) // 64)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if left(middle) <= 0 else (middle, high)
    return high


def _check_agreed(plan: Plan, level: int, instalments: Sequence[Instalment]) -> None:
    for instalment in instalments[plan.waiting : -1]:
        if level <= instalment.interest:
            raise Refusal(
                "schedule_never_amortises",
                f"Instalment {instalment.number} of {level} does not cover its interest of {instalment.interest}: the loan would never be repaid.",
                category=Category.RULE,
                field="repayment",
                interest=instalment.interest,
            )
    last = instalments[-1]
    if last.payment > 2 * level:
        code = "schedule_never_amortises" if level <= last.interest else "schedule_too_long"
        raise Refusal(
            code,
            f"With instalments of {level} there would be {last.payment} left to pay on {last.due}, after {plan.months} months.",
            category=Category.RULE,
            field="repayment",
            left=last.payment,
        )
