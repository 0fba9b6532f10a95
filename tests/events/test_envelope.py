"""Debezium's envelopes. The examples follow the documentation of Debezium's PostgreSQL and Db2 connectors (create, update, delete events)."""

import json
from typing import Any

import pytest

from tests.events.test_coder import Kept
from twincore.events import Coder, Operation, Record, minor_units, precise_minor_units, read_change
from twincore.kernel.refusal import Refusal

SOURCE = {
    "version": "3.3.0.Final",
    "connector": "postgresql",
    "name": "PostgreSQL_server",
    "ts_ms": 1559033904863,
    "snapshot": "false",
    "db": "postgres",
    "sequence": '["24023119","24023128"]',
    "schema": "public",
    "table": "customers",
    "txId": 555,
    "lsn": 24023128,
    "xmin": None,
}
ANNE = {"id": 1, "first_name": "Anne", "last_name": "Kretchmar", "email": "annek@noanswer.org"}
MARIE = ANNE | {"first_name": "Anne Marie"}


def record(value: Any) -> Record:
    return Record("core.envelopes", 0, 0, b"k", value if isinstance(value, bytes | None) else json.dumps(value).encode(), (), 0)


def envelope(op: str, before: object, after: object, **more: object) -> dict[str, object]:
    return {"before": before, "after": after, "source": SOURCE, "op": op, "ts_ms": 1559033904900, **more}


@pytest.mark.parametrize("wrapped", [False, True], ids=["bare", "with its schema"])
@pytest.mark.parametrize(
    ("op", "before", "after", "operation", "row"),
    [
        ("c", None, ANNE, Operation.CREATE, ANNE),
        ("u", ANNE, MARIE, Operation.UPDATE, MARIE),
        ("u", None, MARIE, Operation.UPDATE, MARIE),
        ("d", MARIE, None, Operation.DELETE, MARIE),
        ("r", None, ANNE, Operation.READ, ANNE),
    ],
)
def test_a_change_is_read(op: str, before: object, after: object, operation: Operation, row: object, wrapped: bool) -> None:
    document: object = envelope(op, before, after)
    change = read_change(record({"schema": {"type": "struct"}, "payload": document} if wrapped else document))
    assert change is not None
    assert (change.operation, change.before, change.after, change.row) == (operation, before, after, row)
    assert (change.source["lsn"], change.source_at_ms, change.seen_at_ms) == (24023128, 1559033904863, 1559033904900)
    assert change.snapshot is (op == "r")


@pytest.mark.parametrize(
    "value",
    [
        None,
        b"null",
        {"schema": {"type": "struct"}, "payload": None},
        {"ts_ms": 1559033904863},
        {"status": "BEGIN", "id": "571:53195829", "ts_ms": 1486500577125, "event_count": None, "data_collections": None},
        {"op": "m", "ts_ms": 1, "source": SOURCE, "message": {"prefix": "foo", "content": "Ymx1ZQ=="}},
    ],
    ids=["tombstone", "null", "wrapped tombstone", "heartbeat", "transaction marker", "logical message"],
)
def test_what_is_no_change_is_passed_over(value: object) -> None:
    assert read_change(record(value)) is None


def test_a_truncation_is_told() -> None:
    change = read_change(record(envelope("t", None, None)))
    assert change is not None
    assert change.operation is Operation.TRUNCATE


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (b"", None),
        (b"{", None),
        (b"\xff\xfe", None),
        ([], None),
        ("text", None),
        ({}, "op"),
        (envelope("x", None, ANNE), "op"),
        (envelope("c", None, None), "after"),
        (envelope("c", None, "Anne"), "after"),
        (envelope("c", [], ANNE), "before"),
        (envelope("d", None, None), "before"),
        (envelope("d", ANNE, MARIE), "after"),
        (envelope("c", None, ANNE, source=None), "source"),
        (envelope("c", None, ANNE, source=SOURCE | {"ts_ms": "soon"}), "source/ts_ms"),
        (envelope("c", None, ANNE, ts_ms=1.5), "ts_ms"),
    ],
)
def test_what_is_no_envelope_is_refused_with_its_field(value: object, field: str | None) -> None:
    with pytest.raises(Refusal, match="envelope_invalid") as refused:
        read_change(record(value))
    assert refused.value.field == field


def test_an_envelope_in_avro_is_read_with_the_schema_it_names() -> None:
    coder = Coder(Kept())
    row = {
        "epoch": 1, "lsn": 42, "uow": 41, "origin": "CORE", "id": bytes(16), "sequence": 0, "bsb": "062000", "number": "000012345", "direction": "CREDIT",
        "type": "CRE", "amount": 995, "forced": False, "value_date": 20636, "business_date": 20636, "description": "PAY", "actual_before": 5, "actual": 1000,
        "available": 1000, "postings": 2, "posted_sum": 1000, "source": "B", "at": 1,
    }  # fmt: skip
    source = {"connector": "vsam", "name": "core", "ts_ms": 7, "snapshot": "incremental", "db": "CORE", "table": "CHANGE", "lsn": 42}
    value = coder.encode("CoreEnvelope", {"before": None, "after": row, "source": source, "op": "r", "ts_ms": 8})
    change = read_change(record(value), coder)
    assert change is not None
    assert (change.operation, change.after, change.snapshot, change.source_at_ms) == (Operation.READ, row, True, 7)
    with pytest.raises(Refusal, match="envelope_invalid"):
        read_change(record(value))


@pytest.mark.parametrize(
    ("value", "scale", "minor"),
    [
        ("12.34", 2, 1234),
        ("-0.5", 2, -50),
        ("12.3400", 2, 1234),
        ("7", 2, 700),
        ("99999999999999999.99", 2, 9_999_999_999_999_999_999),
        ("1500", 0, 1500),
        (b"\x04\xd2", 2, 1234),
        (b"\xff\x9c", 2, -100),
        (1234, 2, 1234),
    ],
)
def test_money_in_a_captured_row_is_exact(value: object, scale: int, minor: int) -> None:
    assert minor_units(value, scale) == minor


@pytest.mark.parametrize("value", ["12.345", "", "1e3", "NaN", "1_000", " 1", 12.34, True, None, b""])
def test_what_is_no_exact_amount_is_refused(value: object) -> None:
    with pytest.raises(Refusal, match="envelope_invalid") as refused:
        minor_units(value, 2, field="after/amount")
    assert refused.value.field == "after/amount"


def test_the_precise_mode_of_json_is_read() -> None:
    assert precise_minor_units("BNI=") == 1234
    assert precise_minor_units("/5w=") == -100
    for wrong in ("", "12.34", "BNI"):
        with pytest.raises(Refusal, match="envelope_invalid"):
            precise_minor_units(wrong)
