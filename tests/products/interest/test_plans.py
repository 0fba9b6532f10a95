"""Plans are data: read strictly, versioned, effective from a day that is not accrued."""

from datetime import date
from typing import Any

import pytest

from tests.products.interest.bank import DAY, FIRST, Bank
from twincore.kernel.refusal import Refusal
from twincore.products.interest import MonthlyFee, Plan, Tier, define_plan, get_plan, plan_versions, read_plan

FLAT = {"tiers": [{"from": 0, "rate_ppm": 10_000}]}


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({"tiers": [{"from": 0, "rate_ppm": 10_000_000}]}, "rules/tiers/0/rate_ppm"),
        ({"tiers": [{"from": 0, "rate_ppm": -1}]}, "rules/tiers/0/rate_ppm"),
        ({"tiers": [{"from": 0, "rate_ppm": 0.05}]}, "rules/tiers/0/rate_ppm"),
        ({"tiers": [{"from": 1, "rate_ppm": 1}]}, "rules/tiers/0/from"),
        ({"tiers": [{"from": 0, "rate_ppm": 1}, {"from": 5, "rate_ppm": 2}, {"from": 5, "rate_ppm": 3}]}, "rules/tiers/2/from"),
        ({"tiers": []}, "rules/tiers"),
        ({"tiers": [{"from": 0, "rate_ppm": 600_000}], "bonus": {"rate_ppm": 500_000}}, "rules/bonus/rate_ppm"),
        ({"bonus": {}}, "rules/bonus/rate_ppm"),
        ({"day_count": "actual/364"}, "rules/day_count"),
        ({"cycle": "weekly"}, "rules/cycle"),
        ({"whole_balance": 1}, "rules/whole_balance"),
        ({"withholding_rate_ppm": 1_000_001}, "rules/withholding_rate_ppm"),
        ({"overdraft": {"rate_ppm": 1, "fees": 2}}, "rules/overdraft/fees"),
        ({"monthly_fee": {"amount": 0}}, "rules/monthly_fee/amount"),
        ({"monthly_fee": {"amount": 5, "waived_below_age": 60, "waived_from_age": 60}}, "rules/monthly_fee/waived_from_age"),
        ({"early_withdrawal": [{"from_elapsed_ppm": 10, "reduction_ppm": 0}]}, "rules/early_withdrawal/0/from_elapsed_ppm"),
        ({"availability": {"cheque": [{"amount": 5, "business_days": 1}]}}, "rules/availability/cheque"),
        ({"availability": {"cheque": [{"business_days": 1}, {"business_days": 2}]}}, "rules/availability/cheque"),
        (
            {"availability": {"cheque": [{"amount": 5, "business_days": 3}, {"business_days": 3}]}},
            "rules/availability/cheque/1/business_days",
        ),
        ({"availability": {"cheque": {}}}, "rules/availability/cheque"),
        ({"interest": 1}, "rules/interest"),
    ],
)
def test_a_plan_that_cannot_be_sound_is_refused_with_its_place(document: dict[str, Any], place: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_plan(document)
    assert (refused.value.code, refused.value.field) == ("plan_invalid", place)


def test_an_empty_plan_bears_nothing_and_costs_nothing() -> None:
    assert read_plan({}) == Plan()
    assert read_plan({"monthly_fee": {"amount": 500}}).monthly_fee == MonthlyFee(500)


def test_without_a_plan_the_products_own_rules_hold(bank: Bank) -> None:
    account = bank.open("online_savings")
    with bank.database.app(bank.tenant) as conn:
        assert get_plan(conn, bank.tenant, account, FIRST).tiers == (Tier(0, 42_500),)


def test_a_plan_holds_from_its_day_and_its_versions_stay(bank: Bank) -> None:
    account = bank.open("online_savings")
    bank.plan("online_savings", FLAT, since=FIRST + 5 * DAY)
    with bank.database.app(bank.tenant) as conn:
        rates = [
            get_plan(conn, bank.tenant, account, day).tiers[0].rate_ppm for day in (FIRST + 4 * DAY, FIRST + 5 * DAY, date(2040, 1, 1))
        ]
        assert [v.version for v in plan_versions(conn, bank.tenant, "online_savings")] == [1]
    assert rates == [42_500, 10_000, 10_000]


def test_versions_do_not_overlap_nor_change_a_day_that_is_accrued(bank: Bank) -> None:
    bank.open("online_savings")
    bank.plan("online_savings", FLAT, since=FIRST + DAY)
    bank.close_day()
    bank.close_day()
    with bank.database.app(bank.tenant) as conn:
        for since, code in ((FIRST + DAY, "plan_dates_overlap"), (FIRST, "plan_dates_overlap")):
            with pytest.raises(Refusal) as refused:
                define_plan(conn, bank.tenant, "online_savings", FLAT, effective_from=since, now_us=0)
            assert refused.value.code == code
        with pytest.raises(Refusal) as refused:
            define_plan(conn, bank.tenant, "everyday_account", FLAT, effective_from=FIRST + DAY, now_us=0)
        assert refused.value.code == "plan_in_the_past"


def test_a_plan_needs_a_deposit_product(bank: Bank) -> None:
    with bank.database.app(bank.tenant) as conn:
        for name, code in (("personal_loan", "plan_invalid"), ("moon_account", "product_not_found")):
            with pytest.raises(Refusal) as refused:
                define_plan(conn, bank.tenant, name, FLAT, effective_from=FIRST, now_us=0)
            assert refused.value.code == code
