"""What the stand-in's programs share: where the core is, its change log, its reject file, and its checkpoints."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from twincore.copybook import decode, encode
from twincore.mainframe.records import CHANGE, CHECKPOINT, CODEPAGE, REJECT
from twincore.mainframe.standin.books import Books
from twincore.mainframe.standin.fields import LOG, zoned
from twincore.mainframe.standin.index import TransferIndex

LOG_LENGTH: Final = CHANGE.length
REASONS: Final = {
    "0101": "ACCOUNT NOT FOUND",
    "0102": "ACCOUNT CLOSED",
    "0103": "ACCOUNT FROZEN",
    "0201": "INSUFFICIENT FUNDS",
    "0202": "BALANCE WOULD OVERFLOW",
    "0301": "RECORD INVALID",
    "0302": "TYPE OR DEBIT/CREDIT INVALID",
    "0303": "AMOUNT INVALID",
    "0304": "ORIGIN INVALID",
    "0401": "ALREADY POSTED",
    "0402": "ID USED FOR ANOTHER POSTING",
    "0501": "FEE NOT COLLECTED",
}
_NO_ID: Final = bytes(16)


class CoreFailed(Exception):  # noqa: N818 - a program's abnormal end, not a refusal
    """A program ends with a return code and a last word."""

    def __init__(self, code: int, word: str) -> None:
        super().__init__(word)
        self.code = code


class Core:
    """The state of one run, in the working folder. It begins at the valid checkpoint."""

    def __init__(self) -> None:
        self.lsn = 0
        self.epoch = 1
        self.serial = 0
        self.queue_record = 0
        self.branch_record = 0
        self.reject_number = 0
        self.posted = 0
        self.extract = 0
        self.last_batch = 0
        self.batch_logged = "Y"
        self.state = "RECV"
        self.clock = 0
        self.clock_of_posting: Callable[[], int] | None = None
        self.business_date = 0
        self.business_digits = zoned(0, 8)
        self.slow_ms = 0
        self.books = Books(b"")
        self.index = TransferIndex(self.id_at)
        self._held: list[bytes] = []
        self._log = -1
        self._rejects = -1

    # the change log

    def open_files(self) -> None:
        """Open the log and the reject file; whole records count, torn bytes are written over."""
        self._log = os.open("change.log", os.O_RDWR)
        self._rejects = os.open("reject.file", os.O_RDWR)
        self.lsn = os.fstat(self._log).st_size // LOG_LENGTH
        self.reject_number = os.fstat(self._rejects).st_size // REJECT.length

    def add(self, record: bytes) -> None:
        """Keep a record of the log that has its LSN already (``lsn`` + 1)."""
        self.lsn += 1
        self._held.append(record)

    def put(self) -> None:
        """Write all that is kept."""
        if self._held:
            data = b"".join(self._held)
            _write(self._log, data, (self.lsn - len(self._held)) * LOG_LENGTH)
            self._held.clear()

    def log_records(self, first: int, count: int) -> bytes:
        """Records of the log from an LSN on that are written."""
        return os.pread(self._log, count * LOG_LENGTH, (first - 1) * LOG_LENGTH)

    def id_at(self, lsn: int) -> bytes:
        """The id in a record of the log."""
        return self.record_at(lsn)[LOG["ID"]]

    def record_at(self, lsn: int) -> bytes:
        """A record of the log, written or kept."""
        if lsn > self.lsn - len(self._held):
            return self._held[lsn - self.lsn - 1]
        return self.log_records(lsn, 1)

    def tie_up(self, reason: str, image_lsn: int, accounts: int = 0, total: int = 0) -> None:
        """Write a TIE-UP record."""
        logged = self.batch_logged if reason == "BTCH" else ""
        tie_up = {"LOG-REASON": reason, "LOG-FILE": "ACCOUNT", "LOG-LOGGED": logged}
        tie_up |= {"LOG-IMAGE-LSN": image_lsn, "LOG-TOTAL": total, "LOG-ACCOUNTS": accounts}  # type: ignore[dict-item]
        values = self.log_values("T", "O") | {"LOG-ORIGIN": "CORE", "LOG-UOW": self.lsn + 1, "LOG-ID": _NO_ID, "LOG-TIE-UP": tie_up}
        self.add(encode(CHANGE, values, CODEPAGE))
        self.put()

    def log_values(self, kind: str, source: str) -> dict[str, Any]:
        """What every record of the log has."""
        return {
            "LOG-KIND": kind,
            "LOG-SOURCE": source,
            "LOG-BUSINESS-DATE": self.business_date,
            "LOG-LSN": self.lsn + 1,
            "LOG-EPOCH": self.epoch,
            "LOG-AT": self.clock,
        }

    # the reject file

    def reject(self, raw: bytes, source: str, record: int, code: str, lsn: int) -> None:
        """Write a reject record, after all that is before it in the log."""
        self.put()
        values = {
            "REJ-TRANSACTION": raw,
            "REJ-CODE": code,
            "REJ-TEXT": REASONS[code],
            "REJ-SOURCE": source,
            "REJ-NUMBER": self.reject_number + 1,
            "REJ-QUEUE-RECORD": record,
            "REJ-LSN": lsn,
            "REJ-AT": self.clock,
            "REJ-EPOCH": self.epoch,
        }
        _write(self._rejects, encode(REJECT, values, CODEPAGE), self.reject_number * REJECT.length)
        self.reject_number += 1

    def rejects_from(self, number: int) -> bytes:
        """The reject records after so many."""
        return os.pread(self._rejects, (self.reject_number - number) * REJECT.length, number * REJECT.length)

    # checkpoints

    def read_state(self) -> dict[str, Any]:
        """Take up the valid checkpoint's state."""
        state = decode(CHECKPOINT, Path("private/STATE").read_bytes(), CODEPAGE)
        self.serial, self.epoch, self.last_batch = state["CKP-SERIAL"], state["CKP-EPOCH"], state["CKP-LAST-BATCH"]
        self.queue_record, self.branch_record = state["CKP-QUEUE-RECORD"], state["CKP-BRANCH-RECORD"]
        self.posted, self.extract = state["CKP-POSTED"], state["CKP-EXTRACT"]
        return state

    def read_files(self) -> None:
        """Take up the valid checkpoint's files."""
        folder = Path(f"private/ckpt.{self.serial:09d}")
        self.books = Books((folder / "ACCOUNT").read_bytes())
        self.index = TransferIndex(self.id_at, (folder / "TRANSFER").read_bytes())

    def prepare_checkpoint(self, reason: str, lsn: int, accounts: int = 0, total: int = 0) -> None:
        """Write the files as a checkpoint that ``swap_checkpoint`` makes valid."""
        self.serial += 1
        folder = Path(f"private/ckpt.{self.serial:09d}")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        with (folder / "ACCOUNT").open("wb") as file:
            file.writelines(self.books.records())
        (folder / "TRANSFER").write_bytes(self.index.stored())
        values = {
            "CKP-EYE": "CKPT",
            "CKP-REASON": reason,
            "CKP-LAST-BATCH": self.last_batch,
            "CKP-LOGGED": self.batch_logged,
            "CKP-SERIAL": self.serial,
            "CKP-EPOCH": self.epoch,
            "CKP-LSN": lsn,
            "CKP-IMAGE-LSN": lsn,
            "CKP-QUEUE-RECORD": self.queue_record,
            "CKP-BRANCH-RECORD": self.branch_record,
            "CKP-REJECT-NUMBER": self.reject_number,
            "CKP-POSTED": self.posted,
            "CKP-EXTRACT": self.extract,
            "CKP-ACCOUNTS": accounts,
            "CKP-TOTAL": total,
        }
        Path("private/STATE.next").write_bytes(encode(CHECKPOINT, values, CODEPAGE))

    def swap_checkpoint(self) -> None:
        """Make the prepared checkpoint the valid one, and remove the others."""
        Path("private/STATE.next").replace("private/STATE")
        for folder in Path("private").glob("ckpt.*"):
            if folder.name != f"ckpt.{self.serial:09d}":
                shutil.rmtree(folder, ignore_errors=True)

    def checkpoint(self, reason: str, accounts: int = 0, total: int = 0) -> None:
        """Make the files as they are the valid checkpoint."""
        self.prepare_checkpoint(reason, self.lsn, accounts, total)
        self.swap_checkpoint()


def _write(file: int, data: bytes, offset: int) -> None:
    view = memoryview(data)
    while view:
        done = os.pwrite(file, view, offset)
        view, offset = view[done:], offset + done
