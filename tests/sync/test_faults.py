"""Everything that can die, dies at random: the core, the adaptor's process, PostgreSQL, the Kafka broker, connections; requests come twice, late and in another
order. Then all is still there, once, and both sides agree to the cent. A failure prints its seed."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.conftest import START_US
from tests.sync.twin import BSB
from twincore.drill import audit
from twincore.events import Broker, Coder, EventLog, Kafka, KafkaEventLog, PostgresEventLog, PostgresRegistry
from twincore.kernel.clock import SystemClock, to_datetime
from twincore.kernel.config import Settings
from twincore.kernel.db import PLATFORM, Database
from twincore.kernel.migrations import migrate
from twincore.kernel.postgres import EmbeddedPostgres
from twincore.kernel.refusal import Refusal, Retry
from twincore.ledger import Ledger, Outcomes, TransferRequest, open_lane
from twincore.mainframe import CoreAccount, Mainframe, Posting
from twincore.reconciliation import install_reconciliation
from twincore.sync import (
    Adaptor,
    LinkState,
    Policy,
    default_interface,
    get_link,
    install_sync,
    load_mapping,
    plain_accounts,
    promote,
    recorder,
    refused_legs,
    snapshot,
    sync_status,
)
from twincore.tenants import create_tenant
from twincore.transactions import install_catalogue, system_accounts

MEMBERS = 30
PATIENCE_S = 120
POLICY = Policy(shadow_s=0, level_legs=0, level_records=0, down_after_s=2, degraded_after_s=1, irrevocable=(204,), send_rate=20_000)


class Rig:
    """A core that runs, the adaptor in a process of its own, and customers in this one."""

    def __init__(self, postgres: EmbeddedPostgres, database: Database, tenant: int, folder: Path, seed: int, broker: Broker | None) -> None:
        """broker: where the events are, the database if there is none."""
        self.postgres, self.broker, self.seed = postgres, broker, seed
        self.database, self.tenant, self.random = database, tenant, random.Random(seed)
        self.clock, self.folder = SystemClock(), folder / "core"
        self.core = Mainframe(self.folder, "standin")
        self.core.load_accounts([CoreAccount(802_985, n, f"M{n}", 50_000) for n in range(1, MEMBERS + 1)], business_date=date(2026, 7, 1))
        self.core.start()
        now = self.clock.now_us()
        with database.app(tenant) as conn:
            install_catalogue(conn, tenant, "AUD", now)
            install_reconciliation(conn, tenant, now_us=now)
            install_sync(conn, tenant, currency="AUD", now_us=now, policy=POLICY)
            self.system: dict[str, int] = {a.name: a.account for a in system_accounts(conn, tenant)}
        self.ledger = Ledger(database, lambda _: self.clock, recorder())
        extract = self.core.extract(0, 10**15 - 1).read_bytes()
        snapshot(database, self.ledger, tenant, default_interface(), extract, plain_accounts("AUD", 2110, now), now_us=now)
        with database.app(tenant) as conn:
            mapping = load_mapping(conn, tenant)
        self.accounts: dict[int, int] = dict(zip((mapping.core - BSB).tolist(), mapping.account.tolist(), strict=True))
        self.accepted: list[tuple[int, int, int]] = []
        self.worker: subprocess.Popen[bytes] | None = None
        adaptor = self.adaptor()
        while adaptor.step() or adaptor.look().state is not LinkState.UP:
            pass
        assert adaptor.drift(self.core.extract(0, 10**15 - 1).read_bytes()).clean
        with database.app(tenant) as conn:
            promote(conn, tenant, actor="operator", now_us=self.clock.now_us())
        adaptor.close()

    def log(self) -> EventLog:
        """The event log, as the adaptor's process has it."""
        if self.broker is None:
            return PostgresEventLog(self.database, self.tenant)
        return KafkaEventLog(Kafka(self.broker.bootstrap, f"faults-{self.seed}"), self.tenant)

    def adaptor(self) -> Adaptor:
        log, coder = self.log(), Coder(PostgresRegistry(self.database))
        return Adaptor(
            self.database,
            self.ledger,
            self.tenant,
            self.folder,
            log,
            coder,
            self.clock,
            currency="AUD",
            business_date=lambda us: to_datetime(us).date(),
        )

    def works(self) -> None:
        """The adaptor's process is started."""
        settings = self.database.settings
        words = [
            sys.executable,
            "-m",
            "tests.sync.worker",
            settings.database_host,
            settings.database_name,
            str(self.tenant),
            str(self.folder),
            *([] if self.broker is None else [self.broker.bootstrap, f"faults-{self.seed}"]),
        ]
        self.worker = subprocess.Popen(words, cwd=Path(__file__).parents[2], stdout=subprocess.DEVNULL)

    def dies(self) -> None:
        """The adaptor's process is killed."""
        if self.worker is not None:
            os.kill(self.worker.pid, signal.SIGKILL)
            self.worker.wait()
            self.worker = None

    def pays(self, count: int) -> None:
        """Customers pay each other and strangers; some at once, some one by one."""
        requests, sides = [], []
        for _ in range(count):
            payer, payee = self.random.sample(range(1, MEMBERS + 1), 2)
            outside = self.random.random() < 0.5
            amount = self.random.randint(1, 900)
            code = self.random.choice((201, 204))
            credit = self.system["cash"] if outside else self.accounts[payee]
            requests.append(
                TransferRequest(UUID(int=self.random.getrandbits(128)), debit=self.accounts[payer], credit=credit, amount=amount, code=code)
            )
            sides.append((payer, 0 if outside else payee, amount))
        outcomes = self.posted(requests, UUID(int=self.random.getrandbits(128)))
        for (payer, payee, amount), status, seq in zip(sides, outcomes.status.tolist(), outcomes.seq.tolist(), strict=True):
            if status <= 1:
                self.accepted.append((seq, BSB + payer, -amount))
                if payee:
                    self.accepted.append((seq, BSB + payee, amount))

    def posted(self, requests: list[TransferRequest], command: UUID) -> Outcomes:
        """What became of them; whoever gets no answer asks the same again."""
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                return self.ledger.submit(self.tenant, requests, command).result(PATIENCE_S)
            except Refusal as refusal:
                if refusal.retry is not Retry.SAME_KEY or time.monotonic() > until:
                    raise
                time.sleep(0.1)

    def branches(self, count: int) -> None:
        """Tellers post on the core."""
        postings = []
        for _ in range(count):
            side, kind = self.random.choice((("C", "CRE"), ("D", "DEB")))
            key = self.random.randbytes(16)
            postings.append(Posting(key, 802_985, self.random.randint(1, MEMBERS), side, self.random.randint(1, 300), kind, True))  # type: ignore[arg-type]
        self.core.post_branch(postings)

    def twice(self) -> None:
        """What was asked for is delivered again: the end of the queue once more, in another order."""
        length = default_interface().layouts["request"].length
        queue = self.folder / "request.queue"
        data = queue.read_bytes()
        whole = [data[at : at + length] for at in range(0, len(data) - len(data) % length, length)][-20:]
        self.random.shuffle(whole)
        self.core.submit_records(b"".join(whole))


KINDS = ("core", "worker", "connections", "database", "twice", "slow", "closed")


def deck(rig: Rig, faults: int) -> list[str]:
    """That many faults in random order, each kind as often as the others."""
    kinds = KINDS if rig.broker is None else (*KINDS, "broker")
    found = [kinds[n % len(kinds)] for n in range(faults)]
    rig.random.shuffle(found)
    return found


def fault(rig: Rig, kind: str) -> None:
    if kind == "core":
        rig.core.kill()
        time.sleep(rig.random.random() * 0.1)
        rig.core.start()
    elif kind == "worker":
        rig.dies()
        time.sleep(rig.random.random() * 0.05)
        rig.works()
    elif kind == "database":
        rig.postgres.kill()
        time.sleep(rig.random.random() * 0.5)
        rig.postgres.start()
    elif kind == "broker":
        assert rig.broker is not None
        rig.broker.kill()
        time.sleep(rig.random.random())
        rig.broker.start()
    elif kind == "connections":
        with rig.postgres.superuser(rig.database.settings.database_name) as conn:
            conn.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
            )
    elif kind == "twice":
        rig.twice()
    elif kind == "slow":
        rig.core.slow(rig.random.choice((0, 1, 5)))
    else:
        rig.core.close()
        time.sleep(0.05)
        rig.core.open()


def ordeal(rig: Rig, faults: int) -> dict[str, Any]:
    rig.works()
    kinds = deck(rig, faults)
    for kind in kinds:
        rig.pays(rig.random.randint(1, 25))
        rig.branches(rig.random.randint(0, 5))
        time.sleep(rig.random.random() * 0.4)
        fault(rig, kind)
    rig.core.slow(0)
    rig.core.open()
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            status = sync_status(rig.database, "testcu")
            behind = default_interface().layouts["change"].length * status["change_log"] < (rig.folder / "change.log").stat().st_size
            if not (status["unanswered"] or behind) and status["state"] == "UP":
                break
        except Exception as error:
            status = {"error": str(error)}
        assert time.monotonic() < deadline, status
        time.sleep(0.2)
    rig.dies()
    adaptor = rig.adaptor()
    while adaptor.step():
        pass
    report = adaptor.drift(rig.core.extract(0, 10**15 - 1).read_bytes())
    adaptor.close()
    with rig.database.app(rig.tenant) as conn:
        refused = refused_legs(conn, rig.tenant)
        assert get_link(conn, rig.tenant).resync_needed is None
    found = audit(rig.accepted, refused, rig.core.change_log)
    return {
        "faults": dict(Counter(kinds)),
        "sides": found.sides,
        "refused": len(refused),
        "lost": found.lost,
        "doubled": found.duplicated + found.unknown,
        "drift": (report.drift_accounts, report.drift_minor, report.in_flight),
    }


@pytest.mark.parametrize("log", ["postgresql", "kafka"])
@pytest.mark.parametrize("faults", [10, pytest.param(100, marks=pytest.mark.long)])
def test_nothing_is_lost_and_nothing_doubled(
    request: pytest.FixtureRequest, server_folder: Path, tmp_path: Path, log: str, faults: int
) -> None:
    seed = int(os.environ.get("TWINCORE_FAULT_SEED", "0")) or random.SystemRandom().randint(1, 10**6)
    print(f"TWINCORE_FAULT_SEED={seed}")
    broker: Broker | None = request.getfixturevalue("broker") if log == "kafka" else None
    with ground(server_folder) as (postgres, database, tenant):
        rig = Rig(postgres, database, tenant, tmp_path, seed, broker)
        try:
            figures = ordeal(rig, faults)
        finally:
            rig.dies()
            rig.ledger.close()
            rig.core.kill()
    print(figures)
    assert (figures["lost"], figures["doubled"], figures["drift"]) == (0, 0, (0, 0, 0))


@contextmanager
def ground(folder: Path) -> Iterator[tuple[EmbeddedPostgres, Database, int]]:
    """A server that may be killed: what it acknowledged is on its disk."""
    postgres = EmbeddedPostgres(folder)
    postgres.start()
    try:
        postgres.create_database("twincore")
        database = Database(Settings(database_host=str(postgres.socket), database_name="twincore", data_folder=str(folder)))
        with database.connect("owner", autocommit=True) as owner:
            migrate(owner)
        with database.app(PLATFORM) as conn:
            tenant = create_tenant(conn, name="testcu", display_name="Testcu", synthetic=True, start_us=START_US, now_us=START_US).number
        with database.app(tenant) as conn:
            open_lane(conn, tenant)
        try:
            yield postgres, database, tenant
        finally:
            database.close()
    finally:
        postgres.stop()
