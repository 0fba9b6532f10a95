"""Credit products as data: what is shipped, what is refused, what an application becomes."""

from copy import deepcopy
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from tests.products.credit.conftest import TODAY, Bank, moment
from tests.products.test_lending import ANNA
from twincore.kernel.refusal import Refusal
from twincore.products import LoanRequest, accept_loan, apply_for_loan, decide_loan
from twincore.products.credit import (
    CreditKind,
    CreditProductSpec,
    book_loan,
    credit_rates,
    define_credit_product,
    define_credit_rate,
    install_credit,
    list_credit_products,
    read_credit_rules,
    schedule_of,
    shipped_credit_products,
)

SHIPPED = {spec.name: spec for spec in shipped_credit_products()}


def changed(name: str, **changes: Any) -> dict[str, Any]:
    return {**deepcopy(dict(SHIPPED[name].rules)), **changes}


@pytest.mark.parametrize(
    ("name", "changes", "code", "place"),
    [
        ("personal_loan", {"rate_ppm": 10_000_000}, "rules_invalid", "rules/rate_ppm"),  # a rate of 1000%
        ("personal_loan", {"colour": 1}, "rules_invalid", "rules/colour"),
        ("personal_loan", {"amount_maximum": 1}, "rules_invalid", "rules/amount_maximum"),
        ("personal_loan", {"offset": True}, "rules_invalid", "rules/offset"),
        ("personal_loan", {"day_count": "actual/364"}, "rules_invalid", "rules/day_count"),
        ("personal_loan", {"methods": []}, "rules_invalid", "rules/methods"),
        ("home_loan", {"interest_only_months_maximum": 360}, "rules_invalid", "rules/interest_only_months_maximum"),
        ("home_loan", {"rate_series": "Best Rate"}, "rules_invalid", "rules/rate_series"),
        ("credit_card", {"payment_order": ["fees"] * 5}, "rules_invalid", "rules/payment_order"),
        ("credit_card", {"minimum_share_ppm": 18_325}, "schedule_never_amortises", "rules/minimum_share_ppm"),
        ("credit_card", {"rates_ppm": {"purchases": 1}}, "rules_invalid", "rules/rates_ppm/cash"),
        ("credit_card", {"grace_days": 60}, "rules_invalid", "rules/grace_days"),
        (
            "credit_card",
            {"provision_ppm": {"0": 5, "30": 4, "60": 6, "90": 7, "182": 8, "273": 9, "365": 10}},
            "rules_invalid",
            "rules/provision_ppm",
        ),
    ],
)
def test_rules_that_make_no_sense_are_refused_with_the_place(name: str, changes: dict[str, Any], code: str, place: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_credit_rules(SHIPPED[name].kind, changed(name, **changes))
    assert (refused.value.code, refused.value.field) == (code, place)


def test_what_is_shipped_is_installed_once(bank: Bank) -> None:
    with bank.database.app(bank.tenant) as conn:
        assert install_credit(conn, bank.tenant, "AUD", today=TODAY, now_us=moment(TODAY)) == 0
        offered = list_credit_products(conn, bank.tenant, at_us=moment(TODAY))
    assert [product.kind for product in offered] == [
        CreditKind.AUTO_LOAN, CreditKind.CREDIT_CARD, CreditKind.HOME_LOAN, CreditKind.PERSONAL_LOAN,
    ]  # fmt: skip


def test_versions_never_overlap_and_a_product_keeps_its_kind(bank: Bank) -> None:
    spec = SHIPPED["personal_loan"]
    with bank.database.app(bank.tenant) as conn:
        second = define_credit_product(conn, bank.tenant, spec, now_us=moment(TODAY), effective_from_us=moment(date(2026, 8, 1)))
        assert second.version == 2
        with pytest.raises(Refusal) as overlap:
            define_credit_product(conn, bank.tenant, spec, now_us=moment(TODAY), effective_from_us=moment(date(2026, 8, 1)))
        other = CreditProductSpec(spec.name, CreditKind.AUTO_LOAN, spec.title, spec.description, spec.rules)
        with pytest.raises(Refusal) as kind:
            define_credit_product(conn, bank.tenant, other, now_us=moment(TODAY))
    assert (overlap.value.code, kind.value.code) == ("effective_time_invalid", "product_kind_fixed")


@pytest.mark.parametrize(
    ("rate_ppm", "effective_from", "code"),
    [
        (10_000_000, date(2026, 8, 1), "rate_invalid"),
        (60_000, date(2026, 6, 30), "rate_backdated"),
        (60_000, TODAY, "rate_dates_overlap"),
    ],
)
def test_reference_rates_that_are_refused(bank: Bank, rate_ppm: int, effective_from: date, code: str) -> None:
    with bank.database.app(bank.tenant) as conn:
        with pytest.raises(Refusal) as refused:
            define_credit_rate(
                conn, bank.tenant, "home_loan_variable", rate_ppm, effective_from=effective_from, today=TODAY, now_us=moment(TODAY)
            )
        assert credit_rates(conn, bank.tenant) == {"home_loan_variable": [(TODAY, 62_400)]}
    assert refused.value.code == code


def test_an_accepted_application_is_booked_with_the_terms_of_its_offer(bank: Bank) -> None:
    request = LoanRequest(bank.members[0], "personal_loan", "AUD", 20_000_00, 60, "car", ANNA)
    with bank.database.app(bank.tenant) as conn:
        apply_for_loan(conn, bank.tenant, request, id=UUID(int=5), actor="anna", now_us=moment(TODAY))
        decide_loan(conn, bank.tenant, UUID(int=5), now_us=moment(TODAY))
        _, account = accept_loan(conn, bank.tenant, UUID(int=5), now_us=moment(TODAY))
        booked = book_loan(conn, bank.tenant, account.id, opened_on=TODAY, now_us=moment(TODAY))
        schedule = schedule_of(conn, bank.tenant, account.id)
        with pytest.raises(Refusal) as twice:
            book_loan(conn, bank.tenant, account.id, opened_on=TODAY, now_us=moment(TODAY))
    assert twice.value.code == "credit_account_exists"
    assert booked.next_due == date(2026, 8, 1)
    assert {i.payment for i in schedule[:-1]} == {account.terms["repayment"]}
    assert len(schedule) == 60
