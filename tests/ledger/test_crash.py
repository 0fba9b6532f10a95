"""What breaks at the worst moment: the wire at every message of a commit, the service and PostgreSQL by kill -9, under load.

Whatever happened, the same requests sent again get the outcome they have, and the auditor finds the journal to be exactly what was
acknowledged.
"""

import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from tests.conftest import START_US, build_from_schemas
from tests.ledger.auditor import Auditor
from tests.ledger.load import ACCOUNTS, CASH, SPECS, Batch, Load, auditor_of
from tests.ledger.proxy import Cut, Proxy, Where, wire_to
from tests.ledger.service import Answer, Service
from tests.ledger.stored import StoredLedger
from twincore.kernel.config import Settings
from twincore.kernel.db import PLATFORM, Connection, Database
from twincore.kernel.migrations import all_migrations, migrate
from twincore.kernel.postgres import EmbeddedPostgres
from twincore.ledger import Kind, Ledger, Outcomes, Status, TransferRequest, open_accounts, open_lane
from twincore.tenants import create_tenant

SEED = 20_260_703
PATIENCE_S = 60
COMMAND = UUID(int=9)

# --- the wire


@pytest.fixture
def wire(server: EmbeddedPostgres) -> Iterator[Proxy]:
    with wire_to(server.socket) as proxy:
        yield proxy


@pytest.fixture
def wired(wire: Proxy, database: Database, tenant: int) -> Iterator[StoredLedger]:
    """A ledger whose every connection goes over the wire; one post is done, so it is connected."""
    with database.app(tenant) as conn:
        open_accounts(conn, tenant, SPECS, now_us=START_US)
    far = Database(replace(database.settings, database_host=str(wire.folder)))
    stored = StoredLedger(database, tenant, START_US, way=far)
    stored.decide([TransferRequest(UUID(int=1), debit=CASH, credit=2, amount=1_000)], START_US)
    try:
        yield stored
    finally:
        wire.mend()
        stored.close()
        far.close()


def requests_of(n: int) -> list[TransferRequest]:
    """A hold, a capture of it, a post with words and one that must be refused."""
    first = 1_000 * n
    return [
        TransferRequest(UUID(int=first + 1), Kind.HOLD, debit=2, credit=3, amount=10),
        TransferRequest(UUID(int=first + 2), Kind.CAPTURE, ref=UUID(int=first + 1), amount=4),
        TransferRequest(UUID(int=first + 3), debit=2, credit=4, amount=1, detail={"n": n}),
        TransferRequest(UUID(int=first + 4), debit=5, credit=4, amount=10**9),
    ]


def settled(stored: StoredLedger, n: int, outcomes: list[Status]) -> None:
    """The transfers are in the journal, once, and a repeat says so."""
    assert [s if s != Status.EXISTS else Status.CREATED for s in outcomes] == [Status.CREATED] * 3 + [Status.INSUFFICIENT_FUNDS]
    again = [o.status for o in stored.decide(requests_of(n), START_US)]
    assert again == [Status.EXISTS] * 3 + [Status.INSUFFICIENT_FUNDS]
    ids = [row.id for row in stored.rows]
    assert [ids.count(request.id) for request in requests_of(n)] == [1, 1, 1, 0]


@pytest.mark.parametrize("where", ["before", "after", "unheard"])
def test_an_answer_to_commit_that_is_lost_is_found_out(wired: StoredLedger, wire: Proxy, where: Where) -> None:
    for n in range(1, 9):
        wire.cut(Cut(where, text=b"commit", everything=n % 2 == 0))
        outcomes = [o.status for o in wired.decide(requests_of(n), START_US)]
        wire.mend()
        settled(wired, n, outcomes)
    assert wire.cuts == 8
    assert wired.balances(3).current == 32


@pytest.mark.parametrize("everything", [False, True], ids=["one connection", "all connections"])
@pytest.mark.parametrize("where", ["before", "after", "unheard"])
def test_the_wire_may_break_at_any_message(wired: StoredLedger, wire: Proxy, where: Where, everything: bool) -> None:
    """Cut at the first message of a submission, then at the second, ... until a submission goes through with fewer messages."""
    n = 0
    while True:
        n += 1
        before = wire.cuts
        wire.cut(Cut(where, message=n, everything=everything))
        outcomes = [o.status for o in wired.decide(requests_of(n), START_US)]
        wire.mend()
        settled(wired, n, outcomes)
        if wire.cuts == before or n > 60:
            break
    assert 5 < n <= 60
    assert wired.balances(3).current == 4 * n


@pytest.mark.parametrize("size", [4, 600], ids=["small batches", "batches on their way"])
@pytest.mark.parametrize("where", ["before", "unheard"])
def test_the_wire_may_break_again_while_the_lane_finds_out(wired: StoredLedger, wire: Proxy, where: Where, size: int) -> None:
    """The commit is cut, and then one of the next messages, by which the lane connects anew and asks what became of it."""
    for n in range(1, 25):
        wire.cut(Cut(where, text=b"commit", everything=True, then=Cut("before", message=n, everything=n % 2 == 0)))
        first = 10_000 * n
        parts = [
            [TransferRequest(UUID(int=first + 1_000 * part + at), debit=CASH, credit=6, amount=1) for at in range(size)]
            for part in range(3)
        ]
        futures = [wired.ledger.submit(wired.tenant, part, COMMAND) for part in parts]
        for future in futures:
            assert {o.status for o in future.result(PATIENCE_S)} <= {Status.CREATED, Status.EXISTS}, f"cut again at message {n}"
        wire.mend()
        assert wired.balances(6).current == 3 * size * n
    assert [row.seq for row in wired.rows] == list(range(1, 3 * size * 24 + 2))


def test_many_blocks_on_their_way_survive_a_cut(wired: StoredLedger, wire: Proxy) -> None:
    """Batches large enough to be decided while the one before is committed: the second stands upon a first that may fall."""
    total = 0
    for n in range(1, 7):
        wire.cut(Cut(("before", "after", "unheard")[n % 3], text=b"commit", message=1 + n % 2, everything=n > 3))
        parts = [
            [TransferRequest(UUID(int=10**6 * n + 10**4 * part + at + 1), debit=CASH, credit=6, amount=1) for at in range(700)]
            for part in range(4)
        ]
        futures = [wired.ledger.submit(wired.tenant, part, COMMAND) for part in parts]
        for future in futures:
            assert {o.status for o in future.result(PATIENCE_S)} <= {Status.CREATED, Status.EXISTS}
        wire.mend()
        total += 2_800
    assert wired.balances(6).current == total
    assert [row.seq for row in wired.rows] == list(range(1, total + 2))


def test_what_goes_with_the_transfers_is_recorded_once_though_the_answer_is_lost(
    wired: StoredLedger, wire: Proxy, superuser: Connection, database: Database
) -> None:
    """The recorder's row has a unique key, as an idempotency record has."""
    superuser.execute("create table public.record (key text primary key, transfers int not null)")
    superuser.execute("grant select, insert on public.record to twincore_ledger")

    def record(conn: Connection, _tenant: int, said: list[tuple[object, Outcomes]]) -> None:
        for key, outcomes in said:
            conn.execute("insert into public.record values (%s, %s)", (key, len(outcomes)))

    far = Database(replace(database.settings, database_host=str(wire.folder)))
    ledger = Ledger(far, lambda _: wired.clock, record)
    try:
        ledger.submit(wired.tenant, requests_of(50), COMMAND, context="0").result(PATIENCE_S)
        for n, where in enumerate(("before", "after", "unheard") * 3, 1):
            wire.cut(Cut(where, text=b"commit"))  # type: ignore[arg-type]
            outcomes = ledger.submit(wired.tenant, requests_of(n), COMMAND, context=str(n)).result(PATIENCE_S)
            wire.mend()
            settled(wired, n, [o.status for o in outcomes])
    finally:
        ledger.close()
        far.close()
    recorded = superuser.execute("select key, transfers from public.record order by key::int").fetchall()
    assert recorded == [(str(n), 4) for n in range(10)]


def test_a_submission_that_cannot_be_recorded_falls_alone(wired: StoredLedger, superuser: Connection, database: Database) -> None:
    """The recorder fails for one of many that share a block: that one is not posted and hears of it; the others are."""
    superuser.execute("create table public.record (key text primary key)")
    superuser.execute("grant insert on public.record to twincore_ledger")

    def record(conn: Connection, _tenant: int, said: list[tuple[object, Outcomes]]) -> None:
        for key, _ in said:
            conn.execute("insert into public.record values (%s)", (key,))

    ledger = Ledger(database, lambda _: wired.clock, record)
    try:
        ledger.submit(wired.tenant, requests_of(99), COMMAND, context="taken").result(PATIENCE_S)
        futures = [ledger.submit(wired.tenant, requests_of(n), COMMAND, context="taken" if n == 7 else str(n)) for n in range(1, 20)]
        for n, future in enumerate(futures, 1):
            if n == 7:
                with pytest.raises(psycopg.errors.UniqueViolation):
                    future.result(PATIENCE_S)
            else:
                settled(wired, n, [o.status for o in future.result(PATIENCE_S)])
    finally:
        ledger.close()
    assert {row.id for row in wired.rows}.isdisjoint(r.id for r in requests_of(7))
    assert superuser.execute("select count(*) from public.record").fetchone() == (19,)


# --- kill -9


@dataclass
class Client:
    """Sends load to a service, keeps some of it on its way, and repeats whatever got no answer."""

    settings: Settings
    tenant: int
    seed: int
    window: int = 4
    batches: dict[int, Batch] = field(default_factory=dict)
    answered: set[int] = field(default_factory=set)
    lost: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.auditor: Auditor = auditor_of(self.tenant)
        self.load = Load(self.seed, "client", time.time_ns() // 1000)
        self.room = threading.Semaphore(self.window)
        self.service = self._service()

    def _service(self) -> Service:
        return Service(self.settings, self.tenant, self._hear)

    def _hear(self, number: int, answer: Answer | None) -> None:
        with self.lock:
            if answer is None:
                self.lost.append(f"submission {number} got an exception")
            else:
                for request, (status, seq) in zip(self.batches[number].requests, answer, strict=True):
                    self.auditor.answer(request, status, seq or None)
            first = number not in self.answered
            self.answered.add(number)
        if first:
            self.room.release()

    def send(self, seconds: float) -> None:
        """New work for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not self.room.acquire(timeout=max(0.0, end - time.monotonic())):
                return
            with self.lock:
                number = len(self.batches)
                self.batches[number] = self.load.batch(time.time_ns() // 1000)
                self.auditor.send(self.batches[number].requests)
            self.service.submit(number, self.batches[number])

    def send_until_answered(self) -> None:
        """New work until the service is up and has answered some of it."""
        before, deadline = len(self.answered), time.monotonic() + PATIENCE_S
        while len(self.answered) < before + self.window:
            assert time.monotonic() < deadline, f"seed {self.seed}: no answer to {self.waiting}"
            self.send(0.05)

    @property
    def waiting(self) -> list[int]:
        with self.lock:
            return [number for number in self.batches if number not in self.answered]

    def kill(self) -> None:
        """The service dies; another comes up and is asked the same again."""
        self.service.kill()
        self.service = self._service()
        for number in self.waiting:
            self.service.submit(number, self.batches[number])

    def settle(self) -> None:
        """Wait for every answer."""
        deadline = time.monotonic() + PATIENCE_S
        while self.waiting:
            assert time.monotonic() < deadline, f"seed {self.seed}: submissions {self.waiting} never got an answer"
            assert self.service.process.poll() is None, f"seed {self.seed}: the service died by itself"
            time.sleep(0.01)


@pytest.fixture
def durable(server_folder: Path) -> Iterator[tuple[EmbeddedPostgres, Database]]:
    """A server of its own with every guarantee on, and a tenant with the accounts of the load."""
    postgres = EmbeddedPostgres(server_folder, settings={"shared_buffers": "64MB", "min_wal_size": "64MB", "wal_buffers": "8MB"})
    postgres.start()
    try:
        postgres.create_database("bank")
        database = Database(Settings(database_host=str(postgres.socket), database_name="bank", checkpoint_interval_s=0.3))
        with database.connect("owner", autocommit=True) as owner:
            if all_migrations():
                migrate(owner)
            else:
                build_from_schemas(owner)
        with database.app(PLATFORM) as conn:
            create_tenant(conn, name="crashcu", display_name="Crash CU", synthetic=True, start_us=START_US, now_us=START_US)
        with database.app(1) as conn:
            open_lane(conn, 1)
        with database.app(1) as conn:
            assert len(open_accounts(conn, 1, SPECS, now_us=START_US)) == ACCOUNTS
        database.close()  # its pools would outlive the server
        yield postgres, database
    finally:
        postgres.stop()


def bring_back(postgres: EmbeddedPostgres) -> None:
    """Start the server after a kill -9, as a supervisor does: when its last process is gone. Where nobody reaps orphans, the postmaster
    stays a zombie, and PostgreSQL takes the pid in its lock files for a living server."""
    deadline = time.monotonic() + 20
    while living := [pid for pid in Path("/proc").glob("[0-9]*") if at_home(pid, postgres.data)]:
        assert time.monotonic() < deadline, f"{living} outlived the kill"
        time.sleep(0.02)
    for lock in (postgres.data / "postmaster.pid", postgres.socket / ".s.PGSQL.5432.lock"):
        lock.unlink(missing_ok=True)
    postgres.start()


def at_home(process: Path, data: Path) -> bool:
    try:
        return (process / "cwd").resolve() == data and (process / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def killed_at_random(durable: tuple[EmbeddedPostgres, Database], kills: int, seed: int) -> None:
    """Under load, kill now the service and now PostgreSQL, each time at a random moment; audit after each, and at the end."""
    postgres, database = durable
    chance, client = random.Random(seed), Client(database.settings, 1, seed)
    try:
        for kill in range(kills):
            if chance.random() < 0.85:  # else it is killed while it comes up
                client.send_until_answered()
            client.send(chance.uniform(0.01, 0.8))
            if kill % 2 == 0:
                client.kill()
            else:
                postgres.kill()
                time.sleep(chance.uniform(0, 0.2))
                bring_back(postgres)
            if kill % 5 == 4:
                with postgres.superuser("bank") as conn:
                    snapshot = audit_now(client, conn)
                assert snapshot == [], f"seed {seed}, after kill {kill}"
        client.send(0.5)
        client.settle()
    finally:
        client.service.kill()
    assert client.lost == [], f"seed {seed}"
    with postgres.superuser("bank") as conn:
        assert client.auditor.audit(conn) == [], f"seed {seed}"
    assert client.auditor.transfers > 10 * kills


def audit_now(client: Client, conn: Connection) -> list[str]:
    """An audit between two answers: what is on its way may or may not be in the journal yet."""
    with client.lock, conn.transaction():
        conn.execute("set transaction isolation level repeatable read")
        return list(client.auditor.audit(conn, everything_answered=False))


def test_kill_nine_loses_nothing_and_doubles_nothing(durable: tuple[EmbeddedPostgres, Database]) -> None:
    killed_at_random(durable, 3, SEED)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(SEED, SEED + 5))
def test_many_kills_lose_nothing_and_double_nothing(durable: tuple[EmbeddedPostgres, Database], seed: int) -> None:
    killed_at_random(durable, 12, seed)
