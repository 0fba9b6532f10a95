"""One drill: before, the outage, the way back, after; then both sides are compared and every accepted side is looked for."""

import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from twincore.drill.auditor import Side, apart, audit
from twincore.drill.customers import Customers, Payment
from twincore.events import Coder, EventLog, PostgresEventLog, PostgresRegistry
from twincore.kernel.clock import FixedClock, to_datetime
from twincore.kernel.config import Settings
from twincore.kernel.db import PLATFORM, Database
from twincore.kernel.ids import id_of_key, uuid7
from twincore.kernel.migrations import migrate
from twincore.kernel.postgres import EmbeddedPostgres
from twincore.ledger import Ledger, TransferRequest, balances, get_transfers, open_lane
from twincore.mainframe import CoreAccount, Mainframe, Posting, cobol_available
from twincore.reconciliation import install_reconciliation
from twincore.sync import (
    Adaptor,
    LinkState,
    Policy,
    Spend,
    admit,
    core_key,
    default_interface,
    get_link,
    install_sync,
    load_mapping,
    parked_count,
    plain_accounts,
    promote,
    recorder,
    refused_legs,
    snapshot,
    standin_totals,
    withdraw,
)
from twincore.tenants import create_tenant
from twincore.transactions import install_catalogue, system_accounts

BSB = 802_985
START_US = 1_782_864_000_000_000
"""2026-07-01T00:00Z, by the clock of the drill."""
PAGE = 2_000
"""Payments that are decided together."""
OUTAGE_STEP_S = 60
CALM_S = 120
"""How long the calm before and after the outage lasts, by the clock of the drill."""
BRANCH_SHARE = 20
"""One in so many transactions begins at a branch, on the core."""
Kind = Literal["cobol", "standin"]


class _Drill:
    """The bank of one drill: a tenant, a core, the adaptor, customers, and a count of what was accepted."""

    def __init__(
        self, database: Database, folder: Path, members: int, seed: int, kind: Kind, log: Callable[[Database, int], EventLog]
    ) -> None:
        self.database, self.clock, self.customers = database, FixedClock(START_US), Customers(members, seed)
        with database.app(PLATFORM) as conn:
            created = create_tenant(conn, name="drill", display_name="Drill", synthetic=True, start_us=START_US, now_us=START_US)
        self.tenant = created.number
        with database.app(self.tenant) as conn:
            open_lane(conn, self.tenant)
            install_catalogue(conn, self.tenant, "AUD", START_US)
            install_reconciliation(conn, self.tenant, now_us=START_US)
            policy = Policy(down_after_s=2, degraded_after_s=1, shadow_s=0, send_rate=50_000)
            install_sync(conn, self.tenant, currency="AUD", now_us=START_US, policy=policy)
            self.system: dict[str, int] = {a.name: a.account for a in system_accounts(conn, self.tenant)}
        self.core = Mainframe(folder / "core", kind)
        accounts = [CoreAccount(BSB, n, f"MEMBER {n}", 300_000 + n * 1_000 % 700_000) for n in range(1, members + 1)]
        self.core.load_accounts(accounts, business_date=to_datetime(START_US).date(), clock_us=START_US)
        self.core.start()
        self.ledger = Ledger(database, lambda _: self.clock, recorder())
        self.ledger.start()
        extract = self.core.extract(0, 10**15 - 1).read_bytes()
        snapshot(database, self.ledger, self.tenant, default_interface(), extract, plain_accounts("AUD", 2110, START_US), now_us=START_US)
        with database.app(self.tenant) as conn:
            mapping = load_mapping(conn, self.tenant)
        self.accounts: dict[int, int] = {
            core % 10**9: account for core, account in zip(mapping.core.tolist(), mapping.account.tolist(), strict=True)
        }
        self.adaptor = Adaptor(
            database,
            self.ledger,
            self.tenant,
            folder / "core",
            log(database, self.tenant),
            Coder(PostgresRegistry(database)),
            self.clock,
            currency="AUD",
            business_date=_date,
        )
        self.accepted: list[Side] = []
        self.branch: list[tuple[bytes, int, int]] = []
        self.declined: Counter[str] = Counter()
        self.refused_by_ledger = 0
        self.latencies: list[float] = []

    def promoted(self) -> None:
        """Follow, compare, promote."""
        self.adaptor.start()
        self.until(lambda: self.link() is LinkState.UP)
        self.adaptor.drift(self.core.extract(0, 10**15 - 1).read_bytes())
        with self.database.app(self.tenant) as conn:
            promote(conn, self.tenant, actor="drill", now_us=self.clock.now_us())
        self.until(lambda: self.adaptor.look().mode.value == "active")

    def link(self) -> LinkState:
        with self.database.app(self.tenant) as conn:
            return get_link(conn, self.tenant).state

    def until(self, reached: Callable[[], bool], seconds: float = 3_600) -> None:
        deadline = time.monotonic() + seconds
        while not reached():
            if time.monotonic() > deadline:
                raise TimeoutError(f"the link is {self.link().value}: {self.adaptor.facts(self.adaptor.status())}")
            time.sleep(0.02)

    def passes(self, seconds: int, payments: int) -> int:
        """Time passes, and customers pay meanwhile; returns how many were accepted."""
        before = len(self.accepted)
        self.clock.set(self.clock.now_us() + seconds * 1_000_000)
        taken = 0
        for start in range(0, payments, PAGE):
            taken += self.pay(self.customers.payments(min(PAGE, payments - start)))
        assert len(self.accepted) >= before
        return taken

    def pay(self, payments: Sequence[Payment]) -> int:
        """Ask the stand-in control, then the ledger."""
        now_us = self.clock.now_us()
        with self.database.app(self.tenant) as conn:
            spends = [Spend(p.id, self.accounts[p.payer], p.amount) for p in payments]
            decisions = admit(conn, self.tenant, spends, now_us=now_us)
        self.declined.update(d.code for d in decisions if d.code is not None)
        chosen = [p for p, d in zip(payments, decisions, strict=True) if d.accepted]
        if not chosen:
            return 0
        requests = [
            TransferRequest(p.id, debit=self.accounts[p.payer], credit=self._payee(p), amount=p.amount, code=p.code) for p in chosen
        ]
        began = time.perf_counter()
        outcomes = self.ledger.submit(self.tenant, requests, uuid7(now_us)).result()
        if len(chosen) == 1:
            self.latencies.append(time.perf_counter() - began)
        refused: list[UUID] = []
        taken = 0
        for p, status, seq in zip(chosen, outcomes.status.tolist(), outcomes.seq.tolist(), strict=True):
            if status > 1:
                refused.append(p.id)
                continue
            taken += 1
            self.accepted.append((seq, core_key(BSB, p.payer), -p.amount))
            if p.payee:
                self.accepted.append((seq, core_key(BSB, p.payee), p.amount))
        if refused:
            self.refused_by_ledger += len(refused)
            with self.database.app(self.tenant) as conn:
                withdraw(conn, self.tenant, refused, now_us=now_us)
        return taken

    def _payee(self, payment: Payment) -> int:
        if payment.payee:
            return self.accounts[payment.payee]
        return self.system["card_settlement" if payment.code == 302 else "atm_cash"]

    def branches(self, count: int) -> None:
        """Postings begin on the core."""
        found = self.customers.branch(count)
        self.branch += found
        self.core.post_branch(
            [
                Posting(key, BSB, member, "C" if amount > 0 else "D", abs(amount), "CRE" if amount > 0 else "DEB", True)
                for key, member, amount in found
            ]
        )

    def level(self) -> bool:
        """Whether the link is UP and everything is answered and taken in."""
        link = self.adaptor.look()
        facts = self.adaptor.facts(self.adaptor.status())
        return link.state is LinkState.UP and facts.unanswered == 0 and facts.behind == 0

    def held(self) -> dict[int, int]:
        """The twin's balances in minor units by account of the core."""
        found: dict[int, int] = {}
        members = list(self.accounts.items())
        for start in range(0, len(members), PAGE):
            page = members[start : start + PAGE]
            with self.database.app(self.tenant) as conn:
                sums = balances(conn, self.tenant, [account for _, account in page])
            found |= {core_key(BSB, member): sums[account].credits_posted - sums[account].debits_posted for member, account in page}
        return found

    def branch_lost(self) -> int:
        """Branch postings that the journal does not have."""
        ids = [
            id_of_key("core", f"{key.hex()}/{core_key(BSB, member)}/{'C' if amount > 0 else 'D'}") for key, member, amount in self.branch
        ]
        missing = 0
        for start in range(0, len(ids), PAGE):
            with self.database.app(self.tenant) as conn:
                missing += len(ids[start : start + PAGE]) - len(get_transfers(conn, self.tenant, ids[start : start + PAGE]))
        return missing

    def close(self) -> None:
        self.adaptor.close()
        self.ledger.close()
        self.core.kill()


def outage_drill(
    *,
    hours: float = 6,
    rate: int = 200,
    members: int = 20_000,
    seed: int = 1,
    kind: Kind | None = None,
    folder: Path | None = None,
    log: Callable[[Database, int], EventLog] = PostgresEventLog,
    said: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Rehearse an outage and give its figures (README). hours: how long the core is dead; rate: payments a second; kind: the core, COBOL where there is a
    compiler; folder: where database and core live meanwhile; said: is told what happens."""
    chosen: Kind = kind or ("cobol" if cobol_available() else "standin")
    with _ground(folder) as (database, room):
        drill = _Drill(database, room, members, seed, chosen, log)
        try:
            said("the twin follows the core and is promoted")
            drill.promoted()
            return _rehearsed(drill, hours, rate, said) | {
                "hours": hours,
                "rate": rate,
                "members": members,
                "seed": seed,
                "core": chosen,
            }
        finally:
            drill.close()


def _rehearsed(drill: _Drill, hours: float, rate: int, said: Callable[[str], None]) -> dict[str, Any]:
    calm = CALM_S * rate
    drill.branches(calm // BRANCH_SHARE)
    before = drill.passes(CALM_S, calm)
    said(f"{before:,} payments accepted; the core is killed")
    drill.core.kill()
    drill.until(lambda: drill.link() is LinkState.DOWN)
    drill.declined.clear()
    accepted = peak = 0
    steps = max(1, round(hours * 3_600 / OUTAGE_STEP_S))
    for step in range(steps):
        accepted += drill.passes(OUTAGE_STEP_S, OUTAGE_STEP_S * rate)
        if step % 10 == 9 or step == steps - 1:
            peak = max(peak, drill.adaptor.exposure().total)
    with drill.database.app(drill.tenant) as conn:
        totals = standin_totals(conn, drill.tenant, get_link(conn, drill.tenant).outage)
    queued = drill.adaptor.facts(drill.adaptor.status()).unanswered
    declined = Counter(drill.declined)
    said(f"{accepted:,} accepted and {declined.total():,} declined in {hours:g} h; the core comes back to {queued:,} requests")
    caught_up_s = _catch_up(drill)
    said(f"level after {caught_up_s:.1f} s")
    drill.branches(calm // BRANCH_SHARE)
    after = drill.passes(CALM_S, calm)
    drill.core.drain()
    drill.until(drill.level)
    extract = drill.core.extract(0, 10**15 - 1).read_bytes()
    report = drill.adaptor.drift(extract)
    apart_accounts, apart_minor = apart(drill.held(), extract)
    with drill.database.app(drill.tenant) as conn:
        excused = refused_legs(conn, drill.tenant)
        parked = parked_count(conn, drill.tenant)
    found = audit(drill.accepted, excused, drill.core.change_log)
    ordered = sorted(drill.latencies)
    return {
        "accepted_during_outage": accepted,
        "accepted_minor": totals.admitted_minor,
        "declined_by_standin": declined.total(),
        "declines": dict(sorted(declined.items())),
        "queued": queued,
        "caught_up_s": round(caught_up_s, 1),
        "realtime_p99_ms": round(ordered[int(len(ordered) * 0.99)] * 1_000, 1) if ordered else None,
        "drift_accounts": max(report.drift_accounts, apart_accounts),
        "drift_minor": max(report.drift_minor, apart_minor),
        "lost": found.lost + drill.branch_lost(),
        "duplicated": found.duplicated + found.unknown,
        "exposure_peak_minor": peak,
        "exposure_after_minor": drill.adaptor.exposure().total,
        "parked": parked,
        "accepted_before_and_after": before + after,
        "refused_by_ledger": drill.refused_by_ledger,
        "refused_by_core": len(excused),
        "sides_audited": found.sides,
        "branch_postings": len(drill.branch),
    }


def _catch_up(drill: _Drill) -> float:
    """The core comes back; customers go on one by one. Returns the seconds until both sides are level."""
    drill.core.set_clock(drill.clock.now_us(), _date(drill.clock.now_us()))
    began = time.monotonic()
    drill.core.start()
    looked = 0.0
    while True:
        drill.clock.set(drill.clock.now_us() + 20_000)
        drill.pay(drill.customers.payments(1))
        now = time.monotonic()
        if now - looked > 0.5:
            looked = now
            link = drill.adaptor.look()
            behind = drill.adaptor.facts(drill.adaptor.status())
            if link.state is LinkState.UP and behind.unanswered <= 50:
                return now - began
        if now - began > 3_600:
            raise TimeoutError("both sides are not level after an hour")
        time.sleep(0.02)


def _date(us: int) -> date:
    return to_datetime(us).date()


@contextmanager
def _ground(parent: Path | None) -> Iterator[tuple[Database, Path]]:
    """A PostgreSQL and a folder for one drill alone, removed afterwards."""
    if parent is not None:
        parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="twincore-drill-", dir=parent))
    postgres = EmbeddedPostgres(folder / "postgres")
    try:
        postgres.start()
        postgres.create_database("twincore")
        database = Database(Settings(database_host=str(postgres.socket), data_folder=str(folder)))
        try:
            with database.connect("owner", autocommit=True) as owner:
                migrate(owner)
            yield database, folder
        finally:
            database.close()
    finally:
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)
