"""Files of whole records of one length that only grow: one side appends, the other follows by record number."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from twincore.kernel.refusal import Category, Refusal, Retry


class GrowingFile:
    """The reading side. It opens the file anew at each look: nothing is held while nothing is read."""

    def __init__(self, path: Path, length: int) -> None:
        self.path, self.length = path, length

    def records(self) -> int:
        """Whole records that are there; a torn last one does not count, a missing file has none."""
        try:
            return self.path.stat().st_size // self.length
        except FileNotFoundError:
            return 0

    def read(self, first: int, count: int) -> bytes:
        """Whole records from the one with that number (from 0), at most so many; empty at the end."""
        try:
            with self.path.open("rb", buffering=0) as file:
                data = os.pread(file.fileno(), count * self.length, first * self.length)
        except FileNotFoundError:
            return b""
        return data[: len(data) - len(data) % self.length]


class AppendedFile:
    """The writing side: one process at a time; what it says is appended is on disk."""

    def __init__(self, path: Path, length: int) -> None:
        """Completes the file where a crash tore its last record. Refuses ``file_taken`` while another process writes it."""
        self.path, self.length = path, length
        self._file = path.open("ab", buffering=0)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.close()
            raise Refusal("file_taken", f"Another process writes {path.name}.", category=Category.CONFLICT, retry=Retry.SAME_KEY) from None
        size = os.fstat(self._file.fileno()).st_size
        if size % length:
            os.ftruncate(self._file.fileno(), size - size % length)

    def append(self, data: bytes) -> None:
        """Append whole records, durably. A disk that is full leaves no torn record behind."""
        assert len(data) % self.length == 0, "whole records are appended"
        before = os.fstat(self._file.fileno()).st_size
        try:
            view = memoryview(data)
            while view:
                view = view[self._file.write(view) :]
            os.fdatasync(self._file.fileno())
        except OSError:
            os.ftruncate(self._file.fileno(), before)
            raise

    def close(self) -> None:
        """Let another process write it."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
