"""Loans: who asks for one and with what figures, and who already has one."""

from dataclasses import dataclass
from datetime import date
from random import Random

from twincore.simulation.archetype import Archetype
from twincore.simulation.intents import DAY, Applicant, LoanWish
from twincore.simulation.members import Member
from twincore.simulation.scenario import Scenario
from twincore.simulation.seeds import Seed, lognormal, quota

STEADY = ("full_time", "part_time", "self_employed")
"""Ways of making a living that lenders like."""
INCOME_LEAST = 2_600_00
"""Net minor units a month that somebody who can well afford a loan has at least."""
EXPENSES_LEAST = 1_500_00
"""Living expenses a month below which no lender believes them."""
OWED_LEAST = 2_000_00
"""The smallest loan."""
_EMPLOYMENTS = {"student": "casual", "home": "unemployed"}
_RESIDENCES = {"rent": "renting", "mortgage": "mortgage", "own": "owner", "parents": "with_family"}


@dataclass(frozen=True, slots=True)
class OldLoan:
    """A loan that a member brought along. owed: minor units; months still to go; in_arrears: does not pay during the run."""

    member: int
    owed: int
    months: int
    applicant: Applicant
    in_arrears: bool


def applications_expected(archetype: Archetype, members: int, days: int) -> int:
    """How many applications so many members make in so many days (75 of 500 members in 30 days)."""
    return quota(members, archetype.loans.applications * days / 30)


def approvals_expected(archetype: Archetype, applications: int) -> int:
    """How many of so many applications come from people who can well afford them, or whom a person lets pass."""
    return quota(applications, archetype.loans.sound) + (quota(applications, archetype.loans.borderline) + 1) // 2


def old_loans(seed: Seed, archetype: Archetype, scenario: Scenario, members: list[Member], days: int) -> list[OldLoan]:
    """The loans that exist already. Arrears are a quota of all loans, the expected new ones included, since new ones start in good order."""
    holders = [member for member in members if "personal_loan" in member.products]
    new = approvals_expected(archetype, applications_expected(archetype, len(members), days))
    late = min(len(holders), quota(len(holders) + new, scenario.arrears))
    in_arrears = set(seed.stream("arrears").sample(range(len(holders)), late))
    loans = []
    for place, member in enumerate(holders):
        random = seed.stream("old loan", member.number)
        months = random.randint(14, 56)
        applicant = _applicant(random, member)
        owed = min(member.opening["personal_loan"], _affordable(applicant, months))
        loans.append(OldLoan(member.number, max(OWED_LEAST, owed), months, applicant, place in in_arrears))
    return loans


def loan_wishes(seed: Seed, archetype: Archetype, scenario: Scenario, members: list[Member], calendar: list[date]) -> list[LoanWish]:
    """The applications of a run, in order of time.

    Quotas of them are sound (the repayment fits easily into what is left), borderline (it does, but the job is new) and stretched (it does not).
    """
    count = applications_expected(archetype, len(members), len(calendar))
    able = [m for m in members if 19 <= m.age_on(scenario.start) <= 66 and "personal_loan" not in m.products]
    steady = [m for m in able if m.living in STEADY and m.net_month >= INCOME_LEAST]
    random = seed.stream("loan wishes")
    sound, borderline = quota(count, archetype.loans.sound), quota(count, archetype.loans.borderline)
    chosen = random.sample(steady, min(len(steady), sound + borderline))
    taken = {member.number for member in chosen}
    rest = [member for member in able if member.number not in taken]
    stretched = random.sample(rest, min(len(rest), count - len(chosen)))
    wishes = [_wish(seed, archetype, member, calendar, "sound") for member in chosen[:sound]]
    wishes += [_wish(seed, archetype, member, calendar, "borderline", passes=n % 2 == 0) for n, member in enumerate(chosen[sound:])]
    wishes += [_wish(seed, archetype, member, calendar, "stretched") for member in stretched]
    wishes.sort(key=lambda wish: (wish.at, wish.member))
    return wishes


def _wish(seed: Seed, archetype: Archetype, member: Member, calendar: list[date], kind: str, *, passes: bool = False) -> LoanWish:
    random = seed.stream("loan wish", member.number)
    loans = archetype.loans
    months = loans.months(random)
    liked = lognormal(random, loans.amount_median, loans.amount_spread)
    applicant = _applicant(random, member, new_job=kind == "borderline", stretched=kind == "stretched")
    too_much = max(liked * 1.6, member.net_month * 0.5 * months)  # the repayment alone would take what is left, and more
    amount = too_much if kind == "stretched" else min(liked, _affordable(applicant, months))
    return LoanWish(
        at=random.randrange(len(calendar)) * DAY + random.randrange(9 * 60, 17 * 60),
        member=member.number,
        amount=max(loans.amount_least, min(loans.amount_most, int(amount / 500_00) * 500_00)),
        months=months,
        purpose=loans.purposes(random),
        applicant=applicant,
        kind=kind,
        person_approves=passes,
    )


def _applicant(random: Random, member: Member, *, new_job: bool = False, stretched: bool = False) -> Applicant:
    share = random.uniform(0.80, 1.05) if stretched else random.uniform(0.28, 0.36)
    expenses = member.net_month * share + (0 if stretched else member.housing_cost)
    debts = member.net_month * random.uniform(0.1, 0.3) if stretched else 0
    return Applicant(
        employment=_EMPLOYMENTS.get(member.living, member.living),
        employed_months=random.randint(0, 2) if new_job else random.randint(26, 160),
        gross_income=member.gross // 12,
        net_income=member.net_month,
        living_expenses=int(expenses / 1000) * 1000,
        debt_repayments=int(debts / 1000) * 1000,
        residence=_RESIDENCES[member.housing],
        defaults=1 if stretched and random.random() < 0.4 else 0,
    )


def _affordable(applicant: Applicant, months: int) -> int:
    """What somebody can borrow over so many months with about half of what is left each month; minor units."""
    left = applicant.net_income - max(applicant.living_expenses, EXPENSES_LEAST)
    return int(max(0, left) * 0.40 * months)
