"""``twincore bench ingest``: transfers in bulk over HTTP, as Arrow columns or as NDJSON lines, until the last answer is there."""

import io
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from twincore.bench.ground import fresh_ground
from twincore.bench.service import Service, serving, verified

ACCOUNTS = 10_000
ROWS = {"arrow": 100_000, "ndjson": 20_000}
"""Transfers of one request."""
CALLERS = 2
ARROW = "application/vnd.apache.arrow.stream"
NDJSON = "application/x-ndjson"


def bench_ingest(data_format: str, transfers: int, *, folder: Path | None = None, seed: int = 1) -> dict[str, Any]:
    """Run the benchmark; returns the JSON object of ``twincore bench ingest``. data_format: ``arrow`` or ``ndjson``."""
    rng = np.random.default_rng(seed)
    with fresh_ground(folder) as ground:
        with serving(ground) as service:
            accounts = np.array(service.open_accounts(ACCOUNTS))
            cash = service.system_account("cash")
            service.ask("POST", "/v1/transfers/bulk", _arrow(np.full(ACCOUNTS, cash), accounts, np.full(ACCOUNTS, 10**10)), media=ARROW)
            bodies = []
            for first in range(0, transfers, ROWS[data_format]):
                count = min(ROWS[data_format], transfers - first)
                debit, credit = rng.choice(accounts, count), rng.choice(accounts, count)
                credit = np.where(credit == debit, cash, credit)
                bodies.append((_arrow if data_format == "arrow" else _ndjson)(debit, credit, rng.integers(1, 1_000, count)))
            began = time.perf_counter()
            with ThreadPoolExecutor(CALLERS) as callers:
                created = sum(callers.map(lambda body: _sent(service, body, data_format), bodies))
            elapsed = time.perf_counter() - began
        return {
            "format": data_format,
            "transfers": transfers,
            "created": created,
            "per_s": round(created / elapsed),
            "elapsed_s": round(elapsed, 2),
            "errors": transfers - created,
            "verified": verified(ground, service),
            **ground.machine(),
        }


def _sent(service: Service, body: bytes, data_format: str) -> int:
    """Send one request; how many transfers it created."""
    if data_format == "ndjson":
        return int(service.ask("POST", "/v1/transfers/bulk", body, media=NDJSON).count(b'"status":"created"'))
    with pa.ipc.open_stream(service.ask("POST", "/v1/transfers/bulk", body, media=ARROW)) as reader:
        statuses: Any = reader.read_all().column("status")
    return sum(int((chunk.indices.to_numpy() == 0).sum()) for chunk in statuses.chunks)  # the first word of the dictionary is created


def _arrow(debit: np.ndarray[Any, Any], credit: np.ndarray[Any, Any], amount: np.ndarray[Any, Any]) -> bytes:
    sink = io.BytesIO()
    batch = pa.record_batch(
        {name: pa.array(column, pa.int64()) for name, column in (("debit", debit), ("credit", credit), ("amount", amount))}
    )
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return sink.getvalue()


def _ndjson(debit: np.ndarray[Any, Any], credit: np.ndarray[Any, Any], amount: np.ndarray[Any, Any]) -> bytes:
    columns = zip(debit.tolist(), credit.tolist(), amount.tolist(), strict=True)
    return b"\n".join(orjson.dumps({"debit": d, "credit": c, "amount": a}) for d, c, a in columns)
