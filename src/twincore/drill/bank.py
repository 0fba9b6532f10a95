"""The credit union of one drill: a tenant, its ledger, a core, the adaptor between them, members, and a list of what was accepted."""

import shutil
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import UUID

import numpy as np
import numpy.typing as npt

from twincore.drill.auditor import Sides
from twincore.drill.customers import ATM, BILL, CARD, IN, OUT, REFUND, REVERSAL, SALARY, Asks, Customers
from twincore.events import Coder, EventLog, PostgresRegistry
from twincore.kernel.clock import FixedClock, to_datetime
from twincore.kernel.config import Settings
from twincore.kernel.db import PLATFORM, Database
from twincore.kernel.ids import id_of_key, uuid7
from twincore.kernel.migrations import migrate
from twincore.kernel.postgres import EmbeddedPostgres
from twincore.ledger import NEVER_US, NO_DATE, NO_TIME, REQUEST, Kind, Ledger, Outcomes, balances, get_transfers, open_lane
from twincore.mainframe import CoreAccount, Mainframe, Posting
from twincore.mainframe import Kind as CoreKind
from twincore.reconciliation import install_reconciliation
from twincore.sync import (
    Adaptor,
    Decision,
    LinkState,
    Policy,
    Spend,
    admit,
    core_key,
    default_interface,
    get_link,
    install_sync,
    load_mapping,
    plain_accounts,
    promote,
    recorder,
    settle_spends,
    snapshot,
    withdraw,
)
from twincore.tenants import create_tenant
from twincore.transactions import install_catalogue, system_accounts

BSB = 802_985
START_US = 1_782_896_400_000_000
"""2026-07-01T09:00Z, by the clock of the drill: seven in the evening in Sydney, when the night's work begins on a core."""
PAGE = 4_000
"""Transactions that are decided together."""
OUTSIDE = {
    CARD: "card_settlement",
    REFUND: "card_settlement",
    ATM: "atm_cash",
    OUT: "realtime_settlement",
    IN: "realtime_settlement",
    BILL: "bill_settlement",
    SALARY: "direct_entry_settlement",
}
"""Our own account that stands for somebody outside, by transaction code."""


class Bank:
    """Everything that a drill needs, begun and promoted; ``asked`` is what happens to it."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        members: int,
        seed: int,
        kind: CoreKind,
        policy: Policy,
        log: Callable[[Database, int], EventLog],
    ) -> None:
        self.database, self.clock, self.customers = database, FixedClock(START_US), Customers(members, seed)
        with database.app(PLATFORM) as conn:
            created = create_tenant(conn, name="drill", display_name="Drill", synthetic=True, start_us=START_US, now_us=START_US)
        self.tenant = created.number
        with database.app(self.tenant) as conn:
            open_lane(conn, self.tenant)
            install_catalogue(conn, self.tenant, "AUD", START_US)
            install_reconciliation(conn, self.tenant, now_us=START_US)
            install_sync(conn, self.tenant, currency="AUD", now_us=START_US, policy=policy)
            system = {a.name: a.account for a in system_accounts(conn, self.tenant)}
        self.outside = {code: system[name] for code, name in OUTSIDE.items()}
        self.core = Mainframe(folder / "core", kind)
        opening = enumerate(self.customers.opening(), 1)
        accounts = [CoreAccount(BSB, n, f"MEMBER {n}", balance) for n, balance in opening]
        self.core.load_accounts(accounts, business_date=date_of(START_US), clock_us=START_US)
        self.core.start()
        self.ledger = Ledger(database, lambda _: self.clock, recorder())
        self.ledger.start()
        extract = self.core.extract(0, 10**15 - 1).read_bytes()
        snapshot(database, self.ledger, self.tenant, default_interface(), extract, plain_accounts("AUD", 2110, START_US), now_us=START_US)
        with database.app(self.tenant) as conn:
            mapping = load_mapping(conn, self.tenant)
        self.account = np.zeros(members + 1, np.int64)
        self.account[mapping.core - core_key(BSB, 0)] = mapping.account
        coder = Coder(PostgresRegistry(database))
        self.adaptor = Adaptor(
            database,
            self.ledger,
            self.tenant,
            folder / "core",
            log(database, self.tenant),
            coder,
            self.clock,
            currency="AUD",
            business_date=date_of,
        )
        self.sides: list[Sides] = []
        self.branch: list[tuple[bytes, int, int]] = []
        self.asked: Counter[str] = Counter()
        self.declined: Counter[str] = Counter()
        self.refused_by_ledger = 0
        self.latencies: list[float] = []
        self._channels = ThreadPoolExecutor(2, "channel")
        self._asking: deque[tuple[Asks, npt.NDArray[np.intp], Future[list[Decision]]]] = deque()
        self._posting: deque[tuple[Asks, Future[Outcomes]]] = deque()
        self._reversals: list[Asks] = []

    # --- the link

    def promoted(self) -> None:
        """Follow, compare, promote."""
        self.adaptor.start()
        self.until(lambda: self.link() is LinkState.UP)
        self.adaptor.drift(self.core.extract(0, 10**15 - 1).read_bytes())
        with self.database.app(self.tenant) as conn:
            promote(conn, self.tenant, actor="drill", now_us=self.clock.now_us())
        self.until(lambda: self.adaptor.look().mode.value == "active")

    def link(self) -> LinkState:
        """How the link stands."""
        with self.database.app(self.tenant) as conn:
            return get_link(conn, self.tenant).state

    def unanswered(self) -> int:
        """Sides that the core has not answered."""
        return int(np.count_nonzero(self.adaptor.outstanding.verdict == 0))

    def level(self) -> bool:
        """Whether the link is UP and everything is answered and taken in."""
        with self.adaptor.held():
            link = self.adaptor.look()
            facts = self.adaptor.facts(self.adaptor.status())
        return link.state is LinkState.UP and facts.unanswered == 0 and facts.behind == 0

    def until(self, reached: Callable[[], bool], seconds: float = 3_600) -> None:
        """Wait for something."""
        deadline = time.monotonic() + seconds
        while not reached():
            if time.monotonic() > deadline:
                raise TimeoutError(f"the link is {self.link().value}: {self.adaptor.facts(self.adaptor.status())}")
            time.sleep(0.05)

    # --- what happens

    def passes(self, seconds: int, count: int) -> None:
        """Time passes, and so many transactions are asked for meanwhile. Two pages are under way at each stage, as with many channels."""
        self.clock.set(self.clock.now_us() + seconds * 1_000_000)
        for start in range(0, count, PAGE):
            self._ask(self.customers.asks(min(PAGE, count - start), self.clock.now_us()))
            self._go_on(1)
        self._go_on(0)

    def one(self) -> None:
        """A single transaction, and how long its customer waited: for the stand-in control, and for the ledger."""
        asks = self.customers.asks(1, self.clock.now_us())
        began = time.perf_counter()
        self._ask(asks)
        self._go_on(0)
        self.latencies.append(time.perf_counter() - began)

    def _ask(self, asks: Asks) -> None:
        """Ask the stand-in control for those who pay."""
        pays = np.flatnonzero(asks["payer"])
        self.asked.update(payments=len(pays), incoming=len(asks) - len(pays))
        self._asking.append((asks, pays, self._channels.submit(self._decided, asks[pays], self.clock.now_us())))

    def _decided(self, asks: Asks, now_us: int) -> list[Decision]:
        accounts = self.account[asks["payer"]].tolist()
        spends = [Spend(id_, account, amount) for id_, account, amount in zip(_uuids(asks), accounts, asks["amount"].tolist(), strict=True)]
        if not spends:
            return []
        with self.database.app(self.tenant) as conn:
            return admit(conn, self.tenant, spends, now_us=now_us)

    def _go_on(self, left: int) -> None:
        """What is decided goes to the ledger, and what that has answered is noted, until so many pages are left at each stage."""
        while len(self._asking) > left:
            asks, pays, decided = self._asking.popleft()
            decisions = decided.result()
            may = np.ones(len(asks), np.bool_)
            may[pays] = [decision.accepted for decision in decisions]
            self.declined.update(d.code for d in decisions if d.code is not None)
            self._post(np.concatenate([asks[may], *self._reversals]))
            self._reversals.clear()
        while len(self._posting) > left:
            self._take(*self._posting.popleft())

    def _post(self, wanted: Asks) -> None:
        if len(wanted):
            now_us = self.clock.now_us()
            future = self.ledger.submit_columns(self.tenant, self._requests(wanted, now_us), uuid7(now_us), bulk=False)
            self._posting.append((wanted, future))

    def _requests(self, wanted: Asks, now_us: int) -> npt.NDArray[np.void]:
        """Rows of the ledger's REQUEST. A reversal has the id of what it reverses, and gets one of its own."""
        rows = np.zeros(len(wanted), REQUEST)
        rows["kind"], rows["code"] = Kind.POST, wanted["code"]
        rows["posted_at"], rows["expires_at"], rows["value_date"] = NO_TIME, NEVER_US, NO_DATE
        rows["id_hi"], rows["id_lo"], rows["amount"] = wanted["id_hi"], wanted["id_lo"], wanted["amount"]
        ours = np.zeros(len(wanted), np.int64)
        for code, account in self.outside.items():
            ours[wanted["code"] == code] = account
        rows["debit"] = np.where(wanted["payer"] > 0, self.account[wanted["payer"]], ours)
        rows["credit"] = np.where(wanted["payee"] > 0, self.account[wanted["payee"]], ours)
        back = wanted["code"] == REVERSAL
        rows["ref_hi"][back], rows["ref_lo"][back] = wanted["id_hi"][back], wanted["id_lo"][back]
        rows["id_hi"][back], rows["id_lo"][back] = self.customers.ids(int(back.sum()), now_us)
        rows["kind"][back] = Kind.REVERSE
        for name in ("debit", "credit", "amount"):
            rows[name][back] = 0
        return rows

    def _take(self, wanted: Asks, future: Future[Outcomes]) -> None:
        """The ledger has answered: note what was accepted, and give back what an allotment was used up for in vain."""
        outcomes = future.result()
        done = outcomes.status <= 1
        seq = outcomes.seq[done]
        accepted = wanted[done]
        for side, sign in (("payer", -1), ("payee", 1)):
            here = accepted[side] > 0
            members = core_key(BSB, 0) + accepted[side][here]
            self.sides.append(np.stack([seq[here], members, sign * accepted["amount"][here]], axis=1))
        back = accepted["code"] == REVERSAL
        pays = accepted["payer"] > 0
        self.asked.update(paid=int(pays.sum()), received=len(accepted) - int(pays.sum()) - int(back.sum()), reversed=int(back.sum()))
        reverses = accepted[self.customers.reversed(accepted)]
        reverses["code"], reverses["payee"] = REVERSAL, reverses["payer"]
        reverses["payer"] = 0
        self._reversals.append(reverses)
        refused = _uuids(wanted[~done & (wanted["payer"] > 0)])
        self.refused_by_ledger += int((~done).sum())
        if refused or back.any():
            with self.database.app(self.tenant) as conn:
                withdraw(conn, self.tenant, refused, now_us=self.clock.now_us())
                settle_spends(conn, self.tenant, _uuids(accepted[back]), now_us=self.clock.now_us())

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

    # --- what is found

    def held(self) -> dict[int, int]:
        """The twin's balances in minor units by account of the core."""
        found: dict[int, int] = {}
        for start in range(1, len(self.account), PAGE):
            page = self.account[start : start + PAGE].tolist()
            with self.database.app(self.tenant) as conn:
                sums = balances(conn, self.tenant, page)
            found |= {
                core_key(BSB, member): sums[account].credits_posted - sums[account].debits_posted
                for member, account in enumerate(page, start)
            }
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
        """Stop everything."""
        self._channels.shutdown()
        self.adaptor.close()
        self.ledger.close()
        self.core.kill()


def _uuids(asks: Asks) -> list[UUID]:
    return [UUID(int=hi << 64 | lo) for hi, lo in zip(asks["id_hi"].tolist(), asks["id_lo"].tolist(), strict=True)]


def date_of(us: int) -> date:
    """The business date at a time."""
    return to_datetime(us).date()


@contextmanager
def ground(parent: Path | None) -> Iterator[tuple[Database, Path]]:
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
