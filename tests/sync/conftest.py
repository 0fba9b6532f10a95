"""The twin of a core on paper, for tests that make its files wrong; closed again after each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.events.kafka import broker
from tests.sync.twin import Twin
from twincore.kernel.db import Database

__all__ = ["broker", "twin"]


@pytest.fixture
def twin(database: Database, tenant: int, tmp_path: Path) -> Iterator[Twin]:
    """An installed link without accounts: ``twin.begins({...})``."""
    made = Twin(database, tenant, tmp_path / "core")
    yield made
    made.closes()
