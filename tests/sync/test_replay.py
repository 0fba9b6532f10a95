"""Parked envelopes and requests are taken in after all: oldest first, an account at a time, with who asked for it, and once however often they come."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.sync.test_envelope_drift import Captured
from tests.sync.test_envelopes import envelope
from tests.sync.twin import BSB, core_id
from twincore.audit import history
from twincore.events import CORE_ENVELOPES, CORE_REQUESTS, Event, Kafka, KafkaEventLog, Record, account_key
from twincore.events.broker import Broker
from twincore.kernel.db import Connection, Database
from twincore.kernel.postgres import EmbeddedPostgres
from twincore.kernel.refusal import Refusal
from twincore.ledger import close_account
from twincore.sync import Parked, ParkReason, advice, drop_parked, get_link, list_parked, replay, replay_waiting, sync_parked, sync_replay
from twincore.sync.envelopes import EnvelopeReader


class GoneError(Exception):
    """The process ends here."""


@pytest.fixture
def twin(database: Database, tenant: int, tmp_path: Path) -> Iterator[Captured]:
    made = Captured(database, tenant, tmp_path / "core")
    yield made
    made.closes()


def tells(twin: Captured, number: int, value: bytes | dict[str, Any]) -> bytes:
    """An envelope of an account, on the log."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    twin.log.publish([Event(CORE_ENVELOPES.topic.name, b"%015d" % (BSB + number), raw)])
    return raw


def parked(twin: Captured) -> list[Parked]:
    with twin.database.app(twin.tenant) as conn:
        return list_parked(conn, twin.tenant)


def refusal(twin: Captured, record: Parked, corrected: bytes | None = None) -> Refusal:
    with pytest.raises(Refusal) as refused:
        replay(twin.adaptor.replays(), record.number, now_us=twin.clock.now_us(), corrected=corrected)
    return refused.value


def replayed(twin: Captured, record: Parked, corrected: bytes | None = None) -> str | None:
    """How it was resolved."""
    replay(twin.adaptor.replays(), record.number, now_us=twin.clock.now_us(), corrected=corrected)
    with twin.database.app(twin.tenant) as conn:
        return next(p.resolution for p in list_parked(conn, twin.tenant, resolved=True) if p.number == record.number)


def test_an_envelope_of_an_account_that_was_unknown_is_posted_once_it_is_bound_and_once_if_it_comes_again(twin: Captured) -> None:
    twin.begins({1: 0}, active=False)
    twin.core.open_account(BSB + 9, 0)
    twin.core.post(BSB + 9, 400, core_id(1))
    twin.core.post(BSB + 1, 3, core_id(2))
    twin.capture()
    twin.rounds()
    twin.capture(again=True)
    twin.rounds()
    first, second = parked(twin)
    assert [(p.reason, p.core) for p in (first, second)] == [(ParkReason.ACCOUNT_UNKNOWN, BSB + 9)] * 2
    assert twin.balance(1) == 3
    assert "not bound" in refusal(twin, first).message
    with twin.database.app(twin.tenant) as conn:  # bound with what it had before the change
        conn.execute(
            "insert into sync.account select tenant, %s, %s, 0, base_seq, 0, 0, bound_at from sync.account where tenant = %s",
            (BSB + 9, twin.system["cash"], twin.tenant),
        )
    twin.accounts[9] = twin.system["cash"]
    before = twin.balance(9)
    assert f"record {first.number} of the same account waits before it" in refusal(twin, second).message
    assert replayed(twin, first) == "replayed"
    assert twin.balance(9) == before + 400
    assert refusal(twin, first).code == "parked_record_resolved"
    assert replay_waiting(twin.adaptor.replays(), now_us=twin.clock.now_us()) == (1, 0)
    twin.capture(again=True)
    twin.rounds()
    assert (twin.balance(9), parked(twin)) == (before + 400, [])


def test_a_poisoned_envelope_is_posted_with_corrected_bytes_and_only_its_account_waits(twin: Captured) -> None:
    twin.begins({1: 0, 2: 0}, active=False)
    right = envelope(1, 100, 500)
    wrong = tells(twin, 1, envelope(1, 100, 500, direction="SIDEWAYS"))
    twin.rounds()
    tells(twin, 1, envelope(1, 5, 501, before=100))
    tells(twin, 2, envelope(2, 7, 502))
    twin.rounds()
    first, second = parked(twin)
    assert (first.reason, first.core, first.raw) == (ParkReason.MESSAGE_POISONED, BSB + 1, wrong)
    assert (second.reason, second.core) == (ParkReason.ACCOUNT_WAITING, BSB + 1)
    assert (twin.balance(1), twin.balance(2)) == (0, 7)
    with twin.database.app(twin.tenant) as conn:
        assert get_link(conn, twin.tenant).resync_needed is None, "its key says whose it is"
    assert "no such direction as 'SIDEWAYS'" in refusal(twin, first).message
    assert refusal(twin, first, b"{").code == "parked_record_still_unfit"
    assert replayed(twin, first, orjson.dumps(right)) == "replayed with other bytes"
    assert twin.balance(1) == 100
    tells(twin, 1, right)  # the capture is put right too, and tells it again
    twin.adaptor.look()  # what waited behind it needs nobody
    twin.rounds()
    assert (twin.balance(1), parked(twin)) == (105, [])


def test_all_that_waits_is_taken_in_oldest_first_and_an_account_stops_at_what_is_unfit(twin: Captured) -> None:
    twin.begins({1: 0, 2: 0}, active=False)
    for n in (1, 2):
        tells(twin, n, envelope(n, 10, 500 + n, bsb="x"))
        twin.rounds()
    for n in (1, 2):
        tells(twin, n, envelope(n, 1, 510 + n))
        twin.rounds()
    records = parked(twin)
    assert [(p.reason, (p.core or 0) - BSB) for p in records] == [
        (ParkReason.MESSAGE_POISONED, 1),
        (ParkReason.MESSAGE_POISONED, 2),
        (ParkReason.ACCOUNT_WAITING, 1),
        (ParkReason.ACCOUNT_WAITING, 2),
    ]
    with twin.database.app(twin.tenant) as conn:
        drop_parked(conn, twin.tenant, records[0].number, reason="it came again", now_us=twin.clock.now_us())
    assert replay_waiting(twin.adaptor.replays(), now_us=twin.clock.now_us(), core=BSB + 2) == (0, 3)
    assert replay_waiting(twin.adaptor.replays(), now_us=twin.clock.now_us(), core=BSB + 1) == (1, 2)
    assert [twin.balance(n) for n in (1, 2)] == [1, 0]


def test_a_replay_of_an_envelope_and_its_audit_row_are_one_transaction(twin: Captured) -> None:
    twin.begins({1: 0}, active=False)
    tells(twin, 1, b"no json")
    twin.rounds()
    (record,) = parked(twin)
    right = orjson.dumps(envelope(1, 100, 500))

    def refuses(_conn: Connection, _what: int) -> None:
        raise GoneError

    with pytest.raises(GoneError):
        replay(twin.adaptor.replays(), record.number, now_us=twin.clock.now_us(), corrected=right, beside=refuses)
    assert (twin.balance(1), [p.number for p in parked(twin)]) == (0, [record.number])
    assert sync_replay(twin.database, "testcu", twin.folder, number=record.number, corrected=right) == {
        "replayed": 1,
        "left": 0,
        "left_reasons": {},
    }
    assert twin.balance(1) == 100
    with twin.database.app(twin.tenant) as conn:
        (recorded,) = history(conn, twin.tenant, subject=f"parked_record/{record.number}")
    assert (recorded.entry.command.type, recorded.entry.outcome["result"]) == ("core.replay", {"replayed": record.number})


def test_of_a_replay_and_a_drop_in_the_same_moment_one_happens(twin: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    twin.begins({1: 0}, active=False)
    tells(twin, 1, b"no json")
    twin.rounds()
    (record,) = parked(twin)
    row = EnvelopeReader.row

    def reads(reader: EnvelopeReader, message: Record, place: int) -> tuple[Any, ...] | None:
        with twin.database.app(twin.tenant) as conn:  # meanwhile, somebody else decides
            drop_parked(conn, twin.tenant, record.number, reason="it came again", now_us=twin.clock.now_us())
        return row(reader, message, place)

    monkeypatch.setattr(EnvelopeReader, "row", reads)
    assert refusal(twin, record, orjson.dumps(envelope(1, 100, 500))).code == "parked_record_resolved"
    assert twin.balance(1) == 0


def test_what_the_ledger_refuses_waits_as_it_did_and_says_why(twin: Captured, server: EmbeddedPostgres) -> None:
    twin.begins({1: 0}, active=False)
    with twin.database.app(twin.tenant) as conn:
        close_account(conn, twin.tenant, twin.accounts[1], now_us=twin.clock.now_us())
    tells(twin, 1, envelope(1, 100, 500))
    twin.rounds()
    (record,) = parked(twin)
    assert record.reason is ParkReason.LEDGER_REFUSED
    refused = refusal(twin, record)
    assert (refused.code, "closed" in refused.message) == ("parked_record_still_unfit", True)
    assert [p.number for p in parked(twin)] == [record.number]
    with server.superuser(twin.database.settings.database_name) as one:
        one.execute("update ledger.lane set account_version = account_version + 1 where tenant = %s", (twin.tenant,))
        opened = "update ledger.account a set flags = 0, closed_at = null, version = l.account_version from ledger.lane l"
        one.execute(f"{opened} where a.tenant = %s and a.id = %s and l.tenant = a.tenant", (twin.tenant, twin.accounts[1]))
    assert replayed(twin, record) == "replayed"
    assert twin.balance(1) == 100


def test_a_balance_that_a_resync_has_put_right_is_not_moved_a_second_time(twin: Captured) -> None:
    twin.begins({1: 0}, active=False)
    twin.core.post(BSB + 1, 70, core_id(500))
    twin.capture(lose=[twin.core.lsn - 1])
    lost = envelope(1, 70, 500, lsn=twin.core.lsn - 1)
    tells(twin, 1, b"{")
    twin.core.post(BSB + 1, 5, core_id(501))
    twin.capture()
    twin.rounds()
    first, *_ = parked(twin)
    report, repairs = twin.adaptor.resync(twin.core)
    assert (report.clean, sum(r.adjusted_minor for r in repairs)) == (True, 70)
    assert "has adjusted 802-985/000000001 for it: drop it" in refusal(twin, first, orjson.dumps(lost)).message
    with twin.database.app(twin.tenant) as conn:
        drop_parked(conn, twin.tenant, first.number, reason="adjusted", now_us=twin.clock.now_us())
    twin.adaptor.look()
    assert (twin.both(1), parked(twin)) == ((75, 75), [])
    assert twin.drift().clean


def test_of_an_envelope_too_long_to_be_kept_whole_the_whole_bytes_are_asked_for(twin: Captured) -> None:
    twin.begins({1: 0}, active=False)
    tells(twin, 1, envelope(1, 100, 500, bsb="x", note="n" * 70_000))
    twin.rounds()
    (record,) = parked(twin)
    assert "no more than its first 65536 bytes are kept" in refusal(twin, record).message
    assert replayed(twin, record, orjson.dumps(envelope(1, 100, 500, note="n" * 70_000))) == "replayed with other bytes"


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": 10**30},
        {"actual": -(2**63) - 1},
        {"lsn": 2**63},
        {"epoch": 2**31},
        {"number": "1000000001"},
        {"bsb": "-1"},
        {"at": 2**64},
        {"value_date": 2**40},
    ],
)
def test_a_number_that_no_column_holds_is_parked_and_stops_nothing(twin: Captured, changes: dict[str, Any]) -> None:
    twin.begins({1: 0, 2: 0}, active=False)
    document = envelope(1, 100, 500)
    document["after"] |= changes
    tells(twin, 1, document)
    tells(twin, 2, envelope(2, 7, 501))
    twin.rounds()
    (record,) = parked(twin)
    assert (record.reason, record.core) == (ParkReason.MESSAGE_POISONED, BSB + 1)
    assert next(iter(changes)) in record.words
    assert twin.balance(2) == 7


def test_a_request_that_nobody_can_read_is_dropped_and_one_that_can_be_read_is_asked_for_again_from_the_journal(twin: Captured) -> None:
    twin.begins({1: 1_000, 2: 0})
    twin.log.publish([Event(CORE_REQUESTS.topic.name, account_key(1), b"not even avro")])
    twin.pays(1, 2, 40)
    twin.settles()
    assert twin.both(1) == (960, 960)
    (record,) = parked(twin)
    assert "the journal asks the core again" in advice(record)
    refused = refusal(twin, record)
    assert refused.code == "parked_record_foreign"
    assert "asked for again from the journal by itself: drop it" in refused.message
    assert refusal(twin, record, b"other").code == "parked_record_foreign"

    topic = CORE_REQUESTS.topic.name
    subscription = twin.log.subscribe([topic])
    value = next(one.value for one in subscription.poll(10) if one.value and one.value[:1] == b"\0")
    subscription.close()
    assert value is not None
    never = bytearray(value)
    never[7] ^= 1  # a bit of the id, behind the head and the tenant's number: nothing was asked under it
    with twin.database.app(twin.tenant) as conn:
        for place, raw in enumerate((value, bytes(never))):
            conn.execute(
                "insert into sync.parked (tenant, stream, place, reason, words, raw, parked_at) values (%s, %s, %s, 'schema_unreadable', 'w', %s, now())",
                (twin.tenant, f"{topic}/0", 900 + place, raw),
            )
    _, known, unknown = parked(twin)
    assert replayed(twin, known) == "the core has answered it"
    assert "asked for nothing under its id" in refusal(twin, unknown).message
    assert twin.both(1) == (960, 960)


def test_the_list_says_what_helps(twin: Captured) -> None:
    twin.begins({1: 0}, active=False)
    tells(twin, 8, envelope(8, 100, 500))
    tells(twin, 1, b"\0\0\0\x30\x39avro")
    twin.rounds()
    assert {(p["reason"], p["advice"]) for p in sync_parked(twin.database, "testcu")} == {
        ("account_unknown", "bind the account, then replay"),
        ("schema_unreadable", "goes on by itself once the registry knows a schema that can be read"),
    }


@pytest.mark.timeout(300)
def test_over_a_real_broker_what_is_replayed_and_comes_again_is_posted_once(twin: Captured, broker: Broker) -> None:
    twin.log = KafkaEventLog(Kafka(broker.bootstrap, f"replay{time.monotonic_ns()}"), twin.tenant)  # type: ignore[assignment]

    def until(done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not done():
            assert time.monotonic() < deadline
            twin.rounds()

    try:
        twin.begins({1: 0, 2: 0}, active=False)
        right = orjson.dumps(envelope(1, 100, 500))
        tells(twin, 1, right[:-9])
        tells(twin, 2, envelope(2, 7, 501))
        until(lambda: twin.balance(2) == 7)
        until(lambda: len(parked(twin)) == 1)
        (record,) = parked(twin)
        assert (record.raw, record.core) == (right[:-9], BSB + 1)
        assert replayed(twin, record, right) == "replayed with other bytes"
        tells(twin, 1, right)
        tells(twin, 1, envelope(1, 5, 502, before=100))
        until(lambda: twin.balance(1) >= 105)
        assert (twin.balance(1), parked(twin)) == (105, [])
    finally:
        twin.adaptor.close()
        twin.log.close()
