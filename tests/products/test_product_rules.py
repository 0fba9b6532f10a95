"""The rules of products as data: strict about what they say, and about what an account's terms may then be."""

from typing import Any
from uuid import UUID

import pytest

from twincore.kernel.refusal import Refusal
from twincore.parties import Kyc, PartyKind, Standing
from twincore.products import Product, ProductKind, read_rules, shipped_products
from twincore.products.rules import check_holder, check_product, read_changes, read_terms

EVERYDAY, SAVINGS, DEPOSIT, LOAN = shipped_products()


def product(spec: Any, **rules: Any) -> Product:
    merged = {k: v for k, v in {**spec.rules, **rules}.items() if v is not None}
    return Product(spec.name, 1, spec.kind, spec.title, spec.description, read_rules(spec.kind, merged), 0, 0)


def test_the_four_shipped_products_are_sound() -> None:
    assert [spec.kind for spec in shipped_products()] == list(ProductKind)
    rules = {spec.name: check_product(spec) for spec in shipped_products()}

    assert rules["everyday_account"].overdraft_limit_maximum == 2_000_00
    assert rules["online_savings"].interest_rate_ppm == 42_500
    assert rules["term_deposit_12"].term_months == (12,)
    assert (rules["personal_loan"].side, rules["personal_loan"].age_minimum) == ("D", 18)


@pytest.mark.parametrize(
    ("spec", "changes", "place"),
    [
        (EVERYDAY, {"colour": "red"}, "colour"),
        (EVERYDAY, {"term_months": [12]}, "term_months"),  # not a rule of this kind
        (SAVINGS, {"overdraft_limit_maximum": 5}, "overdraft_limit_maximum"),
        (DEPOSIT, {"loan_amount_minimum": 5}, "loan_amount_minimum"),
        (SAVINGS, {"interest_rate_ppm": 1_000_001}, "interest_rate_ppm"),  # over 100%
        (SAVINGS, {"interest_rate_ppm": -1}, "interest_rate_ppm"),
        (SAVINGS, {"interest_rate_ppm": 0.05}, "interest_rate_ppm"),
        (SAVINGS, {"interest_rate_ppm": True}, "interest_rate_ppm"),
        (SAVINGS, {"day_count": "actual/366"}, "day_count"),
        (SAVINGS, {"monthly_fee": "5"}, "monthly_fee"),
        (SAVINGS, {"account_class": None}, "account_class"),
        (SAVINGS, {"account_class": 1310}, "account_class"),  # an asset
        (SAVINGS, {"account_class": 77}, "account_class"),
        (SAVINGS, {"side": "D"}, "side"),
        (LOAN, {"side": "C"}, "side"),
        (SAVINGS, {"ledger_flags": ["closed"]}, "ledger_flags/0"),
        (SAVINGS, {"currencies": ["AUD", "XTS"]}, "currencies/1"),
        (SAVINGS, {"party_kinds": []}, "party_kinds"),
        (SAVINGS, {"age_minimum": 65, "age_maximum": 18}, "age_maximum"),
        (EVERYDAY, {"ledger_flags": []}, "overdraft_limit_maximum"),  # a limit that the ledger would not apply
        (DEPOSIT, {"term_months": [0]}, "term_months/0"),
        (DEPOSIT, {"term_months": []}, "term_months"),
        (LOAN, {"loan_amount_maximum": 100}, "loan_amount_maximum"),
        (LOAN, {"loan_term_months_minimum": 85}, "loan_term_months_maximum"),
        (LOAN, {"credit_policy": None}, "credit_policy"),
        (LOAN, {"offer_days": 0}, "offer_days"),
    ],
)
def test_a_rule_that_is_wrong_is_refused_with_its_place(spec: Any, changes: dict[str, Any], place: str) -> None:
    with pytest.raises(Refusal) as caught:
        product(spec, **changes)

    assert (caught.value.code, caught.value.field) == ("rules_invalid", f"rules/{place}")


def test_an_overdraft_stays_within_what_the_product_allows() -> None:
    assert read_terms(product(EVERYDAY), {"overdraft_limit": 2_000_00}) == {"overdraft_limit": 2_000_00}
    with pytest.raises(Refusal) as caught:
        read_terms(product(EVERYDAY), {"overdraft_limit": 2_000_01})
    assert (caught.value.code, caught.value.field) == ("overdraft_limit_too_high", "terms/overdraft_limit")
    with pytest.raises(Refusal) as caught:
        read_changes(product(SAVINGS), {"overdraft_limit": 1})
    assert (caught.value.code, caught.value.field) == ("overdraft_limit_too_high", "overdraft_limit")


def test_a_term_deposit_is_opened_with_its_amount_and_takes_term_and_rate_of_the_product() -> None:
    assert read_terms(product(DEPOSIT), {"opening_amount": 1_000_00}) == {
        "opening_amount": 1_000_00,
        "term_months": 12,
        "rate_ppm": 46_000,
    }
    for terms in (None, {}, {"opening_amount": 999_99}):
        with pytest.raises(Refusal) as caught:
            read_terms(product(DEPOSIT), terms)
        assert (caught.value.code, caught.value.field) == ("opening_amount_too_small", "terms/opening_amount")
    with pytest.raises(Refusal) as caught:
        read_terms(product(DEPOSIT), {"opening_amount": 1_000_00, "term_months": 6})
    assert (caught.value.code, caught.value.field) == ("term_not_offered", "terms/term_months")


@pytest.mark.parametrize(
    ("terms", "place"),
    [
        ({"colour": 1}, "terms/colour"),
        ({"nickname": "x" * 41}, "terms/nickname"),
        ({"nickname": 7}, "terms/nickname"),
        ({"statement": "pigeon"}, "terms/statement"),
        ({"overdraft_limit": -1}, "terms/overdraft_limit"),
        ({"term_months": 12}, "terms/term_months"),
        ({"rate_ppm": 12}, "terms/rate_ppm"),
    ],
)
def test_terms_that_are_not_known_or_not_sound_are_refused_with_their_place(terms: dict[str, Any], place: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_terms(product(EVERYDAY), terms)

    assert (caught.value.code, caught.value.field) == ("terms_invalid", place)


def test_a_change_of_nothing_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        read_changes(product(EVERYDAY), {})

    assert caught.value.code == "changes_invalid"


def test_a_new_loan_needs_an_application_and_one_brought_over_needs_its_figures() -> None:
    with pytest.raises(Refusal) as caught:
        read_terms(product(LOAN), {})
    assert caught.value.code == "loan_needs_application"
    with pytest.raises(Refusal) as caught:
        read_terms(product(LOAN), {"brought_over_from": "old core"})
    assert (caught.value.code, caught.value.field) == ("terms_invalid", "terms/amount")

    terms = read_terms(product(LOAN), {"brought_over_from": "old core", "amount": 10_000_00, "term_months": 36, "rate_ppm": 0})
    assert terms["repayment"] == 277_78  # 10,000 / 36


PARTY = Standing(UUID(int=1), PartyKind.PERSON, Kyc.VERIFIED, True, False)


@pytest.mark.parametrize(
    ("spec", "rules", "party", "age", "refusal"),
    [
        (EVERYDAY, {}, PARTY._replace(closed=True), None, "party_closed"),
        (EVERYDAY, {}, PARTY._replace(kyc=Kyc.REFUSED), None, "kyc_refused"),
        (EVERYDAY, {"kyc": "verified"}, PARTY._replace(kyc=Kyc.PENDING), None, "kyc_insufficient"),
        (EVERYDAY, {"kyc": "pending"}, PARTY._replace(kyc=Kyc.UNVERIFIED), None, "kyc_insufficient"),
        (LOAN, {}, PARTY._replace(kind=PartyKind.ORGANISATION), None, "party_kind_not_allowed"),
        (EVERYDAY, {"age_minimum": 14}, PARTY, None, "age_needed"),
        (EVERYDAY, {"age_minimum": 14}, PARTY, 13, "age_not_allowed"),
        (EVERYDAY, {"age_maximum": 25}, PARTY, 26, "age_not_allowed"),
    ],
)
def test_who_may_not_hold_a_product_is_told_why(spec: Any, rules: dict[str, Any], party: Standing, age: int | None, refusal: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_holder(product(spec, **rules), party, age)

    assert caught.value.code == refusal


def test_whom_the_rules_allow_may_hold_a_product() -> None:
    check_holder(product(EVERYDAY), PARTY._replace(kyc=Kyc.UNVERIFIED), None)
    check_holder(product(EVERYDAY, age_minimum=14), PARTY, 14)
    check_holder(product(EVERYDAY, age_minimum=14), PARTY._replace(kind=PartyKind.ORGANISATION), None)
