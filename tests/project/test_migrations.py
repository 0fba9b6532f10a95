"""Migrations: they arrive at exactly what the rooms' schema.sql files describe, run once, and never change after they ran."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import build_from_schemas
from twincore.kernel import migrations
from twincore.kernel.config import Settings
from twincore.kernel.db import Connection, Database
from twincore.kernel.migrations import ROOMS, all_migrations, migrate
from twincore.kernel.postgres import EmbeddedPostgres
from twincore.kernel.refusal import Refusal

CATALOGUE = (Path(__file__).with_name("catalogue.sql")).read_text(encoding="utf-8")


@contextmanager
def empty_database(server: EmbeddedPostgres, name: str) -> Iterator[Database]:
    server.create_database(name)
    try:
        yield Database(Settings(database_host=str(server.socket), database_name=name))
    finally:
        server.drop_database(name)


def facts(conn: Connection) -> dict[tuple[str, str], set[tuple[object, ...]]]:
    found: dict[tuple[str, str], set[tuple[object, ...]]] = {}
    for kind, name, definition, grants in conn.execute(CATALOGUE.encode()).fetchall():
        found.setdefault((kind, name), set()).add((definition, grants))
    return found


def test_migrations_arrive_at_the_schema_of_the_rooms(server: EmbeddedPostgres) -> None:
    assert all_migrations(), "there is no migration"
    with empty_database(server, "by_migrations") as migrated, empty_database(server, "by_schemas") as described:
        with migrated.connect("owner", autocommit=True) as owner:
            migrate(owner)
        with described.connect("owner", autocommit=True) as owner:
            build_from_schemas(owner)
        with server.superuser("by_migrations") as one, server.superuser("by_schemas") as two:
            arrived, wanted = facts(one), facts(two)
    assert len(wanted) > 100, "the catalogue query sees next to nothing"
    assert sorted(set(wanted) - set(arrived)) == [], "described in schema.sql, made by no migration"
    assert sorted(set(arrived) - set(wanted)) == [], "made by a migration, described in no schema.sql"
    assert {key: arrived[key] for key in arrived if arrived[key] != wanted[key]} == {}, "made differently"


@pytest.mark.parametrize(
    "change",
    [
        "grant select on ledger.lane to public",
        "alter table ledger.account alter column class set default 3",
        "alter table ledger.account add constraint small check (class < 9)",
        "alter table ledger.account disable row level security",
        "alter table ledger.account no force row level security",
        "drop index ledger.account_changed",
        "drop policy tenant on ledger.account",
        "alter table ledger.block disable trigger user",
        "create or replace function kernel.tenant() returns int4 language sql stable parallel safe return 1",
    ],
)
def test_the_comparison_notices_every_kind_of_change(superuser: Connection, change: str) -> None:
    before = facts(superuser)
    superuser.execute(change.encode())
    assert facts(superuser) != before


def test_every_room_with_tables_is_in_the_list_of_rooms() -> None:
    package = Path(migrations.__file__).parents[1]
    assert {path.parent.relative_to(package).as_posix() for path in package.rglob("schema.sql")} == set(ROOMS)


def test_migrating_twice_changes_nothing(server: EmbeddedPostgres) -> None:
    with empty_database(server, "twice") as database, database.connect("owner", autocommit=True) as owner:
        assert migrate(owner) == all_migrations()
        assert migrate(owner) == []


def test_a_migration_that_ran_must_never_change(server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch) -> None:
    with empty_database(server, "changed") as database, database.connect("owner", autocommit=True) as owner:
        migrate(owner)
        first, *others = all_migrations()
        monkeypatch.setattr(migrations, "all_migrations", lambda: [replace(first, sql=first.sql + "\n-- a word more"), *others])
        with pytest.raises(Refusal) as refused:
            migrate(owner)
    assert refused.value.code == "migration_changed"


def test_an_older_program_leaves_a_newer_database_alone(server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch) -> None:
    with empty_database(server, "newer") as database, database.connect("owner", autocommit=True) as owner:
        migrate(owner)
        monkeypatch.setattr(migrations, "all_migrations", lambda: all_migrations()[:-1])
        with pytest.raises(Refusal) as refused:
            migrate(owner)
    assert refused.value.code == "migration_unknown"


def test_a_migration_that_fails_leaves_nothing_behind(server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = all_migrations()
    broken = migrations.Migration(len(steps) + 1, "9999_broken.sql", "create table kernel.half (n int); select 1/0")
    monkeypatch.setattr(migrations, "all_migrations", lambda: [*steps, broken])
    with empty_database(server, "failing") as database, database.connect("owner", autocommit=True) as owner:
        with pytest.raises(Exception, match="division by zero"):
            migrate(owner)
        assert owner.execute("select to_regclass('kernel.half'), to_regclass('kernel.migration')").fetchone() == (None, None)
