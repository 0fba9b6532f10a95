"""What the ledger's tests share."""

import pytest

from tests.conftest import START_US
from tests.ledger.bank import bank, cash, member, shop  # noqa: F401 - fixtures of the rule book
from tests.ledger.journal import Pen
from tests.ledger.load import ACCOUNTS, SPECS
from twincore.kernel.db import Database
from twincore.ledger.accounts import open_accounts, open_lane


@pytest.fixture
def pen(database: Database, tenant: int) -> Pen:
    """An independent writer of the tenant's journal, for tests of whatever reads it."""
    with database.app(tenant) as conn:
        open_lane(conn, tenant)
    return Pen(database, tenant)


@pytest.fixture
def opened(database: Database, tenant: int) -> int:
    """The tenant, with the accounts of the load."""
    with database.app(tenant) as conn:
        assert list(open_accounts(conn, tenant, SPECS, now_us=START_US)) == list(range(1, ACCOUNTS + 1))
    return tenant
