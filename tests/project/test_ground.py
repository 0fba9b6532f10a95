"""The ground the other tests stand on: databases that are clones, apart from each other."""

from pathlib import Path

import psycopg
import pytest

from twincore.kernel.db import Connection, Database
from twincore.kernel.postgres import EmbeddedPostgres


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_finds_an_empty_database_of_its_own(superuser: Connection, turn: int) -> None:
    assert superuser.execute("select to_regclass('public.footprint')").fetchone() == (None,)
    superuser.execute("create table public.footprint (turn int)")


def test_the_application_role_can_make_no_table(database: Database) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), database.app(1) as conn:
        conn.execute("create table public.mine (n int)")


def test_a_tenant_is_known_to_its_transaction_and_to_no_other(database: Database) -> None:
    with database.app(7) as conn:
        assert conn.execute("select kernel.tenant()").fetchone() == (7,)
    with database.connect("app") as conn:
        assert conn.execute("select kernel.tenant()").fetchone() == (None,)


def test_a_killed_server_is_gone_and_starts_again_at_once(server_folder: Path) -> None:
    postgres = EmbeddedPostgres(server_folder)
    postgres.start()
    try:
        for _ in range(3):
            postgres.kill()
            assert not postgres.running
            postgres.start()
            with postgres.superuser() as conn:
                assert conn.execute("select 1").fetchone() == (1,)
    finally:
        postgres.stop()
