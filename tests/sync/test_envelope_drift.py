"""Where envelopes are the only capture, both sides are compared and repaired as they are by the change log. The twin never reads that file here."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest

from tests.sync.capture import Capture
from tests.sync.twin import BSB, Twin, core_id
from twincore.events import CORE_ENVELOPES, Kafka, KafkaEventLog, Record, set_positions
from twincore.events.broker import Broker
from twincore.kernel.db import Database
from twincore.kernel.postgres import EmbeddedPostgres
from twincore.kernel.refusal import Refusal
from twincore.ledger import Flag, TransferRequest
from twincore.sync import DriftClass, DriftReport, captured, drop_parked, get_link, link_events, list_parked, set_capture
from twincore.sync.envelopes import CONSUMER, EnvelopeReader
from twincore.sync.intake import ids_of_changes
from twincore.sync.model import CHANGE, ENVELOPES, Origin
from twincore.sync.model import Capture as By
from twincore.sync.positions import position


class Captured(Twin):
    """A twin that has nothing but envelopes of what its core does."""

    def begins(self, balances: dict[int, int], *, overdraft: int = 0, active: bool = True) -> "Captured":
        with self.database.app(self.tenant) as conn:
            set_capture(conn, self.tenant, By.ENVELOPES, actor="operator", now_us=self.clock.now_us())
        self.capture = Capture(self)
        super().begins(balances, overdraft=overdraft, active=active)
        return self

    def settles(self, rounds: int = 6) -> None:
        for _ in range(rounds):
            super().settles(1)
            self.capture()
        super().settles(1)

    def kinds(self) -> list[tuple[DriftClass, int, int]]:
        return [(item.kind, item.core - BSB, item.amount) for item in self.drift().items]

    def looks(self, timeout_s: float = 0.2) -> DriftReport:
        return self.adaptor.drift(self.core.extract(0, 10**15 - 1).read_bytes(), timeout_s=timeout_s)


@pytest.fixture(autouse=True)
def _window(monkeypatch: pytest.MonkeyPatch) -> None:
    """A comparison begins with the last envelope of each partition, and reads backwards from there."""
    monkeypatch.setattr(captured, "WINDOW", 1)


@pytest.fixture
def twin(database: Database, tenant: int, tmp_path: Path) -> Iterator[Captured]:
    made = Captured(database, tenant, tmp_path / "core")
    yield made
    made.closes()


def test_both_ways_with_nothing_but_envelopes(twin: Captured) -> None:
    twin.begins({1: 1_000, 2: 500, 3: 0})
    twin.core.post(BSB + 1, -70, core_id(1))
    twin.pays(1, 2, 100)
    twin.pays(2, 3, 30)
    twin.settles()
    assert [twin.both(n) for n in (1, 2, 3)] == [(830, 830), (570, 570), (30, 30)]
    report = twin.drift()
    assert (report.clean, report.in_flight, report.accounts) == (True, 0, 3)
    assert report.lsn == twin.core.lsn - 1, "the last record but its commit"
    assert twin.adaptor.exposure().total == 0, "the echo in an envelope is the answer"
    with twin.database.app(twin.tenant) as conn:
        assert position(conn, twin.tenant, "change-log").next <= 1, "the file was not followed"
        assert position(conn, twin.tenant, ENVELOPES).next == 5


def test_what_is_in_flight_is_no_drift(twin: Captured) -> None:
    twin.begins({1: 1_000, 2: 0})
    twin.pays(1, 2, 100)
    twin.shows()
    twin.rounds()
    twin.core.work(1)
    twin.capture()
    report = twin.drift()
    assert (report.clean, report.drift_minor, report.in_flight) == (True, 0, 1)


def test_an_extract_of_what_no_envelope_has_told_yet_is_waited_for_and_refused_in_the_end(twin: Captured) -> None:
    twin.begins({1: 1_000}, active=False)
    twin.core.post(BSB + 1, 70, core_id(1))
    with pytest.raises(Refusal, match="1 accounts") as refused:
        twin.looks()
    assert refused.value.code == "extract_ahead"
    twin.capture()
    assert twin.looks(10).clean


def test_the_same_envelopes_again_are_no_drift(twin: Captured) -> None:
    twin.begins({1: 1_000, 2: 0}, active=False)
    twin.core.post(BSB + 1, 70, core_id(1))
    twin.core.post(BSB + 2, 5, core_id(2))
    twin.capture()
    twin.capture(again=True)
    twin.rounds()
    twin.capture(again=True)  # not taken in yet
    assert twin.looks().clean


def test_a_change_that_the_twin_lacks_is_missing_and_is_posted_under_its_own_id(twin: Captured) -> None:
    twin.begins({1: 1_000, 2: 0}, active=False)
    twin.core.post(BSB + 1, 70, core_id(1))
    twin.capture()
    with twin.database.app(twin.tenant) as conn:  # somebody has moved the positions over it
        set_positions(conn, twin.tenant, CONSUMER, twin.log.ends([CORE_ENVELOPES.topic.name]))
    twin.restarts()
    assert twin.kinds() == [(DriftClass.MISSING, 1, 70)]
    report, (repair,) = twin.adaptor.resync(twin.core)
    assert (report.clean, repair.missing, repair.adjusted) == (True, 1, 0)
    assert twin.both(1) == (1_070, 1_070)


def test_a_change_that_no_envelope_ever_told_is_found_and_adjusted_with_a_case(twin: Captured) -> None:
    twin.begins({1: 1_000}, active=False)
    twin.core.post(BSB + 1, 70, core_id(1))
    twin.core.post(BSB + 1, 5, core_id(2))
    twin.capture(lose=[3])  # the change of 70 cents
    twin.rounds()
    assert twin.kinds() == [(DriftClass.BALANCE, 1, 70)]
    report, (repair,) = twin.adaptor.resync(twin.core)
    assert (report.clean, repair.adjusted_minor, repair.cases) == (True, 70, 1)
    assert twin.both(1) == (1_075, 1_075)


def test_a_transaction_that_the_core_never_made_is_extra(twin: Captured) -> None:
    twin.begins({1: 1_000}, active=False)
    request = TransferRequest(uuid4(), debit=twin.system["core_clearing"], credit=twin.accounts[1], amount=55, code=861, flags=Flag.FORCED)
    twin.ledger.submit(twin.tenant, [request], uuid4()).result(30)
    assert twin.kinds() == [(DriftClass.EXTRA, 1, -55)]
    report, (repair,) = twin.adaptor.resync(twin.core)
    assert (report.clean, repair.adjusted, repair.cases) == (True, 1, 1)
    assert twin.both(1) == (1_000, 1_000)


def test_a_payment_of_ours_that_the_core_has_forgotten_is_extra_and_asked_for_again(twin: Captured) -> None:
    twin.begins({1: 1_000, 2: 0})
    core = twin.core
    image = (dict(core.balance), dict(core.count), dict(core.last_lsn), core.lsn)
    twin.pays(1, 2, 20)
    twin.settles()
    core.restore(*image)
    assert sorted(twin.kinds()) == [(DriftClass.EXTRA, 1, 20), (DriftClass.EXTRA, 2, -20)]
    _, (repair,) = twin.adaptor.resync(core)
    assert (repair.resent, repair.adjusted) == (2, 0)
    twin.settles()
    assert (twin.both(1), twin.both(2)) == ((980, 980), (20, 20))
    assert twin.drift().clean
    with twin.database.app(twin.tenant) as conn:
        assert "epoch 2" in str(get_link(conn, twin.tenant).resync_needed), "the envelopes say so once the core goes on"


def test_the_same_transaction_for_another_amount_is_found(twin: Captured) -> None:
    twin.begins({1: 1_000}, active=False)
    key = np.frombuffer(core_id(1), ">u8")
    row = np.zeros(1, CHANGE)
    row["txn_hi"], row["txn_lo"], row["core"], row["amount"], row["origin"] = key[0], key[1], BSB + 1, 70, int(Origin.CORE)
    high, low = ids_of_changes(row)
    id_ = UUID(int=int(high[0]) << 64 | int(low[0]))
    request = TransferRequest(id_, debit=twin.system["core_clearing"], credit=twin.accounts[1], amount=50, code=861, flags=Flag.FORCED)
    twin.ledger.submit(twin.tenant, [request], uuid4()).result(30)
    twin.core.post(BSB + 1, 70, core_id(1))
    twin.capture()
    twin.rounds()
    with twin.database.app(twin.tenant) as conn:
        (parked,) = list_parked(conn, twin.tenant)
        drop_parked(conn, twin.tenant, parked.number, reason="it is there for another amount", now_us=twin.clock.now_us())
    assert twin.kinds() == [(DriftClass.AMOUNT, 1, 20)]
    report, (repair,) = twin.adaptor.resync(twin.core)
    assert (report.clean, repair.adjusted_minor) == (True, 20)


def test_what_the_log_keeps_no_more_is_not_taken_for_what_never_was(twin: Captured, server: EmbeddedPostgres) -> None:
    twin.begins({1: 1_000}, active=False)
    twin.core.post(BSB + 1, 70, core_id(1))
    twin.capture()
    twin.rounds()
    twin.core.post(BSB + 1, 5, core_id(2))
    twin.capture()
    twin.rounds()
    with server.superuser(twin.database.settings.database_name) as one:  # the first is older than the topic's retention
        one.execute("alter table events.log disable trigger log_never_changes")
        one.execute("update events.log set at = at - interval '1 year' where topic = 'core.envelopes' and \"offset\" = 0")
        one.execute("alter table events.log enable trigger log_never_changes")
    assert 1 in twin.log.trim().values()
    assert twin.drift().clean
    twin.core.balance[BSB + 1] += 9
    assert twin.kinds() == [(DriftClass.BALANCE, 1, 9)], "and not that the twin has 70 too much"


def test_another_capture_is_on_record_and_asks_for_a_comparison(twin: Captured) -> None:
    twin.begins({1: 1_000})
    with twin.database.app(twin.tenant) as conn:
        set_capture(conn, twin.tenant, By.LOG, actor="operator", now_us=twin.clock.now_us())
        event = next(e for e in link_events(conn, twin.tenant) if e.what == "capture")
        assert (event.before, event.after, event.actor) == ("envelopes", "log", "operator")
        assert "captured by log" in str(get_link(conn, twin.tenant).resync_needed)
    twin.core.post(BSB + 1, 70, core_id(1))
    twin.capture()
    twin.rounds()
    twin.restarts()
    twin.rounds()  # the file has all of it a second time
    assert twin.both(1) == (1_070, 1_070)
    report, repairs = twin.adaptor.resync(twin.core)
    assert (report.clean, repairs) == (True, [])
    with twin.database.app(twin.tenant) as conn:
        assert get_link(conn, twin.tenant).resync_needed is None


@pytest.mark.timeout(300)
def test_the_same_over_a_real_broker(twin: Captured, broker: Broker) -> None:
    twin.log = KafkaEventLog(Kafka(broker.bootstrap, f"envelopes{time.monotonic_ns()}"), twin.tenant)  # type: ignore[assignment]
    try:
        twin.begins({1: 1_000, 2: 500})
        twin.core.post(BSB + 1, -70, core_id(1))
        twin.pays(1, 2, 100)
        deadline = time.monotonic() + 60
        while twin.both(1) != (830, 830) or twin.adaptor.exposure().total:
            assert time.monotonic() < deadline, twin.both(1)
            twin.settles(1)
        assert twin.looks(30).clean
        twin.core.post(BSB + 2, 70, core_id(2))
        twin.core.post(BSB + 2, 5, core_id(3))
        lost = twin.core.lsn - 4
        twin.capture(lose=[lost])
        report = twin.looks(30)
        assert [(item.kind, item.core - BSB, item.amount) for item in report.items] == [(DriftClass.BALANCE, 2, 70)]
    finally:
        twin.log.close()


def reads(twin: Captured, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The log sequence number of each envelope that comparisons read from now on."""
    found: list[int] = []
    row = EnvelopeReader.row

    def counted(reader: EnvelopeReader, record: Record, place: int) -> tuple[Any, ...] | None:
        made = row(reader, record, place)
        found.append(0 if made is None else made[1])
        return made

    monkeypatch.setattr(EnvelopeReader, "row", counted)
    return found


def test_a_comparison_reads_no_further_back_than_it_must(twin: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    twin.begins(dict.fromkeys(range(1, 9), 1_000), active=False)
    for n in range(1, 101):
        twin.core.post(BSB + 1 + n % 8, n, core_id(n))
    twin.capture()
    twin.rounds()
    found = reads(twin, monkeypatch)
    assert twin.drift().clean
    assert len(found) <= 6, "the last of each partition that has any"
    twin.core.post(BSB + 3, 7, core_id(200), log=False)
    found.clear()
    assert twin.kinds() == [(DriftClass.BALANCE, 3, 7)]
    assert sorted(found) == [3 * n for n in range(1, 101)], "everything since the accounts were bound, each once"


def test_envelopes_in_partitions_of_another_key_are_read_from_the_beginning(twin: Captured) -> None:
    twin.begins(dict.fromkeys(range(1, 5), 1000), active=False)
    twin.capture.key = lambda core: b"%d" % (core % 2)  # all odd accounts in one partition, all even ones in another
    twin.core.post(BSB + 2, 7, core_id(1))
    for n in range(2, 8):
        twin.core.post(BSB + 1, n, core_id(n))
    twin.core.post(BSB + 3, 9, core_id(9))
    twin.capture()
    twin.rounds()
    assert twin.drift().clean
    twin.core.post(BSB + 4, 5, core_id(10))
    with pytest.raises(Refusal, match="1 accounts"):
        twin.looks()
    twin.capture()
    assert twin.looks(10).clean
