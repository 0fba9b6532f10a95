"""What the ledger's tests share."""

import pytest

from tests.ledger.bank import bank, cash, member, shop  # noqa: F401 - fixtures of the rule book
from tests.ledger.journal import Pen
from twincore.kernel.db import Database
from twincore.ledger.accounts import open_lane


@pytest.fixture
def pen(database: Database, tenant: int) -> Pen:
    """An independent writer of the tenant's journal, for tests of whatever reads it."""
    with database.app(tenant) as conn:
        open_lane(conn, tenant)
    return Pen(database, tenant)
