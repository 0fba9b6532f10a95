"""The operator's console: hours, clock, slowness, extracts, image copies, and what it refuses."""

import time
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from tests.mainframe.cases import (
    ACCOUNTS,
    BSB,
    CLOCK_US,
    DAY,
    EVERY,
    accounts_of,
    books,
    changes,
    credit,
    debit,
    kinds,
    proof,
    reasons,
    until,
)
from tests.mainframe.conftest import MakeCore
from twincore.copybook import decode
from twincore.kernel.refusal import Refusal
from twincore.mainframe import CODEPAGE, EXTRACT, CoreAccount, Kind, Mainframe, State

_HOUR_US = 3_600_000_000


def _last_tie_up(core: Mainframe) -> tuple[str, int, int]:
    tie_up = [change for change in changes(core) if change["LOG-KIND"] == "T"][-1]
    return tie_up["LOG-TIE-UP"]["LOG-REASON"], tie_up["LOG-EPOCH"], tie_up["LOG-TIE-UP"]["LOG-IMAGE-LSN"]


def _is_in(core: Mainframe, state: State) -> bool:
    return core.state() is state


def test_requests_wait_while_the_core_is_closed(core: Mainframe) -> None:
    core.close()
    assert core.state() is State.CLOSED
    core.submit([debit(1, 1, 1_00)])
    time.sleep(0.1)
    assert kinds(core) == "T"
    core.open()
    core.drain()
    assert kinds(core) == "TURC"


def test_opening_hours_are_those_of_the_cores_clock(core: Mainframe) -> None:
    for opens, closes, offset, hour, state in [
        (800, 1800, 0, 7, State.CLOSED),
        (800, 1800, 0, 8, State.OPEN),
        (800, 1800, 0, 18, State.CLOSED),
        (800, 1800, 600, 22, State.OPEN),  # eight in the morning in Sydney without summer time
        (800, 1800, -300, 8, State.CLOSED),
        (2200, 600, 0, 23, State.OPEN),
        (2200, 600, 0, 5, State.OPEN),
        (2200, 600, 0, 6, State.CLOSED),
    ]:
        core.set_clock(CLOCK_US + hour * _HOUR_US)
        core.hours(opens, closes, utc_offset_minutes=offset)
        until(partial(_is_in, core, state), 10)


def test_a_core_that_no_longer_beats_is_gone_and_one_that_was_stopped_is_not(core: Mainframe) -> None:
    assert core.state() is State.OPEN
    core.kill()
    status = core.status()
    assert status is not None
    assert core.state(status.beat_at_us + 999_999) is State.OPEN, "nobody knows yet"
    assert core.state(status.beat_at_us + 1_000_001) is State.GONE
    core.start()
    core.stop()
    status = core.status()
    assert status is not None
    assert core.state(status.beat_at_us + 10**9) is State.STOPPED


def test_a_slow_core_takes_its_time_and_goes_on_beating(core: Mainframe) -> None:
    core.slow(30)
    began = time.monotonic()
    core.submit([credit(n, 1, 1) for n in range(20)])
    core.drain()
    assert time.monotonic() - began >= 20 * 0.030
    core.slow(0)
    assert core.state() is State.OPEN
    with pytest.raises(Refusal, match="slowness_invalid"):
        core.slow(501)


def test_what_a_crash_of_the_branch_left_half_written_is_cut_off_before_the_next_start(core: Mainframe) -> None:
    core.kill()
    core.branch_queue.write_bytes(b"\xe3" * 17)
    core.start()
    core.post_branch([credit(1, 1, 5_00)])
    core.drain()
    assert (kinds(core), reasons(core)) == ("TTURC", [])


def test_the_machines_clock_is_used_if_none_is_given(kind: Kind, make_core: MakeCore) -> None:
    core = make_core(kind, clock_us=None)
    before = time.time_ns() // 1000
    core.submit([credit(1, 1, 1)])
    core.drain()
    assert before <= changes(core)[-1]["LOG-AT"] <= time.time_ns() // 1000


def test_two_programs_never_work_on_one_core(core: Mainframe, programs: Path) -> None:
    with pytest.raises(Refusal, match="core_running"):
        Mainframe(core.folder, core.kind, programs=programs).start()
    with pytest.raises(Refusal, match="core_running"):
        core.begin_batch(DAY)


def test_a_core_is_loaded_once_and_an_account_once(kind: Kind, make_core: MakeCore) -> None:
    core = make_core(kind, start=False)
    with pytest.raises(Refusal, match="core_loaded"):
        core.load_accounts(ACCOUNTS, business_date=DAY)
    with pytest.raises(Refusal, match=r"core_program_failed.*LOADED TWICE 802001000000001"):
        make_core(kind, [ACCOUNTS[0], ACCOUNTS[0]])


@pytest.mark.parametrize("wrong", [{"name": "x" * 41}, {"name": "\u0141ukasz"}, {"balance": 10**15}, {"bsb": -1}])
def test_an_account_that_does_not_fit_its_record_is_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    account = CoreAccount(**({"bsb": BSB, "number": 1, "name": "Ada"} | wrong))  # type: ignore[arg-type]
    with pytest.raises(Refusal) as refused:
        Mainframe(tmp_path / "core", "standin").load_accounts([account], business_date=DAY)
    assert refused.value.code in {"text_too_long", "text_invalid", "number_too_large", "number_negative"}


def test_an_extract_shows_every_account_as_of_its_last_change_between_two_watermarks(kind: Kind, make_core: MakeCore) -> None:
    core = make_core(kind, [CoreAccount(BSB, n, f"Member {n}", 100_00) for n in range(1, 1001)])
    core.submit([credit(n, 1 + n % 1000, n) for n in range(1, 6001)])
    extract = core.extract(BSB * 10**9 + 101, BSB * 10**9 + 900)
    core.drain()
    data = extract.read_bytes()
    head, tail = (decode(EXTRACT, mark, CODEPAGE) for mark in (data[:300], data[-300:]))
    assert (head["EXT-EYE"], tail["EXT-EYE"], tail["EXT-COUNT"]) == ("HEAD", "TAIL", 800)
    shown = accounts_of(extract)
    assert sorted(shown) == list(range(101, 901))
    assert tail["EXT-TOTAL-ACTUAL"] == sum(account["ACC-ACTUAL"] for account in shown.values())
    redos = [change for change in changes(core) if change["LOG-KIND"] == "R"]
    before = {number: [r for r in redos if r["LOG-NUMBER"] == number and r["LOG-LSN"] <= shown[number]["ACC-LAST-LSN"]] for number in shown}
    for number, account in shown.items():
        last = before[number][-1]["LOG-CHANGE"]["LOG-ACTUAL"] if before[number] else 100_00
        assert account["ACC-ACTUAL"] == last, "the balance is the one after the change with the account's LSN"
        assert account["ACC-LAST-LSN"] <= tail["EXT-LSN"]
        assert not [r for r in redos if r["LOG-NUMBER"] == number and account["ACC-LAST-LSN"] < r["LOG-LSN"] <= head["EXT-LSN"]]


def test_an_orderly_stop_and_start_loses_nothing_and_says_so(core: Mainframe) -> None:
    core.submit([credit(1, 1, 5_00), debit(2, 99, 1)])
    core.drain()
    before = books(core)
    core.stop()
    core.start()
    assert books(core) == before
    core.submit([credit(1, 1, 5_00)])
    core.drain()
    assert kinds(core) == "TURCTT"
    assert reasons(core) == ["0101", "0401"], "it goes on where it was, and knows what it posted"
    assert _last_tie_up(core) == ("OPEN", 1, 5)


def test_a_restored_image_takes_back_what_was_posted_since_and_begins_a_new_epoch(core: Mainframe, tmp_path: Path) -> None:
    core.submit([credit(1, 1, 5_00)])
    core.drain()
    core.image_copy(tmp_path / "image")
    core.submit([credit(2, 1, 7_00), debit(3, 99, 1)])
    core.drain()
    core.stop()
    core.restore(tmp_path / "image")
    core.start()
    assert books(core)[1]["ACC-ACTUAL"] == 105_00
    assert _last_tie_up(core) == ("REST", 2, 5), "the files are as of the STOP that the image was copied after"
    core.submit([credit(2, 1, 7_00), credit(1, 1, 5_00)])
    core.drain()
    assert books(core)[1]["ACC-ACTUAL"] == 112_00, "the id of what is gone is free again, that of what is there is not"
    assert reasons(core) == ["0101", "0401"]
    core.kill()
    core.start()
    assert books(core)[1]["ACC-ACTUAL"] == 112_00
    assert _last_tie_up(core)[:2] == ("RECV", 2)
    assert [change["LOG-LSN"] for change in changes(core)] == list(range(1, len(kinds(core)) + 1))


def test_a_restored_image_may_take_the_queues_from_where_they_were_then(core: Mainframe, tmp_path: Path) -> None:
    core.image_copy(tmp_path / "image")
    core.submit([credit(2, 1, 7_00), debit(3, 1, 1_00)])
    core.drain()
    core.kill()
    core.restore(tmp_path / "image", positions="image")
    core.start()
    core.drain()
    assert books(core)[1]["ACC-ACTUAL"] == 106_00
    assert kinds(core) == "TTTURCURCTURCURC", "posted once more, under the same ids"


def test_a_restored_image_that_is_rolled_forward_has_lost_nothing(core: Mainframe, tmp_path: Path) -> None:
    core.image_copy(tmp_path / "image")
    core.submit([credit(2, 1, 7_00), debit(3, 1, 1_00), debit(4, 99, 1)])
    core.drain()
    before = books(core)
    core.stop()
    core.restore(tmp_path / "image", forward=True)
    core.start()
    core.drain()
    assert books(core) == before
    assert _last_tie_up(core)[:2] == ("RECV", 1)
    assert reasons(core) == ["0101"]


def test_an_image_is_not_rolled_forward_over_a_batch_or_another_restore(core: Mainframe, tmp_path: Path) -> None:
    core.image_copy(tmp_path / "image")
    with pytest.raises(Refusal, match="core_running"):
        core.restore(tmp_path / "image")
    core.stop()
    core.run_batch(DAY)
    with pytest.raises(Refusal, match="image_before_batch"):
        core.restore(tmp_path / "image", forward=True)
    core.restore(tmp_path / "image")
    with pytest.raises(Refusal, match="image_of_other_epoch"):
        core.restore(tmp_path / "image", forward=True)
    core.start()
    assert core.status() is not None
    assert proof(1) not in [change["LOG-ID"] for change in changes(core)]
    assert len(accounts_of(core.extract(*EVERY))) == 5
    assert core.business_date == date(2026, 1, 15)
