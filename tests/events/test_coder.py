"""Values: written, read back, read by newer shapes, and hostile bytes."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twincore.events import STREAMS, UNREADABLE, Coder, PostgresRegistry, Registered, coder, schema_names, schema_versions
from twincore.kernel.db import Database
from twincore.kernel.refusal import Refusal

TRANSFER: dict[str, Any] = {
    "tenant": 1,
    "id": bytes(range(16)),
    "seq": 2**40,
    "account": 17,
    "counter_account": 4,
    "direction": "DEBIT",
    "kind": "POST",
    "amount": 12_345,
    "currency": "AUD",
    "balance": -(2**62),
    "held": 0,
    "code": 10,
    "value_date": 20_636,
    "posted_at": 1_782_864_000_000_000,
    "command": bytes(16),
    "ref": None,
    "flags": 0,
    "origin": "TWIN",
    "detail": None,
}


class Kept:
    """A registry in memory, for what needs no database."""

    def __init__(self, *definitions: str) -> None:
        self.definitions = list(definitions)

    def register(self, subject: str, definition: str) -> int:
        if definition not in self.definitions:
            self.definitions.append(definition)
        return self.definitions.index(definition) + 1

    def definition(self, schema: int) -> str:
        return self.definitions[schema - 1]

    def latest(self, subject: str) -> Registered:
        return Registered(subject, 1, 1, self.definitions[0])

    def check(self, subject: str, definition: str) -> list[str]:
        return []


def test_a_record_comes_back_as_it_went(database: Database) -> None:
    mine = Coder(PostgresRegistry(database))
    value = mine.encode("TransferPosted", TRANSFER)
    assert value[0] == 0
    other = Coder(PostgresRegistry(database))
    read = other.decode(value)
    assert (read.name, read.record) == ("twincore.TransferPosted", TRANSFER)
    assert int.from_bytes(value[1:5], "big") == read.schema


def test_money_beyond_64_bits_is_refused_and_not_wrapped() -> None:
    with pytest.raises(Refusal, match="event_invalid"):
        Coder(Kept()).encode("TransferPosted", TRANSFER | {"amount": 2**63})


@pytest.mark.parametrize(
    "wrong",
    [{"amount": "12"}, {"amount": 1.5}, {"amount": None}, {"direction": "UP"}, {"id": b"short"}, {"currency": 5}, {"id": bytes(17)}],
)
def test_a_record_that_is_not_of_its_schema_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="event_invalid"):
        Coder(Kept()).encode("TransferPosted", TRANSFER | wrong)


def test_a_fraction_is_refused_wherever_it_hides() -> None:
    report = {
        "tenant": 1, "id": bytes(16), "business_date": 1, "epoch": 1, "core_lsn": 1, "journal_seq": 1, "compared_at": 1, "accounts": 1, "in_flight": 0,
        "drifting": 1, "drift_minor": 5,
        "differences": [{
            "account": 17, "bsb": "062000", "number": "000012345", "kind": "AMOUNT", "twin_balance": 5, "core_balance": 0, "twin_postings": 1,
            "core_postings": 1, "ids": [], "repaired": False,
        }],
    }  # fmt: skip
    mine = Coder(Kept())
    assert mine.decode(mine.encode("DriftReport", report)).record == report
    report["differences"][0]["twin_balance"] = 0.5  # type: ignore[index]
    with pytest.raises(Refusal, match="event_invalid"):
        mine.encode("DriftReport", report)


def test_a_record_without_a_field_is_refused() -> None:
    with pytest.raises(Refusal, match="event_invalid"):
        Coder(Kept()).encode("TransferPosted", {name: value for name, value in TRANSFER.items() if name != "amount"})


def test_an_older_event_is_read_in_the_newest_shape(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next version of a schema adds a field with a default; what was written before has it when read."""
    (first,) = schema_versions("RecordParked")
    document = json.loads(first)
    document["fields"].append({"name": "attempts", "type": "int", "default": 1, "doc": "How often it was tried."})
    parked = {"tenant": 1, "stream": "s", "partition": 0, "offset": 3, "reason": "r", "message": "m", "raw": b"", "at": 0}
    registry = PostgresRegistry(database)
    old = Coder(registry).encode("RecordParked", parked)
    monkeypatch.setattr(coder, "versions", lambda name: (first, json.dumps(document)) if name == "RecordParked" else schema_versions(name))
    new = Coder(registry)
    assert new.decode(old).record["attempts"] == 1
    written = new.encode("RecordParked", parked | {"attempts": 7})
    assert new.decode(written).record["attempts"] == 7
    assert registry.versions("twincore.RecordParked") == [1, 2]
    monkeypatch.undo()
    assert "attempts" not in Coder(registry).decode(written).record, "an older program reads the newer event too"


def test_an_incompatible_next_version_is_refused_by_the_registry(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    (first,) = schema_versions("RecordParked")
    document = json.loads(first)
    document["fields"].append({"name": "attempts", "type": "int", "doc": "How often it was tried."})
    monkeypatch.setattr(coder, "versions", lambda name: (first, json.dumps(document)))
    with pytest.raises(Refusal, match="schema_incompatible"):
        Coder(PostgresRegistry(database)).encode("RecordParked", {})


def test_a_schema_of_others_is_read_in_its_own_shape() -> None:
    theirs = '{"type": "record", "name": "Theirs", "namespace": "bank", "fields": [{"name": "when", "type": {"type": "long", "logicalType": "timestamp-millis"}}]}'
    read = Coder(Kept(theirs)).decode(b"\0\0\0\0\1\x0a")
    assert (read.name, read.record) == ("bank.Theirs", {"when": 5})


@pytest.mark.parametrize(
    "value",
    [b"", b"\0\0\0", b"\1\0\0\0\1abc", b"{}", b"\0\0\0\0\1", b"\0\0\0\0\1" + b"\xff" * 40],
    ids=["nothing", "short", "magic", "json", "empty", "junk"],
)
def test_bytes_that_are_no_event_are_refused(value: bytes) -> None:
    with pytest.raises(Refusal, match="event_invalid"):
        Coder(Kept(schema_versions("TransferPosted")[-1])).decode(value)


def test_an_id_that_the_registry_does_not_know_is_refused(database: Database) -> None:
    with pytest.raises(Refusal, match="schema_not_found"):
        Coder(PostgresRegistry(database)).decode(b"\0\0\0\x12\x34abc")


def test_what_stands_behind_a_record_is_refused() -> None:
    mine = Coder(Kept())
    with pytest.raises(Refusal, match="event_invalid"):
        mine.decode(mine.encode("TransferPosted", TRANSFER) + b"\0")


SHARED = Coder(Kept())
GOOD = SHARED.encode("TransferPosted", TRANSFER)


@given(at=st.integers(5, len(GOOD) - 1), byte=st.integers(0, 255), cut=st.booleans())
@settings(max_examples=500)
def test_a_damaged_event_is_read_as_a_record_or_refused_and_nothing_else(at: int, byte: int, cut: bool) -> None:
    damaged = GOOD[:at] if cut else GOOD[:at] + bytes([byte]) + GOOD[at + 1 :]
    try:
        assert SHARED.decode(damaged).record.keys() == TRANSFER.keys()
    except Refusal as refusal:
        assert refusal.code == "event_invalid"  # noqa: PT017 - either is right
    else:
        assert not cut


def test_every_stream_has_a_schema_and_every_schema_a_stream() -> None:
    assert sorted(stream.schema for stream in STREAMS) == list(schema_names())
    assert len({stream.topic.name for stream in STREAMS}) == len(STREAMS)


def test_a_registry_that_refuses_a_schema_is_asked_again_after_a_second_and_says_which_until_then(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("twincore.events.coder.time.monotonic", lambda: now[0])
    registry = PostgresRegistry(database)
    theirs = {"type": "record", "name": "StandInState", "namespace": "twincore", "fields": [{"name": "state", "type": "int"}]}
    registry.register("twincore.StandInState", orjson.dumps(theirs).decode())
    coder = Coder(registry)
    with pytest.raises(Refusal, match=r"twincore\.StandInState") as refused:
        coder.encode("StandInState", {})
    assert refused.value.code == "schema_incompatible"
    assert "the reader's field tenant is not in what the writer wrote" in coder.refused()["twincore.StandInState"]
    registry.delete("twincore.StandInState")
    with pytest.raises(Refusal, match="schema_incompatible"):
        coder.encode("StandInState", {})
    now[0] += 1.0
    with pytest.raises(Refusal, match="event_invalid"):
        coder.encode("StandInState", {})
    assert coder.refused() == {}


def test_an_event_of_an_unknown_schema_is_readable_once_the_registry_knows_it(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("twincore.events.coder.time.monotonic", lambda: now[0])
    registry = PostgresRegistry(database)
    known = registry.register("others.First", '{"type": "record", "name": "First", "namespace": "others", "fields": []}')
    coder, value = Coder(registry), b"\0" + (known + 1).to_bytes(4, "big") + b"\x02"
    for _ in range(2):
        with pytest.raises(Refusal, match=f"knows no schema {known + 1}") as refused:
            coder.decode(value)
        assert refused.value.code in UNREADABLE
    definition = '{"type": "record", "name": "Next", "namespace": "others", "fields": [{"name": "a", "type": "long"}]}'
    assert registry.register("others.Next", definition) == known + 1
    now[0] += 1.0
    assert coder.decode(value).record == {"a": 1}


def test_an_event_of_a_schema_that_ours_cannot_read_says_so_and_why(database: Database) -> None:
    registry = PostgresRegistry(database)
    theirs = {"type": "record", "name": "StandInState", "namespace": "twincore", "fields": [{"name": "state", "type": "int"}]}
    schema = registry.register("twincore.StandInState", orjson.dumps(theirs).decode())
    with pytest.raises(Refusal, match=f"Schema {schema} of 'twincore.StandInState' cannot be read with ours: .*field tenant") as refused:
        Coder(registry).decode(b"\0" + schema.to_bytes(4, "big") + b"\x02")
    assert refused.value.code in UNREADABLE
