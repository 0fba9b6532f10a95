"""Interest plans as JSON documents: read strictly, refused with the place. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from twincore.kernel.money import AMOUNT_MAX
from twincore.products.interest.model import Availability, Bonus, MonthlyFee, Overdraft, Plan, Reduction, Tier
from twincore.products.model import RATE_PPM_MAX, ProductKind, Rules
from twincore.products.rules import DAY_COUNTS
from twincore.products.shape import Shape, members, misfit, one_of, several, text, whole

CODE = "plan_invalid"
CYCLES = ("daily", "monthly", "quarterly", "yearly", "maturity")
_amount = whole(0, AMOUNT_MAX)
_rate = whole(0, RATE_PPM_MAX)
_share = whole(0, 1_000_000)
_age = whole(1, 150)


def _flag(value: Any, place: str, code: str) -> bool:
    if not isinstance(value, bool):
        raise misfit(code, place, f"must be true or false, not {value!r}")
    return value


def _schedules(value: Any, place: str, code: str) -> dict[str, tuple[dict[str, int], ...]]:
    if not isinstance(value, Mapping) or len(value) > 16:
        raise misfit(code, place, "must be an object of at most 16 schedules")
    part = members({"business_days": whole(0, 60)}, {"amount": whole(1, AMOUNT_MAX)})
    name = text(1, 32)
    return {name(key, place, code): several(part, 1, 8)(entry, f"{place}/{key}", code) for key, entry in value.items()}


_PLAN: Shape = members(
    {},
    {
        "day_count": one_of(DAY_COUNTS),
        "tiers": several(members({"from": _amount, "rate_ppm": _rate}), 1, 32),
        "whole_balance": _flag,
        "bonus": members(
            {"rate_ppm": _rate},
            {"deposit_minimum": _amount, "withdrawals_maximum": whole(0, 1_000_000), "balance_maximum": whole(1, AMOUNT_MAX)},
        ),
        "overdraft": members({"rate_ppm": _rate}, {"fee": _amount, "fee_free": _amount}),
        "cycle": one_of(CYCLES),
        "withholding_rate_ppm": _share,
        "monthly_fee": members(
            {"amount": whole(1, AMOUNT_MAX)},
            {"waived_from_balance": _amount, "waived_from_salary": whole(1, AMOUNT_MAX), "waived_below_age": _age, "waived_from_age": _age},
        ),
        "early_withdrawal": several(members({"from_elapsed_ppm": _share, "reduction_ppm": _share}), 1, 16),
        "availability": _schedules,
    },
)


def read_plan(document: Mapping[str, Any], place: str = "rules") -> Plan:
    """The plan of a JSON document.

    Refuses ``plan_invalid`` with the place: an unknown member, a rate above 1,000,000 ppm (100% a year), tiers or reductions that do not begin at 0 or
    do not ascend, a plan whose base rate and bonus together exceed 100%, ages that leave nobody to pay, a schedule in which nothing is the rest.
    """
    read = _PLAN(document, place, CODE)
    plan: dict[str, Any] = {name: read[name] for name in ("day_count", "whole_balance", "cycle", "withholding_rate_ppm") if name in read}
    if "tiers" in read:
        _check_ascending(read["tiers"], "from", f"{place}/tiers")
        plan["tiers"] = tuple(Tier(tier["from"], tier["rate_ppm"]) for tier in read["tiers"])
    if "bonus" in read:
        plan["bonus"] = Bonus(**read["bonus"])
        if plan["bonus"].rate_ppm + max(tier.rate_ppm for tier in plan.get("tiers", (Tier(0, 0),))) > RATE_PPM_MAX:
            raise misfit(CODE, f"{place}/bonus/rate_ppm", "and the rate of a tier come to more than 100% a year")
    if "overdraft" in read:
        plan["overdraft"] = Overdraft(**read["overdraft"])
    if "monthly_fee" in read:
        plan["monthly_fee"] = fee = MonthlyFee(**read["monthly_fee"])
        if fee.waived_below_age and fee.waived_from_age and fee.waived_from_age <= fee.waived_below_age:
            raise misfit(CODE, f"{place}/monthly_fee/waived_from_age", f"must be above waived_below_age ({fee.waived_below_age})")
    if "early_withdrawal" in read:
        _check_ascending(read["early_withdrawal"], "from_elapsed_ppm", f"{place}/early_withdrawal")
        plan["early_withdrawal"] = tuple(Reduction(**band) for band in read["early_withdrawal"])
    if "availability" in read:
        plan["availability"] = {name: _schedule(parts, f"{place}/availability/{name}") for name, parts in read["availability"].items()}
    return Plan(**plan)


def plan_of_product(kind: ProductKind, rules: Rules) -> Plan | None:
    """The plan that a product's own rules come to where no plan was defined for it; None: a loan bears interest elsewhere."""
    if kind is ProductKind.LOAN:
        return None
    return Plan(
        day_count=rules.day_count,
        tiers=(Tier(0, rules.interest_rate_ppm),),
        overdraft=Overdraft(rules.overdraft_rate_ppm) if rules.overdraft_rate_ppm else None,
        cycle="maturity" if kind is ProductKind.TERM_DEPOSIT else "monthly",
        monthly_fee=MonthlyFee(rules.monthly_fee) if rules.monthly_fee else None,
    )


def _check_ascending(steps: Sequence[Mapping[str, int]], name: str, place: str) -> None:
    if steps[0][name] != 0:
        raise misfit(CODE, f"{place}/0/{name}", "must be 0: every balance and every day needs a step")
    for index in range(1, len(steps)):
        if steps[index][name] <= steps[index - 1][name]:
            raise misfit(CODE, f"{place}/{index}/{name}", f"overlaps the step before: it must be above {steps[index - 1][name]}")


def _schedule(parts: Sequence[Mapping[str, int]], place: str) -> tuple[Availability, ...]:
    schedule = tuple(Availability(part.get("amount"), part["business_days"]) for part in parts)
    if schedule[-1].amount is not None or any(part.amount is None for part in schedule[:-1]):
        raise misfit(CODE, place, "must end with the rest (a part without amount), and only there")
    for index in range(1, len(schedule)):
        if schedule[index].business_days <= schedule[index - 1].business_days:
            raise misfit(CODE, f"{place}/{index}/business_days", "must be above that of the part before")
    return schedule
