"""The plan: everything the members set out to do in a run, drawn from the seed before the platform is asked anything.

What a platform answers (a refused purchase, an approved loan) changes what follows; that is the driver's part. The plan is pure: the same seed,
archetype, scenario, members and days give the same plan to the byte.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from twincore.kernel.clock import to_us
from twincore.simulation.archetype import Archetype
from twincore.simulation.cards import purchases
from twincore.simulation.commitments import commitments
from twincore.simulation.fraud import label_fraud
from twincore.simulation.holdings import Holdings, draw_holdings, put_on_cards
from twincore.simulation.income import incomes
from twincore.simulation.intents import DAY, Intent, LoanWish
from twincore.simulation.loans import OldLoan, loan_wishes, old_loans
from twincore.simulation.members import Member, populate
from twincore.simulation.payments import cash, payments, savings
from twincore.simulation.scenario import Scenario
from twincore.simulation.seeds import Seed


@dataclass(frozen=True)
class Plan:
    """A run as planned. intents: in order of time, numbered; calendar: its days."""

    seed: Seed
    archetype: Archetype
    scenario: Scenario
    members: list[Member]
    calendar: list[date]
    intents: list[Intent]
    wishes: list[LoanWish]
    old_loans: list[OldLoan]
    holdings: Holdings

    def moment(self, minute: int) -> datetime:
        """The moment of a minute of the plan, on the tenant's clock (minutes that daylight saving skips do not exist and are not needed here)."""
        day = self.scenario.start + timedelta(days=minute // DAY)
        return datetime.combine(day, time(minute % DAY // 60, minute % 60), ZoneInfo(self.archetype.time_zone))

    def at_us(self, minute: int) -> int:
        """The same in microseconds since 1970 UTC."""
        return to_us(self.moment(minute))

    def digest(self) -> str:
        """SHA-256 over everything planned: two plans are the same if this is."""
        total = hashlib.sha256()
        for member in self.members:
            total.update(repr(member).encode())
        for intent in self.intents:
            total.update(repr(row(intent)).encode())
        for wish in self.wishes:
            total.update(repr(wish).encode())
        for loan in self.old_loans:
            total.update(repr(loan).encode())
        total.update(repr(self.holdings).encode())
        return total.hexdigest()


def row(intent: Intent) -> tuple[object, ...]:
    """An intent as plain values; the purchase it belongs to is named by its number."""
    held = intent.origin.number if intent.origin is not None else None
    return (
        intent.number, intent.at, intent.member, intent.act.value, intent.amount, intent.category, intent.party, intent.other, intent.online,
        intent.mcc, held, intent.hold_minutes, intent.account, intent.fraud, sorted(intent.words.items()),
    )  # fmt: skip


def draw_plan(seed: int, archetype: Archetype, scenario: Scenario, *, members: int, days: int) -> Plan:
    """Draw the plan of a run. members, days: at least 1."""
    assert members > 0, "a credit union has members"
    assert days > 0, "a run lasts a day at least"
    source = Seed(seed)
    calendar = scenario.calendar(days)
    people = populate(source, archetype, scenario, members)
    loans = old_loans(source, archetype, scenario, people, days)
    intents: list[Intent] = []
    for member in people:
        intents += incomes(source, archetype, scenario, member, calendar)
        intents += commitments(source, archetype, scenario, member, calendar)
        intents += purchases(source, archetype, scenario, member, calendar)
        intents += payments(source, archetype, scenario, member, _friends(source, member, members), calendar)
        intents += savings(source, archetype, scenario, member, calendar)
        intents += cash(source, archetype, scenario, member, calendar)
    intents = [intent for intent in intents if intent.at < days * DAY]
    holdings = draw_holdings(source, archetype, scenario, people)
    label_fraud(source, scenario, intents, calendar)
    put_on_cards(source, holdings, intents, archetype.habits["on_credit_card"])
    intents.sort(key=lambda intent: intent.at)  # stable: within a minute, members in their order
    for number, intent in enumerate(intents):
        intent.number = number
    return Plan(
        source, archetype, scenario, people, calendar, intents, loan_wishes(source, archetype, scenario, people, calendar), loans, holdings
    )


def _friends(seed: Seed, member: Member, members: int) -> list[int]:
    """Up to seven other members whom a member pays now and then."""
    random = seed.stream("friends", member.number)
    known = {random.randint(1, members) for _ in range(7)} - {member.number}
    return sorted(known, key=lambda number: (number * 7919 + member.number) % 104_729)
