"""The bank that the API's tests share: one for each module, so that a test that needs others untouched opens a tenant of its own."""

from collections.abc import Iterator

import pytest

from tests.gateway.bank import Bank, open_bank
from twincore.kernel.postgres import EmbeddedPostgres


@pytest.fixture(scope="module")
def bank(server: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    """A bank with the tenant ``harbour``."""
    with open_bank(server, template, tmp_path_factory.mktemp("bank")) as opened:
        yield opened
