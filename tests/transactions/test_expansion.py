"""From a code and its parameters to the transfers that the ledger is asked for."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transactions.books import HOME, catalogue, code
from twincore.kernel.ids import id_of_key
from twincore.kernel.money import AMOUNT_MAX
from twincore.kernel.refusal import Refusal
from twincore.ledger import NEVER_US, Flag, Kind, TransferRequest
from twincore.transactions import Parameter, ParameterType, expand, shipped_chart, shipped_codes, shipped_system_accounts

SHIPPED = catalogue()
ID = UUID("018f3f5e-0000-7000-8000-000000000001")
MEMBER, OTHER, LOAN = 1001, 1002, 1003
CASH = SHIPPED.system_account("cash")

SAMPLE: dict[ParameterType, Any] = {
    ParameterType.AMOUNT: 1000,
    ParameterType.COUNT: 2,
    ParameterType.RATE: "0.65",
    ParameterType.CURRENCY: "USD",
    ParameterType.DATE: "2026-03-31",
    ParameterType.TIME: 1_780_000_000_000_000,
    ParameterType.TRANSFER: "018f3f5e-0000-7000-8000-00000000000a",
    ParameterType.TEXT: "words",
}


def sample(parameters: tuple[Parameter, ...], *, optional: bool) -> dict[str, Any]:
    """A value for every parameter, or for the required ones only."""
    accounts = iter(range(1001, 1100))
    return {
        p.name: next(accounts) if p.type is ParameterType.ACCOUNT else HOME if p.name == "sold" else SAMPLE[p.type]
        for p in parameters
        if p.required or optional
    }


def refused(code_name: str, parameters: dict[str, Any]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        expand(SHIPPED, code_name, parameters, id=ID)
    return caught.value


def test_the_catalogue_has_at_least_25_codes_with_a_title_a_description_and_a_number_of_their_own() -> None:
    codes = shipped_codes()

    assert len(codes) >= 25
    assert len({c.number for c in codes}) == len({c.name for c in codes}) == len({c.title for c in codes}) == len(codes)
    assert all(c.description.endswith(".") and c.roles for c in codes)


def test_every_side_of_every_shipped_leg_maps_to_a_gl_code() -> None:
    chart, accounts = shipped_chart(), shipped_system_accounts()
    for spec in shipped_codes():
        for leg in spec.legs:
            for side, gl in ((leg.debit, leg.gl_debit), (leg.credit, leg.gl_credit)):
                if side.startswith("@"):
                    assert gl == accounts[side[1:].partition(":")[0]].gl
                    assert gl in chart
                else:
                    assert gl == 0  # a member's account: the class it was opened with


@pytest.mark.parametrize("spec", shipped_codes(), ids=lambda spec: spec.name)
@pytest.mark.parametrize("optional", [False, True], ids=["required", "all"])
def test_every_shipped_code_expands_to_sound_transfers(spec: Any, optional: bool) -> None:
    parameters = sample(spec.parameters, optional=optional)
    if spec.name == "loan_repayment" and not optional:
        parameters["principal"] = 5

    requests = expand(SHIPPED, spec.name, parameters, id=ID)

    assert requests[0].id == ID
    assert len({r.id for r in requests}) == len(requests)
    assert [Flag.LINKED in r.flags for r in requests] == [True] * (len(requests) - 1) + [False]
    for request in requests:
        assert request.code == spec.number
        if request.kind in (Kind.POST, Kind.HOLD):
            assert request.debit != request.credit
            assert 1 <= request.amount <= AMOUNT_MAX
            assert request.ref is None
        else:
            assert (request.debit, request.credit) == (0, 0)
            assert request.ref is not None
    assert expand(SHIPPED, spec.name, parameters, id=ID) == requests


def test_a_transfer_debits_who_pays_and_credits_who_is_paid() -> None:
    requests = expand(
        SHIPPED, "internal_transfer", {"from_account": MEMBER, "to_account": OTHER, "amount": 12_34, "description": "Rent"}, id=ID
    )

    assert requests == [
        TransferRequest(ID, Kind.POST, MEMBER, OTHER, 12_34, 201, None, Flag(0), None, None, NEVER_US, {"description": "Rent"})
    ]


def test_cash_is_debited_to_the_branch_and_credited_to_the_member_with_its_value_date() -> None:
    [request] = expand(SHIPPED, "cash_deposit", {"account": MEMBER, "amount": 500, "value_date": "2026-03-31"}, id=ID)

    assert (request.debit, request.credit, request.value_date, request.detail) == (CASH, MEMBER, date(2026, 3, 31), None)
    assert expand(SHIPPED, "cash_deposit", {"account": MEMBER, "amount": 500, "value_date": date(2026, 3, 31)}, id=ID) == [request]


def test_an_account_in_another_currency_uses_the_system_account_of_that_currency() -> None:
    [request] = expand(SHIPPED, "cash_deposit", {"account": MEMBER, "amount": 500, "currency": "USD"}, id=ID)

    assert request.debit == SHIPPED.system_account("cash", "USD") != CASH
    refusal = refused("cash_deposit", {"account": MEMBER, "amount": 500, "currency": "CHF"})
    assert (refusal.code, refusal.field) == ("system_account_not_found", "parameters/currency")


def test_a_loan_repayment_is_one_linked_group_of_interest_principal_and_fee() -> None:
    requests = expand(
        SHIPPED, "loan_repayment", {"from_account": MEMBER, "loan": LOAN, "principal": 400_00, "interest": 85_20, "fee": 5_00}, id=ID
    )

    fees = SHIPPED.system_account("loan_fee_income")
    assert [(r.debit, r.credit, r.amount) for r in requests] == [
        (MEMBER, LOAN, 85_20),
        (MEMBER, LOAN, 400_00),
        (MEMBER, fees, 5_00),
    ]
    assert [r.id for r in requests] == [ID, id_of_key(ID, 1), id_of_key(ID, 2)]
    assert [r.flags for r in requests] == [Flag.LINKED, Flag.LINKED, Flag(0)]


def test_a_leg_that_comes_to_nothing_is_left_out_and_the_first_transfer_still_has_the_id() -> None:
    requests = expand(SHIPPED, "loan_repayment", {"from_account": MEMBER, "loan": LOAN, "principal": 400_00, "fee": 5_00}, id=ID)

    assert [(r.amount, r.id, r.flags) for r in requests] == [(400_00, ID, Flag.LINKED), (5_00, id_of_key(ID, 2), Flag(0))]


def test_a_repayment_of_nothing_is_refused() -> None:
    refusal = refused("loan_repayment", {"from_account": MEMBER, "loan": LOAN})

    assert (refusal.code, refusal.field) == ("leg_amount_invalid", "parameters")


def test_tax_is_withheld_from_interest_at_its_rate_half_to_even() -> None:
    requests = expand(SHIPPED, "interest_credit", {"account": MEMBER, "amount": 1050, "tax_rate": "0.47"}, id=ID)

    assert [(r.credit, r.amount) for r in requests] == [(MEMBER, 1050), (SHIPPED.system_account("withholding_tax"), 494)]  # 493.5
    [alone] = expand(SHIPPED, "interest_credit", {"account": MEMBER, "amount": 1050}, id=ID)
    assert alone.flags == Flag(0)


def test_a_term_deposit_pays_out_principal_and_interest_less_tax_and_is_left_empty() -> None:
    requests = expand(
        SHIPPED,
        "term_deposit_maturity",
        {"term_deposit": OTHER, "to_account": MEMBER, "principal": 1_000_000, "interest": 46_000, "tax_rate": 470_000},
        id=ID,
    )

    into = sum(r.amount for r in requests if r.credit == OTHER)
    out_of = sum(r.amount for r in requests if r.debit == OTHER)
    assert requests[-1].amount == 1_000_000 + 46_000 - 21_620
    assert out_of - into == 1_000_000


def test_an_exchange_is_two_transfers_through_the_positions_of_both_currencies() -> None:
    requests = expand(
        SHIPPED,
        "fx_exchange",
        {"from_account": MEMBER, "to_account": OTHER, "amount": 10_050, "sold": "AUD", "bought": "JPY", "rate": "97.55"},
        id=ID,
    )

    assert [(r.debit, r.credit, r.amount) for r in requests] == [
        (MEMBER, SHIPPED.system_account("position", "AUD"), 10_050),
        (SHIPPED.system_account("position", "JPY"), OTHER, 9_804),
    ]


def test_an_exchange_that_buys_nothing_is_refused_by_its_rule() -> None:
    parameters = {"from_account": MEMBER, "to_account": OTHER, "amount": 1, "sold": "AUD", "bought": "JPY", "rate": "0.5"}

    refusal = refused("fx_exchange", parameters)

    assert (refusal.code, refusal.field) == ("leg_amount_invalid", "legs/1/amount")
    assert refusal.message.startswith("fx_exchange")


def test_a_hold_ends_by_itself_and_a_capture_gives_back_what_it_does_not_take() -> None:
    [hold] = expand(SHIPPED, "card_authorisation", {"account": MEMBER, "amount": 900, "expires_at": 1_780_000_000_000_000}, id=ID)
    [same] = expand(SHIPPED, "card_authorisation", {"account": MEMBER, "amount": 900, "expires_at": "2026-05-29T06:26:40+10:00"}, id=ID)
    [capture] = expand(SHIPPED, "card_capture", {"hold": str(ID), "amount": 850}, id=uuid4())
    [whole] = expand(SHIPPED, "card_capture", {"hold": ID}, id=uuid4())
    [part] = expand(SHIPPED, "card_capture_partial", {"hold": ID, "amount": 100}, id=uuid4())

    assert same == hold
    assert (hold.kind, hold.expires_at_us) == (Kind.HOLD, 1_780_000_000_000_000)
    assert (capture.kind, capture.ref, capture.amount, capture.flags) == (Kind.CAPTURE, ID, 850, Flag.FINAL)
    assert (whole.amount, whole.flags) == (0, Flag.FINAL)
    assert part.flags == Flag(0)


def test_a_fee_for_an_overdrawn_account_is_forced_and_a_monthly_fee_is_not() -> None:
    [overdraft] = expand(SHIPPED, "overdraft_fee", {"account": MEMBER, "amount": 500}, id=ID)
    [monthly] = expand(SHIPPED, "monthly_fee", {"account": MEMBER, "amount": 500}, id=ID)

    assert Flag.FORCED in overdraft.flags
    assert Flag.FORCED not in monthly.flags


def test_an_opening_balance_is_imported_at_the_other_systems_time_only_if_one_is_given() -> None:
    [imported] = expand(SHIPPED, "opening_balance_credit", {"account": MEMBER, "amount": 500, "posted_at": 1_700_000_000_000_000}, id=ID)
    [now] = expand(SHIPPED, "opening_balance_credit", {"account": MEMBER, "amount": 500}, id=ID)

    assert (imported.posted_at_us, imported.flags) == (1_700_000_000_000_000, Flag.IMPORTED)
    assert (now.posted_at_us, now.flags) == (None, Flag(0))


GOOD = {"account": MEMBER, "amount": 500}


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"amount": None}, "parameter_missing", "amount"),
        ({"account": None}, "parameter_missing", "account"),
        ({"colour": "red"}, "parameter_unknown", "colour"),
        ({"amount": 5.0}, "parameter_invalid", "amount"),
        ({"amount": "500"}, "parameter_invalid", "amount"),
        ({"amount": True}, "parameter_invalid", "amount"),
        ({"amount": 0}, "parameter_out_of_limits", "amount"),
        ({"amount": -1}, "parameter_out_of_limits", "amount"),
        ({"amount": 200_001}, "parameter_out_of_limits", "amount"),  # an ATM gives at most 2,000.00
        ({"amount": 2**70}, "parameter_out_of_limits", "amount"),
        ({"account": 0}, "parameter_invalid", "account"),
        ({"account": 2**63}, "parameter_invalid", "account"),
        ({"account": "1001"}, "parameter_invalid", "account"),
        ({"currency": "aud"}, "parameter_invalid", "currency"),
        ({"currency": 36}, "parameter_invalid", "currency"),
        ({"description": 5}, "parameter_invalid", "description"),
        ({"description": "x" * 281}, "parameter_invalid", "description"),
        ({"description": "a\x00b"}, "parameter_invalid", "description"),
        ({"description": "a\ud800"}, "parameter_invalid", "description"),
        ({"fee": -1}, "parameter_out_of_limits", "fee"),
    ],
)
def test_a_bad_parameter_is_refused_by_its_name(changes: dict[str, Any], refusal: str, field: str) -> None:
    caught = refused("atm_withdrawal", {**GOOD, **changes})

    assert (caught.code, caught.field) == (refusal, f"parameters/{field}")
    assert caught.message.startswith("atm_withdrawal")


@pytest.mark.parametrize(
    ("name", "changes", "field"),
    [
        ("cash_deposit", {"value_date": "31/03/2026"}, "value_date"),
        ("cash_deposit", {"value_date": "2026-02-30"}, "value_date"),
        ("cash_deposit", {"value_date": "20260331"}, "value_date"),
        ("interest_credit", {"tax_rate": 0.47}, "tax_rate"),
        ("interest_credit", {"tax_rate": "47%"}, "tax_rate"),
        ("card_authorisation", {"expires_at": "tomorrow"}, "expires_at"),
        ("card_authorisation", {"expires_at": -5}, "expires_at"),
        ("card_authorisation", {"expires_at": 2**63}, "expires_at"),
        ("card_authorisation", {"expires_at": "2026-05-29T06:26:40"}, "expires_at"),  # no offset from UTC
        ("reversal", {"transfer": "not-an-id", "reason": "x", "account": None, "amount": None}, "transfer"),
    ],
)
def test_a_parameter_of_the_wrong_shape_is_refused_by_its_name(name: str, changes: dict[str, Any], field: str) -> None:
    parameters = {k: v for k, v in {**GOOD, **changes}.items() if v is not None}

    caught = refused(name, parameters)

    assert (caught.code, caught.field) == ("parameter_invalid", f"parameters/{field}")


def test_a_rate_beyond_its_limit_is_refused() -> None:
    caught = refused("interest_credit", {**GOOD, "tax_rate": "1.01"})

    assert (caught.code, caught.field) == ("parameter_out_of_limits", "parameters/tax_rate")


def test_an_unknown_code_is_refused() -> None:
    caught = refused("teleport", {})

    assert (caught.code, caught.field) == ("transaction_code_not_found", "code")


def test_a_formula_that_comes_to_less_than_nothing_is_refused() -> None:
    legs = [{"debit": "account", "credit": "@cash", "amount": "amount - 100"}]
    book = catalogue(code(parameters=[{"name": "account", "type": "account"}, {"name": "amount", "type": "amount"}], derived=[], legs=legs))

    with pytest.raises(Refusal) as caught:
        expand(book, "payment", {"account": MEMBER, "amount": 50}, id=ID)

    assert (caught.value.code, caught.value.field) == ("leg_amount_invalid", "legs/0/amount")


def test_a_division_by_a_parameter_of_zero_is_refused() -> None:
    parameters = [
        {"name": "account", "type": "account"},
        {"name": "amount", "type": "amount"},
        {"name": "parts", "type": "count", "required": False},
    ]
    book = catalogue(code(parameters=parameters, derived=[], legs=[{"debit": "account", "credit": "@cash", "amount": "amount // parts"}]))

    assert expand(book, "payment", {"account": MEMBER, "amount": 100, "parts": 3}, id=ID)[0].amount == 33
    with pytest.raises(Refusal) as caught:
        expand(book, "payment", {"account": MEMBER, "amount": 100}, id=ID)
    assert (caught.value.code, caught.value.field) == ("formula_undefined", "legs/0")


@given(st.integers(1, 10**15), st.integers(0, 10**15), st.integers(0, 1_000_000))
def test_a_term_deposit_always_ends_empty_whatever_the_amounts(principal: int, interest: int, tax_ppm: int) -> None:
    parameters = {"term_deposit": OTHER, "to_account": MEMBER, "principal": principal, "interest": interest, "tax_rate": tax_ppm}
    try:
        requests = expand(SHIPPED, "term_deposit_maturity", parameters, id=ID)
    except Refusal as refusal:
        assert refusal.code == "leg_amount_invalid"  # noqa: PT017 - the payout may be too large for one transfer
        return

    assert sum(r.amount for r in requests if r.debit == OTHER) - sum(r.amount for r in requests if r.credit == OTHER) == principal


def test_a_title_is_found_by_its_number_for_statements() -> None:
    assert SHIPPED.title(202) == "Salary"
    assert SHIPPED.title(5) is None
