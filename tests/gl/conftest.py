"""A bank whose days can be closed."""

from collections.abc import Iterator

import pytest

from tests.gl.bank import Bank
from twincore.kernel.clock import FixedClock
from twincore.kernel.db import Database


@pytest.fixture
def bank(database: Database, tenant: int, clock: FixedClock) -> Iterator[Bank]:
    """The tenant with its catalogue and an open book that begins on 1 July 2026."""
    with Bank.opened(database, tenant, clock) as bank:
        yield bank
