"""A lane: the one thread that decides and commits a tenant's transfers, in order, many at a time.

While the database writes one block, the next is decided on top of it. Where other processes write to the same lane, their writers take turns:
each takes the lane's head first, learns what the others wrote, decides and commits a block that is soon done, and gives the head back. Whatever goes wrong with a commit - another writer was faster, an id
is recorded already, the connection broke - memory is taken back to what is certain, brought to the committed head, and the same requests
are decided again; a client hears nothing before its transfers are durable.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
import numpy.typing as npt
import psycopg
import structlog

from twincore.kernel.clock import Clock
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal, Retry
from twincore.ledger.engine import telemetry
from twincore.ledger.engine.batch import batch_of, expiry_of, first_pieces, outcomes_of
from twincore.ledger.engine.judge import REVERSE, Batch, Facts, Judge, Verdict, mixed_ids
from twincore.ledger.engine.memory import Memory
from twincore.ledger.engine.outcomes import Outcomes
from twincore.ledger.engine.state import Hold
from twincore.ledger.engine.store import Disconnected, HeadMoved, IdTaken, LaneStore
from twincore.ledger.engine.submission import Piece, Queue, Submission
from twincore.ledger.engine.write import Block, write
from twincore.ledger.model import TRANSFERS_MAX, Kind, Status, Transfer
from twincore.ledger.rows import EPOCH_US, id_keys

Recorder = Callable[[Connection, int, list[tuple[object, Outcomes]]], None]
"""Writes what goes with the transfers (audit, idempotency) in their own commit: (connection, tenant, [(context, outcomes)])."""

PIPELINE_MIN = 512
"""From this many transfers on, a batch is committed while the next one is decided; a smaller one is faster without the hand-over."""
EXPIRIES_MAX = 4096
LOST = (psycopg.OperationalError, psycopg.InterfaceError, Disconnected)
"""How a connection that is gone shows itself."""
SHARED_S = 1.0
"""For so long after another writer was seen to be faster twice, or to have been there, the lane is taken before a batch is decided."""
TICK_S = 0.25
"""How often an idle lane looks for holds whose time is over."""


@dataclass(slots=True)
class Prepared:
    """Pieces decided and applied to memory, not committed yet."""

    pieces: list[Piece]
    outcomes: list[Outcomes]
    block: Block | None
    began: float
    io: Future[None] | None = None

    @property
    def recording(self) -> list[tuple[object, Outcomes]]:
        """(context, outcomes) of the submissions that end here."""
        return [
            (p.submission.context, p.whole(o))
            for p, o in zip(self.pieces, self.outcomes, strict=True)
            if p.last and p.submission.context is not None
        ]


class Lane:
    """One tenant's lane in this process. ``submit`` from any thread; everything else happens on the lane's own."""

    def __init__(
        self,
        store: LaneStore,
        clock: Clock,
        business_date: Callable[[int], date],
        recorder: Recorder | None,
        batch_max: int,
        accounts_max: int,
    ) -> None:
        self.tenant = store.tenant
        self._store, self._clock, self._business_date, self._recorder = store, clock, business_date, recorder
        self._queue = Queue(batch_max)
        self._in_flight: Prepared | None = None
        self._in_hand: list[Piece] = []  # taken from the queue and not answered, in order: nobody may be forgotten
        self._memory: Memory | None = None
        self._halted: str | None = None
        self._accounts_max, self._covered = accounts_max, 0
        self._moved_s = self._shared_until_s = float("-inf")
        self._calls: list[tuple[Callable[[Memory], object], Future[object]]] = []
        self._io = ThreadPoolExecutor(1, thread_name_prefix=f"lane-{self.tenant}-io")
        self._log = structlog.get_logger().bind(tenant=self.tenant, lane=self.tenant)
        self._day: tuple[int, int] = (-1, 0)
        label = str(self.tenant)
        self._transfers, self._commit_s = telemetry.TRANSFERS.labels(label), telemetry.COMMIT_S.labels(label)
        telemetry.HALTED.labels(label).set(0)
        self._thread = threading.Thread(target=self._run, name=f"lane-{self.tenant}", daemon=True)
        self._thread.start()

    # --- for other threads

    def submit(self, submission: Submission) -> Future[Outcomes]:
        """Queue a submission; its future gives the outcomes once they are durable. Refuses ``ledger_halted|closed|busy``."""
        if self._halted is not None:
            raise Refusal("ledger_halted", self._halted, category=Category.UNAVAILABLE, retry=Retry.SAME_KEY)
        self._queue.put(submission)
        return submission.future

    def call(self, function: Callable[[Memory], object]) -> Future[object]:
        """Run a function on the lane's thread while nothing is in flight."""
        future: Future[object] = Future()
        self._calls.append((function, future))
        self._queue.wake()
        return future

    def halt(self, reason: str) -> None:
        """Take nothing more: a checkpoint found that the books do not agree with themselves."""
        self._halted = reason
        telemetry.HALTED.labels(str(self.tenant)).set(1)
        self._log.error("lane halted", reason=reason)

    def covered(self, seq: int) -> None:
        """A checkpoint covers the lane up to a seq: accounts that have rested since may leave memory."""
        self._covered = seq
        label = str(self.tenant)
        telemetry.CHECKPOINT_SEQ.labels(label).set(seq)
        telemetry.SEQ.labels(label).set(self.seq)
        telemetry.QUEUE.labels(label).set(self.waiting)
        if self._memory is not None:
            telemetry.OPEN_HOLDS.labels(label).set(len(self._memory.holds.by_key))

    @property
    def halted(self) -> str | None:
        """Why the lane takes nothing, if so."""
        return self._halted

    @property
    def seq(self) -> int:
        """Last transfer decided; it may not be committed yet."""
        return self._memory.head.seq if self._memory is not None else 0

    @property
    def waiting(self) -> int:
        """Transfers queued."""
        return self._queue.waiting

    def close(self) -> None:
        """Finish what is queued, then end."""
        self._queue.close()
        self._thread.join()
        self._io.shutdown()
        self._store.close()

    # --- the lane's own thread

    def _run(self) -> None:
        self._reconnect()
        while True:
            pieces = self._queue.take(0 if self._in_flight is not None or self._calls else TICK_S)
            self._in_hand = [piece for piece in self._in_hand if not piece.done] + pieces
            try:
                self._turn(pieces)
            except LOST:
                self._recover()
            except Exception as error:
                self._log.exception("lane could not decide a batch")
                self._fail(error)
            if not pieces and self._in_flight is None and self._queue.closed and self._queue.waiting == 0:
                return

    def _turn(self, pieces: list[Piece]) -> None:
        self._queue.shared = time.monotonic() < self._shared_until_s
        now_us = self._now_us()
        if self._expiry_is_due(now_us):
            self._settle()
            self._expire(now_us)
        if self._covered:
            self.memory.cover(self._covered)
            self._covered = 0
        full = self.memory.accounts.count > self._accounts_max
        if not pieces or self._calls or full:
            self._settle()
            self._answer_calls()
            if full:
                self.memory.accounts.evict(self.memory.covered, keep=self._accounts_max * 3 // 4)
        if not pieces:
            return
        if self._queue.shared or sum(piece.end - piece.start for piece in pieces) < PIPELINE_MIN:
            self._settle()
            self._finish(pieces)
            return
        prepared = self._prepare(pieces, now_us)
        if self._in_flight is not None and not self._settle_under(prepared):
            self._finish(pieces)  # what it was decided upon was not committed
            return
        prepared.io = self._io.submit(self._commit, prepared)
        self._in_flight = prepared

    @property
    def memory(self) -> Memory:
        """The lane's memory; for the lane's own thread."""
        assert self._memory is not None
        return self._memory

    def _now_us(self) -> int:
        return max(self._clock.now_us(), self.memory.head.posted_at_us)

    def _answer_calls(self) -> None:
        while self._calls:
            function, future = self._calls.pop(0)
            try:
                future.set_result(function(self.memory))
            except Exception as error:
                future.set_exception(error)

    # --- deciding

    def _prepare(self, pieces: list[Piece], now_us: int, look_up_ids: bool = False) -> Prepared:
        """Decide pieces and apply the result to memory. look_up_ids: some of the ids are recorded already."""
        began = time.perf_counter()
        batch = batch_of(pieces)
        requests = batch.requests
        facts, transfers = Facts(), dict[bytes, Transfer]()
        if look_up_ids:
            self._look_up(id_keys(requests["id_hi"], requests["id_lo"]), facts, transfers)
        kinds = requests["kind"]
        holding = kinds == Kind.HOLD
        by_ref = (kinds != Kind.POST) & ~holding
        while True:
            memory = self.memory
            now_us = max(now_us, memory.head.posted_at_us)  # what was caught up with may carry a later time than our clock
            if self._expiry_is_due(now_us):
                self._settle()
                self._expire(now_us)
            self._look_up_open_holds(requests[holding], facts, transfers)
            ids = np.concatenate((requests["debit"], requests["credit"]))
            if by_ref.any():
                held, unknown = memory.references(requests, by_ref, REVERSE)
                if unknown:
                    self._settle()
                    facts.referred = self._store.referred(unknown)
                    if memory.behind(facts.referred, Kind.HOLD):
                        if not memory.catch_up():
                            memory.open()
                        continue
                more = [account for fact in facts.referred.values() for account in (fact.debit, fact.credit)]
                ids = np.concatenate((ids, held, np.array(more, np.int64)))
            memory.load(ids)
            if memory.head.posted_at_us > now_us:
                continue
            verdict = Judge(batch, now_us, memory.head.posted_at_us, memory.accounts, memory.holds, facts, self._business_day).verdict()
            if self._confirmed(batch, verdict, facts, transfers):
                break
        block = write(batch, verdict, memory.head, self.tenant, memory.accounts, memory.holds, self._business_day)
        if block is not None:
            memory.head = block.after
        return Prepared(pieces, outcomes_of(pieces, batch, verdict, block, transfers), block, began)

    def _look_up(self, keys: list[bytes], facts: Facts, transfers: dict[bytes, Transfer]) -> bool:
        found = self._store.recorded(keys)
        for key, (recorded, transfer) in found.items():
            facts.recorded[key], transfers[key] = recorded, transfer
        return bool(found)

    def _look_up_open_holds(self, placing: npt.NDArray[np.void], facts: Facts, transfers: dict[bytes, Transfer]) -> None:
        """A hold asked for again while it is open must not be placed over itself: what the journal has of it is looked up first."""
        open_holds = self.memory.holds.by_key
        again = [key for key in id_keys(placing["id_hi"], placing["id_lo"]) if key in open_holds and key not in facts.recorded]
        if again:
            self._settle()
            self._look_up(again, facts, transfers)

    def _confirmed(self, batch: Batch, verdict: Verdict, facts: Facts, transfers: dict[bytes, Transfer]) -> bool:
        """Whether every refusal stands: its id is not recorded, and memory is not behind the journal. If not, memory and facts are better now."""
        refused = np.flatnonzero(verdict.status >= Status.ID_CONFLICT)
        if len(refused) == 0:
            return True
        rows = batch.requests[refused]
        keys = [key for key in id_keys(rows["id_hi"], rows["id_lo"]) if key not in facts.recorded]
        flying = self._in_flight
        if flying is not None and flying.block is not None and np.isin(mixed_ids(rows), mixed_ids(flying.block.rows)).any():
            if not self._settle():
                return False
            flying = None
        if keys and self._look_up(keys, facts, transfers):
            return False
        if self._store.locked:
            return True
        head, ours = self._store.head(), self.memory.head
        if head == ours or (flying is not None and flying.block is not None and head == flying.block.before):
            return True
        settled = self._settle()
        return not self.memory.catch_up() and settled

    def _business_day(self, us: int) -> int:
        """Days since 1970 of the tenant's business date at a time."""
        quarter = us // 900_000_000  # no time zone changes its offset within a quarter of an hour
        if self._day[0] != quarter:
            self._day = (quarter, self._business_date(us).toordinal() - 719_163)
        return self._day[1]

    # --- committing

    def _commit(self, prepared: Prepared) -> None:
        recorder, recording = self._recorder, prepared.recording
        if prepared.block is None and (recorder is None or not recording):
            self._store.unlock()
            return
        record: Callable[[Connection], None] | None = None
        if recorder is not None and recording:
            record = partial(_record, recorder, self.tenant, recording)
        self._store.commit(prepared.block, record)

    def _finish(self, pieces: list[Piece], look_up_ids: bool = False) -> None:
        """Decide and commit pieces, again and again until it is certain what became of them; nothing is in flight.

        Once another writer was faster, we take the lane before we decide, and so cannot lose a second time.
        """
        attempt, take = 0, self._queue.shared
        while True:
            attempt += 1
            if take and len(shares := self._shares(pieces)) > 1:
                for share in shares:
                    self._finish(share, look_up_ids)
                return
            prepared, taken_s = self._decided(pieces, look_up_ids, take)
            try:
                self._commit(prepared)
            except (HeadMoved, IdTaken) as reason:
                self._take_back(prepared, reason)
                look_up_ids = look_up_ids or isinstance(reason, IdTaken) or attempt > 1
                take = True
                self.memory.catch_up()
            except Disconnected as reason:
                if not self._was_committed(prepared):
                    self._take_back(prepared, reason)
                    self.memory.catch_up()
                    look_up_ids = True
                    continue
                self._answer(prepared)
                return
            except Exception as error:
                self._take_back(prepared, error)
                self._isolate(pieces, error)
                return
            else:
                if taken_s is not None:
                    self._queue.took(sum(p.end - p.start for p in pieces if p.submission.bulk), time.monotonic() - taken_s)
                self._answer(prepared)
                return

    def _decided(self, pieces: list[Piece], look_up_ids: bool, take: bool) -> tuple[Prepared, float | None]:
        """Pieces prepared, and when the lane was taken for it, if it was to be."""
        try:
            taken_s = self._take_lane() if take else None
            return self._prepare(pieces, self._now_us(), look_up_ids), taken_s
        except BaseException:
            self._store.unlock()
            raise

    def _take_lane(self) -> float:
        """Wait for our turn, hold the lane until the next commit, and learn what others wrote; returns when our turn began (monotonic seconds)."""
        head = self._store.lock()
        began_s = time.monotonic()
        if self.memory.catch_up(head) and self._queue.shared:
            self._shared_until_s = began_s + SHARED_S
        return began_s

    def _shares(self, pieces: list[Piece]) -> list[list[Piece]]:
        """Pieces in batches that do not keep other writers from the lane for long; work that is not bulk is never cut, and seldom large."""
        most = self._queue.share
        if sum(piece.end - piece.start for piece in pieces if piece.submission.bulk) <= most:
            return [pieces]
        parts = [part for piece in pieces for part in piece.cut(most)]
        shares = []
        while parts:
            shares.append(first_pieces(parts, most))
            parts = parts[len(shares[-1]) :]
        return shares

    def _isolate(self, pieces: list[Piece], error: Exception) -> None:
        """What goes with one of the pieces cannot be recorded: each by itself, so that only that one fails."""
        if len(pieces) == 1:
            pieces[0].fail(error)
            return
        for piece in pieces:
            self._finish([piece])

    def _settle(self) -> bool:
        """Wait for the block in flight. False: it was not committed, so it was decided again, and what stood upon it no longer holds."""
        flying = self._in_flight
        if flying is None or self._settled(flying):
            return True
        self._finish(flying.pieces, look_up_ids=True)
        return False

    def _settle_under(self, upper: Prepared) -> bool:
        """Wait for the block in flight, on top of which another was decided; False: it was not committed then, and ``upper`` is taken back."""
        flying = self._in_flight
        assert flying is not None
        if self._settled(flying, upper):
            return True
        self._finish(flying.pieces, look_up_ids=True)
        return False

    def _settled(self, flying: Prepared, upper: Prepared | None = None) -> bool:
        """Whether the block in flight was committed; if not, it is taken back and memory is at the committed head."""
        assert flying.io is not None
        self._in_flight = None
        try:
            flying.io.result()
        except Exception as reason:
            if isinstance(reason, Disconnected) and self._was_committed(flying):
                self._answer(flying)
                return True
            if upper is not None:
                self._take_back(upper, reason)
            self._take_back(flying, reason)
            self.memory.catch_up()
            return False
        self._answer(flying)
        return True

    def _was_committed(self, prepared: Prepared) -> bool:
        """After the connection broke in a commit: whether the block is in the journal. Waits until the database answers."""
        while True:
            self._reconnect(keep_memory=True)
            try:
                return prepared.block is not None and self._store.committed(prepared.block)
            except LOST:
                continue

    def _take_back(self, prepared: Prepared, reason: Exception) -> None:
        telemetry.RECOVERIES.labels(str(self.tenant), type(reason).__name__).inc()
        if isinstance(reason, HeadMoved):
            before_s, self._moved_s = self._moved_s, time.monotonic()
            if self._moved_s - before_s < SHARED_S:
                self._shared_until_s = self._moved_s + SHARED_S
        if prepared.block is not None:
            self.memory.take_back(prepared.block)

    def _answer(self, prepared: Prepared) -> None:
        self._commit_s.observe(time.perf_counter() - prepared.began)
        if prepared.block is not None:
            self._transfers.inc(len(prepared.block.rows))
        for piece, outcomes in zip(prepared.pieces, prepared.outcomes, strict=True):
            piece.answer(outcomes)
        for outcomes in prepared.outcomes:
            if outcomes.created != len(outcomes):
                codes, counts = np.unique(outcomes.status[outcomes.status > Status.EXISTS], return_counts=True)
                for code, count in zip(codes.tolist(), counts.tolist(), strict=True):
                    telemetry.REFUSALS.labels(str(self.tenant), Status(code).name.lower()).inc(count)

    # --- holds whose time is over

    def _expiry_is_due(self, now_us: int) -> bool:
        due = self.memory.holds.due
        return bool(due) and due[0][0] <= now_us - EPOCH_US

    def _expire(self, now_us: int) -> None:
        """Write an EXPIRE transfer for every open hold whose time is over, in blocks of their own; nothing is in flight. A lane that is ours stays so."""
        ours, lost = self._store.locked, False
        try:
            while True:
                if (ours or lost or self._queue.shared) and not self._store.locked:
                    self._take_lane()
                most = min(EXPIRIES_MAX, self._queue.share) if self._queue.shared else EXPIRIES_MAX
                if not (holds := self.memory.holds.expired(now_us - EPOCH_US, most)):
                    return
                lost = not self._expired(holds, now_us)
        finally:
            if not ours:
                self._store.unlock()

    def _expired(self, holds: list[Hold], now_us: int) -> bool:
        """Commit the expiry of these holds; False: somebody may have been faster, and memory is at the committed head."""
        memory = self.memory
        memory.load(np.array([account for hold in holds for account in (hold.debit, hold.credit)], np.int64))
        batch, verdict = expiry_of(holds, now_us)
        block = write(batch, verdict, memory.head, self.tenant, memory.accounts, memory.holds, self._business_day)
        assert block is not None
        memory.head = block.after
        prepared = Prepared([], [], block, time.perf_counter())
        try:
            self._commit(prepared)
        except (HeadMoved, IdTaken) as reason:
            self._take_back(prepared, reason)
        except Disconnected as reason:
            if self._was_committed(prepared):
                return True
            self._take_back(prepared, reason)
        else:
            return True
        memory.catch_up()
        return False

    # --- when the database is away

    def _reconnect(self, keep_memory: bool = False) -> None:
        """Connect, however long it takes; memory is read anew unless it is to be kept."""
        pause = 0.05
        while True:
            try:
                self._store.connect()
                if not keep_memory:
                    self._memory = Memory(self._store)
                return
            except LOST as error:
                self._log.warning("the database cannot be reached", error=str(error).strip())
                time.sleep(pause)
                pause = min(1.0, pause * 2)

    def _recover(self) -> None:
        """The connection broke outside a commit: start from what the database says, and see through all that is in hand."""
        while True:
            flying, self._in_flight = self._in_flight, None
            if flying is not None and flying.io is not None:
                failed = flying.io.exception()
                if failed is None or (isinstance(failed, Disconnected) and self._was_committed(flying)):
                    self._answer(flying)
            self._reconnect()
            try:
                while undecided := [part for piece in self._in_hand for part in piece.undecided()]:
                    self._finish(first_pieces(undecided, TRANSFERS_MAX), look_up_ids=True)
                return
            except LOST:
                continue

    def _fail(self, error: Exception) -> None:
        """Something that should not happen: memory starts afresh, and each piece is decided by itself, so that only its cause fails."""
        flying, self._in_flight = self._in_flight, None
        if flying is not None and flying.io is not None and flying.io.exception() is None:
            self._answer(flying)
        self._reconnect()
        undecided = [part for piece in self._in_hand for part in piece.undecided()]
        for piece in undecided:
            try:
                if len(undecided) == 1:
                    raise error
                self._finish([piece], look_up_ids=True)
            except LOST:
                self._recover()
            except Exception as its_own:
                piece.fail(its_own)
                self._reconnect()


def _record(recorder: Recorder, tenant: int, recording: list[tuple[object, Outcomes]], conn: Connection) -> None:
    recorder(conn, tenant, recording)
