"""``twincore bench recovery``: a lane's process is killed with SIGKILL under full load; how long until a new one answers its first post?"""

import multiprocessing
import os
import signal
import time
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

from twincore.bench.ground import fresh_ground
from twincore.bench.ledger import Feed, batches, open_bench_accounts
from twincore.kernel.config import Settings
from twincore.kernel.db import Database
from twincore.kernel.ids import uuid7
from twincore.ledger import Ledger, TransferRequest, checkpoint, verify

LOAD_TRANSFERS = 4_000_000
"""More than the killed process will ever get to."""


def bench_recovery(accounts: int, kills: int = 3, load_s: float = 3.0, folder: Path | None = None) -> dict[str, Any]:
    """Kill and restart a lane several times; returns the JSON object of ``twincore bench recovery``.

    first_post_s: from the start of the new process (interpreter, imports, connection, tail) to the durable answer of its first post; the
    median and the worst. lane_first_post_s: the same from the moment the program opens its lane. tail: rows above the checkpoint at the kill.
    """
    context = multiprocessing.get_context("spawn")
    with fresh_ground(folder) as ground:
        [tenant] = ground.tenants(1, time.time_ns() // 1_000)
        open_bench_accounts(ground.database, tenant, accounts, "posts", np.random.default_rng(1), time.time_ns() // 1_000)
        process_s, lane_s, tails = [], [], []
        for kill in range(kills):
            ready, theirs = context.Pipe()
            child = context.Process(target=_load, args=(theirs, ground.settings, tenant, accounts, kill))
            child.start()
            ready.recv()
            time.sleep(load_s)
            assert child.pid is not None
            os.kill(child.pid, signal.SIGKILL)
            child.join()
            with ground.database.transaction("ledger", tenant) as conn:
                row = conn.execute(
                    "select l.seq - c.seq from ledger.lane l join ledger.checkpoint c using (tenant) where l.tenant = %s", (tenant,)
                ).fetchone()
                assert row is not None
                tails.append(int(row[0]))
            ours, theirs = context.Pipe()
            began = time.perf_counter()
            child = context.Process(target=_first_post, args=(theirs, ground.settings, tenant))
            child.start()
            lane_s.append(ours.recv())
            process_s.append(time.perf_counter() - began)
            child.join()
        checkpoint(ground.database, tenant)
        return {
            "first_post_s": round(float(np.median(process_s)), 3),
            "first_post_worst_s": round(max(process_s), 3),
            "lane_first_post_s": round(float(np.median(lane_s)), 3),
            "lane_first_post_worst_s": round(max(lane_s), 3),
            "tail": tails,
            "accounts": accounts,
            "kills": kills,
            "verified": all(result.ok for result in verify(ground.database, tenant)),
            "machine": ground.machine(),
        }


def _load(pipe: Pipe, settings: Settings, tenant: int, accounts: int, seed: int) -> None:
    """Post at full speed until killed."""
    ledger = Ledger(Database(settings))
    ledger.start()
    feed = Feed(ledger, tenant)
    pipe.send("loading")
    for batch in batches(np.random.default_rng(seed), accounts, LOAD_TRANSFERS, "posts"):
        feed.submit(batch)


def _first_post(pipe: Pipe, settings: Settings, tenant: int) -> None:
    began = time.perf_counter()
    ledger = Ledger(Database(settings))
    request = TransferRequest(id=uuid7(time.time_ns() // 1_000), debit=1, credit=2, amount=1, code=1)
    outcome = ledger.submit(tenant, [request], UUID(int=1)).result()[0]
    assert outcome.status.ok, outcome
    pipe.send(time.perf_counter() - began)
    ledger.close()
