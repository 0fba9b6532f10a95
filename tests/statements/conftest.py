"""A bank whose members get statements."""

from collections.abc import Iterator
from datetime import date

import pytest

from tests.eod.bank import Bank
from twincore.kernel.db import Database


@pytest.fixture
def bank(database: Database, tenant: int) -> Iterator[Bank]:
    """A bank on Wednesday, 1 July 2026, with products, codes and members, ready for its nights."""
    opened = Bank.installed(database, tenant)
    yield opened
    opened.close()


@pytest.fixture
def bank_of_late_july(database: Database, tenant: int) -> Iterator[Bank]:
    """The same on Wednesday, 29 July: the month has three nights left."""
    opened = Bank.installed(database, tenant, first=date(2026, 7, 29))
    yield opened
    opened.close()
