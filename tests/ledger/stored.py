"""The real ledger on a real database, with the same verbs as the ReferenceLedger and the JudgedLedger."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from tests.ledger.reference import NIL
from tests.ledger.workload import FROZEN
from twincore.kernel.clock import FixedClock
from twincore.kernel.db import Database
from twincore.ledger import (
    AccountFlag,
    AccountSpec,
    Balances,
    Ledger,
    Outcome,
    Transfer,
    TransferRequest,
    balances,
    checkpoint,
    close_account,
    freeze,
    get_account,
    open_accounts,
    set_credit_limit,
    unfreeze,
)
from twincore.ledger.reading import transfer_from_tuple

PATIENCE_S = 60


class StoredLedger:
    """One lane of one tenant through ``twincore.ledger.Ledger``; close it in the end."""

    def __init__(self, database: Database, tenant: int, now_us: int, *, way: Database | None = None) -> None:
        """way: how the engine itself reaches the database, if not like everybody else."""
        self.database, self.tenant, self.way = database, tenant, way or database
        self.clock = FixedClock(now_us)
        self.ledger = self._ledger()

    def _ledger(self) -> Ledger:
        return Ledger(self.way, lambda _: self.clock)

    def close(self) -> None:
        self.ledger.close()

    def restart(self) -> None:
        """The service goes down in an orderly way and comes up again, knowing nothing."""
        self.ledger.close()
        self.ledger = self._ledger()

    def checkpoint(self) -> int:
        return checkpoint(self.database, self.tenant)

    def open_account(self, spec: AccountSpec) -> int:
        with self.database.app(self.tenant) as conn:
            return open_accounts(conn, self.tenant, [spec], now_us=self.clock.now_us())[0]

    def open_accounts(self, specs: Sequence[AccountSpec]) -> list[int]:
        with self.database.app(self.tenant) as conn:
            return list(open_accounts(conn, self.tenant, specs, now_us=self.clock.now_us()))

    def change(self, account: int, *, flags: AccountFlag, credit_limit: int) -> None:
        """Bring the account to these flags and this limit by the bank's verbs."""
        with self.database.app(self.tenant) as conn:
            before = get_account(conn, self.tenant, account)
            if credit_limit != before.credit_limit:
                set_credit_limit(conn, self.tenant, account, credit_limit)
            for verb, wanted in ((freeze, flags & ~before.flags), (unfreeze, before.flags & ~flags)):
                if wanted & FROZEN:
                    debits, credits_ = AccountFlag.DEBITS_FROZEN in wanted, AccountFlag.CREDITS_FROZEN in wanted
                    verb(conn, self.tenant, account, debits=debits, credits=credits_)
            if AccountFlag.CLOSED in flags & ~before.flags:
                close_account(conn, self.tenant, account, now_us=self.clock.now_us())

    def balances(self, account: int) -> Balances:
        with self.database.app(self.tenant) as conn:
            return balances(conn, self.tenant, [account])[account]

    @property
    def rows(self) -> list[Transfer]:
        """The journal."""
        with self.database.app(self.tenant) as conn:
            found: list[Any] = conn.execute("select * from ledger.entry where tenant = %s order by seq", (self.tenant,)).fetchall()
        return [transfer_from_tuple(row) for row in found]

    def decide(self, requests: Sequence[TransferRequest], now_us: int, command: UUID = NIL) -> list[Outcome]:
        self.clock.set(now_us)
        return list(self.ledger.submit(self.tenant, requests, command).result(PATIENCE_S))

    def decide_block(self, submissions: Iterable[tuple[Sequence[TransferRequest], UUID]], now_us: int) -> list[list[Outcome]]:
        """Submitted without waiting for each other; the lane cuts them into blocks as it likes."""
        self.clock.set(now_us)
        futures = [self.ledger.submit(self.tenant, requests, command) for requests, command in submissions]
        return [list(future.result(PATIENCE_S)) for future in futures]
