"""What some members hold and have arranged besides accounts and loans: overdrafts, protection, standing orders, cards, short term deposits.

Drawn from the seed by quotas, with streams of their own; pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from twincore.simulation.archetype import Archetype
from twincore.simulation.intents import Act, Intent
from twincore.simulation.members import Member
from twincore.simulation.scenario import Scenario
from twincore.simulation.seeds import Seed, sample_of


@dataclass(frozen=True, slots=True)
class Card:
    """A credit card. limit: minor units; statement_day: of the month; pays: full, minimum or late (the minimum, a week after it was due)."""

    member: int
    limit: int
    statement_day: int
    pays: str


@dataclass(frozen=True, slots=True)
class SavingsOrder:
    """A standing order to the member's savings. amount: minor units; every: weekly, fortnightly or monthly; first: place in the calendar of the first."""

    member: int
    amount: int
    every: str
    first: int


@dataclass(frozen=True, slots=True)
class Holdings:
    """overdrafts: limits by member; protected: members whose savings cover their overdrafts; short_deposits: members whose term deposit is a short one."""

    overdrafts: dict[int, int]
    protected: list[int]
    short_deposits: list[int]
    orders: list[SavingsOrder]
    cards: list[Card]


def draw_holdings(seed: Seed, archetype: Archetype, scenario: Scenario, members: Sequence[Member]) -> Holdings:
    """What of all this the members of a run have."""
    wants = archetype.habits["arranged"]
    steady = [m for m in members if m.main_bank and m.living in ("full_time", "part_time", "self_employed") and m.net_month >= 2_000_00]
    overdrafts = {
        member.number: seed.stream("overdraft", member.number).choice((200_00, 500_00, 1_000_00))
        for member in sample_of(seed.stream("overdrafts"), steady, wants["overdraft"])
    }
    covered = [m.number for m in steady if m.number in overdrafts and "savings" in m.products]
    depositors = [m.number for m in members if "term_deposit" in m.products]
    orders = []
    for member in sample_of(seed.stream("savings orders"), [m for m in steady if "savings" in m.products], wants["savings_order"]):
        random = seed.stream("savings order", member.number)
        every = random.choice(("weekly", "fortnightly", "monthly"))
        share = {"weekly": 0.01, "fortnightly": 0.02, "monthly": 0.04}[every]
        orders.append(SavingsOrder(member.number, max(10_00, int(member.net_month * share / 10_00) * 10_00), every, random.randint(1, 14)))
    cards = []
    for member in sample_of(seed.stream("cards"), [m for m in steady if m.net_month >= 3_000_00], wants["card"]):
        random = seed.stream("credit card", member.number)
        limit = min(15_000_00, int(member.net_month * random.uniform(0.8, 2.0) / 500_00) * 500_00)
        pays = random.choices(("full", "minimum", "late"), (0.62, 0.28, 0.10))[0]
        cards.append(Card(member.number, max(1_000_00, limit), random.randint(1, 28), pays))
    return Holdings(
        overdrafts,
        sample_of(seed.stream("protected"), covered, wants["protected"]),
        sample_of(seed.stream("short deposits"), depositors, wants["short_deposit"]),
        orders,
        cards,
    )


def put_on_cards(seed: Seed, holdings: Holdings, intents: Sequence[Intent], share: float) -> None:
    """Some of what card holders buy goes on the credit card; what is refunded goes back to where it was paid from."""
    holders = {card.member: seed.stream("on the card", card.member) for card in holdings.cards}
    for intent in intents:
        if intent.act is Act.CARD and intent.fraud is None and intent.member in holders and holders[intent.member].random() < share:
            intent.account = "credit_card"
    for intent in intents:
        if intent.act is Act.REFUND and intent.origin is not None:
            intent.account = intent.origin.account
