"""Loans: who asks for one and with what figures, and who already has one."""

from dataclasses import dataclass
from datetime import date

from twincore.simulation.archetype import Archetype
from twincore.simulation.intents import DAY, LoanWish
from twincore.simulation.members import Member
from twincore.simulation.scenario import Scenario
from twincore.simulation.seeds import Seed, lognormal, quota


@dataclass(frozen=True, slots=True)
class OldLoan:
    """A loan that a member brought along. owed: minor units; months still to go; in_arrears: does not pay during the run."""

    member: int
    owed: int
    months: int
    in_arrears: bool


def applications_expected(archetype: Archetype, members: int, days: int) -> int:
    """How many applications so many members make in so many days (75 of 500 members in 30 days)."""
    return quota(members, archetype.loans.applications * days / 30)


def old_loans(seed: Seed, archetype: Archetype, scenario: Scenario, members: list[Member], days: int) -> list[OldLoan]:
    """The loans that exist already. Arrears are a quota of all loans, the expected new ones included, since new ones start in good order."""
    holders = [member for member in members if "personal_loan" in member.products]
    new = applications_expected(archetype, len(members), days) * archetype.loans.sound
    late = min(len(holders), quota(round(len(holders) + new), scenario.arrears))
    in_arrears = set(seed.stream("arrears").sample(range(len(holders)), late))
    return [
        OldLoan(member.number, member.opening["personal_loan"], seed.stream("old loan", member.number).randint(8, 54), place in in_arrears)
        for place, member in enumerate(holders)
    ]


def loan_wishes(seed: Seed, archetype: Archetype, scenario: Scenario, members: list[Member], calendar: list[date]) -> list[LoanWish]:
    """The applications of a run, in order of time. A quota of them is sound: the repayment fits easily into what the applicant has left."""
    count = applications_expected(archetype, len(members), len(calendar))
    able = [m for m in members if 19 <= m.age_on(scenario.start) <= 66 and "personal_loan" not in m.products]
    sound_able = [m for m in able if m.living in ("full_time", "part_time", "self_employed") and m.net_month >= 2_600_00]
    random = seed.stream("loan wishes")
    sound = random.sample(sound_able, min(len(sound_able), quota(count, archetype.loans.sound)))
    taken = {m.number for m in sound}
    rest = [m for m in able if m.number not in taken]
    stretched = random.sample(rest, min(len(rest), count - len(sound)))
    wishes = [_wish(seed, archetype, member, calendar, member.number in taken) for member in sound + stretched]
    wishes.sort(key=lambda wish: (wish.at, wish.member))
    return wishes


def _wish(seed: Seed, archetype: Archetype, member: Member, calendar: list[date], sound: bool) -> LoanWish:
    random = seed.stream("loan wish", member.number)
    loans = archetype.loans
    months = loans.months(random)
    amount = lognormal(random, loans.amount_median, loans.amount_spread)
    expenses = member.housing_cost + member.net_month * random.uniform(0.28, 0.36)
    left = max(0.0, member.net_month - expenses)
    if sound:
        amount = min(amount, left * 0.40 * months)
    else:  # asks for more than is left: the repayment alone would take most of it, or all
        expenses = member.net_month * random.uniform(0.80, 1.05)
        amount = max(amount * 1.6, member.net_month * 0.5 * months)
    amount = max(loans.amount_least, min(loans.amount_most, int(amount / 500_00) * 500_00))
    return LoanWish(
        at=random.randrange(len(calendar)) * DAY + random.randrange(9 * 60, 17 * 60),
        member=member.number,
        number=member.number,
        amount=amount,
        months=months,
        purpose=loans.purposes(random),
        income=member.gross // 12,
        expenses=int(expenses / 1000) * 1000,
        debts=0 if sound else int(member.net_month * random.uniform(0.1, 0.3) / 1000) * 1000,
        sound=sound,
    )
