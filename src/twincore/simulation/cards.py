"""Card purchases: when, where and how much; most post at once, many are authorised first and settle one to three days later."""

from collections.abc import Iterator
from datetime import date
from math import exp
from random import Random

from twincore.simulation.archetype import Archetype
from twincore.simulation.income import pay_days
from twincore.simulation.intents import DAY, Act, Intent
from twincore.simulation.members import Member
from twincore.simulation.scenario import Scenario
from twincore.simulation.seeds import Choice, Seed, lognormal_of_mean
from twincore.simulation.world import Category, categories

SETTLE_MINUTE = 3 * 60 + 30
"""Shops' settlement files arrive in the small hours."""


def mean_ticket() -> float:
    """The mean amount of one card purchase in minor units, over all categories, at base prices."""
    shares = sum(c.share for c in categories())
    return sum(c.share * c.ticket for c in categories()) / shares


def purchases(seed: Seed, archetype: Archetype, scenario: Scenario, member: Member, calendar: list[date]) -> Iterator[Intent]:
    """What one member buys by card, each purchase with what becomes of it later."""
    random = seed.stream("purchases", member.number)
    share = archetype.habits["card_share"] if member.main_bank else archetype.habits["card_second"]
    money = min(member.net_month, 9_000_00) * share * member.thrift
    a_day = money / 30 / mean_ticket()
    weights = _taste(seed, member)
    haunts = {c.name: _haunts(random, c) for c in categories()}
    paid = set(pay_days(member.pay, calendar)) if member.pay and member.main_bank else set()
    since = 5
    for n, day in enumerate(calendar):
        since = 0 if n in paid else since + 1
        mood = (1.28 if since <= 1 else 1.08 if since <= 3 else 0.93) if paid else 1.0
        rate = a_day * scenario.spending_on(day) * mood * (1.16 if day.weekday() >= 5 else 0.95)
        choose = weights[1 if day.weekday() >= 5 else 0]
        for _ in range(_poisson(random, rate)):
            yield from _purchase(random, archetype, scenario, member, choose(random), haunts, n, day)


def _purchase(
    random: Random,
    archetype: Archetype,
    scenario: Scenario,
    member: Member,
    category: Category,
    haunts: dict[str, tuple[str, ...]],
    n: int,
    day: date,
) -> Iterator[Intent]:
    habits = archetype.habits
    usual = lognormal_of_mean(random, category.ticket, category.variation) * scenario.prices_on(day)
    amount = max(150, round(usual))
    if category.name not in ("fuel", "transport", "online", "travel") and random.random() < 0.35:
        amount = max(200, round(amount / 50) * 50)  # many prices are round
    at = n * DAY + category.hour(random) * 60 + random.randrange(60)
    online = random.random() < category.online
    merchant = haunts[category.name][int(random.random() ** 1.7 * len(haunts[category.name]))]
    purchase = Intent(at, member.number, Act.CARD, amount, category.name, merchant, online=online, mcc=category.mcc)
    settled = at
    if random.random() < category.two_step:
        fate = random.random()
        settled = (n + habits["two_step_settle_days"](random)) * DAY + SETTLE_MINUTE + random.randrange(55)
        purchase.act, purchase.hold_minutes = Act.AUTHORISE, habits["hold_days"] * DAY
        if category.preauthorised:
            purchase.amount = max(category.preauthorised, amount)
        yield purchase
        if fate < habits["released"]:
            yield Intent(settled, member.number, Act.RELEASE, 0, category.name, merchant, origin=purchase, mcc=category.mcc)
            return
        if fate < habits["released"] + habits["expired"]:
            return
        if not category.preauthorised and fate < habits["released"] + habits["expired"] + habits["partial"]:
            amount = max(100, round(amount * random.uniform(0.35, 0.95)))
        yield Intent(settled, member.number, Act.CAPTURE, amount, category.name, merchant, online=online, mcc=category.mcc, origin=purchase)
    else:
        yield purchase
    if random.random() < habits["refunds"]:
        back = settled + random.randint(1, 9) * DAY
        part = amount if random.random() < 0.7 else max(100, round(amount * random.uniform(0.2, 0.8)))
        at = back // DAY * DAY + 14 * 60 + random.randrange(120)
        yield Intent(at, member.number, Act.REFUND, part, category.name, merchant, mcc=category.mcc, origin=purchase)


def _taste(seed: Seed, member: Member) -> tuple[Choice[Category], Choice[Category]]:
    """What a member likes to buy: on working days, and on weekends."""
    random = seed.stream("taste", member.number)
    liking = {category: category.share * exp(random.gauss(0, 0.45)) for category in categories()}
    return Choice(liking), Choice({category: weight * category.weekend for category, weight in liking.items()})


def _haunts(random: Random, category: Category) -> tuple[str, ...]:
    """The few places of a kind that a member goes to, the favourite first."""
    return tuple(random.sample(category.merchants, min(3, len(category.merchants))))


def _poisson(random: Random, rate: float) -> int:
    """A Poisson draw by multiplication (rates here are small)."""
    bound, count, product = exp(-rate), 0, random.random()
    while product > bound:
        count += 1
        product *= random.random()
    return count
