"""A database that one test leaves to the next is as the template: nothing in it, nothing changed about it, and nobody there."""

from collections.abc import Iterator

import pytest

from tests.clones import Clones
from tests.conftest import START_US
from twincore.kernel.config import Settings
from twincore.kernel.db import PLATFORM, Database
from twincore.kernel.postgres import EmbeddedPostgres
from twincore.ledger import open_lane
from twincore.tenants import create_tenant


@pytest.fixture
def clones(server: EmbeddedPostgres, template: str) -> Iterator[Clones]:
    """Another stock than the one that the session's tests are lent from, so that it can be counted."""
    made = Clones(server, template)
    yield made
    made.close()


def test_it_is_handed_on_with_no_row_and_no_lane_and_numbers_begin_anew(clones: Clones, server: EmbeddedPostgres) -> None:
    for turn in (1, 2):
        with clones.lend(f"turn_{turn}"):
            database = Database(Settings(database_host=str(server.socket), database_name=f"turn_{turn}"))
            with database.app(PLATFORM) as conn:
                made = create_tenant(conn, name="alpha", display_name="Alpha", synthetic=True, start_us=START_US, now_us=START_US)
            with database.app(made.number) as conn:
                open_lane(conn, made.number)
            assert made.number == 1
            database.close()
    assert (clones.copied, clones.emptied) == (1, 1)


@pytest.mark.parametrize(
    "change",
    [
        "grant select on ledger.lane to public",
        "alter table ledger.account disable row level security",
        "drop policy tenant on ledger.account",
        "alter table ledger.block disable trigger user",
        "create table ledger.loose (id int8 primary key)",
        "drop index ledger.account_changed",
        "create or replace function kernel.tenant() returns int4 language sql stable parallel safe return 1",
        "delete from kernel.migration where version = 1",
        "alter database changed set work_mem = '8MB'",
        "analyze ledger.lane, kernel.migration",
    ],
)
def test_one_that_was_changed_is_not_handed_on(clones: Clones, server: EmbeddedPostgres, change: str) -> None:
    with clones.lend("changed"), server.superuser("changed") as conn:
        conn.execute(change.encode())
    with clones.lend("next"):
        assert (clones.copied, clones.emptied) == (2, 0)


def test_one_where_somebody_stayed_is_not_handed_on(clones: Clones, server: EmbeddedPostgres) -> None:
    with clones.lend("left"):
        stays = server.superuser("left")
    with clones.lend("next"):
        assert (clones.copied, clones.emptied) == (2, 0)
    stays.close()
