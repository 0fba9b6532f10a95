"""The matching rules: what is one event, and what is left to a person."""

import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from tests.reconciliation.bank import DAY, later
from twincore.kernel.refusal import Refusal
from twincore.reconciliation import DEFAULT_RULES, Item, Pairing, pair, read_rules

BY_REFERENCE = {"name": "by_reference", "kind": "reference", "days": 5}
BY_AMOUNT = {"name": "by_amount", "kind": "amount_date", "days": 2}
DAY_TOTAL = {"name": "day_total", "kind": "many_to_one", "by": "value_date", "days": 2}


def item(amount: int, reference: str = "", days: int = 0) -> Item:
    return Item(amount, later(days), {"reference": reference, "servicer_reference": "", "words": "", "id": ""})


def paired(entries: list[Item], movements: list[Item], *rules: Mapping[str, Any]) -> list[Pairing]:
    return pair(entries, movements, read_rules(rules))


def test_the_same_reference_and_amount_are_one_event() -> None:
    assert paired([item(500, "A"), item(700, "B")], [item(700, "B", 2), item(500, "A")], BY_REFERENCE) == [
        Pairing("by_reference", (0,), (1,), 0),
        Pairing("by_reference", (1,), (0,), 0),
    ]


def test_one_cent_between_two_of_one_reference_is_matched_and_said() -> None:
    assert paired([item(10_001, "A")], [item(10_000, "A")], BY_REFERENCE) == [Pairing("by_reference", (0,), (0,), 1)]


def test_one_reference_in_opposite_directions_is_no_match() -> None:
    assert paired([item(-500, "A")], [item(500, "A")], BY_REFERENCE) == []


def test_equal_amounts_of_one_reference_are_matched_first() -> None:
    found = paired([item(300, "A"), item(500, "A")], [item(500, "A"), item(301, "A")], BY_REFERENCE)

    assert found == [Pairing("by_reference", (1,), (0,), 0), Pairing("by_reference", (0,), (1,), -1)]


def test_several_of_one_reference_match_where_their_totals_agree() -> None:
    assert paired([item(300, "A"), item(200, "A")], [item(500, "A")], BY_REFERENCE) == [Pairing("by_reference", (0, 1), (0,), 0)]
    assert paired([item(300, "A"), item(201, "A")], [item(500, "A")], BY_REFERENCE) == []


def test_a_reference_too_far_away_in_time_is_no_match() -> None:
    assert paired([item(500, "A", 6)], [item(500, "A")], BY_REFERENCE) == []
    assert paired([item(500, "A", 5)], [item(500, "A")], BY_REFERENCE) != []


def test_an_amount_is_matched_by_date_where_there_is_one_candidate() -> None:
    assert paired([item(500, "", 1)], [item(500)], BY_AMOUNT) == [Pairing("by_amount", (0,), (0,), 0)]
    assert paired([item(500, "", 3)], [item(500)], BY_AMOUNT) == []


def test_an_amount_with_two_candidates_is_left_to_a_person() -> None:
    assert paired([item(500)], [item(500), item(500, "", 1)], BY_AMOUNT) == []
    assert paired([item(500), item(500, "", 1)], [item(500)], BY_AMOUNT) == []


def test_many_movements_of_a_day_make_one_entry() -> None:
    movements = [item(100), item(250), item(-50), item(999, "", 1)]

    assert paired([item(300, "SETTLEMENT")], movements, DAY_TOTAL) == [Pairing("day_total", (0,), (0, 1, 2), 0)]
    assert paired([item(350, "CREDITS")], movements, DAY_TOTAL) == [Pairing("day_total", (0,), (0, 1), 0)]
    assert paired([item(301, "SETTLEMENT")], movements, DAY_TOTAL) == []


def test_many_entries_of_a_reference_make_one_movement() -> None:
    rule = {"name": "parts", "kind": "many_to_one", "many": "entries", "by": "reference", "days": 3}

    assert paired([item(100, "P"), item(200, "P", 1), item(7, "Q")], [item(300)], rule) == [Pairing("parts", (0, 1), (0,), 0)]


def test_rules_are_tried_in_their_order_and_nothing_is_matched_twice() -> None:
    found = paired([item(500, "A"), item(500)], [item(500), item(500, "A")], BY_REFERENCE, BY_AMOUNT)

    assert found == [Pairing("by_reference", (0,), (1,), 0), Pairing("by_amount", (1,), (0,), 0)]


@pytest.mark.parametrize("seed", range(20))
def test_whatever_comes_no_item_is_matched_twice_and_differences_are_what_they_are(seed: int) -> None:
    chance = random.Random(seed)

    def some(count: int) -> list[Item]:
        return [
            item(chance.choice((100, 200, 300, -100, -200)), chance.choice(("", "A", "B", "C", "D")), chance.randint(0, 6))
            for _ in range(count)
        ]

    entries, movements = some(60), some(60)
    found = pair(entries, movements, read_rules(DEFAULT_RULES))

    for side, items in (("entries", entries), ("movements", movements)):
        places = [at for pairing in found for at in getattr(pairing, side)]
        assert len(places) == len(set(places)) <= len(items)
    for pairing in found:
        ours = sum(movements[at].amount for at in pairing.movements)
        assert pairing.difference == sum(entries[at].amount for at in pairing.entries) - ours
        assert pairing.difference == 0 or len(pairing.entries) == len(pairing.movements) == 1
    assert found == pair(entries, movements, read_rules(DEFAULT_RULES))


def test_a_hundred_thousand_of_one_amount_and_one_reference_take_no_time() -> None:
    count = 100_000
    entries = [Item(500, DAY + timedelta(days=n % 5), {"reference": "SAME"}) for n in range(count)]

    found = paired(entries, list(entries), BY_AMOUNT, BY_REFERENCE)

    assert len(found) == count
    assert not any(pairing.difference for pairing in found)


@pytest.mark.parametrize(
    ("rules", "place"),
    [
        ([], "rules"),
        ([{"kind": "reference"}], "rules/0/name"),
        ([{"name": "Has Blanks", "kind": "reference"}], "rules/0/name"),
        ([BY_AMOUNT, {"name": "x", "kind": "guess"}], "rules/1/kind"),
        ([{"name": "x", "kind": "reference", "days": -1}], "rules/0/days"),
        ([{"name": "x", "kind": "reference", "days": True}], "rules/0/days"),
        ([{"name": "x", "kind": "reference", "movement_field": "amount"}], "rules/0/movement_field"),
        ([{"name": "x", "kind": "reference", "tolerance": 5}], "rules/0/tolerance"),
        ([BY_AMOUNT, BY_AMOUNT], "rules"),
    ],
)
def test_rules_that_say_nothing_sound_are_refused_with_the_place(rules: list[dict[str, Any]], place: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_rules(rules)
    assert (refused.value.code, refused.value.field) == ("matching_rules_invalid", place)
