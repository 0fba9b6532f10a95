"""The decision engine for loans: pure rules over an applicant, a product and a credit policy that is data. Every no has its reason.

Serviceability is tested the way APRA's APS 220 asks: repayments are assessed at the loan's rate plus a buffer, and living expenses at no less than a
floor for the household. The score is a scorecard: points for each attribute, added up; the band that the score falls in sets rate and verdict.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from twincore.kernel.money import AMOUNT_MAX
from twincore.kernel.refusal import Category, Refusal
from twincore.products.annuity import repayment
from twincore.products.model import RATE_PPM_MAX, Applicant, Decision, LoanRequest, Product, Reason, Verdict
from twincore.products.shape import Shape, members, misfit, one_of, one_per, several, text, whole
from twincore.transactions import half_even

EMPLOYMENTS = ("full_time", "part_time", "casual", "self_employed", "retired", "unemployed")
RESIDENCES = ("owner", "mortgage", "renting", "boarding", "with_family")
_PPM = 1_000_000
_RATIO_MAX = 100 * _PPM
"""A debt-to-income ratio is not told beyond 10,000%."""

_amount = whole(0, AMOUNT_MAX)
_ratio = whole(0, _RATIO_MAX)
_points = whole(-1000, 1000)
_verdict = one_of([v.value for v in Verdict])
_steps = several(members({"from": whole(0, AMOUNT_MAX), "points": _points}), fewest=1)

POLICY: Shape = members(
    {
        "age_minimum": whole(0, 150),
        "age_at_end_maximum": whole(0, 200),
        "employment": one_per(EMPLOYMENTS, members({"verdict": _verdict, "months_minimum": whole(0, 600)})),
        "debt_to_income_maximum_ppm": _ratio,
        "debt_to_income_refer_ppm": _ratio,
        "buffer_rate_ppm": whole(0, RATE_PPM_MAX),
        "uncommitted_minimum": _amount,
        "expense_floor": members({"household": _amount, "per_dependant": _amount}),
        "card_commitment_ppm": whole(0, _PPM),
        "refer_above_amount": _amount,
        "scorecard": members(
            {
                "start": whole(0, 1000),
                "employment": one_per(EMPLOYMENTS, _points),
                "residence": one_per(RESIDENCES, _points),
                "employed_months": _steps,
                "age_years": _steps,
                "defaults": _steps,
                "debt_to_income_ppm": _steps,
            }
        ),
        "bands": several(
            members({"name": text(1, 16), "from": whole(0, 2000), "rate_ppm": whole(0, RATE_PPM_MAX), "verdict": _verdict}), 1
        ),
    }
)
"""The shape of a credit policy's rules."""

_APPLICANT = members(
    {
        "age_years": whole(0, 150),
        "employment": one_of(EMPLOYMENTS),
        "employed_months": whole(0, 1200),
        "gross_income": _amount,
        "net_income": _amount,
        "living_expenses": _amount,
    },
    {
        "debt_repayments": _amount,
        "card_limits": _amount,
        "dependants": whole(0, 30),
        "residence": one_of(RESIDENCES),
        "defaults": whole(0, 100),
    },
)


def read_policy(document: Mapping[str, Any]) -> dict[str, Any]:
    """A credit policy's rules, checked. Refuses ``policy_invalid`` with the place; steps and bands must cover everything from 0 upwards."""
    policy: dict[str, Any] = POLICY(document, "rules", "policy_invalid")
    scorecard = policy["scorecard"]
    ladders = {f"rules/scorecard/{name}": scorecard[name] for name in ("employed_months", "age_years", "defaults", "debt_to_income_ppm")}
    for place, steps in {**ladders, "rules/bands": policy["bands"]}.items():
        starts = [step["from"] for step in steps]
        if starts[0] != 0 or any(a >= b for a, b in pairwise(starts)):
            raise misfit("policy_invalid", place, "must begin from 0 and rise")
    if policy["debt_to_income_refer_ppm"] > policy["debt_to_income_maximum_ppm"]:
        raise misfit("policy_invalid", "rules/debt_to_income_refer_ppm", "must not be above debt_to_income_maximum_ppm")
    return policy


def read_applicant(document: Mapping[str, Any]) -> Applicant:
    """An applicant from a JSON document. Refuses ``applicant_invalid`` with the place."""
    return Applicant(**_APPLICANT(document, "applicant", "applicant_invalid"))


def check_request(product: Product, request: LoanRequest) -> None:
    """Whether a loan can be asked for at all. Refuses ``loan_amount_not_offered``, ``loan_term_not_offered``, ``purpose_invalid``."""
    rules = product.rules
    for code, name, value, low, high in (
        ("loan_amount_not_offered", "amount", request.amount, rules.loan_amount_minimum, rules.loan_amount_maximum),
        ("loan_term_not_offered", "term_months", request.term_months, rules.loan_term_months_minimum, rules.loan_term_months_maximum),
    ):
        if type(value) is not int or not low <= value <= high:
            unit = "minor units" if name == "amount" else "months"
            raise Refusal(code, f"{product.title} is offered from {low} to {high} {unit}, not {value}.", category=Category.RULE, field=name)
    text(1, 80)(request.purpose, "purpose", "purpose_invalid")


def decide(policy: Mapping[str, Any], request: LoanRequest) -> Decision:
    """Decide on a loan: approved, referred to a person, or refused, with every reason and every number.

    policy: what ``read_policy`` returns. The worst verdict of any reason is the decision's; without a reason against it, it is approved.
    """
    applicant, scorecard = request.applicant, policy["scorecard"]
    band = policy["bands"][-1]
    # The ratio that the score looks at is taken at the best rate, since the score sets the rate.
    ratio = _debt_to_income(policy, request, band["rate_ppm"])
    score = max(0, scorecard["start"] + sum(points for _, points in score_points(scorecard, applicant, ratio)))
    band = _step(policy["bands"], score)
    measures = _measures(policy, request, band["rate_ppm"]) | {"score": score}
    reasons = [*_about_person(policy, request), *_about_money(policy, request, measures), *_about_score(band, score)]
    verdict = max((r.verdict for r in reasons), key=lambda v: v.rank, default=Verdict.APPROVED)
    return Decision(verdict, tuple(reasons), score, band["name"], band["rate_ppm"], measures["repayment"], measures)


def score_points(scorecard: Mapping[str, Any], applicant: Applicant, debt_to_income_ppm: int) -> list[tuple[str, int]]:
    """The points of each attribute of the scorecard, by name."""
    return [
        ("employment", scorecard["employment"][applicant.employment]),
        ("residence", scorecard["residence"][applicant.residence]),
        ("employed_months", _step(scorecard["employed_months"], applicant.employed_months)["points"]),
        ("age_years", _step(scorecard["age_years"], applicant.age_years)["points"]),
        ("defaults", _step(scorecard["defaults"], applicant.defaults)["points"]),
        ("debt_to_income_ppm", _step(scorecard["debt_to_income_ppm"], debt_to_income_ppm)["points"]),
    ]


def _step(steps: Sequence[Mapping[str, Any]], value: int) -> Mapping[str, Any]:
    """The last step that begins at or below a value."""
    return next(step for step in reversed(steps) if step["from"] <= value)


def _commitments(policy: Mapping[str, Any], applicant: Applicant) -> int:
    """What the applicant pays on other debts each month: repayments, and a part of all card limits, drawn or not."""
    return applicant.debt_repayments + half_even(applicant.card_limits * policy["card_commitment_ppm"], _PPM)


def _debt_to_income(policy: Mapping[str, Any], request: LoanRequest, rate_ppm: int) -> int:
    """All debt repayments, the new one included, as parts per million of gross income."""
    income = request.applicant.gross_income
    paid = _commitments(policy, request.applicant) + repayment(request.amount, rate_ppm, request.term_months)
    return min(_RATIO_MAX, half_even(paid * _PPM, income)) if income else _RATIO_MAX


def _measures(policy: Mapping[str, Any], request: LoanRequest, rate_ppm: int) -> dict[str, int]:
    applicant, floor = request.applicant, policy["expense_floor"]
    stressed_rate = min(RATE_PPM_MAX, rate_ppm + policy["buffer_rate_ppm"])
    stressed = repayment(request.amount, stressed_rate, request.term_months)
    expenses = max(applicant.living_expenses, floor["household"] + floor["per_dependant"] * applicant.dependants)
    commitments = _commitments(policy, applicant)
    return {
        "repayment": repayment(request.amount, rate_ppm, request.term_months),
        "stressed_rate_ppm": stressed_rate,
        "stressed_repayment": stressed,
        "living_expenses": expenses,
        "commitments": commitments,
        "uncommitted_income": applicant.net_income - expenses - commitments - stressed,
        "debt_to_income_ppm": _debt_to_income(policy, request, rate_ppm),
    }


def _about_person(policy: Mapping[str, Any], request: LoanRequest) -> list[Reason]:
    applicant, reasons = request.applicant, []
    if applicant.age_years < (least := policy["age_minimum"]):
        reasons.append(Reason("age_below_minimum", Verdict.REFUSED, f"The applicant is younger than {least}.", applicant.age_years, least))
    at_end, most = applicant.age_years + (request.term_months + 11) // 12, policy["age_at_end_maximum"]
    if at_end > most:
        reasons.append(Reason("age_at_end", Verdict.REFERRED, f"The applicant will be older than {most} when the loan ends.", at_end, most))
    employment = policy["employment"][applicant.employment]
    if employment["verdict"] != Verdict.APPROVED:
        words = applicant.employment.replace("_", " ")
        reasons.append(Reason("employment", Verdict(employment["verdict"]), f"The policy does not lend as usual to someone {words}."))
    elif applicant.employed_months < (months := employment["months_minimum"]):
        said = f"The applicant has been employed for less than {months} months."
        reasons.append(Reason("employed_too_short", Verdict.REFERRED, said, applicant.employed_months, months))
    return reasons


def _about_money(policy: Mapping[str, Any], request: LoanRequest, measures: Mapping[str, int]) -> list[Reason]:
    reasons = []
    ratio, most, refer = measures["debt_to_income_ppm"], policy["debt_to_income_maximum_ppm"], policy["debt_to_income_refer_ppm"]
    if ratio > most:
        said = f"Debt repayments would take {ratio / 10_000:.1f}% of gross income, more than {most / 10_000:.1f}%."
        reasons.append(Reason("debt_to_income_too_high", Verdict.REFUSED, said, ratio, most))
    elif ratio > refer:
        said = f"Debt repayments would take {ratio / 10_000:.1f}% of gross income, more than the usual {refer / 10_000:.1f}%."
        reasons.append(Reason("debt_to_income_high", Verdict.REFERRED, said, ratio, refer))
    left, least = measures["uncommitted_income"], policy["uncommitted_minimum"]
    if left < 0:
        said = "Income does not cover expenses and all repayments at the rate with its buffer."
        reasons.append(Reason("uncommitted_income_negative", Verdict.REFUSED, said, left, 0))
    elif left < least:
        said = "Little income is left after expenses and all repayments at the rate with its buffer."
        reasons.append(Reason("uncommitted_income_low", Verdict.REFERRED, said, left, least))
    if request.amount > (large := policy["refer_above_amount"]):
        reasons.append(Reason("amount_large", Verdict.REFERRED, "A loan of this size is decided by a person.", request.amount, large))
    return reasons


def _about_score(band: Mapping[str, Any], score: int) -> list[Reason]:
    if band["verdict"] == Verdict.APPROVED:
        return []
    return [Reason("score_band", Verdict(band["verdict"]), f"The score of {score} falls in band {band['name']}.", score, band["from"])]
