"""The core is killed wherever it may be, and comes back: nothing lost, nothing doubled."""

import os
import random
import shutil
import time
from pathlib import Path

import pytest

from tests.mainframe.audit import audit
from tests.mainframe.cases import BSB, credit, cuts, debit, kinds, transfer
from tests.mainframe.conftest import MakeCore
from twincore.mainframe import CHANGE, REJECT, CoreAccount, Kind, Mainframe, Posting

_ACCOUNTS = [CoreAccount(BSB, n, f"Member {n}", 1_000_00) for n in range(1, 41)]


def _requests(seed: int, count: int) -> list[Posting]:
    """Postings, transfers, repetitions and some that will be refused."""
    chance = random.Random(seed)
    out: list[Posting] = []
    for n in range(count):
        account, to = chance.sample(range(1, 41), 2)
        amount = chance.randrange(1, 50_00)
        kind = chance.random()
        if kind < 0.05 and out:
            out.append(chance.choice(out))
        elif kind < 0.1:
            out.append(transfer(n + 1, account, 99, amount))
        elif kind < 0.3:
            out.append(transfer(n + 1, account, to, amount))
        else:
            out.append(debit(n + 1, account, amount) if kind < 0.65 else credit(n + 1, account, amount))
    return out


@pytest.mark.parametrize("slow_ms", [0, 2])
def test_killed_at_any_moment_it_loses_nothing_and_posts_nothing_twice(kind: Kind, make_core: MakeCore, slow_ms: int) -> None:
    """A seeded run of kills; while it is slow nearly each of them hits a unit of work between its REDO and its COMMIT."""
    chance = random.Random(slow_ms)
    core = make_core(kind, _ACCOUNTS)
    core.slow(slow_ms)
    requests = _requests(slow_ms, 4000 if slow_ms == 0 else 400)
    step = len(requests) // 8
    for n in range(8):
        core.submit(requests[n * step : (n + 1) * step])
        time.sleep(chance.uniform(0, 0.06))
        core.kill()
        core.start()
    core.slow(0)
    core.drain()
    found = audit(core, _ACCOUNTS)
    assert found["T"] == 9, "the load, and eight recoveries"
    assert found["B"] > (4 if slow_ms else 0)


def test_torn_off_at_any_byte_of_a_unit_of_work_the_log_is_made_whole_again(kind: Kind, make_core: MakeCore) -> None:
    """What a crash can leave is a log up to some byte (the files themselves are always made anew from checkpoint and log): try them all, in steps."""
    core = make_core(kind, _ACCOUNTS)
    core.submit([credit(1, 1, 5_00), transfer(2, 1, 2, 7_00), debit(3, 2, 1_00)])
    core.drain()
    core.kill()
    after = core.change_log.read_bytes()
    whole = len(after) // CHANGE.length
    for size in cuts(len(after), 11 * CHANGE.length, 100 if kind == "cobol" else 410):
        with core.change_log.open("wb") as file:
            file.write(after[:size])
        core.start()
        core.drain()
        found = audit(core, _ACCOUNTS)
        records = size // CHANGE.length
        unfinished = after[(records - 1) * CHANGE.length] not in (0xC3, 0xE3)  # C, T
        assert found["B"] == int(unfinished), f"{records} of {whole} records were there"
        core.kill()


def test_a_crash_between_two_rejects_refuses_each_request_once(kind: Kind, make_core: MakeCore) -> None:
    core = make_core(kind, _ACCOUNTS)
    core.submit([debit(1, 99, 1), credit(2, 1, 1), debit(3, 99, 1), debit(4, 99, 1)])
    core.drain()
    core.kill()
    rejects = core.reject_file.read_bytes()
    for size in (len(rejects) - 1, len(rejects) - REJECT.length, len(rejects) - REJECT.length - 200, 2 * REJECT.length):
        os.truncate(core.reject_file, size)
        core.start()
        core.drain()
        audit(core, _ACCOUNTS)
        assert core.reject_file.read_bytes() == rejects
        core.kill()


def test_a_long_way_since_the_last_checkpoint_ends_in_a_new_one(kind: Kind, make_core: MakeCore) -> None:
    core = make_core(kind, _ACCOUNTS)
    core.submit([credit(n, 1 + n % 40, 1) for n in range(50_001)])
    core.drain()
    core.kill()
    before = sorted((core.folder / "private").glob("ckpt.*"))
    core.start()
    after = sorted((core.folder / "private").glob("ckpt.*"))
    assert before != after
    core.kill()
    core.start()
    assert core.change_log.read_bytes()[-2 * CHANGE.length :: CHANGE.length].decode("cp037") == "TT"
    core.submit([credit(7, 1, 1), credit(60_000, 1, 1)])
    status = core.drain()
    assert (status.posted, status.rejected) == (50_002, 1), "it still knows what it posted before the checkpoint"


def _night(core: Mainframe, work: Path) -> Path:
    """A core just before its batch, copied, and the batch run: returns the copy."""
    core.stop()
    copy = work / f"before-{core.kind}"
    shutil.copytree(core.folder, copy)
    core.run_batch(core.business_date)
    return copy


@pytest.mark.parametrize("there", ["COMMIT and BTCH", "COMMIT", "neither"])
def test_a_batch_that_is_killed_at_its_end_is_complete_or_never_happened(
    kind: Kind, make_core: MakeCore, tmp_path: Path, programs: Path, there: str
) -> None:
    """The three states that a kill between the commit and the new checkpoint can leave, put together from a night before and after."""
    accounts = [CoreAccount(BSB, n, f"Member {n}", 1_000_00, cycle_day=14, monthly_fee=5_00) for n in range(1, 11)]
    done = make_core(kind, accounts)
    copy = _night(done, tmp_path)
    night = done.folder
    private = copy / "private"
    (new,) = (night / "private").glob("ckpt.*")
    shutil.copytree(new, private / new.name)
    shutil.copy(night / "private" / "STATE", private / "STATE.next")
    for path in (night / "extract").iterdir():
        shutil.copy(path, copy / "extract" / f"{path.name}.part")
    log = (night / "change.log").read_bytes()
    missing = {"COMMIT and BTCH": 0, "COMMIT": 1, "neither": 2}[there]
    (copy / "change.log").write_bytes(log[: len(log) - missing * CHANGE.length - (10 if missing else 0)] if missing != 1 else log[:-150])
    core = Mainframe(copy, kind, programs=programs if kind == "cobol" else None)
    try:
        core.start()
        extracts = {path.name for path in core.extracts.iterdir()}
        status = core.status()
        assert status is not None
        if there == "neither":
            assert (extracts, status.last_batch) == (set(), 0)
            assert kinds(core).endswith("UBT")
            core.run_batch(core.business_date)
            assert audit(core, [])["B"] == 1
        else:
            assert (extracts, status.last_batch) == ({path.name for path in (night / "extract").iterdir()}, 20260114)
            assert kinds(core)[-3:] == "CTT"
            with pytest.raises(Exception, match="batch_done_already"):
                core.run_batch(core.business_date)
    finally:
        core.kill()


def test_a_batch_that_is_killed_on_its_way_is_run_again_from_the_start(kind: Kind, make_core: MakeCore) -> None:
    accounts = [CoreAccount(BSB, n, f"Member {n}", 1_000_00, rate=365, cycle_day=14, monthly_fee=5_00) for n in range(1, 1501)]
    core = make_core(kind, accounts)
    core.stop()
    chance = random.Random(5)
    day = core.business_date
    killed = 0
    for _ in range(5):
        size = core.change_log.stat().st_size
        batch = core.begin_batch(day)
        while core.change_log.stat().st_size <= size + 10_000 and batch.poll() is None:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.02))
        if batch.poll() is None:
            os.killpg(batch.pid, 9)
            killed += 1
        if batch.wait() == 0:
            break
    core.start()
    if core.status().last_batch == 0:  # type: ignore[union-attr]
        core.run_batch(day)
    found = audit(core, accounts)
    assert killed >= 2
    assert found["B"] >= killed - 1
    assert (core.extracts / "TRANS.20260114").stat().st_size == 350 * 1500
