"""The adaptor at work: one thread per tenant that takes in what the core did, sends it what the twin did, and keeps an eye on the link.

Whatever it knows follows from the database and the files: kill it anywhere, start it again, and it goes on. A second one for the same tenant is refused
at its first commit.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import numpy as np
import psycopg
import structlog
from psycopg_pool import PoolTimeout

from twincore.events import CORE_ENVELOPES, Coder, EventLog
from twincore.kernel.clock import Clock, SystemClock
from twincore.kernel.db import Connection, Database
from twincore.kernel.refusal import Category, Refusal, Retry
from twincore.ledger import Ledger, Outcomes
from twincore.sync import telemetry
from twincore.sync.captured import ChangeLog, ChangeSource
from twincore.sync.drift import Comparison, compare, record_drift, report_of
from twincore.sync.earmarking import take_earmark_orders
from twincore.sync.envelopes import EnvelopeFollower, EnvelopeReader
from twincore.sync.files import AppendedFile, GrowingFile
from twincore.sync.follower import LogFollower
from twincore.sync.intake import Books, Intake
from twincore.sync.journal import JOURNAL_SETTLED, Outstanding, exposure, lane_seq, load_outstanding
from twincore.sync.link import finish_demotion, get_link, need_resync, observe, set_clean
from twincore.sync.model import Capture, DriftReport, Exposure, Facts, Link, LinkState, Mode, Place, Rows
from twincore.sync.parked import Replays, parked_count, replay_by_itself
from twincore.sync.positions import move, park, position
from twincore.sync.records import Interface, Status, TieUp, default_interface
from twincore.sync.refusals import settle, settled_legs, take_rejects
from twincore.sync.relay import Relay, Sender
from twincore.sync.resync import Beside, Operator, Repair, repair, void_forgotten
from twincore.sync.schemas import mind_schemas
from twincore.sync.standin import earmarks, set_earmarks, tell_exposure

REJECT_FILE = "reject-file"
AHEAD_MAX = 20_000
"""Requests in the core's queue that it has not taken yet, at the most: the rest waits in the event log, where it is safe."""
LOST_AFTER_S = 2.0
"""How long everything must have been quiet on both sides before an unanswered leg counts as lost and is sent again."""
REFRESH_S = 0.5
SEND_EVERY_S, SEND_BURST_S = 0.05, 0.5
"""While catching up, requests go out in pages of so many seconds of the policy's rate: one at a time would cost a commit each, and whole seconds at once
would leave customers waiting behind them."""
_GONE = (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout)


class Adaptor:
    """Two-way replication between one tenant's ledger and its core.

    ledger: made with ``recorder()``, so that positions commit with postings; folder: where the core's files are; clock: the tenant's; wall: the time by
    which the core's signs of life are judged. watching: another process works for this core, so errands take in nothing themselves.
    """

    def __init__(
        self,
        database: Database,
        ledger: Ledger,
        tenant: int,
        folder: Path,
        log: EventLog,
        coder: Coder,
        clock: Clock,
        *,
        currency: str,
        business_date: Callable[[int], date],
        interface: Interface | None = None,
        wall: Clock | None = None,
    ) -> None:
        self.database, self.ledger, self.tenant, self.folder, self.currency = database, ledger, tenant, folder, currency
        self.interface = interface or default_interface()
        self._log, self._coder, self._clock, self._wall, self._business_date = log, coder, clock, wall or SystemClock(), business_date
        layouts, files = self.interface.layouts, self.interface.files
        self._queue = GrowingFile(folder / files["requests"], layouts["request"].length)
        self._rejects = GrowingFile(folder / files["rejects"], layouts["reject"].length)
        self._status_file = folder / files["status"]
        self._note = structlog.get_logger().bind(tenant=tenant, adaptor=str(folder.name))
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.RLock()
        self._sender: Sender | None = None
        self._envelopes: EnvelopeFollower | None = None
        self.watching = False
        self.books = Books(database, tenant)
        self._begin()

    def _begin(self) -> None:
        """Know what the database knows, and nothing else."""
        self._forced: set[tuple[int, int]] = set()
        self._quiet_since: float | None = None
        self._earmarked = False  # looked up while the core is down, lifted when it is back
        self._refreshed = self._tokens_at = 0.0
        self._tokens = 0.0
        self.books.refresh()
        self.follower = LogFollower(self.database, self.ledger, self.books, self.interface, self.folder, self.now_us)
        self.relay = Relay(self.database, self.tenant, self._log, self._coder, self.interface, self.now_us)
        if self._sender is not None:
            self._sender.reset()
        with self.database.app(self.tenant) as conn:
            self.link: Link = get_link(conn, self.tenant)
        self._capture()
        with self.database.app(self.tenant) as conn:
            self._earmarked = self.link.state.standing_in and bool(earmarks(conn, self.tenant))
            self._reject_place = position(conn, self.tenant, REJECT_FILE)
            self.outstanding: Outstanding = load_outstanding(conn, self.tenant, self.books.mapping)
            refused = self.outstanding.refused_seqs()
            self.outstanding.settle(settled_legs(conn, self.tenant, refused))

    def _capture(self) -> None:
        """Capture the core's changes as the link says."""
        if self.link.capture is Capture.LOG:
            if self._envelopes is not None:
                self._envelopes.close()
                self._envelopes = None
        elif self._envelopes is None:
            self._log.create_topics([CORE_ENVELOPES.topic])
            self._envelopes = EnvelopeFollower(self.database, self.ledger, self.books, self._log, self._coder, self.now_us)
        else:
            self._envelopes.reset()

    # --- its life

    def start(self, pause_s: float = 0.01) -> None:
        """Work from now on, in a thread of its own."""
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, args=(pause_s,), name=f"sync-{self.tenant}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop after the step at hand."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        if self._sender is not None:
            self._sender.close()
            self._sender = None
        if self._envelopes is not None:
            self._envelopes.close()
            self._envelopes = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nothing is taken in meanwhile: for errands that work with its books."""
        with self._lock:
            yield

    def _run(self, pause_s: float) -> None:
        while not self._stop.is_set():
            try:
                if not self.step():
                    self._stop.wait(pause_s)
            except Exception as error:
                self._recover(error)

    def _recover(self, error: Exception) -> None:
        """Something is away, or another process was faster: begin again from what the database says, however long it takes."""
        expected = isinstance(error, _GONE) or (isinstance(error, Refusal) and error.retry is Retry.SAME_KEY)
        if expected:
            self._note.warning("the adaptor begins again", error=str(error).strip())
        else:
            self._note.exception("the adaptor begins again")
        while not self._stop.wait(0.2):
            try:
                with self._lock:
                    self._begin()
                return
            except Exception as again:
                self._note.warning("the adaptor cannot begin", error=str(again).strip())

    def now_us(self) -> int:
        """The tenant's time."""
        return self._clock.now_us()

    # --- one round

    def step(self) -> bool:
        """One round: take in, send, look. Returns whether there was anything to do.

        Raises what the database and the event log raise when they are away; the next step goes on where the database says, after ``recover``.
        """
        with self._lock:
            status = self.status()
            worked = self._follow() > 0
            worked = self._take_rejects() or worked
            if self.link.mode is not Mode.SHADOW:
                try:
                    worked = self._settle() or worked
                    worked = self.relay.step(self.outstanding, self.books.mapping) > 0 or worked
                    worked = self._send(status) or worked
                except Refusal as refusal:
                    if refusal.category is Category.UNAVAILABLE:
                        self._look(status)  # whatever is away, the core is watched
                    raise
            self._look(status)
            return worked

    def _follow(self, chunks: int = 8) -> int:
        """Take in some chunks of the change log; the next is read while the last commits."""
        if len(self.books.mapping.core) == 0:
            return 0  # the snapshot says from where on the log is followed
        outstanding = None if self.relay.place.next == 0 else self.outstanding  # never promoted, so nothing was ever asked
        if self._envelopes is not None:
            return self._follow_envelopes(self._envelopes, outstanding, chunks)
        waiting: deque[tuple[Intake, Future[Outcomes] | None]] = deque()
        taken = 0
        try:
            for _ in range(chunks):
                if (started := self.follower.start(outstanding)) is None:
                    break
                waiting.append(started)
                taken += started[0].records
                if len(waiting) > 2:
                    self._finish(*waiting.popleft())
            while waiting:
                self._finish(*waiting.popleft())
        except BaseException:
            self.follower.reset()
            raise
        for tie_up in self.follower.tie_ups:
            self._tied_up(tie_up)
        self.follower.tie_ups.clear()
        return taken

    def _follow_envelopes(self, envelopes: EnvelopeFollower, outstanding: Outstanding | None, chunks: int) -> int:
        taken = 0
        for _ in range(chunks):
            if (intake := envelopes.step(outstanding)) is None:
                break
            taken += intake.records
            self._count(intake)
        return taken

    def behind(self) -> int:
        """Records of the core's changes that are not taken in."""
        return self.follower.behind() if self._envelopes is None else self._envelopes.behind()

    def _finish(self, intake: Intake, future: Future[Outcomes] | None) -> None:
        self.follower.finish(future)
        if intake.parked:
            self.books.refresh()
        self._count(intake)

    def _count(self, intake: Intake) -> None:
        label = str(self.tenant)
        for what in ("posted", "known", "answered", "parked", "earmarked"):
            if count := getattr(intake, what):
                telemetry.TAKEN.labels(label, what).inc(count)

    def _tied_up(self, tie_up: TieUp) -> None:
        if tie_up.reason != "REST":
            return
        with self.database.app(self.tenant) as conn:
            keys = void_forgotten(conn, self.tenant, tie_up.image_lsn, tie_up.epoch)
            self._rewind(min((seq for seq, _ in keys), default=None))
        if keys:
            with self.database.app(self.tenant) as conn:
                self.outstanding = load_outstanding(conn, self.tenant, self.books.mapping)
                self.outstanding.settle(settled_legs(conn, self.tenant, self.outstanding.refused_seqs()))

    def _rewind(self, seq: int | None) -> None:
        """Legs from a place of the journal on are open again."""
        if seq is None:
            return
        with self.database.app(self.tenant) as conn:
            stood = position(conn, self.tenant, JOURNAL_SETTLED)
            if stood.next >= seq:
                move(conn, self.tenant, stood, Place(JOURNAL_SETTLED, seq - 1), self.now_us())

    def _take_rejects(self) -> bool:
        place = self._reject_place
        data = self._rejects.read(place.next, 2_000)
        if not data:
            return False
        rejects, unfit = self.interface.rejects(data, place.next)
        now_us = self.now_us()
        with self.database.app(self.tenant) as conn:
            self.outstanding.extend(conn, self.tenant, self.books.mapping)
            last = rejects[-1] if rejects else None
            stands = Place(REJECT_FILE, place.next + len(data) // self._rejects.length, last.epoch if last else place.epoch, 0)
            take_rejects(
                conn,
                self.tenant,
                self.outstanding,
                rejects,
                self.link.policy,
                on=self._business_date(now_us),
                currency=self.currency,
                now_us=now_us,
            )
            park(conn, self.tenant, REJECT_FILE, unfit, now_us)
            move(conn, self.tenant, place, stands, now_us)
        self._reject_place = stands
        return True

    def _settle(self) -> bool:
        if not self.outstanding.has_refused():
            return False
        done, forced = settle(self.ledger, self.database, self.tenant, self.outstanding, self.books.contras, now_us=self.now_us())
        self.outstanding.settle(done)
        keys = [(int(leg["seq"]), int(leg["leg"])) for leg in forced]
        new = np.array([key not in self._forced for key in keys], bool)
        if len(forced) and new.any() and self.relay.publish(forced[new]):
            self._forced.update(keys)
        return bool(done)

    def _send(self, status: Status | None) -> bool:
        if self.link.state is LinkState.DOWN or status is None:
            return False
        sender = self._open_sender()
        if self.link.planned_until_us is None or self.now_us() >= self.link.planned_until_us:
            self._lift_earmarks(sender)
        room = AHEAD_MAX - (self._queue.records() - status.queue_record)
        if self.link.state is LinkState.CATCHING_UP:
            now = time.monotonic()
            rate = self.link.policy.send_rate
            self._tokens = min(self._tokens + (now - self._tokens_at) * rate, rate * SEND_BURST_S)
            self._tokens_at = now
            room = min(room, int(self._tokens)) if self._tokens >= rate * SEND_EVERY_S else 0
        if room <= 0:
            return False
        sent = sender.step(room)
        if self.link.state is LinkState.CATCHING_UP:
            self._tokens -= sent.requests  # what was sent while the link was up is no debt
        if sent.requests:
            telemetry.SENT.labels(str(self.tenant)).inc(sent.requests)
            self._quiet_since = None
        return sent.requests + sent.parked > 0

    def _open_sender(self) -> Sender:
        if self._sender is None:
            layout = self.interface.layouts["request"]
            queue = AppendedFile(self.folder / self.interface.files["requests"], layout.length)
            self._sender = Sender(self.database, self.tenant, self._log, self._coder, self.interface, queue, self.now_us)
        return self._sender

    def earmark(self, amounts: Mapping[int, int]) -> int:
        """Set amounts (minor units) of accounts of the ledger aside on the core, before a planned outage: what the twin may let them spend meanwhile, the
        core's own channels may not. They are lifted before anything else is sent once the outage is over. Returns how many accounts are bound."""
        with self._lock:
            cores = self.books.mapping.cores(np.array(list(amounts), np.int64)).tolist()
            wanted = [(account, core, amounts[account]) for account, core in zip(amounts, cores, strict=True) if core]
            with self.database.app(self.tenant) as conn:
                set_earmarks(conn, self.tenant, {account: amount for account, _, amount in wanted}, now_us=self.now_us())
            self._open_sender().send(self.relay.earmarks(wanted))
            return len(wanted)

    def _lift_earmarks(self, sender: Sender) -> None:
        """What was set aside is free again: the debits that it stood for follow in the queue."""
        if not self._earmarked:
            return
        with self.database.app(self.tenant) as conn:
            wanted = earmarks(conn, self.tenant)
        sender.send(self.relay.earmarks([(account, core, 0) for account, core, _ in wanted]))
        with self.database.app(self.tenant) as conn:
            set_earmarks(conn, self.tenant, {account: 0 for account, _, _ in wanted}, now_us=self.now_us())
        self._earmarked = False

    # --- the link

    def status(self) -> Status | None:
        """What the core says of itself; None if nothing can be read."""
        for _ in range(20):
            try:
                raw = self._status_file.read_bytes()
            except OSError:
                return None
            if (found := self.interface.status(raw)) is not None:
                return found
        return None

    def facts(self, status: Status | None) -> Facts:
        """What is known of the core at this moment."""
        beat = None if status is None or status.state == "STOP" else max(self._wall.now_us() - status.beat_at_us, 0)
        unanswered, oldest = self.outstanding.waiting()
        return Facts(
            heartbeat_age_us=beat,
            opened=status is not None and status.state == "OPEN",
            unanswered=unanswered,
            oldest_unanswered_us=max(self.now_us() - oldest, 0) if oldest else 0,
            behind=self.behind(),
        )

    def _look(self, status: Status | None) -> None:
        """See how the link stands, resend what was lost, and tell the metrics; often enough, not at every step."""
        now = time.monotonic()
        if now - self._refreshed < REFRESH_S and self._refreshed:
            return
        self._refreshed = now
        self.look(status)

    def look(self, status: Status | None = None) -> Link:
        """See how the link stands, now."""
        with self._lock:
            status = status or self.status()
            with self.database.app(self.tenant) as conn:
                if self.link.mode is not Mode.SHADOW:
                    self.outstanding.extend(conn, self.tenant, self.books.mapping)
                facts = self.facts(status)
                self.link = observe(conn, self.tenant, facts, now_us=self.now_us())
                if self.link.state is LinkState.DOWN:
                    self._earmarked = bool(earmarks(conn, self.tenant))
                settled = self.outstanding.drop_settled()
                if self.link.mode is not Mode.SHADOW:
                    stood = position(conn, self.tenant, JOURNAL_SETTLED)
                    if settled > stood.next:
                        move(conn, self.tenant, stood, Place(JOURNAL_SETTLED, settled), self.now_us())
                if self.link.mode is Mode.DEMOTING and facts.unanswered == 0 and self.relay.place.next >= lane_seq(conn, self.tenant):
                    self.link = finish_demotion(conn, self.tenant, now_us=self.now_us())
                if not self.watching:
                    self.link = mind_schemas(conn, self.tenant, self._coder, self.link, now_us=self.now_us())
            self.books.refresh()  # first: a promotion begins with every account that was bound before it
            self._after_mode_change()
            if not self.watching:
                take_earmark_orders(self)
                replay_by_itself(self.replays(), now_us=self.now_us())
            self._resend_lost(status, facts)
            self._tell(facts)
            return self.link

    def replays(self) -> Replays:
        """What taking in parked records needs; use it while the adaptor is ``held``, if it works."""
        reader = EnvelopeReader(self._coder) if self._envelopes is None else self._envelopes.reader
        outstanding = self.outstanding if self.relay.place.next else None
        return Replays(self.ledger, self.books, outstanding, self.interface, reader, self.relay.publish)

    def _after_mode_change(self) -> None:
        """A promotion moves the beginning of the outbox."""
        with self.database.app(self.tenant) as conn:
            place = position(conn, self.tenant, self.relay.place.stream)
            if place.next != self.relay.place.next:
                self.relay.reset()
                self.outstanding = load_outstanding(conn, self.tenant, self.books.mapping)

    def _resend_lost(self, status: Status | None, facts: Facts) -> None:
        """What the core should have answered by now and has not, is asked again: harmless if it was asked, needed if the request was lost."""
        quiet = (
            self.link.mode is not Mode.SHADOW
            and self.link.state is not LinkState.DOWN
            and facts.unanswered > 0
            and facts.behind == 0
            and status is not None
            and status.queue_record >= self._queue.records()
            and self._rejects.records() <= self._reject_place.next
            and self._sender is not None
            and self._sender.level()
        )
        now = time.monotonic()
        if not quiet:
            self._quiet_since = None
        elif self._quiet_since is None:
            self._quiet_since = now
        elif now - self._quiet_since >= LOST_AFTER_S:
            legs = self.outstanding.between(0, self.relay.place.next)
            if len(legs):
                self._note.warning("requests were lost on the way to the core and are sent again", count=len(legs))
                self.relay.publish(legs[:AHEAD_MAX])
            self._quiet_since = None

    def exposure(self) -> Exposure:
        """What the bank stands to lose, now."""
        with self._lock, self.database.app(self.tenant) as conn:
            if self.link.mode is not Mode.SHADOW:
                self.outstanding.extend(conn, self.tenant, self.books.mapping)
            return exposure(conn, self.tenant, self.outstanding)

    def _tell(self, facts: Facts) -> None:
        label = str(self.tenant)
        for state in LinkState:
            telemetry.LINK.labels(label, state.value).set(state is self.link.state)
        telemetry.BEHIND.labels(label).set(facts.behind)
        telemetry.UNANSWERED.labels(label).set(facts.unanswered)
        telemetry.OLDEST_S.labels(label).set(facts.oldest_unanswered_us / 1_000_000)
        with self.database.app(self.tenant) as conn:
            exposed = exposure(conn, self.tenant, self.outstanding).total
            if not self.watching:
                tell_exposure(conn, self.tenant, exposed)
            telemetry.EXPOSURE.labels(label).set(exposed)
            telemetry.PARKED.labels(label).set(parked_count(conn, self.tenant))

    # --- both sides against each other

    def compare(self, extract: bytes, *, low: int = 0, high: int = 2**62, timeout_s: float = 60.0) -> Comparison:
        """Compare both sides by an extract, once the core's changes are taken in up to it. Refuses ``extract_ahead`` if that takes too long."""
        _, _, tail = self.interface.extract(extract)
        deadline = time.monotonic() + timeout_s
        source: ChangeSource = (
            ChangeLog(self.interface, self.folder, self.follower.file) if self._envelopes is None else self._envelopes.source()
        )
        while self._envelopes is None and self.follower.place.lsn < int(tail["lsn"]) and time.monotonic() < deadline:
            if self._thread is None:
                self._step_or_watch()
            time.sleep(0.002)
        while True:
            try:
                return compare(self.database, self.tenant, self.interface, source, extract, low=low, high=high)
            except Refusal as refusal:
                if refusal.code != "extract_ahead" or time.monotonic() >= deadline:
                    raise
            if self._thread is None:
                self._step_or_watch()
            time.sleep(0.02)

    def _step_or_watch(self) -> None:
        """Take in what is there, unless another process does: then see how far it has come."""
        if self.watching:
            with self._lock:
                self.follower.reset()
            time.sleep(0.05)
            return
        try:
            self.step()
        except Refusal as refusal:
            if refusal.code not in ("position_moved", "file_taken"):
                raise
            with self._lock:
                self._begin()

    def drift(self, extract: bytes, *, timeout_s: float = 60.0) -> DriftReport:
        """Compare both sides at a cut-off and put the result on record; nothing is repaired."""
        return self._record(self.compare(extract, timeout_s=timeout_s), repaired=False, beside=None)

    def record(self, conn: Connection, comparison: Comparison, *, repaired: bool = False) -> DriftReport:
        """Put a comparison on record, in a transaction of the caller's: so that who asked for it commits with it."""
        report = record_drift(conn, self.tenant, comparison, repaired=repaired, now_us=self.now_us())
        set_clean(conn, self.tenant, get_link(conn, self.tenant), clean=report.clean, now_us=self.now_us())
        telemetry.DRIFT.labels(str(self.tenant)).set(report.drift_accounts)
        return report

    def resync(
        self, operator: Operator, low: int = 0, high: int = 10**15 - 1, *, rounds: int = 3, beside: Beside | None = None
    ) -> tuple[DriftReport, list[Repair]]:
        """Make both sides of a range of accounts agree, while both go on moving: compare, repair, and compare again.

        What is sent again is in flight afterwards. Over the whole range it also answers that a re-sync was needed. Returns the last comparison.
        beside: what commits with each comparison that is repaired, before the repair begins: who asked for it.
        """
        repairs: list[Repair] = []
        for _ in range(rounds):
            comparison = self.compare(operator.extract(low, high).read_bytes(), low=low, high=high)
            report = report_of(comparison, 0, self.now_us())
            if report.clean:
                break
            self._record(comparison, repaired=True, beside=beside)
            now_us = self.now_us()
            repairs.append(
                repair(
                    self.database,
                    self.ledger,
                    self.books,
                    comparison,
                    on=self._business_date(now_us),
                    currency=self.currency,
                    now_us=now_us,
                )
            )
            if comparison.resend:
                with self._lock:
                    self._rewind(min(seq for seq, _ in comparison.resend))
                    self._begin()
                    self.relay.publish(self._legs(comparison.resend))
            with self._lock:
                self.books.refresh()
        else:
            comparison = self.compare(operator.extract(low, high).read_bytes(), low=low, high=high)
        final = self._record(comparison, repaired=False, beside=None)
        if final.clean and low == 0 and high >= 10**15 - 1:
            with self.database.app(self.tenant) as conn:
                need_resync(conn, self.tenant, None, now_us=self.now_us())
        return final, repairs

    def _legs(self, keys: list[tuple[int, int]]) -> Rows:
        pairs = np.array(keys, np.int64).reshape(-1, 2)
        at = self.outstanding.places(pairs[:, 0], pairs[:, 1].astype(np.int16))
        legs: Rows = self.outstanding.legs[np.sort(at[at >= 0])]
        return legs

    def _record(self, comparison: Comparison, *, repaired: bool, beside: Beside | None) -> DriftReport:
        with self.database.app(self.tenant) as conn:
            report = self.record(conn, comparison, repaired=repaired)
            if beside is not None:
                beside(conn, report)
        return report
