"""Records by column: the same bytes as one by one, whatever the values."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.events.test_coder import TRANSFER, Kept
from twincore.events import Coder
from twincore.kernel.refusal import Refusal

CODER = Coder(Kept())
LONG = st.one_of(st.integers(-(2**63), 2**63 - 1), st.integers(-200, 200), st.sampled_from([-(2**63), 2**63 - 1, 0, -1, 63, 64, -64, -65]))
INT = st.one_of(st.integers(-(2**31), 2**31 - 1), st.integers(-200, 200))
DIRECTIONS = ("DEBIT", "CREDIT")
ROW = st.fixed_dictionaries(
    {
        "seq": LONG,
        "account": LONG,
        "amount": LONG,
        "balance": LONG,
        "code": INT,
        "value_date": INT,
        "direction": st.integers(0, 1),
        "id": st.binary(min_size=16, max_size=16),
        "currency": st.text(max_size=5),
        "ref": LONG,
    }
)


def columns_of(rows: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: np.array([row[name] for row in rows], np.int64)
        for name in ("seq", "account", "amount", "balance", "code", "value_date", "direction", "ref")
    }
    found["id"] = np.frombuffer(b"".join(row["id"] for row in rows), np.uint8).reshape(len(rows), 16)
    found["currency"] = [row["currency"] for row in rows]
    return found


SAME = {
    "tenant": 1,
    "counter_account": 4,
    "kind": "POST",
    "held": 0,
    "posted_at": 1_782_864_000_000_000,
    "command": bytes(16),
    "flags": 2,
    "detail": None,
}


@given(rows=st.lists(ROW, min_size=1, max_size=8))
@settings(max_examples=300)
def test_columns_give_the_bytes_of_each_record(rows: list[dict[str, Any]]) -> None:
    by_column = CODER.encode_columns("TransferPosted", columns_of(rows) | SAME, len(rows))
    assert by_column == [CODER.encode("TransferPosted", SAME | row | {"direction": DIRECTIONS[row["direction"]]}) for row in rows]


def test_bools_texts_and_ids_of_other_kinds_of_array() -> None:
    ids = np.array([bytes(range(16)), bytes(range(1, 17))], "V16")
    request: dict[str, Any] = {
        "tenant": 1, "id": ids, "sequence": np.array([1, 2]), "account": np.array([17, 18], np.int32), "bsb": ["062000", "062001"], "number": "000012345",
        "direction": "DEBIT", "amount": np.array([5, 6], np.uint64), "type": "DEB", "to_bsb": ["", "ü"], "forced": np.array([True, False]), "value_date": 20636,
        "description": "TWIN", "asked_at": 0,
    }  # fmt: skip
    read = [CODER.decode(value).record for value in CODER.encode_columns("CorePostingRequest", request, 2)]
    assert [record["id"] for record in read] == [bytes(range(16)), bytes(range(1, 17))]
    assert [record["forced"] for record in read] == [True, False]
    assert [(record["bsb"], record["to_bsb"], record["to_number"], record["origin"]) for record in read] == [
        ("062000", "", None, "TWIN"),
        ("062001", "ü", None, "TWIN"),
    ]


def test_no_records_are_no_bytes() -> None:
    assert CODER.encode_columns("TransferPosted", {}, 0) == []


@pytest.mark.parametrize(
    ("field", "column"),
    [
        ("amount", np.array([1.5, 2.0])),
        ("amount", np.array([1])),
        ("amount", np.array([2**63, 1], np.uint64)),
        ("amount", 1.5),
        ("amount", None),
        ("code", np.array([2**31, 0])),
        ("direction", np.array([0, 2])),
        ("direction", np.array([-1, 0])),
        ("direction", "UP"),
        ("id", np.zeros((2, 15), np.uint8)),
        ("currency", ["AUD", 3]),
        ("nothing", np.array([1, 2])),
    ],
)
def test_columns_that_are_not_of_the_schema_are_refused_with_the_field(field: str, column: Any) -> None:
    good = TRANSFER | {"amount": np.array([1, 2])}
    assert len(CODER.encode_columns("TransferPosted", good, 2)) == 2
    with pytest.raises(Refusal, match="event_invalid") as refused:
        CODER.encode_columns("TransferPosted", good | {field: column}, 2)
    assert refused.value.field == field


def test_a_missing_column_is_refused_unless_it_has_a_default() -> None:
    with pytest.raises(Refusal, match="event_invalid") as refused:
        CODER.encode_columns("TransferPosted", {name: value for name, value in TRANSFER.items() if name != "amount"}, 2)
    assert refused.value.field == "amount"
