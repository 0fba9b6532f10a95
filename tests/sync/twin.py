"""A twin of a core on paper, in words: accounts on both sides, transfers on either, and rounds of the adaptor."""

from pathlib import Path
from uuid import UUID, uuid4

from tests.conftest import START_US
from tests.sync.paper_core import PaperCore
from twincore.events import Coder, PostgresEventLog, PostgresRegistry
from twincore.kernel.clock import FixedClock, to_datetime
from twincore.kernel.db import Database
from twincore.ledger import Ledger, Outcome, TransferRequest, balances
from twincore.reconciliation import install_reconciliation
from twincore.sync import (
    Adaptor,
    DriftReport,
    Policy,
    default_interface,
    install_sync,
    load_mapping,
    plain_accounts,
    promote,
    recorder,
    snapshot,
)
from twincore.transactions import install_catalogue, system_accounts

BSB = 802_985 * 10**9
POLICY = Policy(shadow_s=0, level_legs=0, level_records=0)


def core_id(number: int) -> bytes:
    """The core's own reference."""
    return f"CORE{number:012d}".encode("cp037")


class Twin:
    """One tenant, its ledger, its core and the adaptor between. Clocks stand still until a test moves them."""

    def __init__(self, database: Database, tenant: int, folder: Path, policy: Policy = POLICY) -> None:
        self.database, self.tenant, self.folder = database, tenant, folder
        self.clock, self.wall = FixedClock(START_US), FixedClock(START_US)
        self.core = PaperCore(folder)
        with database.app(tenant) as conn:
            install_catalogue(conn, tenant, "AUD", START_US)
            install_reconciliation(conn, tenant, now_us=START_US)
            install_sync(conn, tenant, currency="AUD", now_us=START_US, policy=policy)
            self.system = {a.name: a.account for a in system_accounts(conn, tenant)}
        self.ledger = Ledger(database, lambda _: self.clock, recorder())
        self.log = PostgresEventLog(database, tenant)
        self.coder = Coder(PostgresRegistry(database))
        self.accounts: dict[int, int] = {}

    def begins(self, balances: dict[int, int], *, overdraft: int = 0, active: bool = True) -> "Twin":
        """Accounts on the core by number, the snapshot of them, and, if active, the promotion."""
        for number, balance in balances.items():
            self.core.open_account(BSB + number, balance, overdraft)
        self.follows()
        if active:
            self.promoted()
        return self

    def follows(self) -> None:
        """Take a snapshot of every account of the core."""
        extract = self.core.extract(0, 10**15 - 1).read_bytes()
        opener = plain_accounts("AUD", 2110, START_US)
        snapshot(self.database, self.ledger, self.tenant, default_interface(), extract, opener, now_us=START_US)
        with self.database.app(self.tenant) as conn:
            mapping = load_mapping(conn, self.tenant)
        self.accounts = {core - BSB: account for core, account in zip(mapping.core.tolist(), mapping.account.tolist(), strict=True)}
        self.adaptor = self.made()

    def made(self) -> Adaptor:
        """A new adaptor, as after a start."""
        return Adaptor(
            self.database,
            self.ledger,
            self.tenant,
            self.folder,
            self.log,
            self.coder,
            self.clock,
            currency="AUD",
            business_date=lambda us: to_datetime(us).date(),
            wall=self.wall,
        )

    def restarts(self) -> None:
        """The adaptor is killed and started again: nothing but the database and the files remains."""
        self.adaptor.close()
        self.adaptor = self.made()

    def promoted(self) -> None:
        """Level, without drift, and promoted."""
        self.shows()
        self.adaptor.look()
        assert self.drift().clean
        with self.database.app(self.tenant) as conn:
            promote(conn, self.tenant, actor="operator", now_us=self.clock.now_us())
        self.adaptor.look()

    def shows(self, state: str = "OPEN") -> None:
        """The core shows a sign of life."""
        self.core.show(state, self.wall.now_us())

    def rounds(self, most: int = 20) -> None:
        """Let the adaptor work until there is nothing to do; the core stands still."""
        for _ in range(most):
            if not self.adaptor.step():
                return

    def settles(self, rounds: int = 6) -> None:
        """Let both work until both are at rest."""
        for _ in range(rounds):
            self.shows()
            self.adaptor.look()
            self.rounds()
            self.core.work()
        self.shows()
        self.rounds()
        self.adaptor.look()

    def pays(self, debit: int, credit: int, amount: int, *, code: int = 201, id: UUID | None = None) -> Outcome:  # noqa: A002
        """A transfer in the twin: numbers of core accounts, or ids of system accounts below 0."""
        side = self.accounts
        request = TransferRequest(id or uuid4(), debit=side.get(debit, -debit), credit=side.get(credit, -credit), amount=amount, code=code)
        (outcome,) = self.ledger.submit(self.tenant, [request], uuid4()).result(30)
        return outcome

    def balance(self, number: int) -> int:
        """What the twin says of a core account (or, below 0, of one of its own): credits less debits."""
        account = self.accounts.get(number, -number)
        with self.database.app(self.tenant) as conn:
            found = balances(conn, self.tenant, [account])[account]
        return found.credits_posted - found.debits_posted

    def both(self, number: int) -> tuple[int, int]:
        """The balance in the twin and on the core."""
        return self.balance(number), self.core.balance[BSB + number]

    def drift(self) -> DriftReport:
        """Compare everything."""
        return self.adaptor.drift(self.core.extract(0, 10**15 - 1).read_bytes())

    def closes(self) -> None:
        """The end."""
        if hasattr(self, "adaptor"):
            self.adaptor.close()
        self.ledger.close()
