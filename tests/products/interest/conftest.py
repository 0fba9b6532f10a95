"""A bank that can close its days."""

from collections.abc import Iterator

import pytest

from tests.products.interest.bank import Bank
from twincore.kernel.db import Database


@pytest.fixture
def bank(database: Database, tenant: int) -> Iterator[Bank]:
    """A bank on 1 July 2026, with products, codes and one member."""
    opened = Bank(database, tenant)
    yield opened
    opened.close()
