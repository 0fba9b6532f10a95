"""One drill: before, the outage, the way back, after; then both sides are compared and every accepted side is looked for."""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from twincore.drill.auditor import apart, audit
from twincore.drill.bank import Bank, date_of, ground
from twincore.drill.customers import UTC_OFFSET_H, busy
from twincore.events import EventLog, PostgresEventLog
from twincore.kernel.clock import to_datetime
from twincore.kernel.db import Database
from twincore.mainframe import Kind, cobol_available
from twincore.sync import LinkState, Policy, get_link, parked_count, refused_legs, standin_totals

STEP_S = 60
CALM_S = 120
"""How long the calm before and after the outage lasts, by the clock of the drill."""
BRANCH_SHARE = 20
"""One in so many transactions of the calm begins at a branch, on the core."""
MEMBERS_A_RATE = 3_000
"""Members for each transaction a second of the busiest hour, unless it is said how many: each pays twice in the six hours of the evening. The RBA counts 650
electronic payments a head and year (2021/22), fewer than two a day: it is the busiest evening of a year, so that the limits are tried."""
LEVEL_SIDES = 50
"""Sides not answered at which both count as level, while customers go on."""
TELL_S = 10.0
Told = Callable[[str], None]


def outage_drill(
    *,
    hours: float = 6,
    rate: int = 200,
    members: int | None = None,
    allotment: int | None = None,
    cap: int | None = None,
    seed: int = 1,
    kind: Kind | None = None,
    folder: Path | None = None,
    log: Callable[[Database, int], EventLog] = PostgresEventLog,
    said: Told = lambda _: None,
) -> dict[str, Any]:
    """Rehearse an outage and give its figures (README).

    hours: how long the core is dead; rate: transactions a second in the busiest hour, the first of the outage; members: by default in proportion to the
    rate; allotment, cap: minor units, by default those of a new link; kind: the core, COBOL where there is a compiler; folder: where database and core
    live meanwhile; said: is told what happens.
    """
    chosen: Kind = kind or ("cobol" if cobol_available() else "standin")
    count = members or max(rate * MEMBERS_A_RATE, 2)
    usual = Policy()
    policy = Policy(
        allotment=usual.allotment if allotment is None else allotment,
        cap=usual.cap if cap is None else cap,
        down_after_s=2,
        degraded_after_s=1,
        shadow_s=0,
        send_rate=50_000,
    )
    began = time.monotonic()
    with ground(folder) as (database, room):
        said(f"A credit union of {count:,} members opens, on a core ({chosen}) and a twin of its own.")
        bank = Bank(database, room, count, seed, chosen, policy, log)
        try:
            bank.promoted()
            said(f"The twin has followed the core, both agree, and it is promoted ({time.monotonic() - began:.0f} s so far).")
            figures = _rehearsed(bank, hours, rate, said)
        finally:
            bank.close()
    asked = {"hours": hours, "rate": rate, "members": count, "allotment": policy.allotment, "cap": policy.cap, "seed": seed, "core": chosen}
    return figures | asked | {"seconds": round(time.monotonic() - began, 1)}


def _rehearsed(bank: Bank, hours: float, rate: int, said: Told) -> dict[str, Any]:
    _calm(bank, rate)
    bank.core.kill()
    bank.until(lambda: bank.link() is LinkState.DOWN)
    said(f"{_clock(bank)}  {bank.asked['paid'] + bank.asked['received']:,} transactions so far. The core is killed; the twin stands in.")
    before = Counter(bank.asked)
    bank.declined.clear()
    peak = _outage(bank, hours, rate, said)
    during = bank.asked - before
    with bank.database.app(bank.tenant) as conn:
        totals = standin_totals(conn, bank.tenant, get_link(conn, bank.tenant).outage)
    queued, declined = bank.unanswered(), Counter(bank.declined)
    said(f"{_clock(bank)}  The core is started again; {queued:,} requests wait for it, and customers go on.")
    caught_up_s = _catch_up(bank, said)
    said(f"{_clock(bank)}  Level again after {caught_up_s:.1f} s; the usual limits hold.")
    _calm(bank, rate)
    bank.core.drain()
    bank.until(bank.level)
    said("Both sides are compared, and every accepted side is looked for in the core's log.")
    extract = bank.core.extract(0, 10**15 - 1).read_bytes()
    report = bank.adaptor.drift(extract)
    apart_accounts, apart_minor = apart(bank.held(), extract)
    with bank.database.app(bank.tenant) as conn:
        excused = refused_legs(conn, bank.tenant)
        parked = parked_count(conn, bank.tenant)
    found = audit(np.concatenate(bank.sides), excused, bank.core.change_log)
    ordered = sorted(bank.latencies)
    return {
        "accepted_during_outage": during["paid"],
        "accepted_minor": totals.admitted_minor,
        "declined_by_standin": declined.total(),
        "declined_share": round(declined.total() / max(during["payments"], 1), 4),
        "declines": dict(sorted(declined.items())),
        "received_during_outage": during["received"],
        "reversed_during_outage": during["reversed"],
        "queued": queued,
        "caught_up_s": round(caught_up_s, 1),
        "realtime_p99_ms": round(ordered[int(len(ordered) * 0.99)] * 1_000, 1) if ordered else None,
        "drift_accounts": max(report.drift_accounts, apart_accounts),
        "drift_minor": max(report.drift_minor, apart_minor),
        "lost": found.lost + bank.branch_lost(),
        "duplicated": found.duplicated + found.unknown,
        "exposure_peak_minor": peak,
        "exposure_after_minor": bank.adaptor.exposure().total,
        "parked": parked,
        "refused_by_ledger": bank.refused_by_ledger,
        "refused_by_core": len(excused),
        "sides_audited": found.sides,
        "branch_postings": len(bank.branch),
    }


def _calm(bank: Bank, rate: int) -> None:
    """Two minutes like any other, with postings of branches among them."""
    count = max(1, round(CALM_S * rate * busy(bank.clock.now_us())))
    bank.branches(count // BRANCH_SHARE)
    bank.passes(CALM_S, count)


def _outage(bank: Bank, hours: float, rate: int, said: Told) -> int:
    """The hours without the core; returns the most that the bank stood to lose meanwhile (minor units)."""
    peak, steps, began, told = 0, max(1, round(hours * 3_600 / STEP_S)), bank.asked["paid"], time.monotonic()
    for step in range(1, steps + 1):
        bank.passes(STEP_S, max(1, round(STEP_S * rate * busy(bank.clock.now_us()))))
        late = time.monotonic() - told > TELL_S
        if step % 10 and step < steps and not late:
            continue
        exposed = bank.adaptor.exposure().total
        peak = max(peak, exposed)
        if step % 60 == 0 or step == steps or late:
            told = time.monotonic()
            accepted, declined = bank.asked["paid"] - began, bank.declined.total()
            share = declined / max(accepted + declined, 1)
            said(
                f"{_clock(bank)}  {step * STEP_S / 3_600:.1f} h without the core: {accepted:,} payments accepted, {declined:,} declined ({share:.1%}); "
                f"{exposed / 100:,.2f} is at stake."
            )
    return peak


def _catch_up(bank: Bank, said: Told) -> float:
    """The core comes back; customers go on one by one. Returns the seconds until both sides are level."""
    bank.core.set_clock(bank.clock.now_us(), date_of(bank.clock.now_us()))
    began = told = looked = time.monotonic()
    bank.core.start()
    while True:
        bank.clock.set(bank.clock.now_us() + 20_000)
        bank.one()
        now = time.monotonic()
        if now - looked > 0.5:
            looked = now
            waiting = bank.unanswered()
            if waiting <= LEVEL_SIDES and bank.link() is LinkState.UP:
                return time.monotonic() - began
            if now - told > TELL_S:
                told = now
                said(f"{_clock(bank)}  {waiting:,} requests are not answered yet.")
        if now - began > 3_600:
            raise TimeoutError("both sides are not level after an hour")
        time.sleep(0.02)


def _clock(bank: Bank) -> str:
    """The time of day in the credit union."""
    return to_datetime(bank.clock.now_us() + UTC_OFFSET_H * 3_600_000_000).strftime("%H:%M")
