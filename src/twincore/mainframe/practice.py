"""A core to practise on, from the command line: each command is a process of its own, so which core it is stands in its folder, and whether it runs
is seen by the lock that its programs hold."""

import fcntl
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from twincore.kernel.clock import SystemClock, to_datetime
from twincore.kernel.refusal import Category, Refusal, Retry
from twincore.mainframe.driver import Mainframe
from twincore.mainframe.model import CoreAccount, Kind, Posting, day_number
from twincore.mainframe.programs import cobol_available

_KIND: Final = "private/KIND"
_PATIENCE_S: Final = 60.0


def practice_core(folder: Path) -> Mainframe:
    """The console of the practice core in a folder. Refuses ``core_not_found``."""
    try:
        named = (folder / _KIND).read_text(encoding="ascii")
    except FileNotFoundError:
        raise Refusal("core_not_found", f"There is no practice core in {folder.name}.", category=Category.NOT_FOUND) from None
    return Mainframe(folder, "cobol" if named == "cobol" else "standin")


def load_practice_core(
    folder: Path, accounts: int, *, balance: int = 100_000, kind: Kind | None = None, bsb: int = 802_985
) -> dict[str, Any]:
    """Begin a core with accounts 1..accounts of one BSB. balance: minor units of each; kind: COBOL where there is a compiler, unless said."""
    chosen: Kind = kind or ("cobol" if cobol_available() else "standin")
    core = Mainframe(folder, chosen)
    core.load_accounts(
        [CoreAccount(bsb, n, f"MEMBER {n}", balance) for n in range(1, accounts + 1)],
        business_date=to_datetime(SystemClock().now_us()).date(),
    )
    (folder / _KIND).write_text(chosen, encoding="ascii")
    return {"core": chosen, "bsb": bsb, "accounts": accounts, "total_minor": accounts * balance}


def core_status(core: Mainframe) -> dict[str, Any]:
    """What the core says of itself."""
    status = core.status()
    found = {"core": core.kind, "state": core.state().value}
    if status is None:
        return found
    return found | {
        "business_date": day_number(core.business_date),
        "lsn": status.lsn,
        "epoch": status.epoch,
        "requests_taken": status.queue_record,
        "branch_taken": status.branch_record,
        "posted": status.posted,
        "rejected": status.rejected,
    }


def stop_core(core: Mainframe) -> None:
    """Stop it in order; nothing if it does not run. Refuses ``core_slow_to_answer``."""
    if _lives(core):
        core.ask_to_stop()
        _until_gone(core)


def kill_core(core: Mainframe) -> None:
    """End its program with SIGKILL, wherever it is; nothing if it does not run."""
    status = core.status()
    if status is not None and _lives(core):
        os.killpg(status.process, signal.SIGKILL)
        _until_gone(core)


def post_on_core(core: Mainframe, postings: Sequence[Posting]) -> None:
    """Post at a branch: it begins on the core. Returns when the core has taken it, if it runs."""
    core.post_branch(postings)
    if _lives(core):
        core.drain()


def run_night(core: Mainframe, *, logged: bool = True) -> dict[str, Any]:
    """End the core's business date: interest, fees, extracts. logged: whether what it posts is in the change log."""
    day = core.business_date
    ran = _lives(core)
    stop_core(core)
    extract = core.run_batch(day, logged=logged)
    if ran:
        core.start()
    return {"ended": day_number(day), "extract": str(extract.relative_to(core.folder))}


def copy_core(core: Mainframe, to: Path) -> None:
    """Take an image copy; the core is stopped for it."""
    ran = _lives(core)
    stop_core(core)
    core.image_copy(to)
    if ran:
        core.start()


def restore_core(core: Mainframe, copy: Path, *, forward: bool = False) -> None:
    """Put an image copy back. Refuses what ``Mainframe.restore`` refuses, and ``core_running``."""
    if _lives(core):
        raise Refusal("core_running", "An image is restored into a core that does not run.", category=Category.CONFLICT)
    core.restore(copy, forward=forward)


def _lives(core: Mainframe) -> bool:
    """Whether one of its programs holds the folder's lock."""
    try:
        lock = os.open(core.folder / "private" / "lock", os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(lock)
    return False


def _until_gone(core: Mainframe) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while _lives(core):
        if time.monotonic() > deadline:
            raise Refusal(
                "core_slow_to_answer",
                f"The core did not end within {_PATIENCE_S:g} s.",
                category=Category.UNAVAILABLE,
                retry=Retry.SAME_KEY,
            )
        time.sleep(0.01)
