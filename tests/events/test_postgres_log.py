"""What only the log in PostgreSQL does: other work in the same transaction, retention, row-level security, cut connections, kills."""

import threading
from pathlib import Path

import psycopg
import pytest

from tests.ledger.proxy import Cut, wire_to
from twincore.events import Event, Place, PostgresEventLog, Topic, move_positions
from twincore.kernel.config import Settings
from twincore.kernel.db import Connection, Database
from twincore.kernel.migrations import migrate
from twincore.kernel.postgres import EmbeddedPostgres
from twincore.kernel.refusal import Refusal, Retry

STATES = Topic("states", retention_h=1)
PLACE = Place("states", 0)


@pytest.fixture
def log(database: Database, tenant: int) -> PostgresEventLog:
    log = PostgresEventLog(database, tenant)
    log.create_topics([STATES])
    return log


def numbers(count: int, first: int = 0) -> list[Event]:
    return [Event("states", b"k", b"%d" % n) for n in range(first, first + count)]


def test_events_can_be_part_of_other_work(database: Database, log: PostgresEventLog) -> None:
    with database.app(1) as conn:
        assert log.append(conn, numbers(2))[1].offset == 1
        conn.rollback()
    assert log.ends(["states"]) == {PLACE: 0}
    with database.app(1) as conn:
        log.append(conn, numbers(2))
        move_positions(conn, 1, "relay", {}, {PLACE: 7})
    assert log.ends(["states"]) == {PLACE: 2}


def test_a_reader_never_sees_a_later_event_before_an_earlier_one(database: Database, log: PostgresEventLog) -> None:
    """The first publisher has its offsets but has not committed: the second one waits for it, and no reader can pass them by."""
    reader = log.subscribe(["states"])
    with database.app(1) as conn:
        log.append(conn, numbers(1))
        second = threading.Thread(target=log.publish, args=(numbers(1, 1),))
        second.start()
        assert reader.poll(timeout_s=0.3) == []
    second.join()
    assert [record.value for record in reader.poll(timeout_s=1)] == [b"0", b"1"]


def test_events_of_one_tenant_are_out_of_reach_of_another(database: Database, log: PostgresEventLog, other_tenant: int) -> None:
    log.publish(numbers(1))
    with pytest.raises(Refusal, match="topic_unknown"):
        PostgresEventLog(database, other_tenant).subscribe(["states"])
    with database.app(other_tenant) as conn:
        assert conn.execute("select count(*) from events.log").fetchone() == (0,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), database.app(other_tenant) as conn:
        conn.execute("insert into events.partition (tenant, topic, partition) values (1, 'x', 0)")


def test_an_event_never_changes(superuser: Connection, log: PostgresEventLog) -> None:
    log.publish(numbers(1))
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        superuser.execute("update events.log set value = 'x'")


def _age(superuser: Connection, before: int) -> None:
    """Make events two hours old, as only an administrator could."""
    with superuser.transaction():
        superuser.execute("alter table events.log disable trigger log_never_changes")
        superuser.execute("update events.log set at = at - interval '2 hours' where \"offset\" < %s", (before,))
        superuser.execute("alter table events.log enable trigger log_never_changes")


def test_old_events_go_when_every_consumer_has_passed_them(database: Database, log: PostgresEventLog, superuser: Connection) -> None:
    log.create_topics([Topic("ever", retention_h=None)])
    log.publish([*numbers(10), Event("ever", b"", b"")])
    _age(superuser, before=8)
    with database.app(1) as conn:
        move_positions(conn, 1, "slow", {}, {PLACE: 3})
        move_positions(conn, 1, "quick", {}, {PLACE: 10})
    assert log.trim() == {PLACE: 3}
    with database.app(1) as conn:
        move_positions(conn, 1, "slow", {PLACE: 3}, {PLACE: 10})
    assert log.trim() == {PLACE: 8}, "younger ones stay"
    assert log.trim() == {PLACE: 8}
    assert log.beginnings(["states", "ever"]) == {PLACE: 8, Place("ever", 0): 0}
    assert [record.offset for record in log.subscribe(["states"]).poll(timeout_s=1)] == [8, 9]
    with pytest.raises(Refusal, match="events_trimmed") as refused:
        log.subscribe(["states"], {PLACE: 5}).poll()
    assert refused.value.detail == {"beginning": 8, "position": 5}
    assert log.publish(numbers(1)) == [(*PLACE, 10)], "offsets go on"


def test_when_all_is_old_and_read_the_log_is_empty_and_its_end_stays(log: PostgresEventLog, superuser: Connection) -> None:
    log.publish(numbers(4))
    _age(superuser, before=4)
    assert log.trim() == {PLACE: 4}
    assert log.subscribe(["states"]).poll(timeout_s=0) == []
    assert log.subscribe(["states"], {PLACE: 4}).poll(timeout_s=0) == []


@pytest.mark.parametrize(
    ("where", "text", "written"),
    [("before", b"events.log", False), ("unheard", b"events.log", False), ("before", b"COMMIT", False), ("after", b"COMMIT", True)],
)
def test_a_publication_cut_off_is_refused_and_can_be_repeated(
    database: Database, log: PostgresEventLog, where: str, text: bytes, written: bool
) -> None:
    """It wrote nothing, or, where the answer to the commit was lost, everything: then the repetition doubles it, which consumers expect."""
    with wire_to(Path(database.settings.database_host)) as wire:
        settings = Settings(database_host=str(wire.folder), database_name=database.settings.database_name)
        cut_off = Database(settings)
        try:
            frail = PostgresEventLog(cut_off, 1)
            frail.publish(numbers(1))
            wire.cut(Cut(where, text=text))  # type: ignore[arg-type]
            with pytest.raises(Refusal, match="event_log_unavailable") as refused:
                frail.publish(numbers(50, 1))
            assert refused.value.retry is Retry.SAME_KEY
            assert wire.cuts == 1
            assert log.ends(["states"]) == {PLACE: 51 if written else 1}
            frail.publish(numbers(50, 1))
        finally:
            cut_off.close()
    values = [int(record.value or b"-1") for record in log.subscribe(["states"]).poll(timeout_s=1)]
    assert list(dict.fromkeys(values)) == list(range(51))
    assert len(values) == (101 if written else 51)


def test_a_killed_server_keeps_what_was_acknowledged_and_a_reader_goes_on(server_folder: Path) -> None:
    server = EmbeddedPostgres(server_folder, settings={"shared_buffers": "64MB", "max_wal_size": "256MB", "min_wal_size": "64MB"})
    server.start()
    try:
        server.create_database("durable")
        database = Database(Settings(database_host=str(server.socket), database_name="durable"))
        with database.connect("owner", autocommit=True) as owner:
            migrate(owner)
        log = PostgresEventLog(database, 1)
        log.create_topics([STATES])
        reader = log.subscribe(["states"])
        sent = 0
        while sent < 500:
            sent += len(log.publish(numbers(50, sent)))
        assert len(reader.poll(200, timeout_s=1)) == 200
        server.kill()
        with pytest.raises(Refusal, match="event_log_unavailable"):
            reader.poll(timeout_s=0)
        server.start()
        log.publish(numbers(50, sent))
        values = [record.value for record in reader.poll(timeout_s=5)]
        assert values == [b"%d" % n for n in range(200, 550)]
        database.close()
    finally:
        server.stop()
