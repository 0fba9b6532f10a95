"""``twincore bench onboarding``: customers a second: a person with encrypted personal data, a product account and its ledger account each.

Two processes, as an import of another bank's members would use: each encrypts and opens the parties of its chunks at its own pace, and takes the
lane's head only for the accounts at the end of each transaction. The people are made before the clock starts.
"""

import multiprocessing
import time
from datetime import date, timedelta
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

from twincore.bench.ground import Ground, fresh_ground
from twincore.gateway import check_tenant
from twincore.kernel.config import Settings
from twincore.kernel.db import PLATFORM, Database
from twincore.kernel.ids import uuid7
from twincore.parties import Address, PersonSpec, open_key_ring, open_parties
from twincore.products import AccountOpening, install_products, open_accounts
from twincore.transactions import install_catalogue

CHUNK = 5_000
PROCESSES = 2
PRODUCT = "everyday_account"
_BORN = date(1940, 1, 1)


def bench_onboarding(customers: int, *, folder: Path | None = None, seed: int = 1) -> dict[str, Any]:
    """Run the benchmark; returns the JSON object of ``twincore bench onboarding``."""
    with fresh_ground(folder) as ground:
        tenant, now_us = _prepared(ground)
        shares = [customers // PROCESSES + (at < customers % PROCESSES) for at in range(PROCESSES)]
        results = _run(ground.settings, tenant, now_us, shares, seed)
        elapsed = max(ended for _, ended in results) - min(began for began, _ in results)
        with ground.database.readonly(tenant) as conn:
            counted = conn.execute("select (select count(*) from parties.party), (select count(*) from products.account)").fetchone()
        report = check_tenant(ground.database, tenant, "bench-1")
        return {
            "customers": customers,
            "per_s": round(customers / elapsed),
            "elapsed_s": round(elapsed, 2),
            "processes": PROCESSES,
            "verified": report.ok and counted == (customers, customers),
            **ground.machine(),
        }


def _prepared(ground: Ground) -> tuple[int, int]:
    now_us = time.time_ns() // 1_000
    (tenant,) = ground.tenants(1, now_us)
    with ground.database.app(PLATFORM) as conn:
        open_key_ring(conn, ground.settings.data_path / "keys", now_us=now_us)
    with ground.database.app(tenant) as conn:
        install_catalogue(conn, tenant, "AUD", now_us)
        install_products(conn, tenant, now_us=now_us)
    return tenant, now_us


def _run(settings: Settings, tenant: int, now_us: int, shares: list[int], seed: int) -> list[tuple[float, float]]:
    """When each process began and ended, on the clock they share (seconds)."""
    context = multiprocessing.get_context("spawn")
    ends: list[Pipe] = []
    processes = []
    for at, share in enumerate(shares):
        here, there = context.Pipe()
        process = context.Process(target=_onboard, args=(settings, tenant, now_us, share, seed + at, there))
        process.start()
        ends.append(here)
        processes.append(process)
    for end in ends:
        assert end.recv() == "ready"
    for end in ends:
        end.send("go")
    results = [end.recv() for end in ends]
    for process in processes:
        process.join()
    return results


def _onboard(settings: Settings, tenant: int, now_us: int, customers: int, seed: int, pipe: Pipe) -> None:
    database = Database(settings)
    with database.app(PLATFORM) as conn:
        keys = open_key_ring(conn, settings.data_path / "keys", now_us=now_us)
    work = [_people(min(CHUNK, customers - first), first, seed, now_us) for first in range(0, customers, CHUNK)]
    with database.app(tenant) as conn:
        conn.execute("select 1")
    pipe.send("ready")
    pipe.recv()
    began = time.monotonic()
    for ids, specs in work:
        with database.app(tenant) as conn:
            open_parties(conn, keys, tenant, specs, ids=ids, now_us=now_us)
            openings = [AccountOpening(PRODUCT, party, "AUD") for party in ids]
            open_accounts(conn, tenant, openings, now_us=now_us, check_parties=False)
    pipe.send((began, time.monotonic()))
    database.close()


def _people(count: int, first: int, seed: int, now_us: int) -> tuple[list[UUID], list[PersonSpec]]:
    rng = np.random.default_rng((seed, first))
    days, phones = rng.integers(0, 24_000, count).tolist(), rng.integers(0, 100_000_000, count).tolist()
    ids = [uuid7(now_us + first + at) for at in range(count)]
    specs = [
        PersonSpec(
            given_name=f"Given{at % 977}",
            family_name=f"Family{at % 1009}",
            birth_date=_BORN + timedelta(days=days[at]),
            email=f"member{first + at}.{seed}@example.com",
            phone=f"+614{phones[at]:08d}",
            address=Address(f"{at % 200 + 1} Station Street", "Newtown", "NSW", "2042"),
            synthetic=True,
        )
        for at in range(count)
    ]
    return ids, specs
