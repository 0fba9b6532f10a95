"""The ledger's tables: what each role may do, what nobody may do, and how a tenant's lane opens beside living ones."""

import threading

import psycopg
import pytest

from tests.ledger.journal import Pen
from twincore.kernel.db import PLATFORM, Connection, Database
from twincore.ledger.accounts import open_lane

APPEND_ONLY = ("transfer", "transfer_detail", "block", "account_change", "tree_head")
TENANT_TABLES = (*APPEND_ONLY, "lane", "account", "checkpoint", "balance", "open_hold", "tile")


def _filled(pen: Pen) -> None:
    """A tenant with something in every append-only table."""
    cash, customer = pen.cash(), pen.customer()
    pen.post(cash, customer, 500, detail={"memo": "first"})
    with pen.database.app(pen.tenant) as conn:
        conn.execute("insert into ledger.account_change values (%s, 1, 1, 0, 0, 0, 2, 0)", (pen.tenant,))
    with pen.database.transaction("ledger", pen.tenant) as conn:
        conn.execute("insert into ledger.tree_head values (%s, 1, sha256(''), 'note', 'key', now())", (pen.tenant,))
        conn.execute("insert into ledger.tile values (%s, 0, 0, 1, sha256(''))", (pen.tenant,))


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_what_is_written_stays_even_for_the_administrator(pen: Pen, superuser: Connection, table: str) -> None:
    _filled(pen)
    names = [table] if table not in ("transfer", "transfer_detail") else [table, f"{table}_t{pen.tenant}"]
    for name in names:
        for statement in (f"update ledger.{name} set tenant = tenant", f"delete from ledger.{name}", f"truncate ledger.{name}"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
                superuser.execute(statement.encode())


def test_a_tile_of_the_tree_grows_and_is_never_rewritten(pen: Pen, superuser: Connection) -> None:
    _filled(pen)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only grows"):
        superuser.execute("update ledger.tile set hashes = sha256('x')")
    superuser.execute("update ledger.tile set width = 2, hashes = hashes || sha256('x')")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only grows"):
        superuser.execute("update ledger.tile set width = 1, hashes = sha256('')")
    for statement in ("delete from ledger.tile", "truncate ledger.tile"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            superuser.execute(statement.encode())


def test_row_level_security_is_forced_on_every_tenant_table(superuser: Connection, database: Database) -> None:
    rows = superuser.execute(
        "select c.relname, c.relrowsecurity, c.relforcerowsecurity, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)"
        " from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_policy p on p.polrelid = c.oid"
        " where n.nspname = 'ledger' and c.relkind in ('r', 'p') and not c.relispartition"
    ).fetchall()
    mine = "(tenant = kernel.tenant())"
    assert {row[0]: tuple(row[1:]) for row in rows} == dict.fromkeys(TENANT_TABLES, (True, True, mine, mine))


def test_no_role_sees_or_touches_another_tenants_rows(pen: Pen, database: Database, other_tenant: int) -> None:
    with database.app(other_tenant) as conn:
        open_lane(conn, other_tenant)
    _filled(pen)
    for role in ("app", "ledger", "readonly", "owner"):
        for table in TENANT_TABLES:
            with database.connect(role) as conn:
                for seen in ("", str(other_tenant), str(PLATFORM)):
                    conn.execute("select set_config('app.tenant', %s, true)", (seen,))
                    found = conn.execute(f"select count(*) from ledger.{table} where tenant = {pen.tenant}".encode()).fetchone()
                    assert found == (0,), (role, table, seen)


def test_the_application_cannot_write_the_journal_nor_reach_a_partition(pen: Pen, database: Database) -> None:
    _filled(pen)
    t = pen.tenant
    for statement in (
        "insert into ledger.transfer select * from ledger.transfer",
        f"select * from ledger.transfer_t{t}",
        f"insert into ledger.transfer_detail_t{t} values (2, {t}, '')",
        "insert into ledger.block select * from ledger.block",
        "insert into ledger.lane (tenant) values (9)",
        "update ledger.lane set seq = 0",
        "update ledger.account set id = 7",
        "delete from ledger.account",
        "update ledger.balance set last_seq = 0",
        "insert into ledger.tree_head select * from ledger.tree_head",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), database.app(t) as conn:
            conn.execute(statement.encode())


def test_the_engine_cannot_put_a_row_of_one_tenant_into_anothers_partition(pen: Pen, database: Database, other_tenant: int) -> None:
    with database.app(other_tenant) as conn:
        open_lane(conn, other_tenant)
    with pytest.raises(psycopg.errors.CheckViolation, match="partition constraint"), database.transaction("ledger", pen.tenant) as conn:
        conn.execute(f"insert into ledger.transfer_detail_t{other_tenant} values (1, {pen.tenant}, 'x')".encode())


def test_the_engine_cannot_open_or_change_accounts_nor_remove_rows(pen: Pen, database: Database) -> None:
    _filled(pen)
    for statement in (
        "insert into ledger.account (tenant, id, currency, class, side, opened_at) values (1, 99, 36, 1, 'C', now())",
        "update ledger.account set credit_limit = 1",
        "update ledger.lane set account_next = 1",
        "delete from ledger.balance",
        "select ledger.open_lane(1)",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), database.transaction("ledger", pen.tenant) as conn:
            conn.execute(statement.encode())


def test_a_lane_opens_once_and_only_for_its_own_tenant(pen: Pen, database: Database, superuser: Connection) -> None:
    with database.app(pen.tenant) as conn:
        open_lane(conn, pen.tenant)  # again: changes nothing
    assert superuser.execute("select count(*) from ledger.lane").fetchone() == (1,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="own tenant"), database.app(pen.tenant) as conn:
        open_lane(conn, pen.tenant + 1)
    with pytest.raises(psycopg.errors.NoDataFound), database.app(77) as conn:
        open_lane(conn, 77)


def test_a_lane_opens_while_others_write_and_read(pen: Pen, database: Database, other_tenant: int) -> None:
    """A transaction that has written to one tenant's partition and read the parent stays open; the other lane opens all the same."""
    cash, customer = pen.cash(), pen.customer()
    pen.post(cash, customer, 1)
    opened = threading.Event()

    def open_other() -> None:
        with database.app(other_tenant) as conn:
            open_lane(conn, other_tenant)
        opened.set()

    with database.transaction("ledger", pen.tenant) as conn:
        conn.execute(f"insert into ledger.transfer_detail_t{pen.tenant} values (1, {pen.tenant}, 'x')".encode())
        conn.execute("select count(*) from ledger.transfer")
        conn.execute("select count(*) from ledger.transfer_detail")
        thread = threading.Thread(target=open_other)
        thread.start()
        assert opened.wait(60)
        thread.join()


def test_times_cross_to_microseconds_and_back_exactly(superuser: Connection) -> None:
    for us in (0, 1, -1, 1_782_864_000_000_001, 253_402_300_799_999_999, -62_135_596_800_000_000, 2**63 - 1, -(2**63)):
        assert superuser.execute("select ledger.us(ledger.at(%s::int8))", (us,)).fetchone() == (us,)
    assert superuser.execute("select ledger.us(null), ledger.at(null)").fetchone() == (None, None)
    assert superuser.execute("select ledger.us('2026-07-01T00:00:00.000001Z')").fetchone() == (1_782_864_000_000_001,)
