"""What the core writes wrong is parked as it came, with its place and the reason; only its account waits, and everything else flows."""

import pytest

from tests.sync.twin import BSB, Twin, core_id
from twincore.events import CORE_REQUESTS, Event, account_key
from twincore.kernel.refusal import Refusal
from twincore.ledger import close_account
from twincore.reconciliation import list_cases
from twincore.sync import ParkReason, drop_parked, get_link, list_parked, replay, replay_waiting


def parked(twin: Twin) -> list[tuple[ParkReason, int | None]]:
    with twin.database.app(twin.tenant) as conn:
        return [(p.reason, None if p.core is None else p.core - BSB) for p in list_parked(conn, twin.tenant)]


def spoilt(twin: Twin, number: int, offset: int, wrong: bytes) -> bytes:
    """A posting whose REDO has wrong bytes at an offset; returns what it should have been."""
    core = twin.core
    core.post(BSB + number, 100, core_id(900 + core.lsn))
    path = twin.folder / "change.log"
    data = bytearray(path.read_bytes())
    start = len(data) - 2 * 200
    right = bytes(data[start : start + 200])
    data[start + offset : start + offset + len(wrong)] = wrong
    path.write_bytes(bytes(data))
    return right


def test_an_invalid_packed_digit_is_parked_and_only_its_account_waits(twin: Twin) -> None:
    twin.begins({1: 0, 2: 0}, active=False)
    right = spoilt(twin, 1, 155, b"\xfa")
    twin.core.post(BSB + 1, 5, core_id(2))
    twin.core.post(BSB + 2, 7, core_id(3))
    twin.rounds()
    assert parked(twin) == [(ParkReason.RECORD_INVALID, 1)]
    assert twin.balance(1) == 5, "what is read together with it is not held back"
    assert twin.balance(2) == 7
    with twin.database.app(twin.tenant) as conn:
        records = list_parked(conn, twin.tenant)
    assert len(records[0].raw) == 200
    assert records[0].raw != right
    assert records[0].stream == "change-log"
    assert "LOG-" in records[0].words


def test_what_is_parked_is_taken_in_once_it_is_put_right(twin: Twin) -> None:
    twin.begins({1: 0}, active=False)
    right = spoilt(twin, 1, 155, b"\xfa")
    twin.rounds()
    twin.core.post(BSB + 1, 5, core_id(2))
    twin.rounds()
    assert twin.balance(1) == 0
    with twin.database.app(twin.tenant) as conn:
        first, second = list_parked(conn, twin.tenant)
    by = twin.adaptor.replays()
    now_us = twin.clock.now_us()
    with pytest.raises(Refusal, match="cannot be taken in"):
        replay(by, first.number, now_us=now_us)
    with pytest.raises(Refusal, match="it has 150 of 200 bytes; replay it with its whole bytes"):
        replay(by, first.number, corrected=right[:150], now_us=now_us)
    with pytest.raises(Refusal, match="waits before it"):
        replay(by, second.number, now_us=now_us)
    replay(by, first.number, corrected=right, now_us=now_us)
    assert twin.balance(1) == 100
    assert replay_waiting(by, now_us=now_us) == (1, 0)
    assert twin.balance(1) == 105
    assert twin.drift().clean
    with pytest.raises(Refusal, match="waits no more"):
        replay(by, first.number, now_us=now_us)


def test_a_record_of_unknown_kind_is_parked_and_a_resync_is_asked_for_if_its_account_cannot_be_read(twin: Twin) -> None:
    twin.begins({1: 0, 2: 0}, active=False)
    spoilt(twin, 1, 0, b"\x00" * 30)
    twin.core.post(BSB + 2, 7, core_id(3))
    twin.rounds()
    assert parked(twin) == [(ParkReason.KIND_UNKNOWN, None)]
    assert twin.balance(2) == 7
    with twin.database.app(twin.tenant) as conn:
        assert "could not be read" in str(get_link(conn, twin.tenant).resync_needed)
    report, (repair,) = twin.adaptor.resync(twin.core)
    assert (report.clean, repair.missing, repair.adjusted) == (True, 0, 1)
    assert twin.both(1) == (100, 100)


def test_an_unknown_account_is_parked_until_it_is_bound(twin: Twin) -> None:
    twin.begins({1: 0}, active=False)
    twin.core.open_account(BSB + 9, 0)
    twin.core.post(BSB + 9, 400, core_id(1))
    twin.core.post(BSB + 1, 3, core_id(2))
    twin.rounds()
    assert parked(twin) == [(ParkReason.ACCOUNT_UNKNOWN, 9)]
    assert twin.balance(1) == 3
    twin.follows()
    assert twin.balance(9) == 400
    assert replay_waiting(twin.adaptor.replays(), now_us=twin.clock.now_us()) == (1, 0)
    assert twin.balance(9) == 400
    assert twin.drift().clean


def test_a_torn_last_record_is_waited_for(twin: Twin) -> None:
    twin.begins({1: 0}, active=False)
    path = twin.folder / "change.log"
    twin.core.post(BSB + 1, 100, core_id(1))
    whole = path.read_bytes()
    path.write_bytes(whole[:-77])
    twin.rounds()
    assert twin.balance(1) == 0
    path.write_bytes(whole)
    twin.rounds()
    assert twin.balance(1) == 100
    assert parked(twin) == []


def test_balances_that_do_not_differ_by_the_amount_are_not_believed(twin: Twin) -> None:
    twin.begins({1: 50}, active=False)
    core = twin.core
    for letter in "URC":
        core.lsn += 1
        core.append(
            core.record(
                letter,
                BSB + 1,
                100,
                core_id(1),
                "CORE",
                None,
                50,
                2,
                **({"LOG-CHANGE": {"LOG-AMOUNT": 90, "LOG-ACTUAL-BEFORE": 50, "LOG-ACTUAL": 150}} if letter == "R" else {}),
            )
        )
    twin.rounds()
    assert parked(twin) == [(ParkReason.BALANCES_DISAGREE, 1)]


def test_an_answer_to_what_was_never_asked_is_parked(twin: Twin) -> None:
    twin.begins({1: 1_000, 2: 0})
    twin.core.post(BSB + 1, -100, b"\x80" + bytes(14) + b"\x99", origin="TWIN")
    twin.rounds()
    assert parked(twin) == [(ParkReason.REQUEST_UNKNOWN, 1)]


def test_what_the_ledger_refuses_is_parked_in_the_commit_that_moves_the_position(twin: Twin) -> None:
    twin.begins({1: 0, 2: 0}, active=False)
    with twin.database.app(twin.tenant) as conn:
        close_account(conn, twin.tenant, twin.accounts[1], now_us=twin.clock.now_us())
    twin.core.post(BSB + 1, 100, core_id(1))
    twin.core.post(BSB + 2, 100, core_id(2))
    twin.rounds()
    assert parked(twin) == [(ParkReason.LEDGER_REFUSED, 1)]
    assert twin.balance(2) == 100


def test_a_poisoned_message_is_parked_and_what_it_asked_for_is_asked_again(twin: Twin) -> None:
    twin.begins({1: 1_000, 2: 0})
    twin.log.publish([Event(CORE_REQUESTS.topic.name, account_key(1), b"\x00\x00\x00\x00\x63poison")])
    twin.log.publish([Event(CORE_REQUESTS.topic.name, account_key(1), b"not even avro")])
    twin.pays(1, 2, 40)
    twin.settles()
    assert [reason for reason, _ in parked(twin)] == [ParkReason.SCHEMA_UNREADABLE, ParkReason.MESSAGE_POISONED]
    assert twin.both(1) == (960, 960)
    with twin.database.app(twin.tenant) as conn:
        for record in list_parked(conn, twin.tenant):
            drop_parked(conn, twin.tenant, record.number, reason="not ours", now_us=twin.clock.now_us())
        assert list_parked(conn, twin.tenant) == []
        assert len(list_parked(conn, twin.tenant, resolved=True)) == 2


def test_a_gap_in_the_log_asks_for_a_resync_which_adjusts_with_a_case(twin: Twin) -> None:
    twin.begins({1: 0, 2: 0}, active=False)
    twin.core.post(BSB + 1, 100, core_id(1), log=False)
    twin.core.lsn += 3
    twin.core.post(BSB + 2, 7, core_id(2))
    twin.rounds()
    assert twin.balance(2) == 7
    with twin.database.app(twin.tenant) as conn:
        assert "sequence number" in str(get_link(conn, twin.tenant).resync_needed)
    report, (repair,) = twin.adaptor.resync(twin.core)
    assert (report.clean, report.drift_minor, repair.adjusted_minor) == (True, 0, 100)
    assert twin.both(1) == (100, 100)
    with twin.database.app(twin.tenant) as conn:
        assert get_link(conn, twin.tenant).resync_needed is None
        assert [case.amount for case in list_cases(conn, twin.tenant)] == [-100]
