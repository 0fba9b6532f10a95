"""Figures about the members for the report, and the choice of the one member whose month it tells."""

from collections import Counter
from typing import Any

from twincore.simulation.intents import Act
from twincore.simulation.members import WORKING, Member
from twincore.simulation.plan import Plan


def population(plan: Plan) -> dict[str, Any]:
    """Who the members are: counts by age band, state and way of making a living; medians in minor units."""
    start = plan.scenario.start
    members = plan.members
    labour = [m for m in members if m.living in WORKING or m.living == "unemployed"]
    gross = sorted(m.gross for m in members)
    return {
        "ages": dict(sorted(Counter(str(plan.archetype.band(m.age_on(start))) for m in members).items())),
        "states": dict(Counter(m.address.state for m in members).most_common()),
        "livings": dict(Counter(m.living for m in members).most_common()),
        "households": len({m.household for m in members}),
        "income_median": gross[len(gross) // 2],
        "main_bank": sum(m.main_bank for m in members),
        "labour_force": len(labour),
        "unemployed": sum(m.living == "unemployed" for m in labour),
        "without_tfn": sum(m.tfn is None for m in members),
    }


def protagonist(plan: Plan) -> Member:
    """A member with an ordinary month that shows a lot: banks here, is paid, pays rent or a mortgage, saves, and has about as many entries as most."""
    entries: Counter[int] = Counter(intent.member for intent in plan.intents if intent.act not in (Act.AUTHORISE, Act.RELEASE))
    acts: dict[int, set[Act]] = {}
    for intent in plan.intents:
        acts.setdefault(intent.member, set()).add(intent.act)

    def rank(member: Member) -> tuple[int, int, int]:
        shown = len(
            acts.get(member.number, set())
            & {Act.SALARY, Act.RENT, Act.SAVE, Act.PAY_MEMBER, Act.AUTHORISE, Act.REFUND, Act.CASH_OUT, Act.BILL}
        )
        return -shown, abs(entries[member.number] - 90), member.number

    return min((m for m in plan.members if m.main_bank), key=rank, default=plan.members[0])
