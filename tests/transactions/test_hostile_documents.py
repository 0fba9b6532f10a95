"""Whatever arrives, a code either holds or is refused with its place; nothing else ever comes out."""

import copy
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tests.transactions.books import catalogue
from twincore.kernel.refusal import Refusal
from twincore.transactions import check_code, code_document, expand, read_code, shipped_chart, shipped_codes, shipped_system_accounts

SHIPPED = catalogue()
CODES = {spec.name: spec for spec in shipped_codes()}
GL = {name: spec.gl for name, spec in shipped_system_accounts().items()}

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(["amount", "@cash", "account", "AUD", "0.5", "post", "2026-01-01", "2026-01-01T00:00:00Z", str(UUID(int=5))]),
)
values = st.recursive(
    scalars, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3))
)


@st.composite
def parameters(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    name = draw(st.sampled_from(sorted(CODES)))
    known = st.sampled_from([p.name for p in CODES[name].parameters])
    return name, draw(st.dictionaries(st.one_of(known, known, known, st.text(max_size=5)), values, max_size=6))


@given(parameters())
def test_any_parameters_give_transfers_or_a_refusal_that_names_the_place(given_parameters: tuple[str, dict[str, Any]]) -> None:
    name, chosen = given_parameters
    try:
        requests = expand(SHIPPED, name, chosen, id=UUID(int=1))
    except Refusal as refusal:
        assert refusal.field is not None  # noqa: PT017
        assert refusal.message.startswith(name)  # noqa: PT017
        return
    assert all(type(r.amount) is int for r in requests)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A shipped code with one place of it replaced, removed or added."""
    document = copy.deepcopy(code_document(CODES[draw(st.sampled_from(sorted(CODES)))]))
    place: Any = document
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return document
        key = draw(st.sampled_from(keys))
        if isinstance(place[key], dict | list) and draw(st.booleans()):
            place = place[key]
            continue
        match draw(st.sampled_from(["replace", "replace", "remove", "add"])):
            case "replace":
                place[key] = draw(values)
            case "remove":
                del place[key]
            case _ if isinstance(place, dict):
                place[draw(st.text(max_size=5))] = draw(values)
            case _:
                place.append(draw(values))
        return document


@given(documents())
def test_any_definition_is_sound_or_refused_with_its_place(document: dict[str, Any]) -> None:
    try:
        checked = check_code(read_code(document), GL, shipped_chart())
    except Refusal as refusal:
        assert refusal.code in {"code_invalid", "formula_invalid", "system_account_unknown", "gl_code_unknown"}  # noqa: PT017
        assert refusal.field is not None or "the code" in refusal.message  # noqa: PT017
        return
    assert read_code(code_document(checked.spec)) == checked.spec
