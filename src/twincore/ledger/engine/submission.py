"""What clients hand to a lane, and how a lane takes it: real-time work first, bulk work in slices between."""

import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np
import numpy.typing as npt

from twincore.kernel.refusal import Category, Refusal, Retry
from twincore.ledger.engine.judge import LINKED
from twincore.ledger.engine.outcomes import Outcomes, joined
from twincore.ledger.rows import uuid_halves

QUEUE_MAX = 1_000_000
"""Transfers waiting in one lane at the most; more are refused as ``ledger_busy``."""

YIELD_S = 0.1
"""For so long after real-time work was seen, bulk work comes in small slices."""
SLICE_SMALL = 1024
SHARE_MIN, SHARE_MAX, SHARE_S = 512, 4096, 0.010
"""Bulk transfers decided and written at once while other writers wait for the lane: as many as take about so many seconds, within bounds. The least
is what makes the fixed cost of a commit worth while: where the machine is slow, fewer would only make bulk work slower, and nobody faster."""


@dataclass(slots=True, eq=False)
class Submission:
    """Requests of one command. context: handed to the recorder in the commit that ends the submission; offset: how many are decided."""

    requests: npt.NDArray[np.void]
    command: UUID
    details: dict[int, bytes]
    context: object | None
    bulk: bool
    future: Future[Outcomes] = field(default_factory=Future)
    offset: int = 0
    parts: list[Outcomes] = field(default_factory=list)
    halves: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        self.halves = uuid_halves(self.command)

    def __len__(self) -> int:
        return len(self.requests)

    def cut(self, offset: int, most: int) -> int:
        """Where a slice of at most that many from offset ends without cutting a linked group; a group longer than that comes whole."""
        end = offset + most
        if end >= len(self):
            return len(self)
        flags = self.requests["flags"]
        start = end
        while start > offset and flags[start - 1] & LINKED:
            start -= 1
        if start > offset:
            return start
        while end < len(self) and flags[end - 1] & LINKED:
            end += 1
        return end


@dataclass(slots=True, eq=False)
class Piece:
    """The requests start..end of a submission, decided together."""

    submission: Submission
    start: int
    end: int
    answered: bool = False
    parts: list["Piece"] = field(default_factory=list)

    @property
    def requests(self) -> npt.NDArray[np.void]:
        """The requests of the piece."""
        return self.submission.requests[self.start : self.end]

    @property
    def last(self) -> bool:
        """Whether the submission ends with it."""
        return self.end == len(self.submission)

    @property
    def done(self) -> bool:
        """Whether it is certain what became of all of it."""
        return not self.undecided()

    def undecided(self) -> "list[Piece]":
        """Its parts whose fate is not certain: itself, if it was not cut."""
        if self.parts:
            return [one for part in self.parts for one in part.undecided()]
        return [] if self.answered else [self]

    def cut(self, most: int) -> "list[Piece]":
        """Cut into parts of at most that many requests, if it is bulk work; returns them."""
        start = self.start
        while self.submission.bulk and self.end - start > most:
            end = min(self.submission.cut(start, most), self.end)
            self.parts.append(Piece(self.submission, start, end))
            start = end
        if self.parts:
            self.parts.append(Piece(self.submission, start, self.end))
        return self.undecided()

    def details(self) -> Iterator[tuple[int, bytes]]:
        """(index in the piece, body) of the details."""
        details = self.submission.details
        if details:
            whole = self.start == 0 and self.last
            yield from (
                details.items() if whole else ((at - self.start, body) for at, body in details.items() if self.start <= at < self.end)
            )

    def whole(self, outcomes: Outcomes) -> Outcomes:
        """The outcomes of the submission up to and with this piece."""
        return joined([*self.submission.parts, outcomes]) if self.submission.parts else outcomes

    def answer(self, outcomes: Outcomes) -> None:
        """The piece is decided and durable; with the last piece the client gets its answer."""
        self.answered = True
        if not self.last:
            self.submission.parts.append(outcomes)
        elif not self.submission.future.done():
            self.submission.future.set_result(self.whole(outcomes))

    def fail(self, error: BaseException) -> None:
        """The piece cannot be decided; what earlier pieces committed stays and would be found by a retry."""
        self.answered = True
        for part in self.undecided():
            part.answered = True
        if not self.submission.future.done():
            self.submission.future.set_exception(error)


class Queue:
    """The work of one lane, taken in batches."""

    def __init__(self, batch_max: int) -> None:
        self.batch_max = batch_max
        self._realtime: deque[Submission] = deque()
        self._bulk: deque[Submission] = deque()
        self._ready = threading.Condition()
        self._realtime_seen = float("-inf")
        self.waiting = 0
        self.shared = False  # other writers wait for the lane
        self.share = SLICE_SMALL
        self.closed = False

    def put(self, submission: Submission) -> None:
        """Queue a submission; refuses ``ledger_closed`` and ``ledger_busy``."""
        with self._ready:
            if self.closed:
                raise Refusal("ledger_closed", "The ledger is shutting down.", category=Category.UNAVAILABLE, retry=Retry.SAME_KEY)
            if self.waiting + len(submission) > QUEUE_MAX:
                raise Refusal("ledger_busy", "The ledger has more work than it can take.", category=Category.BUSY, retry=Retry.SAME_KEY)
            self.waiting += len(submission)
            if submission.bulk:
                self._bulk.append(submission)
            else:
                self._realtime.append(submission)
                self._realtime_seen = time.monotonic()
            self._ready.notify()

    def wake(self) -> None:
        """Let the lane look up from its waiting: there is something else to do than submissions."""
        with self._ready:
            self._ready.notify()

    def took(self, transfers: int, seconds: float) -> None:
        """How long a block kept other writers from the lane: the next share is made for ``SHARE_S``."""
        if transfers * 2 >= self.share:
            fit = round(transfers * SHARE_S / max(seconds, 1e-6))
            self.share = min(max(fit, self.share // 2, SHARE_MIN), self.share * 2, SHARE_MAX)

    def take(self, wait_s: float) -> list[Piece]:
        """The next batch, real-time work first; empty if none comes within wait_s."""
        with self._ready:
            if not (self._realtime or self._bulk) and not self.closed and wait_s > 0:
                self._ready.wait(wait_s)
            pieces: list[Piece] = []
            room = self._fill(self._realtime, self.batch_max, pieces)
            if self._bulk and room > 0:
                yielding = bool(pieces) or time.monotonic() - self._realtime_seen < YIELD_S
                room = min(room, SLICE_SMALL if yielding else room, self.share if self.shared else room)
                self._fill(self._bulk, room, pieces)
            self.waiting -= sum(piece.end - piece.start for piece in pieces)
            return pieces

    @staticmethod
    def _fill(queue: deque[Submission], room: int, pieces: list[Piece]) -> int:
        while queue and room > 0:
            submission = queue[0]
            if pieces and not submission.bulk and len(submission) > room:
                break  # a client's own group of transfers is not cut for the sake of a full batch
            end = submission.cut(submission.offset, room)
            if pieces and end - submission.offset > room:
                break
            pieces.append(Piece(submission, submission.offset, end))
            room -= end - submission.offset
            submission.offset = end
            if end == len(submission):
                queue.popleft()
        return room

    def close(self) -> None:
        """Take no more work; what is queued is still done."""
        with self._ready:
            self.closed = True
            self._ready.notify()
