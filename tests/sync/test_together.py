"""Who asked for it commits with what it did: where the audit row cannot be written, a comparison, a repair or a replay has not happened."""

import getpass

import pytest

from tests.sync.twin import BSB, Twin, core_id
from twincore.audit import history, verify_chain
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Refusal
from twincore.sync import DriftReport, drifts, list_parked, replay, replay_waiting, sync_capture, sync_drift, sync_drop, sync_replay


class GoneError(Exception):
    """The process ends here."""


def refuses(_conn: Connection, _what: int | DriftReport) -> None:
    raise GoneError


def parks(twin: Twin) -> int:
    """One record that waits for its account, which is known by now."""
    twin.begins({1: 1_000}, active=False)
    twin.core.open_account(BSB + 2, 0)
    twin.core.post(BSB + 2, 70, core_id(1))
    twin.rounds()
    with twin.database.app(twin.tenant) as conn:
        account = twin.accounts[1]
        conn.execute(
            "insert into sync.account select tenant, %s, %s, 0, base_seq, 0, 0, bound_at from sync.account where tenant = %s and account = %s",
            (BSB + 2, twin.system["cash"], twin.tenant, account),
        )
        (record,) = list_parked(conn, twin.tenant)
    twin.accounts[2] = twin.system["cash"]
    twin.restarts()
    return record.number


def test_a_replay_and_its_record_are_one_transaction(twin: Twin) -> None:
    number = parks(twin)
    before = twin.balance(2)
    by = twin.adaptor.replays()
    with pytest.raises(GoneError):
        replay(by, number, now_us=twin.clock.now_us(), beside=refuses)
    with twin.database.app(twin.tenant) as conn:
        assert [record.number for record in list_parked(conn, twin.tenant)] == [number], "it waits still"
    assert twin.balance(2) == before

    def writes(conn: Connection, what: int) -> None:
        conn.execute(
            "insert into sync.link_event (tenant, at, actor, what, words) values (%s, now(), 'who', 'policy', %s)", (twin.tenant, str(what))
        )

    with pytest.raises(Exception, match="permission denied"):  # in the ledger's own transaction, as its role
        replay(by, number, now_us=twin.clock.now_us(), beside=writes)
    seen: list[int] = []
    assert replay_waiting(by, now_us=twin.clock.now_us(), beside=lambda _, what: seen.append(what)) == (1, 0)
    assert (seen, twin.balance(2)) == ([number], before + 70)


def test_a_comparison_and_its_record_are_one_transaction(twin: Twin) -> None:
    twin.begins({1: 1_000}, active=False)
    twin.core.balance[BSB + 1] += 5
    comparison = twin.adaptor.compare(twin.core.extract(0, 10**15 - 1).read_bytes())

    def told_by_one_who_ends() -> None:
        with twin.database.app(twin.tenant) as conn:
            refuses(conn, twin.adaptor.record(conn, comparison))

    with pytest.raises(GoneError):
        told_by_one_who_ends()
    with twin.database.app(twin.tenant) as conn:
        assert drifts(conn, twin.tenant) == []
        assert twin.adaptor.record(conn, comparison).drift_minor == 5


def test_no_repair_begins_before_it_is_on_record_who_asked_for_it(twin: Twin) -> None:
    twin.begins({1: 1_000}, active=False)
    twin.core.balance[BSB + 1] += 5
    with pytest.raises(GoneError):
        twin.adaptor.resync(twin.core, beside=refuses)
    assert twin.balance(1) == 1_000
    with twin.database.app(twin.tenant) as conn:
        assert drifts(conn, twin.tenant) == []
    seen: list[int] = []
    report, _ = twin.adaptor.resync(twin.core, beside=lambda _, what: seen.append(what.number))
    assert (report.clean, len(seen), twin.balance(1)) == (True, 1, 1_005)


def test_an_operators_errands_are_in_the_audit_trail_with_what_they_did(twin: Twin) -> None:
    number = parks(twin)
    twin.core.open_account(BSB + 5, 0)
    twin.core.post(BSB + 5, 3, core_id(2))
    twin.rounds()
    twin.adaptor.close()
    assert sync_replay(twin.database, "testcu", twin.folder, number=number)["replayed"] == 1
    with twin.database.app(twin.tenant) as conn:
        (other,) = list_parked(conn, twin.tenant)
    assert sync_drop(twin.database, "testcu", other.number, "sent by mistake")["left"] == 0
    extract = twin.core.extract(0, BSB + 1)
    assert sync_drift(twin.database, "testcu", twin.folder, extract)["clean"]
    sync_capture(twin.database, "testcu", "envelopes")
    with pytest.raises(Refusal, match="by log or by envelopes"):
        sync_capture(twin.database, "testcu", "pigeon")
    with twin.database.app(twin.tenant) as conn:
        trail = [recorded.entry for recorded in history(conn, twin.tenant)]
        assert verify_chain(conn, twin.tenant)[0]
    assert sorted((entry.command.type, entry.subject, str(entry.outcome["result"])) for entry in trail) == [
        ("core.compare", "core_link", "{'report': 1}"),
        ("core.drop_parked", f"parked_record/{other.number}", f"{{'dropped': {other.number}}}"),
        ("core.replay", f"parked_record/{number}", f"{{'replayed': {number}}}"),
        ("core.set_capture", "core_link", "{'capture': 'envelopes'}"),
    ]
    assert {entry.command.actor for entry in trail} == {f"console/{getpass.getuser()}"}
