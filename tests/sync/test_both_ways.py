"""Money moves on both sides, and each hears of the other's: once, exactly, whoever dies in between."""

import time
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from tests.sync.twin import BSB, POLICY, Twin, core_id
from twincore.kernel.db import Database
from twincore.ledger import Kind, TransferRequest
from twincore.sync import LinkState, list_parked


def test_what_the_core_posts_is_in_the_twin_under_the_cores_own_id(twin: Twin) -> None:
    twin.begins({1: 10_000, 2: 0}, active=False)
    twin.core.post(BSB + 1, -2_500, core_id(1))
    twin.core.post(BSB + 2, 700, core_id(2))
    twin.core.back_out(BSB + 2, 999, core_id(3))
    twin.rounds()
    assert twin.both(1) == (7_500, 7_500)
    assert twin.both(2) == (700, 700)
    assert twin.drift().clean


def test_the_core_has_decided_so_the_twin_goes_below_zero_with_it(twin: Twin) -> None:
    twin.begins({1: 100}, active=False)
    twin.core.post(BSB + 1, -400, core_id(1))
    twin.rounds()
    assert twin.balance(1) == -300


def test_read_again_from_an_earlier_place_nothing_is_posted_twice(twin: Twin) -> None:
    twin.begins({1: 10_000}, active=False)
    twin.core.post(BSB + 1, -2_500, core_id(1))
    twin.rounds()
    with twin.database.app(twin.tenant) as conn:
        conn.execute("update sync.position set next = 1 where stream = 'change-log'")
    twin.restarts()
    twin.rounds()
    assert twin.balance(1) == 7_500
    assert twin.drift().clean


def test_a_transfer_of_the_twin_is_posted_on_the_core_and_its_echo_is_the_answer(twin: Twin) -> None:
    twin.begins({1: 10_000, 2: 0})
    assert twin.pays(1, 2, 1_500).status.ok
    report = twin.drift()
    assert (report.clean, report.in_flight, report.in_flight_minor) == (True, 2, 3_000)
    twin.settles()
    assert twin.both(1) == (8_500, 8_500)
    assert twin.both(2) == (1_500, 1_500)
    report = twin.drift()
    assert (report.clean, report.in_flight) == (True, 0)
    assert len(twin.adaptor.outstanding.unanswered()) == 0


def test_our_own_echo_is_never_sent_again(twin: Twin) -> None:
    twin.begins({1: 10_000, 2: 0})
    twin.pays(1, 2, 1_500)
    twin.core.post(BSB + 1, 50, core_id(1))
    twin.settles()
    twin.settles()
    assert twin.core.taken == 2
    assert twin.core.rejected == 0


def test_asked_twice_the_core_posts_once(twin: Twin) -> None:
    twin.begins({1: 10_000, 2: 0})
    twin.pays(1, 2, 1_500)
    twin.rounds()
    twin.adaptor.relay.publish(twin.adaptor.outstanding.unanswered())
    twin.settles()
    assert twin.core.rejected == 2
    assert twin.both(1) == (8_500, 8_500)
    assert twin.drift().clean


def test_the_adaptor_may_die_after_every_step(twin: Twin) -> None:
    twin.begins({1: 10_000, 2: 0})
    for turn in range(12):
        twin.pays(1, 2, 100)
        twin.core.post(BSB + 2, -10, core_id(turn))
        twin.restarts()
        twin.shows()
        twin.adaptor.look()
        twin.adaptor.step()
        twin.restarts()
        twin.core.work(1)
    twin.settles()
    assert twin.both(1) == (8_800, 8_800)
    assert twin.both(2) == (1_080, 1_080)
    assert twin.drift().clean


def test_what_is_not_on_the_core_is_not_sent(twin: Twin) -> None:
    twin.begins({1: 10_000})
    twin.pays(1, -twin.system["cash"], 300)
    twin.settles()
    assert twin.core.taken == 1
    assert twin.both(1) == (9_700, 9_700)


def test_a_hold_is_the_twins_own_and_its_capture_goes_to_the_core(twin: Twin) -> None:
    twin.begins({1: 10_000})
    hold = TransferRequest(uuid4(), Kind.HOLD, twin.accounts[1], twin.system["card_settlement"], 4_000, 301)
    capture = TransferRequest(uuid4(), Kind.CAPTURE, amount=3_500, code=302, ref=hold.id)
    assert all(o.status.ok for o in twin.ledger.submit(twin.tenant, [hold, capture], uuid4()).result(30))
    twin.settles()
    assert twin.core.taken == 1
    assert twin.both(1) == (6_500, 6_500)


def test_what_waited_is_sent_in_pages_at_the_rate_of_the_policy(database: Database, tenant: int, tmp_path: Path) -> None:
    twin = Twin(database, tenant, tmp_path, replace(POLICY, send_rate=1_000))
    try:
        twin.begins({1: 10**9})
        _pays_many(twin, 1_500)
        twin.settles()  # while the link is up the rate is nobody's concern
        twin.wall.set(twin.wall.now_us() + 10**9)
        assert twin.adaptor.look().state is LinkState.DOWN
        _pays_many(twin, 800)
        twin.rounds()
        twin.shows()
        assert twin.adaptor.look().state is LinkState.CATCHING_UP
        pages: list[int] = []
        size, began = _queued(twin), time.monotonic()
        while sum(pages) < 800 and time.monotonic() - began < 30:
            if twin.adaptor._send(twin.adaptor.status()):
                pages.append(_queued(twin) - size)
                size += pages[-1]
                assert sum(pages) <= 500 + 1_000 * (time.monotonic() - began)
        assert pages[0] == 500  # half a second of the rate, at once
        assert sum(pages) == 800
        assert min(pages[:-1]) >= 50  # a twentieth
    finally:
        twin.closes()


def _pays_many(twin: Twin, count: int) -> None:
    requests = [TransferRequest(uuid4(), debit=twin.accounts[1], credit=twin.system["cash"], amount=1, code=102) for _ in range(count)]
    assert all(o.status.ok for o in twin.ledger.submit(twin.tenant, requests, uuid4()).result(60))


def _queued(twin: Twin) -> int:
    """Requests in the core's queue: records of 350 bytes."""
    return (twin.folder / "request.queue").stat().st_size // 350


def test_while_the_core_is_down_requests_wait_in_the_log_and_not_in_its_files(twin: Twin) -> None:
    twin.begins({1: 10_000, 2: 0})
    twin.wall.set(twin.wall.now_us() + 10**9)
    assert twin.adaptor.look().state is LinkState.DOWN
    twin.pays(1, 2, 1_500)
    twin.rounds()
    assert (twin.folder / "request.queue").stat().st_size == 0
    twin.shows()
    assert twin.adaptor.look().state is LinkState.CATCHING_UP
    twin.settles()
    assert twin.adaptor.look().state is LinkState.UP
    assert twin.both(1) == (8_500, 8_500)
    assert twin.drift().clean
    with twin.database.app(twin.tenant) as conn:
        assert list_parked(conn, twin.tenant) == []
