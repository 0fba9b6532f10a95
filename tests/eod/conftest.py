"""A bank whose days can be ended."""

from collections.abc import Iterator

import pytest

from tests.eod.bank import Bank
from twincore.kernel.db import Database


@pytest.fixture
def bank(database: Database, tenant: int) -> Iterator[Bank]:
    """A bank on Wednesday, 1 July 2026, with products, codes and members, ready for its nights."""
    opened = Bank.installed(database, tenant)
    yield opened
    opened.close()
