"""``twincore bench ledger``: how many transfers a second the engine decides and commits, beside what PostgreSQL can copy at all.

One process per lane, as lanes run in production. Everything is durable before it is acknowledged. The same rows are then copied once more, plainly,
into an identical empty table: that is the most the storage could carry.
"""

import multiprocessing
import time
from collections import deque
from concurrent.futures import Future
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt

from twincore.bench.ground import Ground, fresh_ground
from twincore.kernel.config import Settings
from twincore.kernel.db import Database
from twincore.ledger import (
    ACCOUNTS_OPEN_MAX,
    NEVER_US,
    NO_DATE,
    NO_TIME,
    REQUEST,
    TRANSFERS_MAX,
    AccountFlag,
    AccountSpec,
    Kind,
    Ledger,
    Outcomes,
    checkpoint,
    open_accounts,
    verify,
)

Requests = npt.NDArray[np.void]

WINDOW = 3
"""Batches a client has under way at once: one being written, one being decided, one waiting."""
LIMIT_AMPLE = 10**12
LIMIT_NEAR = 5_000
NEAR_LIMIT_SHARE = 0.05
ZIPF_EXPONENT = 1.0
MIX_REAL = {Kind.POST: 0.70, Kind.HOLD: 0.15, Kind.CAPTURE: 0.12, Kind.RELEASE: 0.03}


def bench_ledger(
    accounts: int, transfers: int, lanes: int = 1, mix: str = "posts", seed: int = 1, folder: Path | None = None
) -> dict[str, Any]:
    """Run the benchmark; returns the JSON object of ``twincore bench ledger``.

    accounts, transfers: per lane. Rates are over all lanes together, from the first submission to the last durable answer.
    """
    with fresh_ground(folder) as ground:
        now_us = time.time_ns() // 1_000
        tenants = ground.tenants(lanes, now_us)
        rng = np.random.default_rng(seed)
        for tenant in tenants:
            open_bench_accounts(ground.database, tenant, accounts, mix, rng, now_us)
        with ground.postgres.superuser("twincore") as conn:
            conn.execute("vacuum analyze ledger.account")
            conn.execute("checkpoint")
        results = _run_lanes(ground, tenants, accounts, transfers, mix, seed)
        elapsed = max(r["ended"] for r in results) - min(r["began"] for r in results)
        latencies = np.concatenate([r["latencies"] for r in results]) * 1e3
        committed = sum(r["committed"] for r in results)
        for tenant in tenants:
            checkpoint(ground.database, tenant)
        raw = _raw_copy(ground, tenants[0])
        invariants = [result for tenant in tenants for result in verify(ground.database, tenant)]
        rate = committed / elapsed
        return {
            "transfers_per_s": round(rate),
            "batch_p50_ms": round(float(np.percentile(latencies, 50)), 2),
            "batch_p99_ms": round(float(np.percentile(latencies, 99)), 2),
            "raw_copy_per_s": round(raw),
            "ratio_to_raw": round(rate / raw, 3),
            "verified": all(result.ok for result in invariants),
            "accounts": accounts,
            "transfers": committed,
            "refused": sum(r["refused"] for r in results),
            "lanes": lanes,
            "mix": mix,
            "batch": TRANSFERS_MAX,
            "elapsed_s": round(elapsed, 3),
            "machine": ground.machine(),
        }


def open_bench_accounts(database: Database, tenant: int, accounts: int, mix: str, rng: np.random.Generator, now_us: int) -> None:
    """Open deposit accounts with room to spend; of the real mix, one in twenty is near its limit."""
    near = rng.random(accounts) < (NEAR_LIMIT_SHARE if mix == "real" else 0)
    ample = AccountSpec("AUD", 2100, "C", AccountFlag.LIMITED | AccountFlag.OVER_CAPTURE, LIMIT_AMPLE)
    tight = AccountSpec("AUD", 2100, "C", AccountFlag.LIMITED | AccountFlag.OVER_CAPTURE, LIMIT_NEAR)
    for start in range(0, accounts, ACCOUNTS_OPEN_MAX):
        specs = [tight if is_near else ample for is_near in near[start : start + ACCOUNTS_OPEN_MAX].tolist()]
        with database.app(tenant) as conn:
            open_accounts(conn, tenant, specs, now_us=now_us)


def _run_lanes(ground: Ground, tenants: list[int], accounts: int, transfers: int, mix: str, seed: int) -> list[dict[str, Any]]:
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(len(tenants))
    children = []
    for tenant in tenants:
        ours, theirs = context.Pipe()
        child = context.Process(target=_drive, args=(theirs, start, ground.settings, tenant, accounts, transfers, mix, seed + tenant))
        child.start()
        children.append((child, ours))
    results = []
    for child, pipe in children:
        results.append(pipe.recv())
        child.join()
    return results


def _drive(pipe: Pipe, start: Any, settings: Settings, tenant: int, accounts: int, transfers: int, mix: str, seed: int) -> None:
    """One client and one lane in a process of their own; sends its figures through the pipe."""
    database = Database(settings)
    ledger = Ledger(database)
    ledger.lane(tenant).call(lambda memory: memory.warm()).result()
    work = batches(np.random.default_rng(seed), accounts, transfers, mix)
    ledger.start()
    start.wait()
    began = time.perf_counter()
    feed = Feed(ledger, tenant)
    for batch in work:
        feed.submit(batch)
    feed.drain()
    ended = time.perf_counter()
    ledger.close()
    database.close()
    pipe.send({"began": began, "ended": ended, "latencies": feed.latencies, "committed": feed.committed, "refused": feed.refused})


class Feed:
    """Keeps ``WINDOW`` batches under way, and turns the holds that were granted into captures and releases."""

    def __init__(self, ledger: Ledger, tenant: int) -> None:
        self._ledger, self._tenant = ledger, tenant
        self._under_way: deque[tuple[float, Requests, Future[Outcomes]]] = deque()
        self._held = np.empty((0, 2), np.uint64)
        self.latencies: list[float] = []
        self.committed = self.refused = 0

    def submit(self, batch: Requests) -> None:
        """Submit one batch as soon as there is room; captures and releases take the oldest holds, or are left out if there are none."""
        while len(self._under_way) >= WINDOW:
            self._receive()
        ending = np.flatnonzero((batch["kind"] == Kind.CAPTURE) | (batch["kind"] == Kind.RELEASE))
        if len(ending) > len(self._held):
            batch = np.delete(batch, ending[len(self._held) :])
            ending = np.flatnonzero((batch["kind"] == Kind.CAPTURE) | (batch["kind"] == Kind.RELEASE))
        taken, self._held = self._held[: len(ending)], self._held[len(ending) :]
        batch["ref_hi"][ending], batch["ref_lo"][ending] = taken[:, 0], taken[:, 1]
        self._under_way.append(
            (time.perf_counter(), batch, self._ledger.submit_columns(self._tenant, batch, UUID(int=len(self.latencies) + 1)))
        )

    def drain(self) -> None:
        """Wait for every answer."""
        while self._under_way:
            self._receive()

    def _receive(self) -> None:
        submitted, batch, future = self._under_way.popleft()
        outcomes = future.result()
        self.latencies.append(time.perf_counter() - submitted)
        self.committed += outcomes.created
        self.refused += len(outcomes) - outcomes.created
        granted = batch[(batch["kind"] == Kind.HOLD) & (outcomes.status == 0)]
        if len(granted):
            self._held = np.concatenate((self._held, np.stack((granted["id_hi"], granted["id_lo"]), axis=1)))


def batches(rng: np.random.Generator, accounts: int, transfers: int, mix: str) -> list[Requests]:
    """Requests of ``TRANSFERS_MAX`` each. Ids are UUIDv7 with a counter (RFC 9562, 6.2 method 1), as clients should make them."""
    requests = np.zeros(transfers, REQUEST)
    at = np.arange(transfers, dtype=np.uint64)
    first_ms = np.uint64(time.time_ns() // 1_000_000)
    requests["id_hi"] = (first_ms + at // np.uint64(4096)) << np.uint64(16) | np.uint64(0x7000) | at % np.uint64(4096)
    requests["id_lo"] = np.uint64(1 << 63) | rng.integers(0, 1 << 62, transfers, dtype=np.uint64)
    debit, credit = _accounts(rng, accounts, transfers, mix), _accounts(rng, accounts, transfers, mix)
    requests["debit"], requests["credit"] = debit, np.where(credit == debit, debit % accounts + 1, credit)
    requests["amount"] = rng.integers(1, 10_000, transfers)
    requests["posted_at"], requests["expires_at"], requests["value_date"] = NO_TIME, NEVER_US, NO_DATE
    requests["code"] = 1
    requests["kind"] = Kind.POST
    if mix == "real":
        requests["kind"] = rng.choice([int(kind) for kind in MIX_REAL], transfers, p=list(MIX_REAL.values()))
        ending = (requests["kind"] == Kind.CAPTURE) | (requests["kind"] == Kind.RELEASE)
        requests["debit"][ending] = requests["credit"][ending] = requests["amount"][ending] = 0
    return [requests[start : start + TRANSFERS_MAX] for start in range(0, transfers, TRANSFERS_MAX)]


def _accounts(rng: np.random.Generator, accounts: int, count: int, mix: str) -> npt.NDArray[np.int64]:
    """Account ids: uniform for posts, by Zipf's law over a random order of the accounts for the real mix."""
    if mix == "posts":
        return rng.integers(1, accounts + 1, count)
    weight = np.cumsum(1.0 / np.arange(1, accounts + 1) ** ZIPF_EXPONENT)
    rank = np.searchsorted(weight, rng.random(count) * weight[-1])
    order = np.random.default_rng(0).permutation(accounts)
    ids: npt.NDArray[np.int64] = order[np.minimum(rank, accounts - 1)] + 1
    return ids


def _raw_copy(ground: Ground, tenant: int) -> float:
    """Rows per second of one plain COPY of a lane's rows into an empty table with the same columns, constraints and indexes."""
    with ground.postgres.superuser("twincore") as conn:
        conn.execute(f"create table ledger.raw_copy (like ledger.transfer_t{tenant} including all)".encode())
        with conn.cursor().copy(f"copy ledger.transfer_t{tenant} to stdout (format binary)".encode()) as out:
            payload = b"".join(out)
        conn.execute("checkpoint")
        began = time.perf_counter()
        with conn.cursor().copy(b"copy ledger.raw_copy from stdin (format binary)") as copy:
            for start in range(0, len(payload), 1 << 20):
                copy.write(payload[start : start + (1 << 20)])
        elapsed = time.perf_counter() - began
        row = conn.execute("select count(*) from ledger.raw_copy").fetchone()
        assert row is not None
        conn.execute("drop table ledger.raw_copy")
        return int(str(row[0])) / elapsed
