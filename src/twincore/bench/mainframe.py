"""``twincore bench mainframe``: how fast a core posts what its queue holds, comes back from a kill, and does a night."""

import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np

from twincore.copybook import decode
from twincore.mainframe import CODEPAGE, EXTRACT, CoreAccount, Kind, Mainframe, Posting

_DAY: Final = date(2026, 1, 30)
_BSB: Final = 802_001


def bench_mainframe(kind: Kind, postings: int = 100_000, accounts: int = 20_000, seed: int = 1) -> dict[str, Any]:
    """Run the benchmark in a temporary folder; returns the JSON object of ``twincore bench mainframe``.

    Half debits, half credits, of one account each. verified: the master's total is what was loaded and posted, also after the kill.
    """
    rng = np.random.default_rng(seed)
    numbers, amounts = rng.integers(1, accounts + 1, postings).tolist(), rng.integers(1, 100_00, postings).tolist()
    requests = [
        Posting(n.to_bytes(16, "big"), _BSB, number, "D" if n % 2 else "C", amount, "DEB" if n % 2 else "CRE", description=f"Payment {n}")
        for n, (number, amount) in enumerate(zip(numbers, amounts, strict=True), 1)
    ]
    total = accounts * 10_000_00 + sum(-amount if n % 2 else amount for n, amount in enumerate(amounts, 1))
    with tempfile.TemporaryDirectory() as folder, Mainframe(Path(folder) / "core", kind) as core:
        core.build()
        loaded = [CoreAccount(_BSB, n, f"Member {n}", 10_000_00) for n in range(1, accounts + 1)]
        core.load_accounts(loaded, business_date=_DAY)
        core.start()
        core.close()
        core.submit(requests)
        began = time.perf_counter()
        core.open()
        posted = core.drain()
        posting_s = time.perf_counter() - began
        core.kill()
        began = time.perf_counter()
        core.start()
        recovery_s = time.perf_counter() - began
        core.stop()
        began = time.perf_counter()
        core.run_batch(_DAY)
        night_s = time.perf_counter() - began
        shown = _total(core)
    return {
        "kind": kind,
        "postings_per_s": round(postings / posting_s),
        "recovery_s": round(recovery_s, 2),
        "batch_s": round(night_s, 2),
        "postings": postings,
        "accounts": accounts,
        "verified": shown == total and posted.posted == postings,
    }


def _total(core: Mainframe) -> int:
    """The sum of all actual balances at the cut-off of the night."""
    data = (core.extracts / f"MASTER.{_DAY:%Y%m%d}").read_bytes()
    total: int = decode(EXTRACT, data[-EXTRACT.length :], CODEPAGE)["EXT-TOTAL-ACTUAL"]
    return total
