"""A lane's memory is a cache: what leaves it comes back as the journal has it."""

import dataclasses
import random
import time
from uuid import UUID

import pytest

from twincore.kernel.db import Database
from twincore.ledger import AccountFlag, AccountSpec, Kind, Ledger, Status, TransferRequest, balances, open_accounts, verify

ACCOUNTS = 300
KEPT = 40


@pytest.fixture
def small(database: Database) -> Database:
    """The same database, for an engine that keeps few accounts in memory and takes checkpoints all the time."""
    settings = dataclasses.replace(database.settings, accounts_in_memory_max=KEPT, checkpoint_interval_s=0.02)
    return Database(settings)


def test_accounts_that_leave_memory_come_back_as_they_were(database: Database, small: Database, tenant: int) -> None:
    """Given far more accounts than fit, when money moves among all of them, then every balance is the one a plain count gives."""
    with database.app(tenant) as conn:
        ids = list(open_accounts(conn, tenant, [AccountSpec("AUD", 2100, "C", AccountFlag.LIMITED, 1_000)] * ACCOUNTS, now_us=0))
    chance, expected, sizes = random.Random(7), dict.fromkeys(ids, 0), []
    ledger = Ledger(small)
    ledger.start()
    try:
        for step in range(150):
            asked = []
            for n in range(20):
                debit, credit = chance.sample(ids, 2)
                asked.append(TransferRequest(UUID(int=1 + step * 20 + n), Kind.POST, debit, credit, chance.randint(1, 400)))
            outcomes = ledger.submit(tenant, asked, UUID(int=1)).result(60)
            for request, outcome in zip(asked, outcomes, strict=True):
                funds = expected[request.debit] + 1_000 >= request.amount
                assert outcome.status == (Status.CREATED if funds else Status.INSUFFICIENT_FUNDS)
                if funds:
                    expected[request.debit] -= request.amount
                    expected[request.credit] += request.amount
            kept = ledger.lane(tenant).call(lambda memory: memory.accounts.count).result(60)
            assert isinstance(kept, int)
            sizes.append(kept)
            time.sleep(0.005)
    finally:
        ledger.close()
        small.close()
    assert max(sizes) < ACCOUNTS / 2, "nothing ever left memory"
    with database.app(tenant) as conn:
        assert {account: found.current for account, found in balances(conn, tenant, ids).items()} == expected
    assert all(result.ok for result in verify(database, tenant))
