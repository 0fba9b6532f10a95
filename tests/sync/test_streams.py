"""What subscribers are told: every stream, in the journal's order for each account, at least once whatever dies on the way."""

import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.sync.twin import BSB, Twin, core_id
from twincore.events import (
    CORE_DRIFT,
    CORE_LINK,
    CORE_PARKED,
    HOLDS,
    TRANSFERS,
    Event,
    EventLog,
    Kafka,
    KafkaEventLog,
    Position,
    Record,
    account_key,
)
from twincore.events.broker import Broker
from twincore.kernel.refusal import Refusal
from twincore.ledger import Kind, TransferRequest, history
from twincore.sync.rules import SECOND_US
from twincore.sync.streams import Streams

DAY_0 = date(1970, 1, 1)


def said(twin: Twin, topic: str, log: EventLog | None = None) -> list[tuple[Record, dict[str, Any]]]:
    """All that subscribers of a stream were told, in order within a partition."""
    log = log or twin.log
    ends = log.ends([topic])
    reading = log.subscribe([topic])
    found: list[Record] = []
    deadline = time.monotonic() + 30
    while any(reading.positions[place] < end for place, end in ends.items()):
        assert time.monotonic() < deadline
        found += reading.poll(timeout_s=1.0)
    reading.close()
    return [(record, dict(twin.coder.decode(record.value or b"").record)) for record in found]


def tells(streams: Streams) -> None:
    """Publish all there is."""
    while streams.step():
        pass


@pytest.fixture
def streams(twin: Twin) -> Iterator[Streams]:
    twin.begins({1: 10_000, 2: 500}, active=False)
    made = Streams(twin.adaptor)
    tells(made)
    yield made
    made.close()


def submits(twin: Twin, **fields: Any) -> UUID:
    request = TransferRequest(uuid4(), **fields)
    (outcome,) = twin.ledger.submit(twin.tenant, [request], uuid4()).result(30)
    assert outcome.status.ok, outcome
    return request.id


def test_both_sides_of_every_transfer_are_told_with_their_balances(twin: Twin, streams: Streams) -> None:
    first = submits(twin, debit=twin.accounts[1], credit=twin.accounts[2], amount=70, code=201)
    twin.core.post(BSB + 2, -30, core_id(1))
    twin.rounds()
    tells(streams)
    told = {(event["account"], event["seq"]): event for _, event in said(twin, TRANSFERS.topic.name)}
    mine = [event for (account, _), event in sorted(told.items()) if account in twin.accounts.values()]
    assert [(e["account"], e["direction"], e["amount"], e["balance"], e["origin"], e["code"]) for e in mine] == [
        (twin.accounts[1], "DEBIT", 70, 9_930, "TWIN", 201) if first else (),
        (twin.accounts[2], "CREDIT", 70, 570, "TWIN", 201),
        (twin.accounts[2], "DEBIT", 30, 540, "CORE", 862),
    ]
    assert {UUID(bytes=e["id"]) for e in mine if e["origin"] == "TWIN"} == {first}
    contra = [e for (account, _), e in told.items() if account == twin.system["core_clearing"]]
    assert [(e["direction"], e["amount"], e["counter_account"]) for e in contra] == [("CREDIT", 30, twin.accounts[2])]
    assert all(record.key == account_key(event["account"]) for record, event in said(twin, TRANSFERS.topic.name))


def test_a_hold_is_told_when_it_is_placed_captured_released_and_expired(twin: Twin, streams: Streams) -> None:
    sides = {"debit": twin.accounts[1], "credit": twin.accounts[2], "code": 201}
    one = submits(twin, kind=Kind.HOLD, amount=300, **sides)
    two = submits(twin, kind=Kind.HOLD, amount=200, **sides)
    until = twin.clock.now_us() + 60 * SECOND_US
    three = submits(twin, kind=Kind.HOLD, amount=100, expires_at_us=until, **sides)
    submits(twin, kind=Kind.CAPTURE, amount=300, ref=one, code=201)
    submits(twin, kind=Kind.RELEASE, ref=two, code=201)
    twin.clock.set(twin.clock.now_us() + 61 * SECOND_US)
    expire(twin)
    tells(streams)
    told = [event for _, event in said(twin, HOLDS.topic.name)]
    assert [(UUID(bytes=e["hold"]), e["change"], e["amount"], e["held"]) for e in told] == [
        (one, "PLACED", 300, 300),
        (two, "PLACED", 200, 500),
        (three, "PLACED", 100, 600),
        (one, "CAPTURED", -300, 300),
        (two, "RELEASED", -200, 100),
        (three, "EXPIRED", -100, 0),
    ]
    assert [e["expires_at"] for e in told[:3]] == [None, None, until]
    (captured,) = [e for _, e in said(twin, TRANSFERS.topic.name) if e["account"] == twin.accounts[1]]
    assert (captured["kind"], captured["amount"], captured["balance"]) == ("CAPTURE", 300, 9_700), "money moves once: at the capture"


def expire(twin: Twin) -> None:
    """The lane sees what has expired at the next posting."""
    submits(twin, debit=twin.system["cash"], credit=twin.system["suspense"], amount=1, code=201)


def test_the_link_is_told_in_each_of_its_states(twin: Twin, streams: Streams) -> None:
    twin.shows()
    twin.adaptor.look()
    twin.wall.set(twin.wall.now_us() + 3_600 * SECOND_US)
    twin.adaptor.look()
    tells(streams)
    told = [(e["previous"], e["state"], e["planned"]) for record, e in said(twin, CORE_LINK.topic.name) if record.key == b"core"]
    assert told[0][0] == "DOWN"
    assert told[-1][1:] == ("DOWN", False)
    assert [before for before, *_ in told[1:]] == [after for _, after, _ in told[:-1]], "each begins where the last ended"


def test_what_is_parked_is_told_with_its_bytes(twin: Twin, streams: Streams) -> None:
    twin.core.open_account(BSB + 9, 0)
    twin.core.post(BSB + 9, 5, core_id(1))
    twin.core.post(BSB + 1, 5, core_id(2), kind="CRE")
    twin.rounds()
    tells(streams)
    ((record, event),) = said(twin, CORE_PARKED.topic.name)
    raw = (twin.folder / "change.log").read_bytes()
    assert (event["reason"], event["stream"], event["offset"], event["account"]) == ("account_unknown", "change-log", 2, None)
    assert event["raw"] == raw[2 * 200 : 3 * 200]
    assert record.key == b""


def test_every_comparison_is_told_and_what_differs_with_both_sides(twin: Twin, streams: Streams) -> None:
    clean = twin.drift()
    twin.core.balance[BSB + 1] += 5
    twin.core.post(BSB + 2, 40, core_id(7), log=False)
    differing = twin.drift()
    assert (clean.drift_accounts, differing.drift_accounts) == (0, 2)
    tells(streams)
    told = said(twin, CORE_DRIFT.topic.name)
    assert [(e["accounts"], e["in_flight"], e["drifting"], e["drift_minor"]) for _, e in told] == [(2, 0, 0, 0), (2, 0, 2, 45)]
    assert {record.key for record, _ in told} == {b"20260701"}, "the core's business date"
    assert {e["business_date"] for _, e in told} == {date(2026, 7, 1)} or {e["business_date"] for _, e in told} == {
        (date(2026, 7, 1) - DAY_0).days
    }
    assert len({e["id"] for _, e in told}) == 2
    sides = [
        (d["account"], d["bsb"], d["number"], d["kind"], d["twin_balance"], d["core_balance"], d["twin_postings"], d["core_postings"])
        for d in told[1][1]["differences"]
    ]
    assert sides == [
        (twin.accounts[1], "802985", "000000001", "OTHER", 10_000, 10_005, 0, 0),
        (twin.accounts[2], "802985", "000000002", "OTHER", 500, 540, 0, 1),
    ]


def test_a_difference_names_its_transactions(twin: Twin, streams: Streams) -> None:
    twin.core.post(BSB + 1, 70, core_id(1))
    with twin.database.app(twin.tenant) as conn:  # somebody has moved the position over it
        conn.execute("update sync.position set next = next + 3, lsn = lsn + 3 where stream = 'change-log'")
    twin.restarts()
    twin.adaptor.resync(twin.core)
    tells(streams)
    first, last = (e for _, e in said(twin, CORE_DRIFT.topic.name))
    (difference,) = first["differences"]
    assert (difference["kind"], difference["ids"], difference["repaired"]) == ("MISSING", [core_id(1)], True)
    assert (last["drifting"], last["differences"]) == (0, [])


class Cut:
    """A log whose publisher is killed after the log has taken the events and before that is written down."""

    def __init__(self, log: EventLog) -> None:
        self._log, self.cuts = log, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    def publish(self, events: list[Event]) -> list[Position]:
        self._log.publish(events)
        self.cuts += 1
        raise Refusal("event_log_unavailable", "cut")


def test_events_of_an_account_keep_the_journals_order_and_come_at_least_once_after_a_kill(twin: Twin, streams: Streams) -> None:
    placed = [submits(twin, debit=twin.accounts[1 + n % 2], credit=twin.accounts[2 - n % 2], amount=1 + n, code=201) for n in range(40)]
    submits(twin, kind=Kind.HOLD, debit=twin.accounts[1], credit=twin.accounts[2], amount=9, code=201)
    cut = Cut(twin.log)
    for _ in range(2):  # twice it dies between the log's acknowledgement and its own commit
        dying = Streams(twin.adaptor)
        dying._log = cut  # type: ignore[assignment]
        with pytest.raises(Refusal):
            tells(dying)
    assert cut.cuts == 2
    tells(Streams(twin.adaptor))
    tells(Streams(twin.adaptor))
    events = said(twin, TRANSFERS.topic.name)
    by_account: dict[int, list[int]] = defaultdict(list)
    for _, event in events:
        if event["seq"] not in by_account[event["account"]]:
            by_account[event["account"]].append(event["seq"])
    assert len(events) == 3 * 80, "three times over: at least once"
    for number in (1, 2):
        with twin.database.app(twin.tenant) as conn:
            journal = [t.seq for t in reversed(history(conn, twin.tenant, twin.accounts[number], None, 200)) if t.amount and t.id in placed]
        assert by_account[twin.accounts[number]] == journal
        assert len(journal) == 40


@pytest.mark.timeout(300)
def test_the_same_over_a_real_broker(twin: Twin, broker: Broker) -> None:
    twin.log = KafkaEventLog(Kafka(broker.bootstrap, f"streams{time.monotonic_ns()}"), twin.tenant)  # type: ignore[assignment]
    try:
        twin.begins({1: 10_000, 2: 500}, active=False)
        streams = Streams(twin.adaptor)
        tells(streams)
        submits(twin, debit=twin.accounts[1], credit=twin.accounts[2], amount=70, code=201)
        hold = submits(twin, kind=Kind.HOLD, debit=twin.accounts[1], credit=twin.accounts[2], amount=9, code=201)
        twin.core.open_account(BSB + 9, 0)
        twin.core.post(BSB + 9, 5, core_id(1))
        twin.rounds()
        twin.shows()
        twin.adaptor.look()
        twin.drift()
        tells(streams)
        counts = {s.topic.name: len(said(twin, s.topic.name)) for s in (TRANSFERS, HOLDS, CORE_PARKED, CORE_DRIFT)}
        assert counts == {"transfers": 2, "holds": 1, "core.parked": 1, "core.drift": 1}
        assert UUID(bytes=said(twin, HOLDS.topic.name)[0][1]["hold"]) == hold
        assert [e["state"] for _, e in said(twin, CORE_LINK.topic.name)][-1] in ("UP", "CATCHING_UP")
    finally:
        twin.log.close()


def test_the_streams_begin_where_the_journal_ends(twin: Twin, tmp_path: Path) -> None:
    twin.begins({1: 10_000}, active=False)  # the opening balance was posted before anybody could subscribe
    tells(Streams(twin.adaptor))
    assert said(twin, TRANSFERS.topic.name) == []
