"""What only a real broker can show: kills, cuts, logs that were lost or trimmed, partitions by key."""

import itertools
import random
import threading
import time
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from confluent_kafka import Producer, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._config import ConfigEntry, ConfigResource
from confluent_kafka.admin._resource import ResourceType

from tests.events.wire import Wire
from twincore.events import Broker, Event, Kafka, KafkaEventLog, Place, Record, Subscription, Topic, partition_of, read_change
from twincore.kernel.refusal import Refusal, Retry

ENTRIES = Topic("entries", partitions=3)
_numbers = itertools.count()


def a_log(broker: Broker, tenant: int = 1, **more: object) -> KafkaEventLog:
    log = KafkaEventLog(Kafka(broker.bootstrap, prefix=f"fault{next(_numbers)}", **more), tenant)  # type: ignore[arg-type]
    log.create_topics([ENTRIES])
    return log


def drain(log: KafkaEventLog, subscription: Subscription, topics: list[str] | None = None) -> list[Record]:
    found: list[Record] = []
    ends = log.ends(topics or ["entries"])
    while subscription.positions != ends:
        found += subscription.poll(timeout_s=5)
    return found


def test_the_key_decides_the_partition_as_for_every_other_client_of_kafka(broker: Broker) -> None:
    log = a_log(broker)
    keys = [random.Random(7).randbytes(n % 23 + 1) for n in range(300)] + [str(n).encode() for n in range(300)]
    where = log.publish([Event("entries", key, b"") for key in keys])
    assert [position.partition for position in where] == [partition_of(key, 3) for key in keys]


def test_tenants_do_not_see_each_others_events(broker: Broker) -> None:
    one = a_log(broker)
    other = KafkaEventLog(one.kafka, 2)
    other.create_topics([ENTRIES])
    one.publish([Event("entries", b"1", b"of one")])
    assert set(other.ends(["entries"]).values()) == {0}
    assert other.subscribe(["entries"]).poll(timeout_s=0.5) == []


def until_refused(subscription: Subscription, polls: int = 60) -> None:
    for _ in range(polls):
        assert subscription.poll(timeout_s=1) == []


class Publisher(threading.Thread):
    """Publishes numbers in order until told to stop, and sends again what was refused."""

    def __init__(self, log: KafkaEventLog, at_least: int, *, columns: bool = False) -> None:
        super().__init__()
        self.log, self.at_least, self.columns, self.sent = log, at_least, columns, 0
        self.enough = threading.Event()
        self.refusals: list[Refusal] = []

    def run(self) -> None:
        while not self.enough.is_set() or self.sent < self.at_least:
            batch = [Event("entries", b"%d" % (n % 17), b"%d" % n) for n in range(self.sent, self.sent + 50)]
            try:
                if self.columns:
                    self.log.publish_columns("entries", [event.key for event in batch], [event.value or b"" for event in batch])
                else:
                    self.log.publish(batch)
                self.sent += len(batch)
            except Refusal as refusal:
                self.refusals.append(refusal)
                time.sleep(0.1)

    def check(self, seen: list[Record]) -> None:
        """Everything acknowledged was seen, nothing else, first appearances in the order of their key, and no record twice."""
        assert {(refusal.code, refusal.retry) for refusal in self.refusals} <= {("event_log_unavailable", Retry.SAME_KEY)}
        firsts = list(dict.fromkeys(int(record.value or b"-1") for record in seen))
        assert sorted(firsts) == list(range(self.sent))
        for key in range(17):
            mine = [value for value in firsts if value % 17 == key]
            assert mine == sorted(mine)
        positions = [(record.place, record.offset) for record in seen]
        assert len(positions) == len(set(positions))


def poll_through(subscription: Subscription, timeout_s: float) -> list[Record]:
    """What is there to read, nothing if there is nobody to ask."""
    try:
        return subscription.poll(timeout_s=timeout_s)
    except Refusal as refusal:
        if refusal.code != "event_log_unavailable":
            raise
        return []


@pytest.mark.parametrize("columns", [False, True], ids=["one by one", "by columns"])
def test_a_broker_killed_and_restarted_keeps_all_that_it_acknowledged(broker: Broker, columns: bool) -> None:
    log = a_log(broker, timeout_s=5)
    publisher = Publisher(log, at_least=3000, columns=columns)
    publisher.start()
    subscription = log.subscribe(["entries"])
    seen: list[Record] = []
    try:
        for pause in (0.3, 0.05, 0.7):
            time.sleep(pause)
            broker.kill()
            seen += poll_through(subscription, 0.3)
            broker.start()
    finally:
        publisher.enough.set()
        publisher.join()
    publisher.check(seen + drain(log, subscription))


def test_a_page_that_the_client_does_not_take_whole_is_taken_back_and_nothing_overtakes_it(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("twincore.events.kafka_log._QUEUE_MESSAGES", 1_000)
    log = a_log(broker)
    patient, log.kafka = log.kafka, replace(log.kafka, timeout_s=1)
    values = [b"%d" % n for n in range(5_000)]
    with pytest.raises(Refusal, match="the client has no room"):
        log.publish_columns("entries", [b"1"] * 5_000, values)
    log.kafka = patient  # a busy broker may need more than a second
    for start in range(0, 5_000, 500):
        log.publish_columns("entries", [b"1"] * 500, values[start : start + 500])
    seen = [record.value for record in drain(log, log.subscribe(["entries"]))]
    assert list(dict.fromkeys(seen)) == values


def test_cut_connections_neither_lose_nor_reorder_an_event(server_folder: Path) -> None:
    with Wire() as wire:
        broker = Broker(server_folder / "kafka", settings={"advertised.listeners": f"PLAINTEXT://127.0.0.1:{wire.port}"})
        wire.to(broker.bootstrap)
        broker.start()
        try:
            log = KafkaEventLog(Kafka(f"127.0.0.1:{wire.port}", timeout_s=5), 1)
            log.create_topics([ENTRIES])
            publisher = Publisher(log, at_least=2000)
            publisher.start()
            subscription = log.subscribe(["entries"])
            seen: list[Record] = []
            try:
                for _ in range(20):
                    seen += poll_through(subscription, 0.05)
                    wire.cut()
            finally:
                publisher.enough.set()
                publisher.join()
            publisher.check(seen + drain(log, subscription))
            assert wire.cuts >= 20
        finally:
            broker.stop()


def test_while_no_broker_answers_publishing_is_refused_and_may_be_repeated(server_folder: Path) -> None:
    broker = Broker(server_folder / "kafka")
    broker.start()
    log = a_log(broker)
    log.publish([Event("entries", b"1", b"before")])
    subscription = log.subscribe(["entries"])
    assert len(subscription.poll(timeout_s=30)) == 1
    broker.stop()
    patient, log.kafka = log.kafka, replace(log.kafka, timeout_s=2)
    began = time.monotonic()
    with pytest.raises(Refusal, match="event_log_unavailable"):
        log.publish([Event("entries", b"1", b"meanwhile")])
    assert time.monotonic() - began < patient.timeout_s - 5, "its own time, not the usual one"
    with pytest.raises(Refusal, match="event_log_unavailable"):
        until_refused(subscription)
    with pytest.raises(Refusal, match="event_log_unavailable"):
        log.ends(["entries"])
    log.kafka = patient
    broker.start()
    try:
        again = KafkaEventLog(log.kafka, 1)
        again.publish([Event("entries", b"1", b"meanwhile")])
        log.publish([Event("entries", b"1", b"after")])
        values = [record.value for record in drain(log, subscription)]
        assert list(dict.fromkeys(values)) == [b"meanwhile", b"after"]
    finally:
        broker.stop()


def test_a_position_before_the_beginning_is_refused_for_records_are_gone(broker: Broker) -> None:
    log = a_log(broker)
    log.publish([Event("entries", b"1", b"%d" % n) for n in range(10)])
    place = Place("entries", partition_of(b"1", 3))
    subscription = log.subscribe(["entries"], {place: 2})
    assert [record.offset for record in subscription.poll(timeout_s=30)] == list(range(2, 10))
    _delete_before(broker, log, place, 5)
    assert log.beginnings(["entries"])[place] == 5
    subscription.seek(place, 2)
    with pytest.raises(Refusal, match="events_trimmed"):
        until_refused(subscription)
    subscription.seek(place, 5)
    assert [record.offset for record in subscription.poll(timeout_s=30)] == list(range(5, 10))


def _delete_before(broker: Broker, log: KafkaEventLog, place: Place, offset: int) -> None:
    admin = AdminClient({"bootstrap.servers": broker.bootstrap})
    for future in admin.delete_records([TopicPartition(log.name(place.topic), place.partition, offset)]).values():
        future.result()


def test_topics_of_others_are_read_by_our_name_for_them_and_never_made(broker: Broker) -> None:
    theirs = a_log(broker)
    theirs.publish([Event("entries", b"1", b"captured")])
    ours = KafkaEventLog(Kafka(broker.bootstrap, prefix="ours", names={"captured": theirs.name("entries"), "missing": "no.such"}), 1)
    ours.create_topics([Topic("captured", 3)])
    assert [record.value for record in drain(ours, ours.subscribe(["captured"]), ["captured"])] == [b"captured"]
    with pytest.raises(Refusal, match="topic_unknown"):
        ours.subscribe(["missing"])


def test_what_a_replicator_of_others_writes_is_read_whatever_its_key_and_headers(broker: Broker) -> None:
    log = a_log(broker)
    theirs = Producer({"bootstrap.servers": broker.bootstrap})
    envelope = {"op": "c", "before": None, "after": {"id": 7}, "source": {"connector": "db2", "ts_ms": 3}, "ts_ms": 4}
    theirs.produce(log.name("entries"), orjson.dumps(envelope), None, headers=[("origin", b"\xff"), ("empty", None)])
    theirs.produce(log.name("entries"), None, b"7")
    theirs.produce(log.name("entries"), b"", b"7")
    theirs.flush(10)
    records = drain(log, log.subscribe(["entries"]))
    (change,) = [read_change(record) for record in records if record.key == b""]
    assert change is not None
    assert change.row == {"id": 7}
    assert [record.headers for record in records if record.key == b""] == [(("origin", "\\xff"), ("empty", ""))]
    assert [record.value for record in records if record.key == b"7"] == [None, b""]


def test_a_topic_made_anew_is_noticed_by_who_read_the_old_one(broker: Broker) -> None:
    log = a_log(broker)
    log.publish([Event("entries", b"1", b"%d" % n) for n in range(10)])
    place = Place("entries", partition_of(b"1", 3))
    admin = AdminClient({"bootstrap.servers": broker.bootstrap})
    (deleted,) = admin.delete_topics([log.name("entries")]).values()
    deleted.result()
    until = time.monotonic() + 90
    again = KafkaEventLog(log.kafka, 1)
    while True:
        try:
            again.create_topics([ENTRIES])
            if again.ends(["entries"])[place] == 0:
                break
        except Refusal:
            assert time.monotonic() < until
        time.sleep(0.05)
    again.publish([Event("entries", b"1", b"new")])
    with pytest.raises(Refusal, match="events_lost"):
        until_refused(again.subscribe(["entries"], {place: 10}))


def test_a_topic_has_the_retention_that_was_asked_for(broker: Broker) -> None:
    log = a_log(broker)
    log.create_topics([Topic("ever", retention_h=None), Topic("day", retention_h=24)])
    admin = AdminClient({"bootstrap.servers": broker.bootstrap})
    for topic, retention in (("ever", "-1"), ("day", "86400000")):
        (future,) = admin.describe_configs([ConfigResource(ResourceType.TOPIC, log.name(topic))]).values()
        entry = future.result()["retention.ms"]
        assert isinstance(entry, ConfigEntry)
        assert entry.value == retention
