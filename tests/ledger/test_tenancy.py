"""The walls between tenants, read from PostgreSQL's own catalogue and then tried: every table of every room, each role, each pair of tenants."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from tests.conftest import START_US
from tests.ledger.journal import COLUMNS, Pen, values
from tests.ledger.stored import StoredLedger
from twincore.kernel.db import PLATFORM, Connection, Database, Role
from twincore.kernel.migrations import ROOMS
from twincore.kernel.refusal import Refusal
from twincore.ledger.accounts import accounts, freeze, get_account, open_lane, set_credit_limit
from twincore.ledger.model import AccountSpec, Kind, Status, Transfer, TransferRequest
from twincore.ledger.reading import balance_at, balances, get_transfer, history, open_holds, transfers_by_ref, transfers_of_command

ROLES: tuple[Role, ...] = ("ledger", "app", "readonly")
WALL = "(tenant = kernel.tenant())"
TENANTLESS = {
    "kernel.migration": "which migrations ran: nothing of a tenant; only the owner sees it",
    "tenants.tenant": "the list of tenants: each sees its own line, the platform sees all",
    "parties.encryption_key": "names of keys, never keys: the platform introduces them, everyone may read",
}
JOURNAL = {"ledger.transfer", "ledger.transfer_detail", "ledger.block", "ledger.account_change", "ledger.tree_head", "audit.command"}
PARTITIONED = {"ledger.transfer", "ledger.transfer_detail"}
DEFINERS = {"ledger.open_lane", "audit.append"}


def tables(conn: Connection, *, partitions: bool = False) -> list[str]:
    """Every table of every room, by its full name."""
    rows = conn.execute(
        "select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = any(%s) and c.relkind in ('r', 'p') and (not c.relispartition or %s) order by 1",
        (list(ROOMS), partitions),
    ).fetchall()
    return [row[0] for row in rows]


def breaches(conn: Connection) -> list[str]:
    """What the catalogue says against the walls; nothing if they stand."""
    found = []
    for name, super_, bypass, creates in conn.execute(
        "select rolname, rolsuper, rolbypassrls, rolcreaterole or rolcreatedb or rolreplication from pg_roles where rolname like 'twincore%'"
    ).fetchall():
        if super_ or bypass or creates:
            found.append(f"role {name} may do more than a role of ours may")
    members = conn.execute(
        "select m.rolname, r.rolname from pg_auth_members a join pg_roles r on r.oid = a.roleid join pg_roles m on m.oid = a.member"
        " where m.rolname like 'twincore%' or r.rolname like 'twincore%'"
    ).fetchall()
    found += [f"role {member} is a member of {role}" for member, role in members if member != "postgres"]
    of_tables = [_by_table(conn, query) for query in (POLICIES, TENANT_COLUMNS, UNIQUE_KEYS)]
    relations = conn.execute(
        "select n.nspname || '.' || c.relname, c.relkind, c.relispartition, c.relrowsecurity, c.relforcerowsecurity,"
        " pg_get_userbyid(c.relowner), c.oid, coalesce(c.reloptions::text, '')"
        " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = any(%s) and c.relkind in ('r', 'p', 'v', 'm', 'f')",
        (list(ROOMS),),
    ).fetchall()
    for name, kind, partition, enabled, forced, owner, oid, options in relations:
        if owner != "twincore_owner":
            found.append(f"{name} belongs to {owner}")
        if kind in ("m", "f") or (kind == "v" and "security_invoker=true" not in options):
            found.append(f"{name} shows rows past the walls")
        if kind in ("r", "p"):
            found += (
                _partition(conn, name, oid) if partition else _wall(name, enabled, forced, *(facts.get(oid, []) for facts in of_tables))
            )
    definers = conn.execute(
        "select n.nspname || '.' || p.proname, p.proconfig::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where n.nspname = any(%s) and p.prosecdef",
        (list(ROOMS),),
    ).fetchall()
    found += [f"function {name} runs as its owner" for name, _ in definers if name not in DEFINERS]
    found += [f"function {name} leaves its search path to the caller" for name, config in definers if "search_path" not in (config or "")]
    return found


POLICIES = (
    "select polrelid, polname, polcmd, polpermissive, polroles = '{0}', pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)"
    " from pg_policy order by polname"
)
TENANT_COLUMNS = "select attrelid, format_type(atttypid, atttypmod), attnotnull from pg_attribute where attname = 'tenant'"
UNIQUE_KEYS = (
    "select i.indrelid, i.indexrelid::regclass::text, a.attname"
    " from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0] where i.indisunique"
)


def _by_table(conn: Connection, query: str) -> dict[int, list[tuple[Any, ...]]]:
    """Rows of a query by their first column, the table; asked once for all of them, since the walls are looked at a thousand times."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    for table, *row in conn.execute(query.encode()).fetchall():
        found.setdefault(table, []).append(tuple(row))
    return found


def _wall(
    name: str, enabled: bool, forced: bool, policies: list[tuple[Any, ...]], columns: list[tuple[Any, ...]], keys: list[tuple[Any, ...]]
) -> Iterator[str]:
    if name in TENANTLESS:
        if name != "kernel.migration" and not (enabled and forced and policies):
            yield f"{name} has no row-level security"
        return
    if not (enabled and forced):
        yield f"{name}: row-level security is not enabled and forced"
    permissive = [policy for policy in policies if policy[2]]
    if permissive != [("tenant", "*", True, True, WALL, WALL)]:
        yield f"{name} has other policies than the one of its tenant: {permissive}"
    if columns != [("integer", True)]:
        yield f"{name} has no column tenant int4 not null"
    for index, first in keys:
        if first != "tenant":
            yield f"{name}: the key {index} begins with {first}, not with the tenant"


def _partition(conn: Connection, name: str, oid: int) -> Iterator[str]:
    bound, grants = conn.execute(
        "select pg_get_expr(c.relpartbound, c.oid), (select array_agg(distinct a.grantee::regrole::text || ' ' || a.privilege_type)"
        " from aclexplode(c.relacl) a where a.grantee <> c.relowner) from pg_class c where c.oid = %s",
        (oid,),
    ).fetchone() or ("", [])
    if bound != f"FOR VALUES IN ({name.rsplit('_t', 1)[1]})":
        yield f"{name} takes rows {bound}"
    if set(grants or []) != {"twincore_ledger SELECT", "twincore_ledger INSERT"}:
        yield f"{name} is open to {grants}: a partition has no policy and is the engine's alone"


@contextmanager
def undone(conn: Connection) -> Iterator[None]:
    """Whatever happens within is rolled back."""
    with conn.transaction(force_rollback=True):
        yield


# --- the catalogue


def test_every_table_of_every_room_stands_behind_its_wall(superuser: Connection, tenant: int, other_tenant: int) -> None:
    assert breaches(superuser) == []
    assert len(tables(superuser)) >= 20
    assert set(tables(superuser)) >= JOURNAL


@pytest.mark.parametrize(
    "mutation",
    [
        "drop policy tenant on {}",
        "alter table {} disable row level security",
        "alter table {} no force row level security",
        "alter policy tenant on {} using (true)",
        "alter policy tenant on {} with check (true)",
        "alter table {} owner to twincore_app",
        "create policy also on {} using (true)",
    ],
)
def test_a_wall_that_is_weakened_anywhere_is_noticed(superuser: Connection, tenant: int, mutation: str) -> None:
    for table in tables(superuser):
        if table in TENANTLESS:
            continue
        with undone(superuser):
            superuser.execute(sql.SQL(mutation).format(sql.Identifier(*table.split("."))))
            assert any(table in breach for breach in breaches(superuser)), f"{mutation} on {table} went unnoticed"


@pytest.mark.parametrize(
    "mutation",
    [
        "alter role twincore_app bypassrls",
        "alter role twincore_ledger superuser",
        "grant twincore_owner to twincore_app",
        "grant select on ledger.transfer_t1 to twincore_app",
        "grant select on ledger.transfer_detail_t1 to public",
        "alter view ledger.entry set (security_invoker = false)",
        "create materialized view ledger.all_rows as select * from ledger.lane",
        "alter function ledger.balances(int4, int8[]) security definer",
        "alter function ledger.open_lane(int4) reset search_path",
        "create table ledger.loose (id int8 primary key)",
        "create table ledger.loose (tenant int4 not null, id int8 primary key)",
    ],
)
def test_a_door_that_is_opened_beside_the_wall_is_noticed(superuser: Connection, tenant: int, mutation: str) -> None:
    assert breaches(superuser) == []
    with undone(superuser):
        superuser.execute(mutation.encode())
        assert breaches(superuser) != []


# --- tried, with a row of each tenant in every table


@pytest.fixture
def furnished(superuser: Connection, tenant: int, other_tenant: int) -> list[str]:
    """Every table with a row of each tenant, made up from its column types; checks and keys to elsewhere are taken off this clone first."""
    for table, constraint in superuser.execute(
        "select conrelid::regclass::text, quote_ident(conname) from pg_constraint k join pg_class c on c.oid = k.conrelid"
        " where contype in ('c', 'f') and coninhcount = 0 and k.connamespace::regnamespace::text = any(%s)"
        " order by contype desc",
        (list(ROOMS),),
    ).fetchall():
        superuser.execute(f"alter table {table} drop constraint {constraint}".encode())
    names = [table for table in tables(superuser) if table not in TENANTLESS]
    superuser.execute("set session_replication_role = replica")
    for table in names:
        columns = superuser.execute(
            "select quote_ident(attname), format_type(atttypid, atttypmod) from pg_attribute where attrelid = %s::regclass and attnum > 0"
            " and not attisdropped and attgenerated = '' and attidentity = '' order by attnum",
            (table,),
        ).fetchall()
        for number in (tenant, other_tenant):
            if not superuser.execute(f"select from {table} where tenant = {number}".encode()).fetchall():
                made = ", ".join(str(number) if name == "tenant" else _value(kind, number) for name, kind in columns)
                superuser.execute(f"insert into {table} ({', '.join(name for name, _ in columns)}) values ({made})".encode())
    superuser.execute("set session_replication_role = origin")
    return names


def _value(kind: str, number: int) -> str:
    plain = {
        "uuid": f"'00000000-0000-0000-0000-{number:012d}'",
        "bytea": r"'\x01'",
        "date": "'2026-07-01'",
        "boolean": "true",
        "jsonb": "'{}'",
        "json": "'{}'",
        '"char"': "'C'",
        "timestamp with time zone": "'2026-07-01'",
        "smallint": "1",
    }
    if kind.endswith("[]"):
        return "'{}'"
    if kind.startswith(("int", "big", "num", "double", "real")):
        return "0" if kind.startswith("double") else str(number)
    return plain.get(kind, "'x'")


@pytest.mark.parametrize("role", ROLES)
def test_a_tenant_sees_its_own_rows_of_every_table_and_no_other(
    database: Database, furnished: list[str], tenant: int, other_tenant: int, role: Role
) -> None:
    seen = 0
    for table in furnished:
        with database.connect(role, autocommit=True) as conn:
            if not _may(conn, table, "select"):
                continue
            for number in (tenant, other_tenant):
                conn.execute("select set_config('app.tenant', %s, false)", (str(number),))
                assert conn.execute(f"select distinct tenant from {table}".encode()).fetchall() == [(number,)], f"{role} on {table}"
                theirs = other_tenant if number == tenant else tenant
                assert conn.execute(f"select from {table} where tenant = {theirs}".encode()).fetchall() == []
            for nobody in ("", str(PLATFORM), "-1", "3"):
                conn.execute("select set_config('app.tenant', %s, false)", (nobody,))
                assert conn.execute(f"select from {table}".encode()).fetchall() == [], f"{role} as {nobody!r} on {table}"
            seen += 1
    assert seen >= (8 if role == "ledger" else 10)


@pytest.mark.parametrize("role", ROLES)
def test_a_tenant_changes_no_row_of_another(database: Database, furnished: list[str], tenant: int, other_tenant: int, role: Role) -> None:
    tried = 0
    for table in furnished:
        with database.connect(role) as conn:
            for column in _updatable(conn, table):
                conn.execute("select set_config('app.tenant', %s, false)", (str(tenant),))
                changed = _count(conn, f"update {table} set {column} = {column} where tenant = {other_tenant}")
                assert changed == 0, f"{role} changed {column} of {table}"
                tried += 1
            if _may(conn, table, "delete"):
                conn.execute("select set_config('app.tenant', %s, false)", (str(tenant),))
                assert _count(conn, f"delete from {table} where tenant = {other_tenant}") == 0
                tried += 1
            if _may(conn, table, "insert"):
                conn.execute("select set_config('app.tenant', %s, false)", (str(tenant),))
                columns = ", ".join(_columns(conn, table))
                row = f"select {columns} from jsonb_populate_record(null::{table}, jsonb_build_object('tenant', {other_tenant}))"
                with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"), conn.transaction():
                    conn.execute(f"insert into {table} ({columns}) {row}".encode())
                tried += 1
    assert tried > 0 or role == "readonly"


def _may(conn: Connection, table: str, privilege: str) -> bool:
    row = conn.execute(
        "select has_schema_privilege(split_part(%s, '.', 1), 'usage') and has_table_privilege(%s, %s)", (table, table, privilege)
    )
    return bool((row.fetchone() or (False,))[0])


def _columns(conn: Connection, table: str) -> list[str]:
    rows = conn.execute(
        "select quote_ident(attname) from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped"
        " and attgenerated = '' and attidentity = '' order by attnum",
        (table,),
    ).fetchall()
    return [row[0] for row in rows]


def _updatable(conn: Connection, table: str) -> list[str]:
    if not _may(conn, table, "select"):
        return []
    return [
        column
        for column in _columns(conn, table)
        if (conn.execute("select has_column_privilege(%s, %s, 'update')", (table, column.strip('"'))).fetchone() or (False,))[0]
    ]


def _count(conn: Connection, statement: str) -> int:
    with conn.transaction(force_rollback=True):
        return conn.execute(statement.encode()).rowcount


# --- by id, through the ledger's verbs


def refusal_of(act: Any) -> str:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value.code


def test_what_one_tenant_knows_by_id_does_not_exist_for_the_other(database: Database, tenant: int, other_tenant: int) -> None:
    pens = {number: Pen(database, number) for number in (tenant, other_tenant)}
    hold: dict[int, Transfer] = {}
    for number, pen in pens.items():
        with database.app(number) as conn:
            open_lane(conn, number)
        first, second = pen.cash(), pen.customer()
        for _ in range(number):  # so that the two lanes differ in length and in the ids of their accounts
            second = pen.customer()
        pen._serial = number * 1000
        pen.post(first, second, 100)
        hold[number] = pen.hold(second, first, 10)
    for mine, theirs in ((tenant, other_tenant), (other_tenant, tenant)):
        secret = hold[theirs]
        for readers in (database.app, database.readonly):
            with readers(mine) as conn:
                assert get_transfer(conn, theirs, secret.id) is None
                assert get_transfer(conn, mine, secret.id) is None
                assert transfers_of_command(conn, theirs, UUID(int=7)) == []
                assert transfers_by_ref(conn, theirs, 1) == []
                assert balances(conn, theirs, [1, 2, 3, 4]) == {}
                assert accounts(conn, theirs, [1, 2, 3, 4]) == {}
                for act in (
                    lambda c=conn, t=theirs: get_account(c, t, 1),
                    lambda c=conn, t=theirs: history(c, t, 1),
                    lambda c=conn, t=theirs: balance_at(c, t, 1, START_US),
                    lambda c=conn, t=theirs: open_holds(c, t, 1),
                ):
                    assert refusal_of(act).endswith("not_found")
        with database.app(mine) as conn:
            assert refusal_of(lambda c=conn, t=theirs: freeze(c, t, 1)).endswith("not_found")
            assert refusal_of(lambda c=conn, t=theirs: set_credit_limit(c, t, 1, 5)).endswith("not_found")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                open_lane(conn, theirs)


def test_the_engine_finds_nothing_of_another_tenant_and_confuses_no_ids(database: Database, tenant: int, other_tenant: int) -> None:
    one, two = StoredLedger(database, tenant, START_US), StoredLedger(database, other_tenant, START_US)
    try:
        mine = one.open_accounts([AccountSpec("AUD", 1, "D"), AccountSpec("AUD", 1, "C")])
        for _ in range(3):
            theirs = two.open_accounts([AccountSpec("AUD", 1, "D"), AccountSpec("AUD", 1, "C")])
        hold = TransferRequest(UUID(int=1), Kind.HOLD, debit=theirs[0], credit=theirs[1], amount=5)
        post = TransferRequest(UUID(int=2), debit=theirs[0], credit=theirs[1], amount=7)
        assert [o.status for o in two.decide([hold, post], START_US)] == [Status.CREATED] * 2
        asked = [
            TransferRequest(UUID(int=3), Kind.CAPTURE, ref=hold.id),
            TransferRequest(UUID(int=4), Kind.RELEASE, ref=hold.id),
            TransferRequest(UUID(int=5), Kind.REVERSE, ref=post.id),
            TransferRequest(UUID(int=6), debit=theirs[0], credit=mine[1], amount=5),
            TransferRequest(UUID(int=7), debit=mine[0], credit=theirs[1], amount=5),
            TransferRequest(UUID(int=2), debit=mine[0], credit=mine[1], amount=9),  # an id that only the other has
        ]
        assert [o.status for o in one.decide(asked, START_US)] == [
            *[Status.REF_NOT_FOUND] * 3,
            Status.DEBIT_ACCOUNT_NOT_FOUND,
            Status.CREDIT_ACCOUNT_NOT_FOUND,
            Status.CREATED,
        ]
        assert [(row.seq, row.amount) for row in one.rows] == [(1, 9)]
        assert [(row.seq, row.amount, row.pending) for row in two.rows] == [(1, 0, 5), (2, 7, 0)]
    finally:
        one.close()
        two.close()


# --- partitions and the journal


@pytest.mark.parametrize("role", ["ledger", "owner"])
def test_a_partition_refuses_the_row_of_another_tenant(pen: Pen, other_tenant: int, role: Role) -> None:
    with pen.database.app(other_tenant) as conn:
        open_lane(conn, other_tenant)
    cash, member = pen.cash(), pen.customer()
    row = pen.post(cash, member, 100)
    stray = values(row, other_tenant)
    with pen.database.connect(role) as conn:
        conn.execute("select set_config('app.tenant', %s, false)", (str(pen.tenant),))
        statement = f"copy ledger.transfer_t{pen.tenant} ({', '.join(COLUMNS)}) from stdin".encode()
        with pytest.raises(psycopg.errors.CheckViolation), conn.cursor() as cur, cur.copy(statement) as copy:
            copy.write_row(stray)


def test_the_engine_cannot_write_past_the_wall_through_the_parent(pen: Pen, other_tenant: int) -> None:
    with pen.database.connect("ledger") as conn:
        conn.execute("select set_config('app.tenant', %s, false)", (str(pen.tenant),))
        refused = (psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported)
        with pytest.raises(refused), conn.cursor() as cur, cur.copy("copy ledger.transfer (seq, tenant) from stdin") as copy:
            copy.write_row((1, other_tenant))


def test_the_journals_are_those_that_refuse_every_change(superuser: Connection, tenant: int) -> None:
    guarded = superuser.execute(
        "select tgrelid::regclass::text, bit_or(tgtype::int) from pg_trigger"
        " where tgfoid = 'kernel.refuse_change'::regproc and tgenabled in ('O', 'A') group by 1"
    ).fetchall()
    update_delete, truncate = 8 | 16, 32
    whole = {name for name, events in guarded if events & update_delete == update_delete and events & truncate}
    assert whole >= JOURNAL
    # PostgreSQL clones row triggers to partitions and guards TRUNCATE of a partition only if it is told so
    for parent in PARTITIONED:
        assert f"{parent}_t{tenant}" in whole


@pytest.mark.parametrize("role", ["superuser", "owner", *ROLES])
@pytest.mark.parametrize("change", ["update {} set tenant = tenant", "delete from {}", "truncate {}"])
def test_nobody_rewrites_a_journal(
    database: Database, superuser: Connection, furnished: list[str], tenant: int, role: str, change: str
) -> None:
    del furnished  # a row of each tenant: without one no row trigger would fire
    for table in sorted(JOURNAL) + [f"{parent}_t{tenant}" for parent in sorted(PARTITIONED)]:
        with superuser_or(role, database, superuser) as conn:
            conn.execute("select set_config('app.tenant', %s, false)", (str(tenant),))
            with pytest.raises(psycopg.errors.InsufficientPrivilege), conn.transaction():
                conn.execute(change.format(table).encode())


@contextmanager
def superuser_or(role: str, database: Database, superuser: Connection) -> Iterator[Connection]:
    if role == "superuser":
        yield superuser
        return
    with database.connect(role) as conn:  # type: ignore[arg-type]
        yield conn
