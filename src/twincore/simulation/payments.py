"""Payments by choice: to people, to savings and back, to one's accounts elsewhere, and cash."""

from collections.abc import Iterator
from datetime import date

from twincore.simulation.archetype import Archetype
from twincore.simulation.income import pay_days
from twincore.simulation.intents import DAY, Act, Intent
from twincore.simulation.members import Member
from twincore.simulation.people import NICKNAMES, REMARKS
from twincore.simulation.scenario import Scenario
from twincore.simulation.seeds import Seed, lognormal_of_mean


def payments(
    seed: Seed, archetype: Archetype, scenario: Scenario, member: Member, friends: list[int], calendar: list[date]
) -> Iterator[Intent]:
    """What one member sends to people. friends: members of this credit union whom this one knows."""
    random = seed.stream("payments", member.number)
    habits = archetype.habits
    a_day = habits["pay_people"] / 30 * (1.15 if member.main_bank else 0.65) * member.thrift
    known = random.sample(NICKNAMES, 6)
    for n, day in enumerate(calendar):
        rate = a_day * (1.25 if day.weekday() >= 4 else 0.9)
        while random.random() < rate:
            rate -= 1
            amount = max(5_00, int(lognormal_of_mean(random, habits["pay_people_ticket"] * 100, 1.1) / 100) * 100)
            at = n * DAY + min(1439, max(6 * 60, int(random.gauss(16.5, 4.2) * 60)))
            remark = {"remark": random.choice(REMARKS)}
            if friends and random.random() < habits["people_inside"]:
                friend = friends[int(random.random() ** 1.6 * len(friends))]
                yield Intent(at, member.number, Act.PAY_MEMBER, amount, "people", "", other=friend, words=remark)
            else:
                yield Intent(at, member.number, Act.PAY_OUT, amount, "people", random.choice(known), words=remark)


def savings(seed: Seed, archetype: Archetype, scenario: Scenario, member: Member, calendar: list[date]) -> Iterator[Intent]:
    """What one member puts by on pay days and takes back later, and what goes to an account of theirs elsewhere."""
    random = seed.stream("savings", member.number)
    habits = archetype.habits
    targets = [product for product in ("savings", "savings_goal") if product in member.products]
    if member.saver and targets and member.pay is not None:
        share = habits["save_share"] * (1 if member.main_bank else 0.25) * random.uniform(0.5, 1.6)
        for n in pay_days(member.pay, calendar):
            for target in targets:
                amount = int(member.pay.amount * share / len(targets) / 500) * 500
                if amount and random.random() < 0.85:
                    yield Intent(
                        n * DAY + random.randrange(7 * 60, 22 * 60), member.number, Act.SAVE, amount, "savings", "Savings", account=target
                    )
    if targets:
        rate = habits["draw_savings"] / 30 * (1.2 if member.saver else 0.6)
        for n in range(len(calendar)):
            if random.random() < rate:
                amount = max(20_00, int(lognormal_of_mean(random, 170_00, 0.9) / 1000) * 1000)
                at = n * DAY + random.randrange(8 * 60, 22 * 60)
                yield Intent(at, member.number, Act.DRAW_SAVINGS, amount, "savings", "Savings", account=random.choice(targets))
    if member.main_bank:
        rate = habits["own_bank_out"] / 30 * 2 * random.random()
        for n in range(len(calendar)):
            if random.random() < rate:
                amount = max(20_00, int(member.net_month * random.uniform(0.01, 0.07) / 1000) * 1000)
                at = n * DAY + random.randrange(7 * 60, 22 * 60)
                yield Intent(at, member.number, Act.OWN_OUT, amount, "own_accounts", f"{member.name} (other bank)")


def cash(seed: Seed, archetype: Archetype, scenario: Scenario, member: Member, calendar: list[date]) -> Iterator[Intent]:
    """Visits of one member to the cash machine: twenties and fifties."""
    random = seed.stream("cash", member.number)
    habits = archetype.habits
    older = 1 + max(0, member.age_on(scenario.start) - 40) / 40
    rate = habits["cash_a_month"] / 30 * older * (1.0 if member.main_bank else 0.35) * 2 * random.random()
    for n, day in enumerate(calendar):
        if random.random() < rate * (1.3 if day.weekday() >= 4 else 0.9):
            amount = max(20_00, int(lognormal_of_mean(random, habits["cash_ticket"] * 100, 0.7) / 1000) * 1000)
            yield Intent(
                n * DAY + random.randrange(8 * 60, 23 * 60), member.number, Act.CASH_OUT, min(amount, 1_000_00), "cash", "Cash machine"
            )
