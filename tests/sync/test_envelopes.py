"""Changes captured by Debezium end in the same books, under the same ids, as those of the change log."""

from typing import Any

import orjson

from tests.conftest import START_US
from tests.sync.twin import BSB, Twin, core_id
from twincore.events import CORE_ENVELOPES, Event
from twincore.sync import Books, EnvelopeFollower, ParkReason, list_parked


def envelope(number: int, amount: int, key: int, *, before: int = 0, op: str = "c", **changes: Any) -> dict[str, Any]:
    """As ``io.debezium`` writes it, with decimals as text."""
    row = {
        "epoch": 1,
        "lsn": key,
        "origin": "CORE",
        "id": core_id(key).hex(),
        "bsb": "802985",
        "number": f"{number:09d}",
        "direction": "CREDIT" if amount > 0 else "DEBIT",
        "type": "CRE" if amount > 0 else "DEB",
        "amount": f"{abs(amount) // 100}.{abs(amount) % 100:02d}",
        "actual_before": f"{before // 100}.{before % 100:02d}",
        "actual": before + amount,
        "value_date": "2026-07-01",
        "at": START_US,
    } | changes
    source = {"connector": "db2", "name": "core", "ts_ms": 1, "db": "DDA", "table": "CHANGES"}
    return {"before": None, "after": row, "source": source, "op": op, "ts_ms": 2}


def publish(twin: Twin, *values: bytes) -> None:
    twin.log.publish([Event(CORE_ENVELOPES.topic.name, b"802985%09d" % (n % 2), value) for n, value in enumerate(values)])


def follower(twin: Twin) -> EnvelopeFollower:
    twin.log.create_topics([CORE_ENVELOPES.topic])
    books = Books(twin.database, twin.tenant)
    return EnvelopeFollower(twin.database, twin.ledger, books, twin.log, twin.coder, twin.clock.now_us)


def test_envelopes_are_posted_once_however_often_they_come(twin: Twin) -> None:
    twin.begins({1: 0, 2: 0}, active=False)
    reading = follower(twin)
    values = [
        orjson.dumps(envelope(1, 1_234, 1)),
        orjson.dumps(envelope(2, -5, 2, before=5)),
        orjson.dumps(envelope(1, -34, 3, before=1_234)),
    ]
    publish(twin, *values, values[0], *values)
    while reading.step(None):
        pass
    assert (twin.balance(1), twin.balance(2)) == (1_200, -5)
    reading.close()
    again = follower(twin)
    assert again.step(None) is None, "the positions are in the database"
    again.close()


def test_the_log_and_the_envelopes_of_the_same_change_are_one(twin: Twin) -> None:
    twin.begins({1: 0}, active=False)
    twin.core.post(BSB + 1, 700, core_id(9))
    twin.rounds()
    reading = follower(twin)
    publish(twin, orjson.dumps(envelope(1, 700, 9)))
    intake = reading.step(None)
    assert intake is not None
    assert (intake.posted, intake.known) == (0, 1)
    assert twin.both(1) == (700, 700)
    reading.close()


def test_what_is_no_change_is_parked_with_its_bytes_and_the_rest_flows(twin: Twin) -> None:
    twin.begins({1: 0}, active=False)
    reading = follower(twin)
    float_amount = envelope(1, 100, 1)
    float_amount["after"]["amount"] = 1.0
    bad = [
        b"no json",
        orjson.dumps(float_amount),
        orjson.dumps(envelope(1, 100, 2, op="u")),
        orjson.dumps(envelope(1, 100, 3, id="00ff")),
        orjson.dumps(envelope(1, 100, 4, bsb="x")),
    ]
    publish(twin, *bad, orjson.dumps(envelope(1, 60, 5)))
    while reading.step(None):
        pass
    assert twin.balance(1) == 60
    with twin.database.app(twin.tenant) as conn:
        found = list_parked(conn, twin.tenant)
    assert [p.reason for p in found] == [ParkReason.MESSAGE_POISONED] * 5
    assert {p.raw for p in found} == set(bad)
    assert {p.stream.split("/")[0] for p in found} == {CORE_ENVELOPES.topic.name}
    reading.close()


def test_an_account_that_is_not_bound_waits_under_its_own_place(twin: Twin) -> None:
    twin.begins({1: 0}, active=False)
    reading = follower(twin)
    publish(twin, orjson.dumps(envelope(8, 60, 5)))
    while reading.step(None):
        pass
    with twin.database.app(twin.tenant) as conn:
        (record,) = list_parked(conn, twin.tenant, core=BSB + 8)
    assert record.reason is ParkReason.ACCOUNT_UNKNOWN
    assert record.place == 0
    reading.close()
