"""The change log as records that stand where they should: where bytes are missing or too many, it finds the place from which records can be read again."""

from dataclasses import dataclass

import numpy as np

from twincore.sync.files import GrowingFile, Tear
from twincore.sync.model import CHANGE, RAW_BYTES_MAX, Ints, ParkReason, Rows
from twincore.sync.positions import Unfit
from twincore.sync.records import Interface, TieUp

LOST_MAX = 10**9
"""Records that may be missing at one place: a sequence number further ahead is none."""
_PIECE = 64
_WINDOW = 1 << 16
_MORE = 8


@dataclass(slots=True)
class Reading:
    """Records as rows, one for each, all of them where they should be. A torn one has kind 0 and the last sequence number that it may have had; another
    that cannot be read has the one that it should have. unfit: those that cannot be read, without the torn ones; stuck: the record from which on nothing
    can be read, until more is written behind it."""

    rows: Rows
    unfit: list[Unfit]
    tie_ups: list[TieUp]
    stuck: int | None = None


class Log:
    """Reads the change log in order. What is torn it remembers in ``file``, and in ``fresh`` until somebody has put it on record."""

    def __init__(self, interface: Interface, file: GrowingFile) -> None:
        self.interface, self.file = interface, file
        self.fresh: list[Tear] = []

    def know(self, tears: list[Tear]) -> None:
        """These are on record, and no others."""
        self.file, self.fresh = self.file.with_tears(tears), []

    def read(self, first: int, lsn: int, count: int) -> Reading:
        """Records from the one with that number on, at most so many. lsn: the sequence number of the record before it."""
        numbers, piece, stuck = np.array([lsn]), count, False
        while not stuck and len(numbers) <= count:
            place = first + len(numbers) - 1
            data = self.file.read(place, min(piece, count + 1 - len(numbers)))
            if not data:
                break
            run = self._run(data, int(numbers[-1]))
            numbers = np.concatenate((numbers, run))
            if len(run):
                piece *= 2
                continue
            piece = _PIECE
            if (tear := self.file.tears.get(place)) is not None:
                numbers = np.append(numbers, tear.lsn)
            elif (found := self._find(place, int(numbers[-1]))) is None:
                stuck = True
            else:
                numbers = self._pass(first, numbers, *found)
        straight = len(numbers) - 1
        if not straight:
            return Reading(np.zeros(0, CHANGE), [], [], first if stuck else None)
        if place > first or len(data) != straight * self.file.length:
            data = self.file.read(first, straight)
        rows, unfit, tie_ups = self.interface.changes(data, first)
        rows["lsn"] = numbers[1:]
        unfit = [u for u in unfit if u.place not in self.file.tears]
        if len(numbers) <= count and any(u.place == first + straight - 1 for u in unfit):
            straight, stuck = straight - 1, True  # where the next record stands will say whether it is torn
        end = first + straight
        unfit, tie_ups = [u for u in unfit if u.place < end], [t for t in tie_ups if t.place < end]
        return Reading(rows[:straight], unfit, tie_ups, end if stuck else None)

    def _run(self, data: bytes, lsn: int) -> Ints:
        """The sequence numbers of the first records of some data, as long as they go on by one from that before them."""
        found = self.interface.sequence(np.frombuffer(data, np.uint8).reshape(-1, self.file.length))
        wrong = found != np.arange(lsn + 1, lsn + 1 + len(found))
        return found[: int(np.argmax(wrong))] if wrong.any() else found

    def _pass(self, first: int, numbers: Ints, offset: int, next_lsn: int) -> Ints:
        """Records can be read again from a byte of the file on. If that is where one should begin, those before it are damaged where they stand, or missing
        as a whole; else there is a tear. numbers: the sequence numbers of the record before the first, and of those up to the one that was not due."""
        place = first + len(numbers) - 1
        ahead, over = divmod(offset - self.file.offset(place), self.file.length)
        if not over and ahead >= 0:
            return np.concatenate((numbers, numbers[-1] + 1 + np.arange(ahead), [next_lsn]))
        if ahead < 0 or (place > first and place - 1 not in self.file.tears and self.interface.changes(self.file.raw(place - 1), 0)[1]):
            place -= 1  # the record before has lost its end, or bytes too many have come into it
            numbers = numbers[: max(place - first, 0) + 1]
        self._tear(place, offset, next_lsn - 1)
        return numbers

    def _find(self, place: int, lsn: int) -> tuple[int, int] | None:
        """The byte of the file from which records can be read again, and the sequence number of the first: from the record before a place on, since what
        is missing at the end of that need not show in its own fields. None: not yet. lsn: that record's."""
        begin = self.file.offset(place - 1 if place and place - 1 not in self.file.tears else place)
        start = 1 if begin < self.file.offset(place) else 0
        count = _WINDOW
        while True:
            data = self.file.bytes_at(begin, count)
            found = next_record(self.interface, data, start=start, lsn=lsn)
            if found is not None:
                return begin + found[0], found[1]
            if len(data) < count:
                return None
            start, count = count - 2 * self.file.length + 1, count * _MORE

    def _tear(self, place: int, upto: int, lsn: int) -> None:
        """From a record on, up to a byte of the file, nothing is whole. No part has more bytes than are kept of a parked record."""
        left = upto - self.file.offset(place)
        while left:
            self.fresh.append(Tear(place, min(left, RAW_BYTES_MAX), lsn))
            left -= self.fresh[-1].bytes
            place += 1
        self.file = self.file.with_tears([*self.file.tears.values(), *self.fresh])

    def unfit(self, tear: Tear) -> Unfit:
        """A torn record to be parked, with the account that it is of, if that stands before the tear."""
        raw = self.file.raw(tear.place)
        words = f"{len(raw)} bytes from byte {self.file.offset(tear.place)} of the file on, where a record has {self.file.length}"
        return Unfit(tear.place, ParkReason.RECORD_TRUNCATED, words, self.interface.account(raw), raw)


def next_record(interface: Interface, data: bytes, *, start: int, lsn: int) -> tuple[int, int] | None:
    """The first offset from which on records of the change log can be read, and the sequence number of the record there; None: there is none yet.

    A record counts if all that is asked of it can be read, and its sequence number is plausible: the next record follows it, or it is one of the few that
    are due so few bytes after lsn. It may go back, where bytes stand in the log twice: what they say is taken in once.
    """
    length = interface.layouts["change"].length
    for block in range(start, len(data) - length + 1, _WINDOW):
        part = data[block : block + _WINDOW + 2 * length - 1]
        windows = np.lib.stride_tricks.sliding_window_view(np.frombuffer(part, np.uint8)[: _WINDOW + length - 1], length)
        found = interface.sequence(windows)
        at = np.flatnonzero((found > 0) & (found <= lsn + LOST_MAX))
        due = lsn + 1 + -(-(at + block) // length)
        for offset, latest in zip(at.tolist(), due.tolist(), strict=True):
            rows, unfit, _ = interface.changes(part[offset : offset + min(2, (len(part) - offset) // length) * length], 0)
            if any(u.place == 0 for u in unfit):
                continue
            follows = len(rows) > 1 and int(rows["kind"][1]) != 0 and int(rows["lsn"][1]) == int(rows["lsn"][0]) + 1
            if follows or lsn < int(found[offset]) <= latest:
                return block + offset, int(found[offset])
    return None
