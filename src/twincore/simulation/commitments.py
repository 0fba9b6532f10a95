"""Money that has to leave: rent and mortgages, bills, instalments of loans (these are collected by the night)."""

from collections.abc import Iterator
from datetime import date
from random import Random

from twincore.simulation.archetype import Archetype
from twincore.simulation.intents import DAY, Act, Intent
from twincore.simulation.members import Member
from twincore.simulation.scenario import Scenario
from twincore.simulation.seeds import Seed, lognormal_of_mean
from twincore.simulation.world import Biller, billers

EVERY_DAYS = {"week": 7, "fortnight": 14, "month": 30, "quarter": 91}
"""About how many days lie between two bills."""
DEBIT_MINUTE = 5 * 60 + 30
"""Direct debits are taken early in the morning."""
ACTS = {"debit": Act.DIRECT_DEBIT, "bpay": Act.BILL, "card": Act.SUBSCRIPTION}


def commitments(seed: Seed, archetype: Archetype, scenario: Scenario, member: Member, calendar: list[date]) -> Iterator[Intent]:
    """What one member owes regularly. Those who bank elsewhere pay most of it from there."""
    random = seed.stream("commitments", member.number)
    if member.main_bank and member.housing_cost:
        yield from _housing(random, member, calendar)
    for bill in billers().bills:
        if random.random() < bill.share * (0.85 if member.main_bank else 0.18):
            yield from _bill(seed.stream("bill", member.number, bill.name), scenario, member, bill, calendar)


def _housing(random: Random, member: Member, calendar: list[date]) -> Iterator[Intent]:
    world = billers()
    if member.housing == "mortgage":
        payee = random.choice(world.lenders)
        act, every = Act.MORTGAGE, random.choices(("fortnight", "month"), (0.35, 0.65))[0]
    else:
        payee = random.choice(world.landlords) if member.housing == "rent" else "Mum and Dad"
        act, every = Act.RENT, random.choices(("week", "fortnight", "month"), (0.42, 0.43, 0.15))[0]
    amount = member.housing_cost * EVERY_DAYS[every] // 30
    for n in _due(random, every, calendar):
        minute = random.randrange(6 * 60, 22 * 60) if act is Act.RENT else DEBIT_MINUTE
        yield Intent(n * DAY + minute, member.number, act, amount, "housing", payee)


def _bill(random: Random, scenario: Scenario, member: Member, bill: Biller, calendar: list[date]) -> Iterator[Intent]:
    payee = random.choice(bill.names)
    usual = lognormal_of_mean(random, bill.amount, bill.variation)
    for n in _due(random, bill.every, calendar):
        season = bill.months.get(calendar[n].month, 1.0)
        same = 1.0 if bill.by != "bpay" else random.uniform(0.92, 1.08)
        amount = max(300, round(usual * season * same * scenario.prices_on(calendar[n])))
        minute = random.randrange(8 * 60, 22 * 60) if bill.by == "bpay" else DEBIT_MINUTE + random.randrange(25)
        yield Intent(n * DAY + minute, member.number, ACTS[bill.by], amount, bill.name, payee, online=bill.by == "card", mcc=bill.mcc)


def _due(random: Random, every: str, calendar: list[date]) -> list[int]:
    """Days on which something that comes every so often falls due, beginning anywhere within the period."""
    period = EVERY_DAYS[every]
    if every == "month":
        wanted = random.randint(1, 28)
        return [n for n, day in enumerate(calendar) if day.day == wanted]
    return list(range(random.randrange(period), len(calendar), period))


def instalment(amount: int, rate: float, months: int) -> int:
    """About what a loan's monthly instalment will be: an annuity, rounded up to a whole dollar. amount: minor units owed; rate: a year's."""
    monthly = rate / 12
    annuity = amount * monthly / (1 - (1 + monthly) ** -months) if monthly else amount / months
    return -(-int(annuity) // 100) * 100
