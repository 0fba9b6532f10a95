"""The event log: what both implementations promise."""

import itertools
import threading
import time
from collections.abc import Iterator

import pytest

from twincore.events import (
    Event,
    EventLog,
    Kafka,
    KafkaEventLog,
    Place,
    PostgresEventLog,
    Record,
    Topic,
    move_positions,
    partition_of,
    positions,
    set_positions,
)
from twincore.kernel.db import Database
from twincore.kernel.refusal import Refusal

ENTRIES = Topic("entries", partitions=3)
STATES = Topic("states")
_numbers = itertools.count()


@pytest.fixture(params=["postgresql", "kafka"])
def log(request: pytest.FixtureRequest, tenant: int) -> Iterator[EventLog]:
    log: EventLog
    if request.param == "kafka":
        log = KafkaEventLog(Kafka(request.getfixturevalue("broker").bootstrap, prefix=f"test{next(_numbers)}"), tenant)
    else:
        log = PostgresEventLog(request.getfixturevalue("database"), tenant)
    log.create_topics([ENTRIES, STATES])
    yield log
    log.close()


def events(count: int, topic: str = "entries", *, first: int = 0) -> list[Event]:
    return [Event(topic, str(n % 10).encode(), str(n).encode(), (("origin", "twin"),)) for n in range(first, first + count)]


def read_all(log: EventLog, topics: list[str], at_a_time: int = 10_000) -> list[Record]:
    subscription = log.subscribe(topics)
    found: list[Record] = []
    ends = log.ends(topics)
    while subscription.positions != ends:
        found += subscription.poll(at_a_time, 10.0)
    subscription.close()
    return found


def test_what_was_published_is_read_in_order_of_its_key(log: EventLog) -> None:
    sent = events(1000)
    where = log.publish(sent)
    records = read_all(log, ["entries"], at_a_time=77)
    assert len(records) == 1000
    for key in {event.key for event in sent}:
        assert [r.value for r in records if r.key == key] == [e.value for e in sent if e.key == key]
        assert {r.partition for r in records if r.key == key} == {partition_of(key, 3)}
    at = {(r.topic, r.partition, r.offset): (r.key, r.value, r.headers) for r in records}
    assert [at[position] for position in where] == [(e.key, e.value, e.headers) for e in sent]


def test_events_published_by_columns_are_read_as_those_published_one_by_one(log: EventLog) -> None:
    keys, values = [b"%d" % (n % 10) for n in range(25_000)], [b"%d" % n for n in range(25_000)]
    log.publish([Event("entries", b"0", b"before")])
    log.publish_columns("entries", keys, values)
    log.publish([Event("entries", b"0", b"after")])
    records = read_all(log, ["entries"])
    assert len(records) == 25_002
    for key in set(keys):
        around = {b"before", b"after"} if key == b"0" else set()
        mine = [record.value for record in records if record.key == key]
        assert [value for value in mine if value not in around] == [value for k, value in zip(keys, values, strict=True) if k == key]
        assert {mine[0], mine[-1]} == around or not around
        assert {record.partition for record in records if record.key == key} == {partition_of(key, 3)}
    assert {record.headers for record in records} == {()}


def test_columns_are_refused_as_events_are_and_nothing_of_them_is_written(log: EventLog) -> None:
    with pytest.raises(Refusal, match="topic_unknown"):
        log.publish_columns("nothing", [b""], [b"x"])
    with pytest.raises(Refusal, match="event_too_large"):
        log.publish_columns("states", [b"", b""], [b"x", b"x" * 900_001])
    with pytest.raises(Refusal, match="batch_too_large"):
        log.publish_columns("states", [b""] * 100_001, [b"x"] * 100_001)
    log.publish_columns("states", [], [])
    log.publish_columns("states", [b"large"] * 80, [b"x" * 900_000] * 80)  # more than the client is handed at once
    deadline = time.monotonic() + 30
    while (ends := log.ends(["states"])[Place("states", 0)]) < 80:  # a busy broker may tell of acknowledged records a moment late
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert ends == 80


def test_offsets_have_no_gap_and_ends_say_where_the_next_one_goes(log: EventLog) -> None:
    assert log.ends(["states"]) == {Place("states", 0): 0}
    assert [p.offset for p in log.publish(events(3, "states"))] == [0, 1, 2]
    assert [p.offset for p in log.publish(events(2, "states"))] == [3, 4]
    assert log.ends(["states"]) == {Place("states", 0): 5}
    assert log.beginnings(["states"]) == {Place("states", 0): 0}


def test_a_tombstone_is_told_from_an_empty_value(log: EventLog) -> None:
    log.publish([Event("states", b"a", None), Event("states", b"b", b"")])
    assert [record.value for record in read_all(log, ["states"])] == [None, b""]


def test_a_reader_goes_on_from_the_positions_it_is_given(log: EventLog) -> None:
    log.publish(events(10, "states"))
    subscription = log.subscribe(["states"], {Place("states", 0): 7})
    assert [record.offset for record in subscription.poll(timeout_s=10)] == [7, 8, 9]
    assert subscription.positions == {Place("states", 0): 10}
    subscription.seek(Place("states", 0), 2)
    assert [record.offset for record in subscription.poll(2, timeout_s=10)] == [2, 3]


def test_a_waiting_reader_gets_what_is_published_meanwhile(log: EventLog) -> None:
    subscription = log.subscribe(["states"])
    later = threading.Timer(0.2, lambda: log.publish(events(1, "states")))
    later.start()
    assert len(subscription.poll(timeout_s=10)) == 1
    later.join()


def test_a_position_beyond_the_end_is_refused_for_the_log_is_another_one(log: EventLog) -> None:
    log.publish(events(3, "states"))
    with pytest.raises(Refusal, match="events_lost"):
        log.subscribe(["states"], {Place("states", 0): 4}).poll(timeout_s=30)


def test_an_unknown_topic_is_refused(log: EventLog) -> None:
    with pytest.raises(Refusal, match="topic_unknown"):
        log.publish(events(1, "nothing"))
    with pytest.raises(Refusal, match="topic_unknown"):
        log.subscribe(["nothing"])


def test_a_topic_keeps_its_partitions(log: EventLog) -> None:
    log.create_topics([ENTRIES, STATES])
    with pytest.raises(Refusal, match="topic_differs"):
        log.create_topics([Topic("entries", partitions=4)])


def test_an_event_too_large_is_refused_and_nothing_of_its_batch_is_written(log: EventLog) -> None:
    with pytest.raises(Refusal, match="event_too_large"):
        log.publish([Event("states", b"", b"x"), Event("states", b"", b"x" * 900_001)])
    assert log.ends(["states"]) == {Place("states", 0): 0}


def test_publishers_at_the_same_time_leave_no_gap(log: EventLog) -> None:
    def publish(first: int) -> None:
        for n in range(20):
            log.publish(events(10, first=first + 10 * n))

    threads = [threading.Thread(target=publish, args=(10_000 * n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    records = read_all(log, ["entries"])
    assert len({record.value for record in records}) == len(records) == 800
    for place, end in log.ends(["entries"]).items():
        assert [record.offset for record in records if record.place == place] == list(range(end))


def test_a_position_moves_with_the_work_and_not_without_it(database: Database, tenant: int) -> None:
    place = Place("states", 0)
    with database.app(tenant) as conn:
        move_positions(conn, tenant, "follower", {}, {place: 5})
        conn.rollback()
    with database.app(tenant) as conn:
        assert positions(conn, tenant, "follower") == {}
        move_positions(conn, tenant, "follower", {}, {place: 5})
    with database.app(tenant) as conn:
        assert positions(conn, tenant, "follower") == {place: 5}
        assert positions(conn, tenant, "follower", ["others"]) == {}


def test_the_second_of_two_instances_of_a_consumer_is_refused(database: Database, tenant: int) -> None:
    place = Place("states", 0)
    with database.app(tenant) as conn:
        move_positions(conn, tenant, "follower", {}, {place: 5})
    with database.app(tenant) as conn:
        move_positions(conn, tenant, "follower", {place: 5}, {place: 9})
    with pytest.raises(Refusal, match="position_moved"), database.app(tenant) as conn:
        move_positions(conn, tenant, "follower", {place: 5}, {place: 8})
    with pytest.raises(Refusal, match="position_moved"), database.app(tenant) as conn:
        move_positions(conn, tenant, "follower", {}, {place: 3})
    with database.app(tenant) as conn:
        set_positions(conn, tenant, "follower", {place: 2})
        assert positions(conn, tenant, "follower") == {place: 2}


def test_the_ledger_role_moves_positions_in_its_own_commit(database: Database, tenant: int) -> None:
    place = Place("states", 0)
    with database.transaction("ledger", tenant) as conn:
        move_positions(conn, tenant, "follower", {}, {place: 5})
        move_positions(conn, tenant, "follower", {place: 5}, {place: 6})
        assert positions(conn, tenant, "follower") == {place: 6}
