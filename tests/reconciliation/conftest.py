"""A credit union with a nostro account at another bank."""

import pytest

from tests.reconciliation.bank import Bank
from twincore.kernel.db import Database


@pytest.fixture
def bank(database: Database, tenant: int) -> Bank:
    """The credit union, with its catalogue."""
    return Bank(database, tenant)
