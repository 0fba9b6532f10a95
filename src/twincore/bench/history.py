"""``twincore bench history``: how long a page of an account's history takes, where the account has a great many entries."""

import time
from pathlib import Path
from typing import Any

import numpy as np

from twincore.bench.ground import fresh_ground
from twincore.bench.ledger import Feed, batches, open_bench_accounts
from twincore.ledger import Ledger, checkpoint, history, verify

ACCOUNTS = 1_000


def bench_history(entries: int, pages: int = 500, page: int = 50, seed: int = 1, folder: Path | None = None) -> dict[str, Any]:
    """Give one account that many entries, then read pages of its history at random places; returns the JSON object.

    Half of the pages follow a cursor (the usual way to page on), half begin at a place of the journal chosen at random.
    """
    with fresh_ground(folder) as ground:
        now_us = time.time_ns() // 1_000
        [tenant] = ground.tenants(1, now_us)
        rng = np.random.default_rng(seed)
        open_bench_accounts(ground.database, tenant, ACCOUNTS, "posts", rng, now_us)
        ledger = Ledger(ground.database)
        feed = Feed(ledger, tenant)
        for batch in batches(rng, ACCOUNTS, entries, "posts"):
            batch["credit"] = np.where(batch["debit"] == 1, 2, 1)
            batch["debit"] = np.where(batch["debit"] == 1, 1, batch["debit"])
            feed.submit(batch)
        feed.drain()
        ledger.close()
        checkpoint(ground.database, tenant)
        latencies, before = [], None
        for at in range(pages):
            before = int(rng.integers(page, entries)) if at % 2 == 0 or before is None else before
            began = time.perf_counter()
            with ground.database.readonly(tenant) as conn:
                found = history(conn, tenant, 1, before, page)
            latencies.append((time.perf_counter() - began) * 1e3)
            before = found[-1].seq if len(found) == page else None
        with ground.postgres.superuser("twincore") as conn:
            row = conn.execute("select count(*) from ledger.transfer where debit = 1 or credit = 1").fetchone()
        assert row is not None
        return {
            "p50_ms": round(float(np.percentile(latencies, 50)), 3),
            "p99_ms": round(float(np.percentile(latencies, 99)), 3),
            "entries": row[0],
            "page": page,
            "pages": pages,
            "verified": all(result.ok for result in verify(ground.database, tenant)),
            "machine": ground.machine(),
        }
