"""What the faults happen to: a core that runs, the adaptor in a process of its own, customers and tellers, and wires that can be cut."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import date
from pathlib import Path
from uuid import UUID

import psycopg

from tests.conftest import START_US
from tests.events.wire import Wire
from tests.ledger.proxy import Cut, Proxy, Where, wire_to
from tests.sync.twin import BSB
from twincore.events import CORE_REQUESTS, Broker, Coder, Event, EventLog, Kafka, KafkaEventLog, PostgresEventLog, PostgresRegistry
from twincore.kernel.clock import SystemClock, to_datetime
from twincore.kernel.config import Settings
from twincore.kernel.db import PLATFORM, Database
from twincore.kernel.migrations import migrate
from twincore.kernel.postgres import EmbeddedPostgres
from twincore.kernel.refusal import Refusal, Retry
from twincore.ledger import Ledger, Outcomes, TransferRequest, balances, open_lane
from twincore.mainframe import CoreAccount, Kind, Mainframe, Posting
from twincore.reconciliation import install_reconciliation
from twincore.sync import (
    Adaptor,
    LinkState,
    Policy,
    default_interface,
    install_sync,
    load_mapping,
    plain_accounts,
    promote,
    recorder,
    snapshot,
)
from twincore.tenants import create_tenant
from twincore.transactions import install_catalogue, system_accounts

MEMBERS = 30
OPENING = 50_000
PATIENCE_S = 120
EVERY_CORE = (0, 10**15 - 1)
POLICY = Policy(shadow_s=0, level_legs=0, level_records=0, down_after_s=2, degraded_after_s=1, irrevocable=(204,), send_rate=20_000)


class Rig:
    """A core that runs, the adaptor in a process of its own, and customers in this one.

    database: through ``wire``, which can be cut; broker: where the events are, the database if there is none; line: the wire to the broker.
    """

    def __init__(
        self,
        postgres: EmbeddedPostgres,
        database: Database,
        tenant: int,
        folder: Path,
        *,
        seed: int,
        core: Kind,
        wire: Proxy,
        broker: Broker | None = None,
        line: Wire | None = None,
    ) -> None:
        self.postgres, self.wire, self.broker, self.line, self.seed = postgres, wire, broker, line, seed
        self.database, self.tenant, self.random = database, tenant, random.Random(seed)
        self.clock, self.folder = SystemClock(), folder / "core"
        self.length = default_interface().layouts["request"].length
        self.core = Mainframe(self.folder, core)
        self.core.load_accounts([CoreAccount(802_985, n, f"M{n}", OPENING) for n in range(1, MEMBERS + 1)], business_date=date(2026, 7, 1))
        self.core.start()
        now = self.clock.now_us()
        with database.app(tenant) as conn:
            install_catalogue(conn, tenant, "AUD", now)
            install_reconciliation(conn, tenant, now_us=now)
            install_sync(conn, tenant, currency="AUD", now_us=now, policy=POLICY)
            self.system: dict[str, int] = {a.name: a.account for a in system_accounts(conn, tenant)}
        self.ledger = Ledger(database, lambda _: self.clock, recorder())
        extract = self.core.extract(*EVERY_CORE).read_bytes()
        snapshot(database, self.ledger, tenant, default_interface(), extract, plain_accounts("AUD", 2110, now), now_us=now)
        with database.app(tenant) as conn:
            mapping = load_mapping(conn, tenant)
        self.accounts: dict[int, int] = dict(zip((mapping.core - BSB).tolist(), mapping.account.tolist(), strict=True))
        self.accepted: list[tuple[int, int, int]] = []
        self.told: list[tuple[int, int]] = []
        self.worker: subprocess.Popen[bytes] | None = None
        adaptor = self.adaptor()
        while adaptor.step() or adaptor.look().state is not LinkState.UP:
            pass
        assert adaptor.drift(self.core.extract(*EVERY_CORE).read_bytes()).clean
        with database.app(tenant) as conn:
            promote(conn, tenant, actor="operator", now_us=self.clock.now_us())
        adaptor.close()

    # --- who is at work

    def log(self) -> EventLog:
        """The event log, as the adaptor's process has it."""
        if self.line is None:
            return PostgresEventLog(self.database, self.tenant)
        return KafkaEventLog(Kafka(f"127.0.0.1:{self.line.port}", f"faults-{self.seed}"), self.tenant)

    def adaptor(self) -> Adaptor:
        """One in this process, for before and after."""
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
            *([] if self.line is None else [f"127.0.0.1:{self.line.port}", f"faults-{self.seed}"]),
        ]
        self.worker = subprocess.Popen(words, cwd=Path(__file__).parents[2], stdout=subprocess.DEVNULL)

    def signalled(self, number: signal.Signals) -> None:
        """The adaptor's process gets a signal."""
        assert self.worker is not None
        os.kill(self.worker.pid, number)

    def dies(self) -> None:
        """The adaptor's process is killed."""
        if self.worker is not None:
            self.signalled(signal.SIGKILL)
            self.worker.wait()
            self.worker = None

    # --- what people do

    def pays(self, count: int) -> None:
        """Customers pay each other and strangers."""
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
        """Tellers post on the core, whatever the balance."""
        postings = []
        for _ in range(count):
            side, kind = self.random.choice((("C", "CRE"), ("D", "DEB")))
            member, amount = self.random.randint(1, MEMBERS), self.random.randint(1, 300)
            postings.append(Posting(self.random.randbytes(16), 802_985, member, side, amount, kind, True))  # type: ignore[arg-type]
            self.told.append((member, amount if side == "C" else -amount))
        self.core.post_branch(postings)

    # --- deliveries

    def delivered(self) -> list[bytes]:
        """The whole records of the core's request queue, in order."""
        data = (self.folder / "request.queue").read_bytes()
        return [data[at : at + self.length] for at in range(0, len(data) - len(data) % self.length, self.length)]

    def mixed_up(self) -> None:
        """What the core has not taken yet stands in its queue in another order: the postman fell."""
        self.core.kill()
        self.signalled(signal.SIGSTOP)
        try:
            status, records = self.core.status(), self.delivered()
            first = 0 if status is None else status.queue_record
            waiting = records[first:]
            self.random.shuffle(waiting)
            with (self.folder / "request.queue").open("r+b") as queue:
                queue.seek(first * self.length)
                queue.write(b"".join(waiting))
        finally:
            self.signalled(signal.SIGCONT)
            self.core.start()

    def published_again(self) -> None:
        """Old events of the log are in it once more, in another order, as after a publisher's retries. Whoever is cut off tries again."""
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                with closing(self.log()) as log:
                    self._publishes_again(log)
                return
            except (psycopg.Error, Refusal):
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)

    def _publishes_again(self, log: EventLog) -> None:
        topic = CORE_REQUESTS.topic.name
        with closing(log.subscribe([topic], {place: max(end - 10, 0) for place, end in log.ends([topic]).items()})) as reader:
            records = reader.poll(200, 2.0)
        self.random.shuffle(records)
        log.publish([Event(topic, record.key, record.value) for record in records[:30]])

    # --- the end

    def expected(self, taken_back: list[tuple[int, int, int]]) -> dict[int, int]:
        """Every member's balance by what was said yes to, by nobody's books: minor units."""
        found = dict.fromkeys(range(1, MEMBERS + 1), OPENING)
        for _, core, amount in self.accepted:
            found[core - BSB] += amount
        for _, core, amount in taken_back:
            found[core - BSB] -= amount
        for member, amount in self.told:
            found[member] += amount
        return found

    def held(self) -> dict[int, int]:
        """Every member's balance in the twin: minor units."""
        with self.database.app(self.tenant) as conn:
            found = balances(conn, self.tenant, list(self.accounts.values()))
        return {member: found[account].credits_posted - found[account].debits_posted for member, account in self.accounts.items()}

    def closes(self) -> None:
        """Nothing of it lives on. The ledger lets go only of a database that is there."""
        self.dies()
        self.postgres.start()
        self.ledger.close()
        self.core.kill()


def _away(rig: Rig, longest_s: float) -> None:
    time.sleep(rig.random.random() * longest_s)


def _core(rig: Rig) -> None:
    rig.core.kill()
    _away(rig, 0.1)
    rig.core.start()


def _sync(rig: Rig) -> None:
    rig.dies()
    _away(rig, 0.05)
    rig.works()


def _stalled(rig: Rig) -> None:
    rig.signalled(signal.SIGSTOP)
    _away(rig, 0.5)
    rig.signalled(signal.SIGCONT)


def _database(rig: Rig) -> None:
    rig.postgres.kill()
    _away(rig, 0.5)
    rig.postgres.start()


def _broker(rig: Rig) -> None:
    assert rig.broker is not None
    rig.broker.kill()
    _away(rig, 1.0)
    rig.broker.start()


def _line(rig: Rig) -> None:
    assert rig.line is not None
    rig.line.cut()


def _connections(rig: Rig) -> None:
    with rig.postgres.superuser(rig.database.settings.database_name) as conn:
        conn.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        )


def _wire(rig: Rig) -> None:
    places: list[Where] = ["before", "after", "unheard"]
    rig.wire.cut(Cut(rig.random.choice(places), rig.random.randint(1, 20), everything=rig.random.random() < 0.5))


def _twice(rig: Rig) -> None:
    rig.core.submit_records(b"".join(rig.delivered()[-20:]))


def _late(rig: Rig) -> None:
    found = rig.delivered()
    rig.core.submit_records(b"".join(rig.random.sample(found, min(20, len(found)))))


def _slow(rig: Rig) -> None:
    rig.core.slow(rig.random.choice((0, 1, 5)))


def _closed(rig: Rig) -> None:
    rig.core.close()
    time.sleep(0.05)
    rig.core.open()


FAULTS = {
    "the core is killed": _core,
    "the adaptor is killed": _sync,
    "the database is killed": _database,
    "the broker is killed": _broker,
    "the server ends its connections": _connections,
    "the wire to the database is cut": _wire,
    "the line to the broker is cut": _line,
    "requests are delivered twice": _twice,
    "requests are delivered long after": _late,
    "requests are delivered in another order": Rig.mixed_up,
    "events are published again": Rig.published_again,
    "the adaptor stands still": _stalled,
    "the core is slow": _slow,
    "the core is closed": _closed,
}
"""What may happen, by what is said of it."""
OF_KAFKA = ("the broker is killed", "the line to the broker is cut")


@contextmanager
def rigged(folder: Path, core_folder: Path, *, seed: int, core: Kind, kafka: bool) -> Iterator[Rig]:
    """A rig on a server that may be killed: what it acknowledged is on its disk. Everybody reaches it, and the broker, over a wire."""
    postgres = EmbeddedPostgres(folder / "postgres")
    broker: Broker | None = None
    line: Wire | None = None
    with ExitStack() as stack:
        postgres.start()
        stack.callback(postgres.stop)
        if kafka:
            line = stack.enter_context(Wire())
            broker = Broker(folder / "kafka", settings={"advertised.listeners": f"PLAINTEXT://127.0.0.1:{line.port}"})
            line.to(broker.bootstrap)
            broker.start()
            stack.callback(broker.stop)
        postgres.create_database("twincore")
        wire = stack.enter_context(wire_to(postgres.socket))
        database = Database(Settings(database_host=str(wire.folder), database_name="twincore", data_folder=str(folder)))
        stack.callback(database.close)
        with database.connect("owner", autocommit=True) as owner:
            migrate(owner)
        with database.app(PLATFORM) as conn:
            tenant = create_tenant(conn, name="testcu", display_name="Testcu", synthetic=True, start_us=START_US, now_us=START_US).number
        with database.app(tenant) as conn:
            open_lane(conn, tenant)
        rig = Rig(postgres, database, tenant, core_folder, seed=seed, core=core, wire=wire, broker=broker, line=line)
        stack.callback(rig.closes)
        yield rig
