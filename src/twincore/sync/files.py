"""Files of whole records of one length that only grow: one side appends, the other follows by record number."""

import fcntl
import os
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from twincore.kernel.refusal import Category, Refusal, Retry


@dataclass(frozen=True, slots=True)
class Tear:
    """A record that has more or fewer bytes than a record has: from there on all stand elsewhere. place: its number; lsn: the last that it may have had."""

    place: int
    bytes: int
    lsn: int


class GrowingFile:
    """The reading side. It opens the file anew at each look: nothing is held while nothing is read.

    tears: those that are known, in order. A torn record has one number like any other, and whoever reads records sees zeros in its place.
    """

    def __init__(self, path: Path, length: int, tears: Sequence[Tear] = ()) -> None:
        self.path, self.length, self.tears = path, length, {tear.place: tear for tear in tears}
        self._torn = list(self.tears)
        self._ends: list[int] = []
        for tear in tears:
            self._ends.append(self.offset(tear.place) + tear.bytes)

    def with_tears(self, tears: Iterable[Tear]) -> "GrowingFile":
        """The same file, where these are known."""
        return GrowingFile(self.path, self.length, sorted(set(tears), key=lambda tear: tear.place))

    def state(self) -> tuple[int, int]:
        """Bytes that are there and when the file was last written to: what has not moved need not be read again. A missing file has no bytes."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return 0, 0
        return found.st_size, found.st_mtime_ns

    def records(self) -> int:
        """Whole records that are there; a torn last one does not count, a missing file has none."""
        size, _ = self.state()
        if (at := bisect_right(self._ends, size)) == 0:
            whole = size // self.length
        else:
            whole = self._torn[at - 1] + 1 + (size - self._ends[at - 1]) // self.length
        return whole if at == len(self._ends) else min(whole, self._torn[at])

    def offset(self, place: int) -> int:
        """The byte at which a record begins."""
        if (at := bisect_left(self._torn, place)) == 0:
            return place * self.length
        return self._ends[at - 1] + (place - self._torn[at - 1] - 1) * self.length

    def raw(self, place: int) -> bytes:
        """The bytes of one record as they are."""
        tear = self.tears.get(place)
        return self.bytes_at(self.offset(place), self.length if tear is None else tear.bytes)

    def read(self, first: int, count: int) -> bytes:
        """Whole records from the one with that number (from 0), at most so many; empty at the end."""
        at = bisect_left(self._torn, first)
        if at == len(self._torn) or self._torn[at] >= first + count:
            return self._whole(first, count)
        parts = []
        for torn in self._torn[at : bisect_left(self._torn, first + count)]:
            parts.append(self._whole(first, torn - first))
            if len(parts[-1]) < (torn - first) * self.length or self.state()[0] < self.offset(torn + 1):
                return b"".join(parts)
            parts.append(bytes(self.length))
            count -= torn + 1 - first
            first = torn + 1
        parts.append(self._whole(first, count))
        return b"".join(parts)

    def _whole(self, first: int, count: int) -> bytes:
        data = self.bytes_at(self.offset(first), count * self.length)
        return data[: len(data) - len(data) % self.length]

    def bytes_at(self, offset: int, count: int) -> bytes:
        """Bytes of the file, at most so many; empty at the end."""
        try:
            with self.path.open("rb", buffering=0) as file:
                return os.pread(file.fileno(), count, offset)
        except FileNotFoundError:
            return b""


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
