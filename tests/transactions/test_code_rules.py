"""What makes a transaction code sound: everything is found out when it is defined, with the code and the place."""

from typing import Any

import pytest

from tests.transactions.books import code
from twincore.kernel.refusal import Refusal
from twincore.transactions import check_code, code_document, read_code, shipped_chart, shipped_codes, shipped_system_accounts

GL = {name: spec.gl for name, spec in shipped_system_accounts().items()}
ACCOUNT = {"name": "account", "type": "account"}
AMOUNT = {"name": "amount", "type": "amount"}
LEG = {"debit": "account", "credit": "@cash", "amount": "amount"}


def one_leg(**changes: Any) -> dict[str, Any]:
    leg = {k: v for k, v in {**LEG, **changes}.items() if v is not None}
    return {"parameters": [ACCOUNT, AMOUNT], "derived": [], "legs": [leg]}


def test_a_sound_code_is_taken() -> None:
    checked = check_code(code(), GL, shipped_chart())

    assert [formula.text for formula in checked.amounts] == ["amount", "fee"]


def test_derived_values_are_computed_in_the_order_that_they_need() -> None:
    derived = [{"name": "c", "formula": "b + 1"}, {"name": "b", "formula": "a * 2"}, {"name": "a", "formula": "amount"}]

    checked = check_code(code(**(one_leg(amount="c") | {"derived": derived})), GL, shipped_chart())

    assert [name for name, _ in checked.derived] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"name": "Payment"}, "code_invalid", "name"),
        ({"number": 0}, "code_invalid", "number"),
        ({"number": 100_000}, "code_invalid", "number"),
        ({"title": " "}, "code_invalid", "title"),
        ({"description": "x" * 1001}, "code_invalid", "description"),
        ({"title": "a\x00b"}, "code_invalid", "title"),
        ({"parameters": [ACCOUNT | {"title": "a\nb"}]}, "code_invalid", "parameters/0/title"),
        ({"roles": ["Teller"]}, "code_invalid", "roles/0"),
        ({"approval_above": -1}, "code_invalid", "approval_above"),
        ({"legs": [], "derived": []}, "code_invalid", "legs"),
        ({"legs": [LEG] * 33}, "code_invalid", "legs"),
        ({"parameters": [ACCOUNT, AMOUNT, AMOUNT], "derived": [], "legs": [LEG]}, "code_invalid", "parameters"),
        ({"parameters": [{"name": "min", "type": "amount"}]}, "code_invalid", "parameters/0/name"),
        ({"parameters": [ACCOUNT | {"minimum": 1}]}, "code_invalid", "parameters/0"),
        ({"parameters": [ACCOUNT, AMOUNT | {"minimum": 5, "maximum": 4}]}, "code_invalid", "parameters/1/maximum"),
        ({"parameters": [ACCOUNT, AMOUNT | {"default": 4}]}, "code_invalid", "parameters/1/default"),
        ({"parameters": [ACCOUNT, AMOUNT | {"required": False, "default": "4"}]}, "code_invalid", "parameters/1/default"),
        ({"parameters": [{"name": "r", "type": "rate", "required": False, "default": "x"}]}, "code_invalid", "parameters/0/default"),
        # a parameter or a derived value that nothing uses is a mistake
        (
            {"parameters": [ACCOUNT, AMOUNT, {"name": "fee", "type": "amount"}], "derived": [], "legs": [LEG]},
            "code_invalid",
            "parameters/2",
        ),
        (one_leg() | {"derived": [{"name": "b", "formula": "amount"}]}, "code_invalid", "derived/0"),
        # formulas
        (one_leg(amount="amount + fee"), "formula_invalid", "legs/0/amount"),
        (one_leg(amount="account"), "formula_invalid", "legs/0/amount"),
        (one_leg(amount="amount +"), "formula_invalid", "legs/0/amount"),
        (
            one_leg(amount="rate") | {"parameters": [ACCOUNT, {"name": "rate", "type": "rate"}]},
            "formula_invalid",
            "legs/0/amount",
        ),
        (one_leg(amount="b") | {"derived": [{"name": "b", "formula": "b + amount"}]}, "formula_invalid", "derived/0/formula"),
        (
            one_leg(amount="b") | {"derived": [{"name": "b", "formula": "c"}, {"name": "c", "formula": "b + amount"}]},
            "formula_invalid",
            "derived/0/formula",
        ),
        (one_leg(amount="b") | {"derived": [{"name": "b", "formula": "x"}]}, "formula_invalid", "derived/0/formula"),
        (one_leg() | {"derived": [{"name": "amount", "formula": "1"}]}, "code_invalid", "derived/0/name"),
        # sides
        (one_leg(credit="account"), "code_invalid", "legs/0/credit"),
        (one_leg(debit="@cash"), "code_invalid", "legs/0/credit"),
        (one_leg(credit=None), "code_invalid", "legs/0/credit"),
        (one_leg(credit="amount"), "code_invalid", "legs/0/credit"),
        (one_leg(credit="somebody"), "code_invalid", "legs/0/credit"),
        (one_leg(credit="@casino"), "system_account_unknown", "legs/0/credit"),
        (one_leg(credit="@cash:amount"), "code_invalid", "legs/0/credit"),
        (one_leg(gl_credit=9999), "gl_code_unknown", "legs/0/gl_credit"),
        (one_leg(gl_credit=1020), "code_invalid", "legs/0/gl_credit"),
        # kinds
        (one_leg(kind="expire"), "code_invalid", "legs/0/kind"),
        (one_leg(kind="capture"), "code_invalid", "legs/0/debit"),
        (one_leg(ref="account"), "code_invalid", "legs/0/ref"),
        (one_leg(expires_at="amount"), "code_invalid", "legs/0/expires_at"),
        (one_leg(final=True), "code_invalid", "legs/0/final"),
        (one_leg(amount="0"), "code_invalid", "legs/0/amount"),
        (one_leg(optional=True), "code_invalid", "legs/0/optional"),
        ({"parameters": [], "derived": [], "legs": [{"kind": "reverse"}]}, "code_invalid", "legs/0/ref"),
    ],
)
def test_an_unsound_code_is_refused_with_its_name_and_the_place(changes: dict[str, Any], refusal: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_code(code(**changes), GL, shipped_chart())

    assert (refused.value.code, refused.value.field) == (refusal, field)
    assert refused.value.message.startswith(changes.get("name", "payment"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"number": "7001"}, "number"),
        ({"number": True}, "number"),
        ({"title": None}, "title"),
        ({"parameters": {}}, "parameters"),
        ({"parameters": [{"name": "a", "type": "money"}]}, "parameters/0/type"),
        ({"parameters": [{"name": "a", "type": "amount", "default": 0.5}]}, "parameters/0/default"),
        ({"parameters": ["a"]}, "parameters/0"),
        ({"derived": {"fee": "amount"}}, "derived"),
        ({"derived": [{"name": "fee"}]}, "derived/0"),
        ({"legs": [{"kind": "teleport"}]}, "legs/0/kind"),
        ({"legs": [{"amount": 5}]}, "legs/0/amount"),
        ({"legs": [{"optional": "yes"}]}, "legs/0/optional"),
        ({"roles": [1]}, "roles/0"),
    ],
)
def test_a_document_that_is_not_a_code_is_refused_at_its_place(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        code(**changes)

    assert (refused.value.code, refused.value.field) == ("code_invalid", field)


def test_every_shipped_code_is_the_same_after_it_was_written_and_read() -> None:
    for spec in shipped_codes():
        assert read_code(code_document(spec)) == spec
