"""The operator's console of a core: load, start, stop, kill, restore, slow down, run the batch, and hand in requests."""

import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from twincore.copybook import decode, encode
from twincore.kernel.refusal import Category, Refusal, Retry
from twincore.mainframe.model import CoreAccount, CoreCustomer, CoreStatus, Kind, Positions, Posting, State, day_number, day_of
from twincore.mainframe.programs import Program, build_cobol, command
from twincore.mainframe.records import (
    CHANGE,
    CHECKPOINT,
    CODEPAGE,
    CONTROL,
    REJECT,
    STATUS,
    TRANSACTION,
    account_records,
    customer_records,
    posting_records,
    read_status,
)

GONE_AFTER_US: Final = 1_000_000
"""A heartbeat older than this is that of a core which is gone."""
SLOW_MS_MAX: Final = 500
_WAIT_S: Final = 120.0
_POLL_S: Final = 0.005


class Mainframe:
    """One core in one folder; ``mainframe/INTERFACE.md`` describes the files in it. One driver runs it; others may append to its queues and read."""

    def __init__(self, folder: Path, kind: Kind = "cobol", *, programs: Path | None = None) -> None:
        """programs: where the compiled COBOL is or goes; by default the user's cache."""
        self.folder = folder.resolve()
        self.kind: Kind = kind
        self.request_queue = self.folder / "request.queue"
        self.branch_queue = self.folder / "branch.queue"
        self.change_log = self.folder / "change.log"
        self.reject_file = self.folder / "reject.file"
        self.status_file = self.folder / "status.beat"
        self.control_card = self.folder / "control.card"
        self.extracts = self.folder / "extract"
        self._programs = programs
        self._process: subprocess.Popen[bytes] | None = None
        self._card: dict[str, Any] = self._read_card()

    # its life

    def build(self) -> None:
        """Compile the COBOL programs, if this core has them and they are not compiled yet. Refuses ``cobol_unavailable``."""
        if self.kind == "cobol":
            self._programs = build_cobol(self._programs)

    def load_accounts(
        self, accounts: Sequence[CoreAccount], customers: Sequence[CoreCustomer] = (), *, business_date: date, clock_us: int | None = None
    ) -> None:
        """Begin a new core with these accounts, in a folder that has none. clock_us: its clock; None is that of the machine.

        Refuses ``core_loaded``, ``core_program_failed`` (an account twice, say), and what does not fit its field.
        """
        if (self.folder / "private" / "STATE").exists():
            raise Refusal("core_loaded", f"There is a core in {self.folder.name} already.", category=Category.CONFLICT)
        for name in ("private/live", "extract", "load"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for path in (self.request_queue, self.branch_queue, self.change_log, self.reject_file):
            path.touch()
        (self.folder / "load" / "ACCOUNT.LOAD").write_bytes(account_records(accounts))
        (self.folder / "load" / "CUSTOMER.LOAD").write_bytes(customer_records(customers))
        self._write_card(**{"CTL-BUSINESS-DATE": day_number(business_date)} | _clock(clock_us))
        self._run("loader")

    def start(self, timeout_s: float = _WAIT_S) -> None:
        """Start the online program; returns when it takes requests (or would, in its hours). After a crash it recovers first.

        Refuses ``core_running``, ``core_program_failed``, ``core_slow_to_answer``.
        """
        _cut_torn(self.branch_queue)
        self._write_card(**{"CTL-WANTED": "R"})
        self._process = self._spawn("online")
        self._until(lambda status: status.process == self._pid() and status.state in (State.OPEN, State.CLOSED), timeout_s)

    def stop(self, timeout_s: float = _WAIT_S) -> None:
        """Stop in order: the files are closed and made the new checkpoint. Nothing if it does not run."""
        if not self.running:
            return
        self.ask_to_stop()
        assert self._process is not None
        self._ended(self._process, "online", timeout_s)

    def ask_to_stop(self) -> None:
        """Ask the online program to stop in order, whoever started it."""
        self._write_card(**{"CTL-WANTED": "S"})

    def kill(self) -> None:
        """Kill it (SIGKILL) wherever it is. Nothing if it does not run."""
        if self._process is not None:
            if self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    @property
    def running(self) -> bool:
        """Whether the online program runs."""
        return self._process is not None and self._process.poll() is None

    def status(self) -> CoreStatus | None:
        """What the status file says, None before the first start."""
        for _ in range(100):
            try:
                data = self.status_file.read_bytes()[: STATUS.length]
            except FileNotFoundError:
                return None
            status = read_status(data)
            if status is not None:
                return status
            time.sleep(0.001)
        return None

    def state(self, wall_us: int | None = None) -> State:
        """What it is doing, by its heartbeat alone. wall_us: the machine's time now."""
        status = self.status()
        now_us = time.time_ns() // 1000 if wall_us is None else wall_us
        if status is None or (status.state is not State.STOPPED and now_us - status.beat_at_us > GONE_AFTER_US):
            return State.GONE
        return status.state

    # the operator's wishes

    def slow(self, ms: int) -> None:
        """Let every unit of work wait so long before its COMMIT; 0 for as fast as it can. Refuses ``slowness_invalid``: beyond 500 ms it would seem gone."""
        if not 0 <= ms <= SLOW_MS_MAX:
            raise Refusal("slowness_invalid", f"A unit of work waits for 0 to {SLOW_MS_MAX} ms.", field="ms")
        self._wish(**{"CTL-SLOW-MS": ms})

    def open(self) -> None:
        """Open, whatever the hours say."""
        self._wish(**{"CTL-HOURS": "O"})

    def close(self) -> None:
        """Close, whatever the hours say: requests wait."""
        self._wish(**{"CTL-HOURS": "C"})

    def hours(self, opens: int, closes: int, *, utc_offset_minutes: int = 0) -> None:
        """Open by the core's clock: from and to are HHMM of its local time."""
        self._wish(**{"CTL-HOURS": "A", "CTL-OPENS": opens, "CTL-CLOSES": closes, "CTL-UTC-OFFSET": utc_offset_minutes})

    def set_clock(self, us: int | None, business_date: date | None = None) -> None:
        """Set the core's clock (microseconds; None: the machine's), and its business date."""
        wishes = _clock(us)
        if business_date is not None:
            wishes["CTL-BUSINESS-DATE"] = day_number(business_date)
        self._wish(**wishes)

    @property
    def business_date(self) -> date:
        """The date that the core books under."""
        day = day_of(self._card["CTL-BUSINESS-DATE"])
        assert day is not None, "a loaded core has a business date"
        return day

    # what it is given

    def submit(self, postings: Iterable[Posting]) -> None:
        """Append the twin's requests to its queue. Nothing is decided here."""
        _append(self.request_queue, posting_records(list(postings), "TWIN", self._card["CTL-BUSINESS-DATE"]))

    def submit_records(self, data: bytes) -> None:
        """Append requests as they are, sound or not. data: whole records."""
        _append(self.request_queue, data)

    def post_branch(self, postings: Iterable[Posting]) -> None:
        """Append postings that begin on the mainframe (branches, tellers); their origin is CORE."""
        _append(self.branch_queue, posting_records(list(postings), "CORE", self._card["CTL-BUSINESS-DATE"]))

    def drain(self, timeout_s: float = _WAIT_S) -> CoreStatus:
        """Wait until every record that is in the queues now was taken. Refuses ``core_slow_to_answer``, ``core_program_failed``."""
        queued = self.request_queue.stat().st_size // TRANSACTION.length
        branch = self.branch_queue.stat().st_size // TRANSACTION.length
        return self._until(lambda status: status.queue_record >= queued and status.branch_record >= branch, timeout_s)

    # batch, extracts, image copies

    def run_batch(self, day: date, *, logged: bool = True, timeout_s: float = _WAIT_S) -> Path:
        """Run the night of a business date, and book under the next one after it; returns the master extract.

        The online program is stopped for it if it runs, and started again. logged: whether the batch's postings are in the change log.
        Refuses ``batch_done_already``, ``core_program_failed``.
        """
        was_running = self.running
        self.stop(timeout_s)
        self._write_card(**{"CTL-BUSINESS-DATE": day_number(day), "CTL-BATCH-LOGGED": "Y" if logged else "N"})
        try:
            self._run("batch", timeout_s)
            self._write_card(**{"CTL-BUSINESS-DATE": day_number(day + timedelta(days=1))})
        finally:
            if was_running:
                self.start(timeout_s)
        return self.extracts / f"MASTER.{day_number(day)}"

    def begin_batch(self, day: date, *, logged: bool = True) -> subprocess.Popen[bytes]:
        """Start the batch and leave it running, to be killed; the online program must be stopped."""
        self._write_card(**{"CTL-BUSINESS-DATE": day_number(day), "CTL-BATCH-LOGGED": "Y" if logged else "N"})
        return self._spawn("batch")

    def extract(self, first: int, last: int, timeout_s: float = _WAIT_S) -> Path:
        """Have the running core write a master extract of the accounts first..last (BSB and number as one number) while it goes on posting."""
        number = self._card["CTL-EXTRACT"] + 1
        self._write_card(**{"CTL-EXTRACT": number, "CTL-EXTRACT-FROM": first, "CTL-EXTRACT-TO": last})
        self._until(lambda status: status.extract >= number, timeout_s)
        return self.extracts / f"MASTER.X{number:08d}"

    def image_copy(self, to: Path, timeout_s: float = _WAIT_S) -> None:
        """Copy the core's files as of now. The online program is stopped for it if it runs, and started again."""
        was_running = self.running
        self.stop(timeout_s)
        private = self.folder / "private"
        checkpoint = decode(CHECKPOINT, (private / "STATE").read_bytes(), CODEPAGE)
        to.mkdir(parents=True)
        name = f"ckpt.{checkpoint['CKP-SERIAL']:09d}"
        shutil.copytree(private / name, to / name)
        shutil.copy(private / "STATE", to / "STATE")
        if was_running:
            self.start(timeout_s)

    def restore(self, copy: Path, *, forward: bool = False, positions: Positions = "keep") -> None:
        """Put an image copy in place of the files of a core that does not run.

        forward: the next start rolls it forward over the change log, so that nothing is lost. Otherwise what was committed since is gone from the
        core, and the next start says so with a new epoch. positions: whether the queues go on where the core was, or where the image was.
        Refuses ``core_running``, ``image_before_batch`` (a batch cannot be rolled forward), ``image_of_other_epoch``.
        """
        if self.running:
            raise Refusal("core_running", "An image is restored into a core that does not run.", category=Category.CONFLICT)
        private = self.folder / "private"
        image = decode(CHECKPOINT, (copy / "STATE").read_bytes(), CODEPAGE)
        now = decode(CHECKPOINT, (private / "STATE").read_bytes(), CODEPAGE)
        serial = now["CKP-SERIAL"] + 1
        restored = {**image, "CKP-SERIAL": serial}
        if forward:
            if image["CKP-EPOCH"] != now["CKP-EPOCH"]:
                raise Refusal("image_of_other_epoch", "Another image was restored since this one was copied.", category=Category.CONFLICT)
            if image["CKP-LAST-BATCH"] != now["CKP-LAST-BATCH"]:
                raise Refusal(
                    "image_before_batch", "A batch ran since the image was copied; it is not rolled forward.", category=Category.CONFLICT
                )
        else:
            restored |= {
                "CKP-REASON": "REST",
                "CKP-EPOCH": now["CKP-EPOCH"] + 1,
                "CKP-IMAGE-LSN": image["CKP-LSN"],
                "CKP-LSN": self.change_log.stat().st_size // CHANGE.length,
                "CKP-REJECT-NUMBER": self.reject_file.stat().st_size // REJECT.length,
                "CKP-EXTRACT": now["CKP-EXTRACT"],
            }
            if positions == "keep":
                taken = self.status()
                assert taken is not None, "a core that was never started has no image"
                restored |= {"CKP-QUEUE-RECORD": taken.queue_record, "CKP-BRANCH-RECORD": taken.branch_record}
        target = private / f"ckpt.{serial:09d}"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(copy / f"ckpt.{image['CKP-SERIAL']:09d}", target)
        (private / "STATE.next").unlink(missing_ok=True)
        part = private / "STATE.restored"
        part.write_bytes(encode(CHECKPOINT, restored, CODEPAGE))
        part.replace(private / "STATE")

    # within

    def _read_card(self) -> dict[str, Any]:
        if self.control_card.exists():
            return decode(CONTROL, self.control_card.read_bytes(), CODEPAGE)
        return {
            "CTL-EYE": "CTRL",
            "CTL-WANTED": "R",
            "CTL-HOURS": "O",
            "CTL-BATCH-LOGGED": "Y",
            "CTL-NUMBER": 0,
            "CTL-EXTRACT": 0,
        } | _clock(None)

    def _write_card(self, **changes: Any) -> None:
        self._card |= changes
        self._card["CTL-NUMBER"] += 1
        part = self.control_card.with_suffix(".part")
        part.write_bytes(encode(CONTROL, self._card, CODEPAGE))
        part.replace(self.control_card)

    def _wish(self, **changes: Any) -> None:
        """Write the card; if the core runs, wait until it has seen it."""
        self._write_card(**changes)
        if self.running:
            number = self._card["CTL-NUMBER"]
            self._until(lambda status: status.control >= number, _WAIT_S)

    def _pid(self) -> int:
        return self._process.pid if self._process is not None else 0

    def _spawn(self, program: Program) -> subprocess.Popen[bytes]:
        """Start a program of the core. It holds the folder's lock as long as it lives, whatever becomes of us."""
        self.build()
        lock = os.open(self.folder / "private" / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise Refusal(
                    "core_running", f"The core in {self.folder.name} runs already.", category=Category.CONFLICT, retry=Retry.SAME_KEY
                ) from None
            with (self.folder / f"{program}.err").open("ab") as errors:
                return subprocess.Popen(
                    command(self.kind, program, self._programs),
                    cwd=self.folder,
                    stdin=subprocess.DEVNULL,
                    stdout=errors,
                    stderr=errors,
                    start_new_session=True,
                    pass_fds=(lock,),
                )
        finally:
            os.close(lock)

    def _run(self, program: Program, timeout_s: float = _WAIT_S) -> None:
        self._ended(self._spawn(program), program, timeout_s)

    def _ended(self, process: subprocess.Popen[bytes], program: Program, timeout_s: float) -> None:
        """Wait for a program's orderly end."""
        try:
            code = process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            raise _slow(program, timeout_s) from None
        if process is self._process:
            self._process = None
        if program == "batch" and code == 4:
            raise Refusal("batch_done_already", "The batch of this date, or of a later one, is done.", category=Category.CONFLICT)
        if code:
            raise self._failed(program, code)

    def _failed(self, program: Program, code: int) -> Refusal:
        lines = (self.folder / f"{program}.err").read_text(errors="replace").splitlines()
        said = [line for line in lines if line.strip() and not line.startswith("libcob: warning")]
        return Refusal(
            "core_program_failed",
            f"The core's {program} program ended with {code}: {said[-1] if said else 'no word'}",
            category=Category.UNAVAILABLE,
        )

    def _until(self, reached: Callable[[CoreStatus], bool], timeout_s: float) -> CoreStatus:
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            status = self.status()
            if status is not None and reached(status):
                return status
            if self._process is not None and (code := self._process.poll()) is not None:
                self._process = None
                raise self._failed("online", code)
            time.sleep(_POLL_S)
        raise _slow("online", timeout_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.kill()


def _clock(us: int | None) -> dict[str, Any]:
    return {"CTL-CLOCK-MODE": "W", "CTL-CLOCK": 0} if us is None else {"CTL-CLOCK-MODE": "G", "CTL-CLOCK": us}


def _slow(program: Program, timeout_s: float) -> Refusal:
    return Refusal(
        "core_slow_to_answer",
        f"The core's {program} program did not do it within {timeout_s:g} s.",
        category=Category.UNAVAILABLE,
        retry=Retry.SAME_KEY,
    )


def _append(path: Path, data: bytes) -> None:
    """Append to a queue; a disk that is full leaves nothing behind."""
    with path.open("ab", buffering=0) as file:
        before = os.fstat(file.fileno()).st_size
        try:
            view = memoryview(data)
            while view:
                view = view[file.write(view) :]
        except OSError:
            os.ftruncate(file.fileno(), before)
            raise


def _cut_torn(queue: Path) -> None:
    """Cut off the part of a record that a crash of its writer left at the end of a queue; the core has not taken it."""
    size = queue.stat().st_size
    if size % TRANSACTION.length:
        os.truncate(queue, size - size % TRANSACTION.length)
