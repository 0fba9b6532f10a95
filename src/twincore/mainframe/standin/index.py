"""The index of transfers: which id was posted, and where in the change log. Small in memory: what was posted under it stands in the log."""

from array import array
from bisect import bisect_left
from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

_RECENT_MAX: Final = 200_000
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_MASK: Final = (1 << 64) - 1
Words = npt.NDArray[np.uint64]


class TransferIndex:
    """Ids and the LSN of the first record of their units of work; the older ones as sorted 8-byte words of their ids."""

    def __init__(self, id_at: Callable[[int], bytes], stored: bytes = b"") -> None:
        """id_at: reads the id of a log record by its LSN; stored: what ``stored`` gave."""
        self._id_at = id_at
        self._recent: dict[bytes, int] = {}
        pairs = np.frombuffer(stored, ">u8").astype(np.uint64).reshape(-1, 2)
        self._set(pairs[:, 0], pairs[:, 1])

    def find(self, transfer: bytes) -> int | None:
        """The LSN of the unit of work that posted an id, None if none did."""
        recent = self._recent.get(transfer)
        if recent is not None or not self._words:
            return recent
        word = (int.from_bytes(transfer[:8], "big") ^ int.from_bytes(transfer[8:], "big") * int(_MIX)) & _MASK
        at = bisect_left(self._words, word)
        while at < len(self._words) and self._words[at] == word:
            if self._id_at(self._lsns[at]) == transfer:
                return self._lsns[at]
            at += 1
        return None

    def note(self, transfer: bytes, lsn: int) -> None:
        """Keep an id that was posted."""
        self._recent[transfer] = lsn
        if len(self._recent) > _RECENT_MAX:
            self._fold()

    def note_many(self, ids: npt.NDArray[np.uint8], lsns: Words) -> None:
        """Keep many: ids (n, 16), lsns (n,)."""
        self._merge(_words(ids), lsns)

    def stored(self) -> bytes:
        """All of it as bytes, for a checkpoint."""
        self._fold()
        pairs = np.column_stack([np.array(self._words, np.uint64), np.array(self._lsns, np.uint64)])
        return pairs.astype(">u8").tobytes()

    def _fold(self) -> None:
        if self._recent:
            ids = np.frombuffer(b"".join(self._recent), np.uint8).reshape(-1, 16)
            lsns = np.fromiter(self._recent.values(), np.uint64, len(self._recent))
            self._recent = {}
            self._merge(_words(ids), lsns)

    def _merge(self, words: Words, lsns: Words) -> None:
        self._set(np.concatenate([np.array(self._words, np.uint64), words]), np.concatenate([np.array(self._lsns, np.uint64), lsns]))

    def _set(self, words: Words, lsns: Words) -> None:
        order = np.argsort(words, kind="stable")
        self._words, self._lsns = array("Q", words[order].tobytes()), array("Q", lsns[order].tobytes())


def _words(ids: npt.NDArray[np.uint8]) -> Words:
    halves = np.ascontiguousarray(ids).view(">u8").astype(np.uint64)
    with np.errstate(over="ignore"):
        mixed: Words = halves[:, 0] ^ halves[:, 1] * _MIX
    return mixed
