"""What members do in the words of the bank: every act has a transaction code, with the parameters that the code takes."""

import pytest

from twincore.simulation.archetype import load_archetype
from twincore.simulation.instructions import Desk, Writer, desk_of, plain
from twincore.simulation.intents import Act, Intent
from twincore.simulation.plan import Plan, draw_plan
from twincore.simulation.platform import ROLES
from twincore.simulation.scenario import load_scenario
from twincore.transactions import ParameterType, shipped_codes

CODES = {spec.name: spec for spec in shipped_codes()}
ASKED = [act for act in Act if act is not Act.SET_ASIDE]
"""Acts of which the platform is asked; setting money aside is a look at the balance, and becomes a withdrawal from savings."""
OPENING = {"opening_balance_credit", "opening_balance_debit"}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return draw_plan(1, load_archetype("cu-digital"), load_scenario("steady-state"), members=60, days=14)


@pytest.fixture(scope="module")
def writer(plan: Plan) -> Writer:
    products = ("transaction", "savings", "savings_goal", "term_deposit", "personal_loan", "credit_card")
    return Writer(
        plan, {(member.number, product): 100 * member.number + k for member in plan.members for k, product in enumerate(products)}
    )


def an_intent(act: Act) -> Intent:
    held = Intent(600, 1, Act.AUTHORISE, 90_00, "fuel", "Redback Fuel", number=1, hold_minutes=7200)
    origin = held if act in (Act.CAPTURE, Act.RELEASE, Act.REFUND) else None
    account = "personal_loan" if act is Act.LOAN_DRAW else "savings"
    words = {"remark": "dinner"} if act in (Act.PAY_MEMBER, Act.PAY_OUT) else {}
    fee = 150_00 if act is Act.LOAN_DRAW else 0
    return Intent(700, 1, act, 40_00, "fuel", "Redback Fuel", 2, 3, origin=origin, hold_minutes=7200, account=account, words=words, fee=fee)


@pytest.mark.parametrize("act", ASKED)
def test_an_act_gives_its_code_exactly_what_it_takes(writer: Writer, act: Act) -> None:
    instruction = writer.write(an_intent(act))
    code = CODES[instruction.code]
    known = {parameter.name: parameter for parameter in code.parameters}
    assert set(instruction.parameters) <= set(known), "nothing that the code does not know"
    assert {name for name, parameter in known.items() if parameter.required} <= set(instruction.parameters), "everything that it needs"
    for name, value in instruction.parameters.items():
        parameter = known[name]
        if parameter.type in (ParameterType.AMOUNT, ParameterType.ACCOUNT, ParameterType.TIME):
            assert type(value) is int
            assert value > 0
        elif parameter.type is ParameterType.TEXT:
            assert 1 <= len(value) <= (parameter.maximum or 280)


@pytest.mark.parametrize("act", ASKED)
def test_the_desk_that_sends_an_act_has_a_role_that_may(writer: Writer, act: Act) -> None:
    roles = {role.value for role in ROLES[desk_of(act)]}
    assert roles & set(CODES[writer.write(an_intent(act)).code].roles)


def test_no_desk_has_more_than_one_role() -> None:
    assert all(len(ROLES[desk]) == 1 for desk in Desk)


def test_ids_follow_from_seed_and_place_and_are_never_the_same(plan: Plan, writer: Writer) -> None:
    ids = [writer.id_of(intent) for intent in plan.intents]
    assert len(set(ids)) == len(ids)
    again = draw_plan(1, plan.archetype, plan.scenario, members=60, days=14)
    assert [Writer(again, {}).id_of(intent) for intent in again.intents] == ids


def test_a_capture_names_the_hold_of_its_purchase(writer: Writer) -> None:
    capture = an_intent(Act.CAPTURE)
    assert capture.origin is not None
    assert writer.write(capture).parameters["hold"] == str(writer.id_of(capture.origin))


def test_a_hold_ends_some_days_after_the_purchase_on_the_tenants_clock(plan: Plan, writer: Writer) -> None:
    expires_us = writer.write(an_intent(Act.AUTHORISE)).parameters["expires_at"]
    assert expires_us - plan.at_us(700) == 5 * 86_400 * 1_000_000


def test_a_fraud_label_travels_in_the_detail(writer: Writer) -> None:
    card, payment = an_intent(Act.CARD), an_intent(Act.PAY_OUT)
    card.fraud, payment.fraud = "card_not_present", "account_takeover"
    assert writer.write(card).parameters["category"] == "fraud:card_not_present"
    assert writer.write(payment).parameters["reference"] == "fraud:account_takeover"


def test_an_authorisation_says_no_more_than_a_statement_can_print() -> None:
    assert plain("Café <b>№1</b>\x00 & Sons' " + "x" * 80) == ("Café b1/b & Sons' " + "x" * 80)[:64]


def test_the_codes_for_balances_brought_over_are_there() -> None:
    assert set(CODES) >= OPENING
    assert all({"account", "amount", "description"} <= {p.name for p in CODES[name].parameters} for name in OPENING)
