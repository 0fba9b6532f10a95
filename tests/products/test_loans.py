"""The way of a loan: applied for, decided with reasons, referred to a person where need be, accepted, paid out and repaid."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

import twincore.ledger as ledger
from tests.conftest import START_US
from tests.products.members import KEYS, install, join
from tests.products.test_lending import ANNA
from twincore.kernel.clock import FixedClock
from twincore.kernel.db import Database
from twincore.kernel.ids import uuid7
from twincore.kernel.refusal import Refusal
from twincore.parties import Kyc, close_party
from twincore.products import (
    ApplicationStatus,
    LoanRequest,
    ProductSpec,
    Verdict,
    accept_loan,
    accounts_of_party,
    apply_for_loan,
    decide_loan,
    decide_referred,
    define_credit_policy,
    define_product,
    get_application,
    list_applications,
    open_account,
    shipped_policies,
    shipped_products,
    withdraw_loan,
)
from twincore.transactions import expand, load_catalogue

DAY_US = 86_400_000_000
APPLICATION = UUID(int=9)


@pytest.fixture
def request_of_anna(database: Database, tenant: int) -> LoanRequest:
    with database.app(tenant) as conn:
        install(conn, tenant)
        [anna] = join(conn, tenant)
    return LoanRequest(anna, "personal_loan", "AUD", 20_000_00, 60, "car", ANNA)


def apply(database: Database, tenant: int, request: LoanRequest, application: UUID = APPLICATION, **applicant: Any) -> ApplicationStatus:
    """Apply and let the engine decide."""
    with database.app(tenant) as conn:
        given = replace(request, applicant=replace(request.applicant, **applicant))
        submitted = apply_for_loan(conn, tenant, given, id=application, actor="anna", now_us=START_US)
        assert get_application(conn, tenant, application) == submitted
        decided = decide_loan(conn, tenant, application, now_us=START_US + 1)
        assert get_application(conn, tenant, application) == decided
        return decided.status


def test_an_approved_loan_is_accepted_paid_out_and_repaid(database: Database, tenant: int, request_of_anna: LoanRequest) -> None:
    assert apply(database, tenant, request_of_anna) is ApplicationStatus.APPROVED
    with database.app(tenant) as conn:
        accepted, loan = accept_loan(conn, tenant, APPLICATION, now_us=START_US + DAY_US)
        everyday = open_account(conn, tenant, product="everyday_account", party=request_of_anna.party, currency="AUD", now_us=START_US)
        assert get_application(conn, tenant, APPLICATION) == accepted
        assert accounts_of_party(conn, tenant, request_of_anna.party)[0] == loan
        catalogue = load_catalogue(conn, tenant, at_us=START_US)

    assert (accepted.status, accepted.account, accepted.offer_until_us) == (ApplicationStatus.ACCEPTED, loan.id, START_US + 1 + 30 * DAY_US)
    assert loan.terms == {
        "amount": 20_000_00,
        "term_months": 60,
        "rate_ppm": 84_900,
        "repayment": 410_23,
        "application": str(APPLICATION),
    }

    engine = ledger.Ledger(database, lambda _: FixedClock(START_US + DAY_US))
    statuses = []
    for code, parameters in (
        ("loan_disbursement", {"loan": loan.id, "to_account": everyday.id, "amount": 20_000_00, "fee": 150_00}),
        ("loan_interest_charge", {"loan": loan.id, "amount": 141_50}),
        ("loan_repayment", {"from_account": everyday.id, "loan": loan.id, "interest": 141_50, "principal": 268_73}),
        ("loan_repayment", {"from_account": everyday.id, "loan": loan.id, "principal": 20_000_00}),
    ):
        command = uuid7(START_US)
        outcomes = engine.submit(tenant, expand(catalogue, code, parameters, id=command), command).result(60)
        statuses += [o.status for o in outcomes]
    engine.close()

    with database.app(tenant) as conn:
        owed = ledger.balances(conn, tenant, [loan.id])[loan.id].current
    assert statuses == [ledger.Status.CREATED] * 5 + [ledger.Status.INSUFFICIENT_FUNDS]
    assert owed == 20_000_00 + 150_00 - 268_73


def test_nobody_repays_more_than_is_owed(database: Database, tenant: int, request_of_anna: LoanRequest) -> None:
    apply(database, tenant, request_of_anna)
    with database.app(tenant) as conn:
        _, loan = accept_loan(conn, tenant, APPLICATION, now_us=START_US)
        catalogue = load_catalogue(conn, tenant, at_us=START_US)
    engine = ledger.Ledger(database, lambda _: FixedClock(START_US))
    command = uuid7(START_US)
    [outcome] = engine.submit(
        tenant, expand(catalogue, "adjustment_credit", {"account": loan.id, "amount": 1, "reason": "x"}, id=command), command
    ).result(60)
    engine.close()

    assert outcome.status is ledger.Status.BALANCE_BELOW_ZERO


def test_a_refused_application_tells_every_reason_and_cannot_be_accepted(
    database: Database, tenant: int, request_of_anna: LoanRequest
) -> None:
    assert apply(database, tenant, request_of_anna, age_years=17, net_income=2_000_00) is ApplicationStatus.REFUSED
    with database.app(tenant) as conn:
        decision = get_application(conn, tenant, APPLICATION).decision
        with pytest.raises(Refusal) as caught:
            accept_loan(conn, tenant, APPLICATION, now_us=START_US)

    assert decision is not None
    assert decision.verdict is Verdict.REFUSED
    assert {"age_below_minimum", "uncommitted_income_negative"} <= {r.code for r in decision.reasons}
    assert caught.value.code == "application_not_approved"


def test_a_referred_application_waits_for_a_second_person(database: Database, tenant: int, request_of_anna: LoanRequest) -> None:
    assert apply(database, tenant, request_of_anna, employed_months=1) is ApplicationStatus.REFERRED
    with database.app(tenant) as conn:
        assert [a.id for a in list_applications(conn, tenant, status=ApplicationStatus.REFERRED)] == [APPLICATION]
        with pytest.raises(Refusal) as unaccepted:
            accept_loan(conn, tenant, APPLICATION, now_us=START_US)
        with pytest.raises(Refusal) as herself:
            decide_referred(conn, tenant, APPLICATION, approve=True, actor="anna", reason="I am good for it", now_us=START_US)
        with pytest.raises(Refusal) as wordless:
            decide_referred(conn, tenant, APPLICATION, approve=True, actor="mary", reason="", now_us=START_US)
        with pytest.raises(Refusal) as usury:
            decide_referred(conn, tenant, APPLICATION, approve=True, actor="mary", reason="x", now_us=START_US, rate_ppm=1_000_001)
        decided = decide_referred(
            conn, tenant, APPLICATION, approve=True, actor="mary", reason="New job in the same trade", now_us=START_US + 2, rate_ppm=114_900
        )
        assert get_application(conn, tenant, APPLICATION) == decided
        _, loan = accept_loan(conn, tenant, APPLICATION, now_us=START_US + 3)

    assert unaccepted.value.code == "application_not_approved"
    assert [r.value.code for r in (herself, wordless, usury)] == ["second_person_needed", "reason_invalid", "rate_invalid"]
    assert (decided.status, decided.decided_by) == (ApplicationStatus.APPROVED, "mary")
    assert (loan.terms["rate_ppm"], loan.terms["repayment"]) == (114_900, 439_75)


def test_a_second_person_may_say_no(database: Database, tenant: int, request_of_anna: LoanRequest) -> None:
    apply(database, tenant, request_of_anna, employed_months=1)
    with database.app(tenant) as conn:
        decided = decide_referred(conn, tenant, APPLICATION, approve=False, actor="mary", reason="Too soon", now_us=START_US)
        with pytest.raises(Refusal) as caught:
            decide_referred(conn, tenant, APPLICATION, approve=True, actor="mary", reason="Sorry", now_us=START_US)

    assert (decided.status, decided.offer_until_us) == (ApplicationStatus.REFUSED, None)
    assert caught.value.code == "application_not_referred"


def test_an_application_is_decided_once_and_an_offer_accepted_once_and_in_time(
    database: Database, tenant: int, request_of_anna: LoanRequest
) -> None:
    apply(database, tenant, request_of_anna)
    refusals = []
    with database.app(tenant) as conn:
        for verb in (
            lambda: decide_loan(conn, tenant, APPLICATION, now_us=START_US),
            lambda: accept_loan(conn, tenant, APPLICATION, now_us=START_US + 1 + 30 * DAY_US),
        ):
            with pytest.raises(Refusal) as caught:
                verb()
            refusals.append(caught.value.code)
        accept_loan(conn, tenant, APPLICATION, now_us=START_US + 30 * DAY_US)
        for again in (
            lambda: accept_loan(conn, tenant, APPLICATION, now_us=START_US),
            lambda: withdraw_loan(conn, tenant, APPLICATION),
            lambda: apply_for_loan(conn, tenant, request_of_anna, id=APPLICATION, actor="anna", now_us=START_US),
            lambda: get_application(conn, tenant, UUID(int=1)),
        ):
            with pytest.raises(Refusal) as caught:
                again()
            refusals.append(caught.value.code)

    assert refusals == [
        "application_decided",
        "offer_expired",
        "application_not_approved",
        "application_over",
        "application_exists",
        "application_not_found",
    ]


def test_an_application_can_be_withdrawn_until_it_is_accepted(database: Database, tenant: int, request_of_anna: LoanRequest) -> None:
    apply(database, tenant, request_of_anna)
    with database.app(tenant) as conn:
        assert withdraw_loan(conn, tenant, APPLICATION).status is ApplicationStatus.WITHDRAWN
        assert get_application(conn, tenant, APPLICATION).status is ApplicationStatus.WITHDRAWN


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"product": "everyday_account"}, "product_not_a_loan", "product"),
        ({"product": "casino_loan"}, "product_not_found", "product"),
        ({"currency": "XTS"}, "currency_unknown", "currency"),
        ({"amount": 1_999_99}, "loan_amount_not_offered", "amount"),
        ({"amount": 75_000_01}, "loan_amount_not_offered", "amount"),
        ({"amount": 20_000.5}, "loan_amount_not_offered", "amount"),
        ({"term_months": 11}, "loan_term_not_offered", "term_months"),
        ({"term_months": 85}, "loan_term_not_offered", "term_months"),
        ({"purpose": ""}, "purpose_invalid", "purpose"),
        ({"party": UUID(int=55)}, "party_not_found", "party"),
        ({"applicant": replace(ANNA, employment="pirate")}, "applicant_invalid", "applicant/employment"),
        ({"applicant": replace(ANNA, net_income=-1)}, "applicant_invalid", "applicant/net_income"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_at_once(
    database: Database, tenant: int, request_of_anna: LoanRequest, changes: dict[str, Any], refusal: str, field: str
) -> None:
    with database.app(tenant) as conn, pytest.raises(Refusal) as caught:
        apply_for_loan(conn, tenant, replace(request_of_anna, **changes), id=APPLICATION, actor="anna", now_us=START_US)

    assert (caught.value.code, caught.value.field) == (refusal, field)


def test_a_loan_needs_a_verified_identity_when_applied_for_and_an_open_party_when_accepted(
    database: Database, tenant: int, request_of_anna: LoanRequest
) -> None:
    with database.app(tenant) as conn:
        [unknown] = join(conn, tenant, first=60, kyc=Kyc.PENDING)
        with pytest.raises(Refusal) as caught:
            apply_for_loan(conn, tenant, replace(request_of_anna, party=unknown), id=UUID(int=8), actor="x", now_us=START_US)
    apply(database, tenant, request_of_anna)
    with database.app(tenant) as conn:
        close_party(conn, KEYS, tenant, request_of_anna.party, now_us=START_US)
        with pytest.raises(Refusal) as left:
            accept_loan(conn, tenant, APPLICATION, now_us=START_US)

    assert (caught.value.code, left.value.code) == ("kyc_insufficient", "party_closed")


def test_a_decision_is_made_by_the_policy_of_its_day(database: Database, tenant: int, request_of_anna: LoanRequest) -> None:
    strict = {**shipped_policies()["personal_lending"], "refer_above_amount": 1_000_00}
    with database.app(tenant) as conn:
        define_credit_policy(conn, tenant, "personal_lending", strict, now_us=START_US, effective_from_us=START_US + 10)
        for number, now_us in ((1, START_US + 9), (2, START_US + 10)):
            apply_for_loan(conn, tenant, request_of_anna, id=UUID(int=number), actor="anna", now_us=START_US)
            decided = decide_loan(conn, tenant, UUID(int=number), now_us=now_us)
            assert (decided.policy, decided.policy_version) == ("personal_lending", number)
            assert decided.status is (ApplicationStatus.APPROVED if number == 1 else ApplicationStatus.REFERRED)


def test_a_loan_product_names_a_policy_that_holds(database: Database, tenant: int, request_of_anna: LoanRequest) -> None:
    spec = shipped_products()[3]
    nowhere = ProductSpec("other_loan", spec.kind, spec.title, spec.description, {**spec.rules, "credit_policy": "nowhere"})
    with database.app(tenant) as conn, pytest.raises(Refusal) as caught:
        define_product(conn, tenant, nowhere, now_us=START_US)

    assert caught.value.code == "credit_policy_not_found"


def test_another_tenant_sees_no_application(database: Database, tenant: int, request_of_anna: LoanRequest, other_tenant: int) -> None:
    apply(database, tenant, request_of_anna)
    with database.app(other_tenant) as conn:
        assert list_applications(conn, tenant) == []
        for verb in (get_application, withdraw_loan):
            with pytest.raises(Refusal) as caught:
                verb(conn, tenant, APPLICATION)
            assert caught.value.code == "application_not_found"
