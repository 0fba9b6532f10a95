"""A core that costs next to nothing, for measuring the twin's side: it writes the interface files by columns, and its answers are made beforehand."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt

from twincore.copybook import encode, encode_columns, parse
from twincore.kernel.sql import read
from twincore.mainframe import CODEPAGE, STATUS, TRANSACTION
from twincore.sync import request_ids

BSB = 802_001
CHANGE = parse(read("twincore.mainframe", "copybooks/CHANGE.cpy")).record(redefines={"LOG-CHANGE": "LOG-CHANGE"}, raw=["LOG-ID"])
_POSTING = 3 * CHANGE.length
"""Bytes of a posting in the log: UNDO, REDO, COMMIT."""
_STEP = 100_000
_Ints = npt.NDArray[np.int64]


class FastCore:
    """The files of a core whose programs have stopped. cores: its accounts, by BSB * 10^9 + number, each with the same balance."""

    def __init__(self, folder: Path, cores: _Ints, balance: int) -> None:
        self.cores, self.balance = cores, np.full(len(cores), balance, np.int64)
        self._log = (folder / "change.log").open("ab", buffering=0)
        self._status = os.open(folder / "status.beat", os.O_RDWR | os.O_CREAT)
        self._queue = folder / "request.queue"
        self._lsn = (folder / "change.log").stat().st_size // CHANGE.length
        self._beat = 0
        self._answers: list[memoryview] = []
        self._skipped = self._requests()  # requests that were answered before, or that nobody prepared answers for
        self._due = self._given = 0

    def close(self) -> None:
        """Let go of the files."""
        self._log.close()
        os.close(self._status)

    def post(self, which: _Ints, amounts: _Ints, ids: npt.NDArray[np.void], origin: str) -> None:
        """Postings on accounts, by their places, appended to the log."""
        for start in range(0, len(which), _STEP):
            end = start + _STEP
            self._log.write(self._records(which[start:end], amounts[start:end], ids[start:end], origin))

    def prepare(self, legs: npt.NDArray[np.void]) -> None:
        """Make the answers to requests for these legs: each is posted."""
        order = np.argsort(self.cores)
        which = order[np.searchsorted(self.cores[order], legs["core"])]
        high, low = request_ids(legs)
        ids = np.empty((len(legs), 2), ">u8")
        ids[:, 0], ids[:, 1] = high, low
        keys = ids.view("V16").ravel()
        amounts = legs["amount"].astype(np.int64)
        self._answers = [
            memoryview(self._records(which[at : at + _STEP], amounts[at : at + _STEP], keys[at : at + _STEP], "TWIN"))
            for at in range(0, len(legs), _STEP)
        ]
        self._due, self._given = len(legs), 0

    def waiting(self) -> int:
        """Answers that are not given yet."""
        return self._due - self._given

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Show signs of life, and answer what comes."""
        stop = threading.Event()
        thread = threading.Thread(target=self._work, args=(stop,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
            self._show("STOP")

    def _work(self, stop: threading.Event) -> None:
        while not stop.is_set():
            asked = self._requests() - self._skipped
            while self._given < min(asked, self._due):
                page, at = divmod(self._given, _STEP)
                count = min(min(asked, self._due) - self._given, _STEP - at)
                self._log.write(self._answers[page][at * _POSTING : (at + count) * _POSTING])
                self._given += count
            self._show("OPEN")
            time.sleep(0.005)
        self._skipped = self._requests() - self._given if self._given < self._due else self._requests()

    def _requests(self) -> int:
        try:
            return self._queue.stat().st_size // TRANSACTION.length
        except FileNotFoundError:
            return 0

    def _show(self, state: str) -> None:
        self._beat += 1
        values = {
            "STA-EYE": "STAT",
            "STA-STATE": state,
            "STA-BEAT": self._beat,
            "STA-BEAT-CHECK": self._beat,
            "STA-BEAT-AT": time.time_ns() // 1_000,
            "STA-LSN": self._lsn,
            "STA-EPOCH": 1,
            "STA-QUEUE-RECORD": self._requests(),
        }
        os.pwrite(self._status, encode(STATUS, values, CODEPAGE), 0)

    def _records(self, which: _Ints, amounts: _Ints, ids: npt.NDArray[np.void], origin: str) -> bytes:
        """UNDO, REDO and COMMIT of each posting."""
        count = len(which)
        order = np.argsort(which, kind="stable")
        sums, firsts = np.cumsum(amounts[order]), np.flatnonzero(np.diff(which[order], prepend=-1))
        group = np.repeat(np.arange(len(firsts)), np.diff(np.append(firsts, count)))
        after = np.empty(count, np.int64)
        after[order] = self.balance[which[order]] + sums - (sums[firsts] - amounts[order][firsts])[group]
        np.add.at(self.balance, which, amounts)
        before = after - amounts
        each, kind = np.repeat(np.arange(count), 3), np.tile(np.array(["U", "R", "C"]), count)
        lsn, money = self._lsn + 1 + np.arange(3 * count), kind != "C"
        core = self.cores[which][each]
        day = int(time.strftime("%Y%m%d", time.gmtime()))
        columns = {
            "LOG-KIND": kind,
            "LOG-SOURCE": np.full(3 * count, "B" if origin == "CORE" else "Q"),
            "LOG-ORIGIN": np.full(3 * count, origin),
            "LOG-BSB": core // 10**9,
            "LOG-NUMBER": core % 10**9,
            "LOG-DC": np.where(amounts > 0, "C", "D")[each],
            "LOG-TYPE": np.where(amounts > 0, "CRE", "DEB")[each],
            "LOG-FORCED": np.full(3 * count, "N"),
            "LOG-BUSINESS-DATE": np.full(3 * count, day),
            "LOG-VALUE-DATE": np.full(3 * count, day),
            "LOG-LSN": lsn,
            "LOG-UOW": np.repeat(lsn[::3], 3),
            "LOG-EPOCH": np.ones(3 * count, np.int64),
            "LOG-AT": np.full(3 * count, time.time_ns() // 1_000),
            "LOG-ID": ids[each],
            "LOG-AMOUNT": np.where(money, np.abs(amounts)[each], 0),
            "LOG-ACTUAL-BEFORE": np.where(money, before[each], 0),
            "LOG-ACTUAL": np.where(kind == "U", before[each], np.where(kind == "R", after[each], 0)),
            "LOG-COUNT": np.ones(3 * count, np.int64),
        }
        self._lsn += 3 * count
        return bytes(encode_columns(CHANGE, columns, CODEPAGE))
