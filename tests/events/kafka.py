"""The broker that tests share. Import ``broker`` into a folder's conftest to have it as a fixture."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from twincore.events.broker import Broker
from twincore.kernel.refusal import Refusal

os.environ.setdefault("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1")
"""A broker of the tests lives too briefly to earn back what the optimising compiler takes: without it the start costs two thirds."""


@pytest.fixture(scope="session")
def broker() -> Iterator[Broker]:
    """A running broker; the test is skipped where there is neither Kafka nor the means to fetch it. Who kills it starts it again."""
    folder = Path(tempfile.mkdtemp(prefix="twincore-kafka-"))
    broker = Broker(folder)
    try:
        broker.start()
    except Refusal as refusal:
        if refusal.code != "broker_not_available":
            raise
        pytest.skip(f"tests of Kafka need a Java 17 and Maven: {refusal.message}")
    try:
        yield broker
    finally:
        broker.stop()
        shutil.rmtree(folder, ignore_errors=True)
