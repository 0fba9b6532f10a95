"""The decision on a loan: published and independently computed repayments, and a reason for every no."""

from dataclasses import replace
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twincore.kernel.refusal import Refusal
from twincore.products import Applicant, LoanRequest, Verdict, decide, read_applicant, read_policy, repayment, shipped_policies
from twincore.products.lending import score_points

POLICY = read_policy(shipped_policies()["personal_lending"])

ANNA = Applicant(
    age_years=38,
    employment="full_time",
    employed_months=60,
    gross_income=9_000_00,
    net_income=6_800_00,
    living_expenses=3_200_00,
    debt_repayments=0,
    card_limits=5_000_00,
    dependants=0,
    residence="mortgage",
    defaults=0,
)
"""Well off: full-time for five years, no debts but a card."""
CAR = LoanRequest(UUID(int=1), "personal_loan", "AUD", 20_000_00, 60, "car", ANNA)


def decided(amount: int = CAR.amount, months: int = CAR.term_months, **changes: Any) -> Any:
    return decide(POLICY, replace(CAR, amount=amount, term_months=months, applicant=replace(ANNA, **changes)))


def codes(decision: Any) -> list[str]:
    return [reason.code for reason in decision.reasons]


@pytest.mark.parametrize(
    ("amount", "rate_ppm", "months", "expected", "source"),
    [
        (200_000_00, 65_000, 360, 1_264_14, "Wikipedia, Mortgage calculator: $200,000 at 6.5% for 30 years"),
        (165_000_00, 45_000, 360, 836_03, "found by bisection on the balance after 360 months: 836.0308"),
        (162_000_00, 38_750, 360, 761_78, "CFPB, sample Closing Disclosure form H-25(B): 162,000 at 3.875%, principal and interest 761.78"),
        (12_000_00, 0, 24, 500_00, "without interest the amount is divided by the months"),
        (1_000_00, 120_000, 1, 1_010_00, "one month at 1%"),
    ],
)  # fmt: skip
def test_a_repayment_is_the_one_that_was_published(amount: int, rate_ppm: int, months: int, expected: int, source: str) -> None:
    assert repayment(amount, rate_ppm, months) == expected, source


@given(st.integers(1_000_00, 75_000_00), st.integers(0, 400_000), st.integers(1, 84))
def test_a_repayment_pays_the_loan_off_to_within_its_rounding(amount: int, rate_ppm: int, months: int) -> None:
    """Independent of the formula: run the loan month by month in exact fractions; half a cent a month is all that may be left."""
    monthly = Fraction(rate_ppm, 12_000_000)
    paid = repayment(amount, rate_ppm, months)
    owed, half_cents = Fraction(amount), Fraction(0)
    for _ in range(months):
        owed = owed * (1 + monthly) - paid
        half_cents = half_cents * (1 + monthly) + Fraction(1, 2)

    assert abs(owed) <= half_cents


def test_a_sound_applicant_is_approved_at_the_rate_of_the_best_band() -> None:
    decision = decided()

    # by hand: 500 + 80 full time + 50 mortgage + 60 for 3 years and more + 20 from 25 years + 60 without default + 60 (dti below 15%) = 830
    assert (decision.verdict, decision.score, decision.band, decision.rate_ppm) == (Verdict.APPROVED, 830, "A", 84_900)
    assert decision.reasons == ()
    # found by bisection on the balance after 60 months: 410.2342 at 8.49%, 439.7517 at 11.49%
    assert decision.repayment == 410_23
    assert decision.measures["stressed_repayment"] == 439_75
    # 6,800 - 3,200 - 3.8% of 5,000 (190) - 439.75
    assert decision.measures["uncommitted_income"] == 6_800_00 - 3_200_00 - 190_00 - 439_75
    assert decision.measures["debt_to_income_ppm"] == 66_692  # (190.00 + 410.23) / 9,000


def test_a_minor_is_refused() -> None:
    decision = decided(age_years=17)

    assert decision.verdict is Verdict.REFUSED
    assert codes(decision)[0] == "age_below_minimum"
    assert (decision.reasons[0].measure, decision.reasons[0].limit) == (17, 18)


def test_who_would_be_older_than_75_at_the_end_is_referred() -> None:
    assert codes(decided(age_years=71)) == ["age_at_end"]
    assert decided(age_years=70).verdict is Verdict.APPROVED


@pytest.mark.parametrize(
    ("employment", "months", "verdict", "code"),
    [
        ("full_time", 2, Verdict.REFERRED, "employed_too_short"),
        ("full_time", 3, Verdict.APPROVED, None),
        ("casual", 11, Verdict.REFERRED, "employed_too_short"),
        ("self_employed", 23, Verdict.REFERRED, "employed_too_short"),
        ("retired", 0, Verdict.REFERRED, "employment"),
        ("unemployed", 0, Verdict.REFUSED, "employment"),
    ],
)
def test_employment_decides_by_kind_and_length(employment: str, months: int, verdict: Verdict, code: str | None) -> None:
    decision = decided(employment=employment, employed_months=months)

    assert decision.verdict is verdict
    assert code is None or code in codes(decision)


def test_debts_beyond_40_percent_of_income_are_refused_and_beyond_35_referred() -> None:
    assert "debt_to_income_too_high" in codes(decided(debt_repayments=3_000_00, net_income=9_000_00))
    assert "debt_to_income_high" in codes(decided(debt_repayments=2_600_00, net_income=9_000_00))
    assert not {"debt_to_income_high", "debt_to_income_too_high"} & set(codes(decided(debt_repayments=2_000_00, net_income=9_000_00)))


def test_income_that_does_not_cover_the_repayment_at_the_buffered_rate_is_refused() -> None:
    assert codes(decided(net_income=3_800_00)) == ["uncommitted_income_negative"]  # 3,800 - 3,200 - 190 - 439.75 < 0
    assert codes(decided(net_income=4_000_00)) == ["uncommitted_income_low"]  # 170.25 is less than 200
    assert decided(net_income=4_100_00).verdict is Verdict.APPROVED


def test_living_expenses_count_for_no_less_than_the_households_floor() -> None:
    assert decided(living_expenses=100_00).measures["living_expenses"] == 1_500_00
    assert decided(living_expenses=100_00, dependants=3).measures["living_expenses"] == 2_700_00
    assert decided(living_expenses=3_200_00, dependants=3).measures["living_expenses"] == 3_200_00


def test_a_large_loan_is_decided_by_a_person() -> None:
    assert codes(decided(amount=50_000_01, months=84)) == ["amount_large"]
    assert decided(amount=50_000_00, months=84).verdict is Verdict.APPROVED


def test_a_default_costs_points_and_the_band_its_rate() -> None:
    one, two = decided(defaults=1), decided(defaults=2, employment="casual", employed_months=12, residence="boarding")

    assert (one.score, one.band, one.verdict, one.rate_ppm) == (650, "B", Verdict.APPROVED, 119_900)
    assert (two.band, two.verdict) == ("D", Verdict.REFUSED)
    assert "score_band" in codes(two)


def test_the_worst_reason_decides_and_all_are_told() -> None:
    decision = decided(age_years=17, employment="retired", net_income=1_000_00)

    assert decision.verdict is Verdict.REFUSED
    assert {"age_below_minimum", "employment", "uncommitted_income_negative"} <= set(codes(decision))


def test_no_income_is_refused_not_divided_by() -> None:
    decision = decided(gross_income=0, net_income=0)

    assert decision.verdict is Verdict.REFUSED
    assert decision.measures["debt_to_income_ppm"] == 100_000_000


@given(
    st.builds(
        Applicant,
        age_years=st.integers(0, 100),
        employment=st.sampled_from(["full_time", "part_time", "casual", "self_employed", "retired", "unemployed"]),
        employed_months=st.integers(0, 500),
        gross_income=st.integers(0, 50_000_00),
        net_income=st.integers(0, 40_000_00),
        living_expenses=st.integers(0, 20_000_00),
        debt_repayments=st.integers(0, 10_000_00),
        card_limits=st.integers(0, 50_000_00),
        dependants=st.integers(0, 10),
        residence=st.sampled_from(["owner", "mortgage", "renting", "boarding", "with_family"]),
        defaults=st.integers(0, 5),
    ),
    st.integers(2_000_00, 75_000_00),
    st.integers(12, 84),
)
def test_any_decision_is_as_bad_as_its_worst_reason_and_more_income_never_makes_it_worse(
    applicant: Applicant, amount: int, months: int
) -> None:
    request = replace(CAR, amount=amount, term_months=months, applicant=applicant)
    decision = decide(POLICY, request)
    richer = replace(applicant, gross_income=applicant.gross_income * 2, net_income=applicant.net_income + applicant.gross_income)

    assert decision.verdict.rank == max((r.verdict.rank for r in decision.reasons), default=0)
    assert decision.score == max(0, 500 + sum(p for _, p in score_points(POLICY["scorecard"], applicant, _ratio(decision, request))))
    assert decide(POLICY, replace(request, applicant=richer)).verdict.rank <= decision.verdict.rank


def _ratio(decision: Any, request: LoanRequest) -> int:
    """The ratio that the score looked at: at the best band's rate."""
    income = request.applicant.gross_income
    paid = decision.measures["commitments"] + repayment(request.amount, 84_900, request.term_months)
    return min(100_000_000, round(Fraction(paid * 1_000_000, income))) if income else 100_000_000


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("rules/colour", {"colour": 1}),
        ("rules/buffer_rate_ppm", {"buffer_rate_ppm": 1_000_001}),
        ("rules/age_minimum", {"age_minimum": None}),
        ("rules/employment/full_time/verdict", {"employment": {**POLICY["employment"], "full_time": {"verdict": "maybe", "months_minimum": 1}}}),
        ("rules/employment/full_time", {"employment": {k: v for k, v in POLICY["employment"].items() if k != "full_time"}}),
        ("rules/bands", {"bands": [{"name": "A", "from": 1, "rate_ppm": 1, "verdict": "approved"}]}),
        ("rules/bands", {"bands": []}),
        ("rules/scorecard/age_years", {"scorecard": {**POLICY["scorecard"], "age_years": [{"from": 0, "points": 1}, {"from": 0, "points": 2}]}}),
        ("rules/debt_to_income_refer_ppm", {"debt_to_income_refer_ppm": 400_001}),
    ],
)  # fmt: skip
def test_a_policy_that_is_not_sound_is_refused_with_its_place(place: str, change: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as caught:
        read_policy({**shipped_policies()["personal_lending"], **change})

    assert (caught.value.code, caught.value.field) == ("policy_invalid", place)


@pytest.mark.parametrize(
    ("change", "place"),
    [({"employment": "pirate"}, "employment"), ({"gross_income": -1}, "gross_income"), ({"net_income": 1.5}, "net_income"), ({"shoe_size": 44}, "shoe_size")],
)  # fmt: skip
def test_an_applicant_that_is_not_sound_is_refused_with_the_place(change: dict[str, Any], place: str) -> None:
    document = {
        "age_years": 30,
        "employment": "casual",
        "employed_months": 20,
        "gross_income": 1,
        "net_income": 1,
        "living_expenses": 1,
        **change,
    }
    with pytest.raises(Refusal) as caught:
        read_applicant(document)

    assert (caught.value.code, caught.value.field) == ("applicant_invalid", f"applicant/{place}")
