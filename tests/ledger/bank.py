"""One bank, four ledgers: what the rule book is tried on. Fixtures for ``conftest.py``; all amounts are minor units."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from tests.conftest import START_US
from tests.ledger.judged import JudgedLedger
from tests.ledger.reference import ReferenceLedger
from tests.ledger.stored import StoredLedger
from twincore.ledger.model import AccountFlag, AccountSpec, Kind, Outcome, Status, Transfer, TransferRequest

NIL = UUID(int=0)
LIMITED, OVER = AccountFlag.LIMITED, AccountFlag.OVER_CAPTURE
LATER_US = START_US + 60_000_000


@dataclass
class Bank:
    """A ledger with a clock and words for what people ask of it."""

    ledger: ReferenceLedger | JudgedLedger | StoredLedger
    now_us: int = START_US
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    flags: dict[int, AccountFlag] = field(default_factory=dict)
    limits: dict[int, int] = field(default_factory=dict)

    def account(self, side: str = "C", flags: AccountFlag = AccountFlag(0), limit: int = 0, currency: str = "AUD") -> int:  # noqa: B008
        number = self.ledger.open_account(AccountSpec(currency, 1, side, flags, limit))
        self.flags[number], self.limits[number] = flags, limit
        return number

    def change(self, account: int, flags: AccountFlag | None = None, limit: int | None = None) -> None:
        self.flags[account] = self.flags[account] if flags is None else flags
        self.limits[account] = self.limits[account] if limit is None else limit
        self.ledger.change(account, flags=self.flags[account], credit_limit=self.limits[account])

    def ask(self, kind: Kind = Kind.POST, debit: int = 0, credit: int = 0, amount: int = 0, **given: Any) -> TransferRequest:
        return TransferRequest(**{"id": UUID(int=next(self.numbers))} | given, kind=kind, debit=debit, credit=credit, amount=amount)

    def submit(self, *requests: TransferRequest, command: UUID = NIL) -> list[Outcome]:
        return self.ledger.decide(requests, self.now_us, command)

    def fates(self, *requests: TransferRequest) -> list[Status]:
        return [outcome.status for outcome in self.submit(*requests)]

    def fate(self, *args: Any, **given: Any) -> Status:
        return self.submit(self.ask(*args, **given))[0].status

    def done(self, *args: Any, **given: Any) -> Transfer:
        outcome = self.submit(self.ask(*args, **given))[0]
        assert outcome.status == Status.CREATED
        assert outcome.transfer is not None
        return outcome.transfer

    def available(self, account: int) -> int:
        return self.ledger.balances(account).available

    def books(self, account: int) -> tuple[int, int, int]:
        """(current, held, available)."""
        found = self.ledger.balances(account)
        return found.current, found.held, found.available


@pytest.fixture(params=["reference", "columns", "one by one", "database"])
def bank(request: pytest.FixtureRequest) -> Iterator[Bank]:
    if request.param == "database":
        stored = StoredLedger(request.getfixturevalue("database"), request.getfixturevalue("tenant"), START_US)
        try:
            yield Bank(stored)
        finally:
            stored.close()
    else:
        yield Bank(ReferenceLedger() if request.param == "reference" else JudgedLedger(one_by_one=request.param == "one by one"))


@pytest.fixture
def cash(bank: Bank) -> int:
    return bank.account("D")


@pytest.fixture
def shop(bank: Bank) -> int:
    return bank.account("C")


@pytest.fixture
def member(bank: Bank, cash: int) -> int:
    """A member with 1,000 and no overdraft."""
    number = bank.account("C", LIMITED)
    bank.done(Kind.POST, cash, number, 1_000)
    return number
