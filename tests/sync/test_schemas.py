"""A registry that does not accept our schema, or does not know another's: what hangs on it waits and says so, all else goes on, and once the registry is
put right it goes on by itself."""

import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import fastavro
import orjson
import pytest
from structlog.testing import capture_logs

from tests.events.registry import serving
from tests.sync.capture import Capture
from tests.sync.test_envelope_drift import Captured
from tests.sync.test_envelopes import envelope
from tests.sync.twin import BSB, Twin, core_id
from twincore.events import (
    CORE_ENVELOPES,
    CORE_REQUESTS,
    HOLDS,
    TRANSFERS,
    Coder,
    Event,
    Kafka,
    KafkaEventLog,
    PostgresRegistry,
    RemoteRegistry,
    account_key,
    schema_versions,
)
from twincore.events import coder as coder_module
from twincore.events.broker import Broker
from twincore.kernel.db import Database
from twincore.kernel.refusal import Refusal
from twincore.kernel.telemetry import REGISTRY
from twincore.sync import LinkState, ParkReason, get_link, link_events, list_parked, overview
from twincore.sync.positions import position
from twincore.sync.streams import Streams

REQUESTS = f"twincore.{CORE_REQUESTS.schema}"
ENVELOPE = {
    "type": "record",
    "name": "Envelope",
    "namespace": "core.DDA.CHANGES",
    "fields": [
        {"name": "before", "type": ["null", "string"]},
        {
            "name": "after",
            "type": {
                "type": "record",
                "name": "Value",
                "fields": [
                    {"name": name, "type": "long" if name in ("epoch", "lsn", "actual", "at") else "string"}
                    for name in envelope(1, 1, 1)["after"]
                ],
            },
        },
        {"name": "source", "type": {"type": "record", "name": "Source", "fields": [{"name": "ts_ms", "type": "long"}]}},
        {"name": "op", "type": "string"},
        {"name": "ts_ms", "type": "long"},
    ],
}
"""As Debezium's Avro converter would register it."""


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The registry is asked again at once."""
    monkeypatch.setattr(coder_module, "AGAIN_S", 0.0)


@pytest.fixture
def registry(database: Database) -> PostgresRegistry:
    return PostgresRegistry(database)


@pytest.fixture
def captured(database: Database, tenant: int, tmp_path: Path) -> Iterator[Captured]:
    made = Captured(database, tenant, tmp_path / "core")
    yield made
    made.closes()


def occupied(registry: PostgresRegistry, subject: str) -> None:
    """Somebody has registered another schema under one of our subjects."""
    namespace, _, name = subject.rpartition(".")
    theirs = {"type": "record", "name": name, "namespace": namespace, "fields": [{"name": "colour", "type": "string"}]}
    registry.register(subject, orjson.dumps(theirs).decode())


def avro(schema: int, document: dict[str, Any]) -> bytes:
    """As Confluent's serialiser writes it."""
    out = BytesIO()
    out.write(b"\0" + schema.to_bytes(4, "big"))
    fastavro.schemaless_writer(out, fastavro.parse_schema(ENVELOPE), {**document, "before": None, "source": {"ts_ms": 1}})
    return out.getvalue()


def told(twin: Twin) -> dict[str, Any]:
    with twin.database.app(twin.tenant) as conn:
        return overview(conn, twin.tenant, twin.clock.now_us())


def metric(twin: Twin, subject: str) -> float | None:
    return REGISTRY.get_sample_value("twincore_sync_schema_refused", {"tenant": str(twin.tenant), "subject": subject})


def refused_and_put_right(twin: Twin, registry: PostgresRegistry, settles: Callable[[], None]) -> None:
    """Payments of the twin while the registry holds something else under the subject of requests, and after."""
    with twin.database.app(twin.tenant) as conn:
        stood = position(conn, twin.tenant, "journal")
    twin.pays(1, 2, 100)
    with capture_logs() as lines:
        settles()
    assert (twin.both(1), twin.both(2)) == ((900, 1_000), (100, 0)), "nothing was asked"
    link = told(twin)
    assert REQUESTS in link["schema_refused"]
    assert link["unanswered"] == 2
    (line,) = [line for line in lines if line["event"] == "schema_refused"]
    assert (line["log_level"], line["subjects"]) == ("warning", [REQUESTS])
    assert metric(twin, REQUESTS) == 1
    assert metric(twin, "twincore.TransferPosted") == 0
    with twin.database.app(twin.tenant) as conn:
        assert position(conn, twin.tenant, "journal") == stood
        assert [e.what for e in link_events(conn, twin.tenant, 1)] == ["schema"]
        assert list_parked(conn, twin.tenant) == []

    twin.core.post(BSB + 2, 7, core_id(1))
    settles()
    assert twin.both(2) == (107, 7), "what the core posts is taken in meanwhile"
    assert twin.adaptor.link.state is LinkState.UP

    registry.delete(REQUESTS)
    settles()
    settles()
    assert (twin.both(1), twin.both(2)) == ((900, 900), (107, 107))
    assert told(twin)["schema_refused"] is None
    assert metric(twin, REQUESTS) == 0
    assert twin.drift().clean


def test_a_registry_with_another_schema_under_our_subject_holds_up_requests_and_nothing_else(
    twin: Twin, registry: PostgresRegistry
) -> None:
    occupied(registry, REQUESTS)
    twin.begins({1: 1_000, 2: 0})
    refused_and_put_right(twin, registry, twin.settles)


def test_the_same_with_a_registry_of_the_bank(twin: Twin, registry: PostgresRegistry) -> None:
    occupied(registry, REQUESTS)
    with serving(registry) as url:
        twin.coder = Coder(RemoteRegistry(url))
        twin.begins({1: 1_000, 2: 0})
        refused_and_put_right(twin, registry, twin.settles)
        twin.adaptor.close()


@pytest.mark.timeout(300)
def test_the_same_over_a_real_broker(twin: Twin, registry: PostgresRegistry, broker: Broker) -> None:
    occupied(registry, REQUESTS)
    twin.log = KafkaEventLog(Kafka(broker.bootstrap, f"schemas{time.monotonic_ns()}"), twin.tenant)  # type: ignore[assignment]

    def settles() -> None:
        until = time.monotonic() + 3
        while time.monotonic() < until:
            twin.settles(1)

    with serving(registry) as url:
        twin.coder = Coder(RemoteRegistry(url))
        try:
            twin.begins({1: 1_000, 2: 0})
            refused_and_put_right(twin, registry, settles)
        finally:
            twin.adaptor.close()
            twin.log.close()


def test_a_restart_while_the_registry_refuses_loses_nothing(twin: Twin, registry: PostgresRegistry) -> None:
    twin.begins({1: 1_000, 2: 0})
    twin.pays(1, 2, 100)
    twin.rounds()  # published, and the core has not answered
    registry.delete(REQUESTS)
    occupied(registry, REQUESTS)
    (twin.folder / "request.queue").write_bytes(b"")  # what was sent is lost: it is to be asked again
    twin.coder = Coder(registry)
    twin.restarts()
    twin.pays(1, 2, 30)
    twin.settles(2)
    with twin.database.app(twin.tenant) as conn:
        assert REQUESTS in str(get_link(conn, twin.tenant).schema_refused)
    registry.delete(REQUESTS)
    until = time.monotonic() + 30
    while twin.both(1) != (870, 870):
        assert time.monotonic() < until, twin.both(1)
        twin.settles(1)
    assert twin.drift().clean


def test_a_stream_whose_schema_is_refused_waits_and_the_others_are_told(twin: Twin, registry: PostgresRegistry) -> None:
    occupied(registry, "twincore.StandInState")
    twin.begins({1: 1_000, 2: 0})
    streams = Streams(twin.adaptor)
    while streams.step():
        pass
    twin.pays(1, 2, 100)
    while streams.step():
        pass
    twin.adaptor.look()
    assert "twincore.StandInState" in str(told(twin)["schema_refused"])
    assert sum(twin.log.ends([TRANSFERS.topic.name, HOLDS.topic.name]).values()) == 2
    assert sum(twin.log.ends(["core.link"]).values()) == 0
    registry.delete("twincore.StandInState")
    while streams.step():
        pass
    assert sum(twin.log.ends(["core.link"]).values()) > 0
    twin.adaptor.look()
    assert told(twin)["schema_refused"] is None


def test_an_envelope_of_a_schema_that_the_registry_does_not_know_waits_with_its_account_and_goes_on_by_itself(
    captured: Captured, registry: PostgresRegistry
) -> None:
    captured.begins({1: 0, 2: 0}, active=False)
    unknown = registry.register("others.First", '{"type": "record", "name": "First", "namespace": "others", "fields": []}') + 1
    values = [(1, avro(unknown, envelope(1, 100, 500))), (1, orjson.dumps(envelope(1, 5, 501))), (2, orjson.dumps(envelope(2, 7, 502)))]
    for number, value in values:
        captured.log.publish([Event(CORE_ENVELOPES.topic.name, b"%015d" % (BSB + number), value)])
        captured.rounds()
    assert (captured.balance(1), captured.balance(2)) == (0, 7)
    assert told(captured)["parked_reasons"] == {"account_waiting": 1, "schema_unreadable": 1}
    with captured.database.app(captured.tenant) as conn:
        first, second = list_parked(conn, captured.tenant)
        assert get_link(conn, captured.tenant).resync_needed is None
    assert (first.reason, first.core, first.raw) == (ParkReason.SCHEMA_UNREADABLE, BSB + 1, values[0][1])
    assert f"The registry knows no schema {unknown}" in first.words
    assert second.reason is ParkReason.ACCOUNT_WAITING
    assert registry.register("core.DDA.CHANGES.Envelope", orjson.dumps(ENVELOPE).decode()) == unknown
    captured.adaptor.look()
    assert (captured.balance(1), told(captured)["parked"]) == (105, 0)


def test_a_request_of_a_schema_that_ours_cannot_read_is_parked_and_asked_for_again_from_the_journal(
    twin: Twin, registry: PostgresRegistry
) -> None:
    twin.begins({1: 1_000, 2: 0})
    occupied(registry, REQUESTS)
    theirs = registry.latest(REQUESTS).id
    unknown = theirs + 50
    for schema in (theirs, unknown):
        twin.log.publish([Event(CORE_REQUESTS.topic.name, account_key(1), b"\0" + schema.to_bytes(4, "big") + b"\x06red")])
    registry.delete(REQUESTS)
    twin.pays(1, 2, 100)
    twin.settles()
    assert twin.both(1) == (900, 900), "what comes behind it is sent"
    with twin.database.app(twin.tenant) as conn:
        first, second = list_parked(conn, twin.tenant)
    assert (first.reason, second.reason) == (ParkReason.SCHEMA_UNREADABLE,) * 2
    assert f"Schema {theirs} of '{REQUESTS}' cannot be read with ours: the reader's field" in first.words
    assert f"no schema {unknown}" in second.words


def test_a_request_that_was_unreadable_for_want_of_its_schema_is_asked_for_by_itself_once_it_is_known(
    twin: Twin, registry: PostgresRegistry
) -> None:
    twin.begins({1: 1_000, 2: 0})
    ours = registry.register("others.First", '{"type": "record", "name": "First", "namespace": "others", "fields": []}') + 1

    class Ahead:
        """A registry that tells the publisher an id which the reader's does not have yet."""

        def register(self, subject: str, definition: str) -> int:
            return ours

        def __getattr__(self, name: str) -> Any:
            return getattr(registry, name)

    twin.adaptor.relay.coder = Coder(Ahead())
    twin.pays(1, 2, 100)
    twin.shows()
    twin.adaptor.look()
    twin.rounds()
    with twin.database.app(twin.tenant) as conn:
        assert [p.reason for p in list_parked(conn, twin.tenant)] == [ParkReason.SCHEMA_UNREADABLE] * 2
    assert twin.core.work() == 0
    assert registry.register(REQUESTS, schema_versions(CORE_REQUESTS.schema)[-1]) == ours
    twin.adaptor.look()
    twin.settles()
    with twin.database.app(twin.tenant) as conn:
        assert [p.resolution for p in list_parked(conn, twin.tenant, resolved=True)] == ["asked for again from the journal"] * 2
    assert (twin.both(1), twin.both(2)) == ((900, 900), (100, 100))
    assert twin.core.rejected == 0


def test_a_capture_put_right_is_read_with_the_schema_that_the_registry_has(captured: Captured, registry: PostgresRegistry) -> None:
    captured.begins({1: 0}, active=False)
    assert isinstance(captured.capture, Capture)
    schema = registry.register("core.DDA.CHANGES.Envelope", orjson.dumps(ENVELOPE).decode())
    captured.log.publish([Event(CORE_ENVELOPES.topic.name, b"%015d" % (BSB + 1), avro(schema, envelope(1, 100, 500)))])
    captured.rounds()
    assert captured.balance(1) == 100


def test_while_the_registry_is_away_the_core_is_watched_and_nothing_is_lost(twin: Twin, registry: PostgresRegistry) -> None:
    twin.begins({1: 1_000, 2: 0})
    twin.adaptor.close()
    with serving(registry) as url:
        twin.coder = Coder(RemoteRegistry(url, {"max.retries": 0}))
    twin.adaptor = twin.made()  # its registry is gone
    twin.pays(1, 2, 100)
    twin.wall.set(twin.wall.now_us() + 600 * 1_000_000)
    with pytest.raises(Refusal, match="registry_unavailable"):
        twin.adaptor.step()
    assert twin.adaptor.link.state is LinkState.DOWN, "the core is silent too, and the twin stands in"
    twin.adaptor.close()
    twin.coder = Coder(registry)
    twin.adaptor = twin.made()
    for _ in range(3):
        twin.settles()
        twin.clock.set(twin.clock.now_us() + 60 * 1_000_000)
    assert twin.both(1) == (900, 900)
