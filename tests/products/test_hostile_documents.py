"""Whatever arrives as rules, terms, changes, a policy or an applicant is taken or refused with its place; nothing else ever comes out."""

import copy
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transactions.test_hostile_documents import values
from twincore.kernel.refusal import Refusal
from twincore.products import Product, read_applicant, read_policy, read_rules, shipped_policies, shipped_products
from twincore.products.rules import read_changes, read_terms

SPECS = shipped_products()
PRODUCTS = [Product(s.name, 1, s.kind, s.title, s.description, read_rules(s.kind, s.rules), 0, 0) for s in SPECS]
LOAN_TERMS = {"brought_over_from": "old core", "amount": 5, "term_months": 12, "rate_ppm": 5}
TERMS = {"nickname": "x", "statement": "paper", "overdraft_limit": 5, "opening_amount": 100_000, "term_months": 12}
APPLICANT = {"age_years": 30, "employment": "casual", "employed_months": 2, "gross_income": 1, "net_income": 1, "living_expenses": 1}

Read = Callable[[Any], Any]
READERS: list[tuple[str, Read, Mapping[str, Any]]] = [
    *((f"rules of {s.name}", lambda d, s=s: read_rules(s.kind, d), s.rules) for s in SPECS),
    *((f"terms of {p.name}", lambda d, p=p: read_terms(p, d), LOAN_TERMS if p.kind == "loan" else TERMS) for p in PRODUCTS),
    ("changes", lambda d: read_changes(PRODUCTS[0], d), {"nickname": "x", "statement": "paper", "overdraft_limit": 5}),
    ("policy", read_policy, shipped_policies()["personal_lending"]),
    ("applicant", read_applicant, APPLICANT),
]


@pytest.mark.parametrize(("read", "sound"), [pytest.param(read, sound, id=name) for name, read, sound in READERS])
@given(data=st.data())
def test_any_document_is_taken_or_refused(read: Read, sound: Mapping[str, Any], data: st.DataObject) -> None:
    document: Any = copy.deepcopy(dict(sound))
    place = document
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys)) if keys else "more"
        if keys and isinstance(place[key], dict | list) and data.draw(st.booleans()):
            place = place[key]
            continue
        if isinstance(place, list) and not keys:
            place.append(data.draw(values))
        else:
            place[key] = data.draw(values)
        break
    try:
        read(document)
    except Refusal as refusal:
        assert refusal.message  # noqa: PT017
