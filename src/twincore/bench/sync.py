"""``twincore bench sync``: the adaptor between the twin and a core that is as fast as files can be, so that what is measured is the twin's side."""

import multiprocessing
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from multiprocessing.synchronize import Event as Signal
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from twincore.bench.ground import Ground, fresh_ground
from twincore.bench.sync_core import BSB, FastCore
from twincore.events import CORE_ENVELOPES, Broker, Coder, Event, EventLog, Kafka, KafkaEventLog, PostgresEventLog, PostgresRegistry
from twincore.kernel.clock import SystemClock
from twincore.kernel.config import Settings
from twincore.kernel.db import Database
from twincore.kernel.ids import id_of_key, uuid7
from twincore.ledger import NEVER_US, NO_DATE, NO_TIME, REQUEST, Ledger, Status, TransferRequest, get_transfers
from twincore.mainframe import CoreAccount, Mainframe
from twincore.reconciliation import install_reconciliation
from twincore.sync import (
    Adaptor,
    Books,
    EnvelopeFollower,
    LinkState,
    Policy,
    all_positions,
    default_interface,
    get_link,
    install_sync,
    load_mapping,
    parked_count,
    plain_accounts,
    promote,
    recorder,
    snapshot,
)
from twincore.transactions import install_catalogue, system_accounts

ACCOUNTS = 10_000
SINGLES = 200
REAL_TIME_PER_S = 50
ALONE_S = 10
SEND_RATE = 25_000
"""Requests a second while catching up: a million in 40 s. As fast as it goes is faster, and customers feel it."""
BATCH = 8_192
_DAY = date(2026, 7, 1)
_CLOCK = SystemClock()
_WAIT_S = 1_800


def bench_sync(kind: str, changes: int, queued: int, *, folder: Path | None = None) -> dict[str, Any]:
    """Run the benchmark; returns the JSON object of ``twincore bench sync``. kind of event log: ``postgresql`` or ``kafka``.

    changes: transactions for the rates; queued: those that wait when the core comes back.
    """
    with fresh_ground(folder) as ground, _bootstrap(kind, folder) as bootstrap, tempfile.TemporaryDirectory(dir=folder) as room:
        bank = _Bank(ground, Path(room) / "core", bootstrap)
        try:
            figures = bank.rates(changes) | bank.seen() | bank.catch_up(queued)
            return {"log": kind, "changes": changes, "queued": queued, **figures, "verified": bank.verified(), **ground.machine()}
        finally:
            bank.close()


@contextmanager
def _bootstrap(kind: str, folder: Path | None) -> Iterator[str]:
    """Where a broker of our own is; empty: there is none."""
    if kind == "postgresql":
        yield ""
        return
    with tempfile.TemporaryDirectory(prefix="twincore-bench-", dir=folder) as place:
        broker = Broker(Path(place))
        broker.start()
        try:
            yield broker.bootstrap
        finally:
            broker.stop()


def _log(database: Database, tenant: int, bootstrap: str) -> EventLog:
    return KafkaEventLog(Kafka(bootstrap), tenant) if bootstrap else PostgresEventLog(database, tenant)


def _adaptor(database: Database, ledger: Ledger, tenant: int, core: Path, bootstrap: str) -> Adaptor:
    log, coder = _log(database, tenant, bootstrap), Coder(PostgresRegistry(database))
    return Adaptor(database, ledger, tenant, core, log, coder, _CLOCK, currency="AUD", business_date=_date)


def _date(us: int) -> date:
    return datetime.fromtimestamp(us / 1_000_000, UTC).date()


def _follow_log(settings: Settings, tenant: int, core: Path, bootstrap: str, ready: Signal, stop: Signal) -> None:
    """A process that replicates both ways, as ``twincore serve sync`` does."""
    database = Database(settings)
    ledger = Ledger(database, lambda _: _CLOCK, recorder())
    adaptor = _adaptor(database, ledger, tenant, core, bootstrap)
    adaptor.start()
    ready.set()
    stop.wait()
    adaptor.close()
    ledger.close()
    database.close()


def _follow_envelopes(settings: Settings, tenant: int, _core: Path, bootstrap: str, ready: Signal, stop: Signal) -> None:
    """A process that takes in envelopes of the event log."""
    database = Database(settings)
    ledger = Ledger(database, lambda _: _CLOCK, recorder())
    log, coder = _log(database, tenant, bootstrap), Coder(PostgresRegistry(database))
    follower = EnvelopeFollower(database, ledger, Books(database, tenant), log, coder, _CLOCK.now_us)
    ready.set()
    while not stop.is_set():
        follower.step(None, 0.2)
    follower.close()
    ledger.close()
    database.close()


@dataclass(slots=True)
class _Posts:
    """Single posts: milliseconds from when each was due to its durable answer, and how many were not posted."""

    took: list[float]
    errors: int = 0


class _Bank:
    """A tenant with its accounts on a core, promoted; the core's programs have stopped, and its files go on at the speed of the disk."""

    def __init__(self, ground: Ground, folder: Path, bootstrap: str) -> None:
        self.ground, self.database, self.folder, self.bootstrap = ground, ground.database, folder, bootstrap
        now = _CLOCK.now_us()
        (self.tenant,) = ground.tenants(1, now)
        with self.database.app(self.tenant) as conn:
            install_catalogue(conn, self.tenant, "AUD", now)
            install_reconciliation(conn, self.tenant, now_us=now)
            policy = Policy(shadow_s=0, down_after_s=2, degraded_after_s=1, send_rate=SEND_RATE)
            install_sync(conn, self.tenant, currency="AUD", now_us=now, policy=policy)
            self.cash = next(a.account for a in system_accounts(conn, self.tenant) if a.name == "cash")
        programs = Mainframe(folder, "standin")
        programs.load_accounts([CoreAccount(BSB, n, f"Member {n}", 10**9) for n in range(1, ACCOUNTS + 1)], business_date=_DAY)
        programs.start()
        self.ledger = Ledger(self.database, lambda _: _CLOCK, recorder())
        self.ledger.start()
        extract = programs.extract(0, 10**15 - 1).read_bytes()
        snapshot(self.database, self.ledger, self.tenant, default_interface(), extract, plain_accounts("AUD", 2110, now), now_us=now)
        with self.database.app(self.tenant) as conn:
            mapping = load_mapping(conn, self.tenant)
        self.cores, self.accounts = mapping.core, mapping.account
        self.adaptor = _adaptor(self.database, self.ledger, self.tenant, folder, bootstrap)
        while self.adaptor.step() or self.adaptor.look().state is not LinkState.UP:
            time.sleep(0.01)
        self.adaptor.drift(programs.extract(0, 10**15 - 1).read_bytes())
        with self.database.app(self.tenant) as conn:
            promote(conn, self.tenant, actor="bench", now_us=_CLOCK.now_us())
        self.adaptor.look()
        programs.stop()
        self.core = FastCore(folder, self.cores, 10**9)
        self.random = np.random.default_rng(1)

    def close(self) -> None:
        """The end."""
        self.core.close()
        self.adaptor.close()
        self.ledger.close()

    # --- how much in a second

    def rates(self, count: int) -> dict[str, Any]:
        """The way in and the way out, each by itself, in this process."""
        which = self.random.integers(0, ACCOUNTS, count)
        amounts = self.random.integers(1, 10_000, count) * self.random.choice([-1, 1], count)
        self.core.post(which, amounts, np.frombuffer(self.random.bytes(16 * count), "V16"), "CORE")
        self.adaptor.look()
        began = time.perf_counter()
        while self.adaptor.follower.behind():
            self.adaptor._follow()
        applied = time.perf_counter() - began
        self._pay(BATCH)
        self.adaptor.relay.step(self.adaptor.outstanding, self.adaptor.books.mapping)  # all is connected from here on
        self._pay(count)
        began = time.perf_counter()
        while self.adaptor.relay.step(self.adaptor.outstanding, self.adaptor.books.mapping):
            pass
        relayed = time.perf_counter() - began
        self._answer()
        return {"apply_per_s": round(count / applied), "relay_events_per_s": round(count / relayed)}

    def _pay(self, count: int) -> None:
        """That many payments of customers to somebody outside."""
        futures = []
        for start in range(0, count, BATCH):
            size = min(BATCH, count - start)
            requests = np.zeros(size, REQUEST)
            ids = np.frombuffer(self.random.bytes(16 * size), np.uint64).reshape(-1, 2)
            requests["id_hi"], requests["id_lo"] = ids[:, 0], ids[:, 1] | np.uint64(1)
            requests["debit"] = self.accounts[self.random.integers(0, ACCOUNTS, size)]
            requests["credit"], requests["amount"], requests["code"], requests["kind"] = self.cash, 5, 102, 1
            requests["posted_at"], requests["expires_at"], requests["value_date"] = NO_TIME, NEVER_US, NO_DATE
            futures.append(self.ledger.submit_columns(self.tenant, requests, uuid7(_CLOCK.now_us()), bulk=True))
        assert sum(future.result().created for future in futures) == count, "every customer has the money"

    def _prepared(self) -> int:
        """Make the core's answers to all that it is to be asked; returns the place in the journal of the last."""
        self.adaptor._begin()  # another process has been at work since
        outstanding = self.adaptor.outstanding
        with self.database.app(self.tenant) as conn:
            outstanding.extend(conn, self.tenant, self.adaptor.books.mapping)
        self.core.prepare(outstanding.unanswered())
        return outstanding.known_seq

    def _answer(self) -> None:
        """Let the core post what waits."""
        last = self._prepared()
        with self._process(_follow_log), self.core.at_work():
            self._until(lambda: self._answered() >= last)

    def _answered(self) -> int:
        """The place in the journal up to which the core has answered everything."""
        with self.database.app(self.tenant) as conn:
            return next((p.next for p in all_positions(conn, self.tenant) if p.stream == "answered"), 0)

    # --- how soon

    def seen(self) -> dict[str, Any]:
        """Milliseconds from a change in the core's log, or its envelope in the event log, until the twin shows it."""
        with self._process(_follow_log), self.core.at_work():
            self._until(lambda: self._state() is LinkState.UP)
            changes = [self._seen(self._change) for _ in range(SINGLES)]
        log = _log(self.database, self.tenant, self.bootstrap)
        log.create_topics([CORE_ENVELOPES.topic])
        with self._process(_follow_envelopes):
            envelopes = [self._seen(lambda at: self._envelope(log, at)) for _ in range(SINGLES)]
        log.close()
        return _percentiles("visible", changes) | _percentiles("envelope_visible", envelopes)

    def _seen(self, change: Callable[[int], str]) -> float:
        at = int(self.random.integers(0, ACCOUNTS))
        wanted = id_of_key("core", change(at))
        began = time.perf_counter()
        while True:
            with self.database.app(self.tenant) as conn:
                if get_transfers(conn, self.tenant, [wanted]):
                    break
            time.sleep(0.0005)
        took = time.perf_counter() - began
        time.sleep(0.01)
        return took * 1_000

    def _change(self, at: int) -> str:
        key = self.random.bytes(16)
        self.core.post(np.array([at]), np.array([7]), np.frombuffer(key, "V16"), "CORE")
        return f"{key.hex()}/{self.cores[at]}/C"

    def _envelope(self, log: EventLog, at: int) -> str:
        key, core = self.random.bytes(16), int(self.cores[at])
        row = {
            "epoch": 1,
            "lsn": 2**40,
            "origin": "CORE",
            "id": key.hex(),
            "bsb": f"{core // 10**9:06d}",
            "number": f"{core % 10**9:09d}",
            "direction": "CREDIT",
            "type": "CRE",
            "amount": 7,
            "actual_before": 0,
            "actual": 7,
            "value_date": "2026-07-01",
            "at": _CLOCK.now_us(),
        }
        value = orjson.dumps({"before": None, "after": row, "source": {"connector": "db2"}, "op": "c", "ts_ms": 1})
        log.publish([Event(CORE_ENVELOPES.topic.name, b"%015d" % core, value)])
        return f"{key.hex()}/{core}/C"

    # --- after an outage

    def catch_up(self, queued: int) -> dict[str, Any]:
        """The core is away, payments queue; it comes back, and customers go on one by one."""
        with self._process(_follow_log):
            self._until(lambda: self._state() is LinkState.DOWN)
            self._pay(queued)
            last = self._prepared()
            self._until(lambda: self._relayed() >= last)
            with self._customers() as alone:
                time.sleep(ALONE_S)
            with self._customers() as posts:
                began = time.perf_counter()
                with self.core.at_work():
                    self._until(lambda: self._answered() >= last)
                took = time.perf_counter() - began
        rate = {"catch_up_s": round(took, 1), "catch_up_per_s": round(queued / took)}
        return rate | _percentiles("posts_alone", alone.took) | _percentiles("posts", posts.took) | {"errors": alone.errors + posts.errors}

    @contextmanager
    def _customers(self) -> "Iterator[_Posts]":
        """Customers who pay one by one meanwhile."""
        stop, posts = threading.Event(), _Posts([])
        customers = threading.Thread(target=self._real_time, args=(stop, posts))
        customers.start()
        try:
            yield posts
        finally:
            stop.set()
            customers.join()

    def _real_time(self, stop: threading.Event, posts: "_Posts") -> None:
        turn = time.perf_counter()
        while not stop.is_set():
            turn += 1 / REAL_TIME_PER_S
            if (wait := turn - time.perf_counter()) > 0:
                time.sleep(wait)
            request = TransferRequest(uuid7(_CLOCK.now_us()), debit=int(self.accounts[0]), credit=self.cash, amount=1, code=102)
            (outcome,) = self.ledger.submit(self.tenant, [request], uuid7(_CLOCK.now_us())).result()
            posts.took.append((time.perf_counter() - turn) * 1_000)
            posts.errors += outcome.status is not Status.CREATED

    def _relayed(self) -> int:
        with self.database.app(self.tenant) as conn:
            return next((p.next for p in all_positions(conn, self.tenant) if p.stream == "journal"), 0)

    # --- around it

    def verified(self) -> bool:
        """Everything that was queued is answered, and nothing was parked."""
        self.adaptor.look()
        with self.database.app(self.tenant) as conn:
            return parked_count(conn, self.tenant) == 0 and self.core.waiting() == 0

    def _state(self) -> LinkState:
        with self.database.app(self.tenant) as conn:
            return get_link(conn, self.tenant).state

    @contextmanager
    def _process(self, work: Callable[..., None]) -> Iterator[None]:
        spawn = multiprocessing.get_context("spawn")
        ready, stop = spawn.Event(), spawn.Event()
        process = spawn.Process(target=work, args=(self.ground.settings, self.tenant, self.folder, self.bootstrap, ready, stop))
        process.start()
        try:
            assert ready.wait(60), "the adaptor starts"
            yield
        finally:
            stop.set()
            process.join(60)
            if process.is_alive():
                process.kill()
                process.join()

    @staticmethod
    def _until(reached: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _WAIT_S
        while not reached():
            if time.monotonic() > deadline:
                raise TimeoutError("the adaptor does not get there")
            time.sleep(0.02)


def _percentiles(name: str, found: list[float]) -> dict[str, float]:
    ordered: npt.NDArray[np.float64] = np.sort(np.array(found))
    return {
        f"{name}_p50_ms": round(float(ordered[len(ordered) // 2]), 1),
        f"{name}_p99_ms": round(float(ordered[len(ordered) * 99 // 100]), 1),
    }
