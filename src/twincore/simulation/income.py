"""Money that arrives: pay days, benefits, payments from people elsewhere."""

from collections.abc import Iterator
from datetime import date, timedelta

from twincore.simulation.archetype import Archetype
from twincore.simulation.intents import DAY, Act, Intent
from twincore.simulation.members import Member, Pay
from twincore.simulation.people import NICKNAMES
from twincore.simulation.scenario import Scenario
from twincore.simulation.seeds import Seed, lognormal_of_mean

FORTNIGHT_ZERO = date(2024, 1, 1)
"""A Monday from which fortnights are counted."""


def pay_days(pay: Pay, calendar: list[date]) -> list[int]:
    """The days of a calendar (as places in it) on which somebody is paid; monthly pay comes before a weekend, not on it."""
    if pay.cycle == "monthly":
        return [n for n, day in enumerate(calendar) if day == _monthly(day.year, day.month, pay.day)]
    days = [n for n, day in enumerate(calendar) if day.weekday() == pay.day]
    if pay.cycle == "fortnightly":
        days = [n for n in days if (calendar[n] - FORTNIGHT_ZERO).days // 7 % 2 == pay.week]
    return days


def _monthly(year: int, month: int, wanted: int) -> date:
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    day = date(year, month, min(wanted, last))
    return day - timedelta(days=max(0, day.weekday() - 4))


def incomes(seed: Seed, archetype: Archetype, scenario: Scenario, member: Member, calendar: list[date]) -> Iterator[Intent]:
    """What one member receives. Those who bank elsewhere have a part of their pay sent here."""
    random = seed.stream("incomes", member.number)
    share = 1.0 if member.main_bank else random.choice((0.0, 0.1, 0.15, 0.2, 0.3))
    if member.pay is not None and share:
        benefit = member.living in ("retired", "student", "home", "unemployed")
        wobble = {"casual": 0.18, "self_employed": 0.35, "part_time": 0.06}.get(member.living, 0.0)
        for n in pay_days(member.pay, calendar):
            amount = member.pay.amount * share * (max(0.3, random.gauss(1, wobble)) if wobble else 1)
            minute = random.choice((1, 2, 3, 4)) * 60 + random.randrange(30) + (90 if benefit else 0)
            yield Intent(
                at=n * DAY + minute,
                member=member.number,
                act=Act.BENEFIT if benefit else Act.SALARY,
                amount=max(100, int(amount)),
                category="benefits" if benefit else "salary",
                party=member.pay.payer,
            )
    monthly = archetype.habits["receive_people"] * (1.2 if member.main_bank else 0.6)
    for n in range(len(calendar)):
        if random.random() < monthly / 30:
            amount = max(5_00, int(lognormal_of_mean(random, archetype.habits["pay_people_ticket"] * 100, 1.1) / 100) * 100)
            yield Intent(
                n * DAY + random.randrange(7 * 60, 23 * 60), member.number, Act.RECEIVE, amount, "people", random.choice(NICKNAMES)
            )
    if member.living in ("self_employed", "casual") and random.random() < 0.5:
        for n, day in enumerate(calendar):
            if day.weekday() < 5 and random.random() < 0.06:
                amount = max(20_00, int(lognormal_of_mean(random, 260_00, 0.6) / 500) * 500)
                yield Intent(n * DAY + random.randrange(9 * 60 + 30, 16 * 60), member.number, Act.CASH_IN, amount, "cash", "Cash deposit")
