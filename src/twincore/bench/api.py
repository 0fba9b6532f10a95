"""``twincore bench api``: single posts over HTTP in open loop. Latency counts from the moment a request was meant to start, answered or not."""

import asyncio
import itertools
import math
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import uvloop

from twincore.bench.ground import fresh_ground
from twincore.bench.service import Service, serving, verified

ACCOUNTS = 1_000
WARM_S = 2.0
DEPOSIT = 10**9


def bench_api(rate: float, seconds: float, *, folder: Path | None = None, seed: int = 1) -> dict[str, Any]:
    """Run the benchmark; returns the JSON object of ``twincore bench api``. rate: posts offered a second; seconds: for how long."""
    with fresh_ground(folder) as ground:
        with serving(ground) as service:
            accounts = service.open_accounts(ACCOUNTS)
            cash = service.system_account("cash")
            lines = b"\n".join(orjson.dumps({"debit": cash, "credit": account, "amount": DEPOSIT}) for account in accounts)
            service.ask("POST", "/v1/transfers/bulk", lines, media="application/x-ndjson")
            pairs = np.random.default_rng(seed).permuted(
                np.tile(accounts, (int(rate * (seconds + WARM_S)) // len(accounts) + 1, 1)), axis=1
            )
            load = Load(service, pairs.ravel().tolist(), accounts)
            uvloop.run(load.run(rate, WARM_S))
            load.clear()
            elapsed = uvloop.run(load.run(rate, seconds))
        held = verified(ground, service)
        latencies = np.array(load.latencies_ms) if load.latencies_ms else np.array([float("nan")])
        p50, p95, p99 = (round(float(value), 2) for value in np.percentile(latencies, (50, 95, 99)))
        return {
            "offered_per_s": rate,
            "achieved_per_s": round(load.answered / elapsed, 1),
            "p50_ms": p50,
            "p95_ms": p95,
            "p99_ms": p99,
            "max_ms": round(float(latencies.max()), 2),
            "requests": load.answered,
            "errors": load.errors,
            "seconds": round(elapsed, 1),
            "verified": held,
            **ground.machine(),
        }


class Load:
    """The callers: each request starts at its own moment, on a connection that is free then or a new one."""

    def __init__(self, service: Service, debits: list[int], accounts: list[int]) -> None:
        self._service, self._debits, self._accounts = service, debits, accounts
        self._at = 0
        self._run = uuid.uuid4().hex
        self.clear()

    def clear(self) -> None:
        """Forget what was measured so far."""
        self.latencies_ms: list[float] = []
        self.answered = 0
        self.errors = 0

    async def run(self, rate: float, seconds: float = math.inf, until: Callable[[], bool] = lambda: False) -> float:
        """Offer so many requests a second, for so long or until something is so; returns how long it took until the last answer, in seconds."""
        self._free: list[_Connection] = []
        began = time.perf_counter()
        tasks: set[asyncio.Task[None]] = set()
        for number in itertools.count():
            start = began + number / rate
            if start - began >= seconds or until():
                break
            if (wait := start - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            tasks.add(task := asyncio.create_task(self._one(start)))
            task.add_done_callback(tasks.discard)
        await asyncio.gather(*tasks)
        for connection in self._free:
            connection.close()
        return time.perf_counter() - began

    async def _one(self, start: float) -> None:
        request = self._request()
        try:
            connection = self._free.pop() if self._free else await _Connection.open(self._service.port)
            status = await asyncio.wait_for(connection.ask(request), 30)
            self._free.append(connection)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            self.errors += 1
            return
        self.latencies_ms.append((time.perf_counter() - start) * 1e3)
        self.answered += 1
        self.errors += status != 201

    def _request(self) -> bytes:
        self._at += 1
        debit = self._debits[self._at % len(self._debits)]
        credit = self._accounts[(self._at * 7919) % len(self._accounts)]
        if credit == debit:
            credit = self._accounts[(self._at * 7919 + 1) % len(self._accounts)]
        body = orjson.dumps({"debit": debit, "credit": credit, "amount": 1 + self._at % 100, "code": 201})
        head = (
            "POST /v1/transfers HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {self._service.token}\r\nIdempotency-Key: {self._run}-{self._at}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


class _Connection:
    """A kept-alive connection that is asked one thing at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int) -> "_Connection":
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, request: bytes) -> int:
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        lower = head.lower()
        at = lower.index(b"content-length:") + 15
        await self._reader.readexactly(int(lower[at : lower.index(b"\r", at)]))
        return int(head[9:12])

    def close(self) -> None:
        self._writer.close()
