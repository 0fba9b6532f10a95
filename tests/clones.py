"""A database for each test: the one before, emptied, where nothing but rows is in it; a new copy of the template otherwise.

A copy of the template costs a quarter of a second and emptying a tenth of that, and a thousand tests ask for one. Nothing of the test before may
be there: its rows and the counts of its sequences go, its connections must have gone, its name is another's, and the catalogue (tables, columns,
constraints, policies, triggers, functions, grants, statistics) is compared with the template's. Where it differs, or somebody stayed, the database
is dropped.
"""

import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import sql

from twincore.kernel.db import Connection
from twincore.kernel.postgres import EmbeddedPostgres

TURNS_MAX = 40
"""How many tests use one copy: emptying leaves dead rows in the catalogue, and nothing sweeps them out here."""

LEAVE_S = 0.5
"""How long the processes of closed connections may take to go."""

_EMPTY = """
do $$
declare
  lanes text;
  full_tables text;
  one regclass;
begin
  set local session_replication_role = replica; -- past the triggers that keep the journal
  select string_agg(oid::regclass::text, ', ') into lanes from pg_class where relkind = 'r' and relispartition; -- each tenant makes its own
  if lanes is not null then
    execute 'drop table ' || lanes;
  end if;
  select string_agg(format('%I.%I', nspname, relname), ', ') into full_tables
    from pg_class join pg_namespace n on n.oid = relnamespace
    where relkind = 'r' and nspname !~ '^pg_' and nspname not in ('information_schema', 'kernel') and pg_relation_size(pg_class.oid) > 0;
  if full_tables is not null then
    execute 'truncate ' || full_tables || ' restart identity cascade';
  end if;
  for one in select format('%I.%I', schemaname, sequencename)::regclass from pg_sequences where last_value is not null loop
    execute format('alter sequence %s restart', one);
  end loop;
end $$;
select pg_stat_reset();
"""

_ROWS = "hashtextextended(ctid::text || xmin::text, 0)"
_TABLES = """hashtextextended(row(oid, relname, relnamespace, reltype, relowner, relam, reltablespace, relhasindex, relisshared, relpersistence, relkind,
 relnatts, relchecks, relhasrules, relhastriggers, relrowsecurity, relforcerowsecurity, relreplident, relispartition, relacl, reloptions,
 relpartbound)::text, 0)"""
_BY_ROW = (
    *("pg_attribute", "pg_attrdef", "pg_constraint", "pg_default_acl", "pg_enum", "pg_event_trigger", "pg_extension", "pg_inherits"),
    *("pg_largeobject_metadata", "pg_namespace", "pg_policy", "pg_proc", "pg_publication", "pg_rewrite", "pg_sequence", "pg_statistic"),
    *("pg_statistic_ext", "pg_trigger", "pg_type", "kernel.migration"),
)
_CATALOGUE = {
    "pg_class": _TABLES,  # a table that was emptied has another file, and so another row
    **dict.fromkeys(_BY_ROW, _ROWS),
}
_FACTS = "select " + ", ".join(f"(select row(count(*), sum({row})) from {name})::text" for name, row in _CATALOGUE.items())
_OF_THE_DATABASE = """
select pg_get_userbyid(datdba), datacl::text, datallowconn, datconnlimit, (select count(*) from pg_db_role_setting where setdatabase = d.oid)
from pg_database d where datname = current_database()
"""

_numbers = itertools.count(1)


class Clones:
    """Copies of the template on the session's server. ``emptied`` and ``copied`` count where databases came from."""

    def __init__(self, server: EmbeddedPostgres, template: str) -> None:
        self.emptied = self.copied = 0
        self._server = server
        self._template = template
        self._spare: list[tuple[str, int]] = []
        self._wanted: tuple[object, ...] | None = None

    @contextmanager
    def lend(self, name: str) -> Iterator[None]:
        """A database of this name with every table and no row; not there any more afterwards."""
        turns = 0
        if self._spare:
            spare, turns = self._spare.pop()
            self._rename(spare, name)
            self.emptied += 1
        else:
            self._server.drop_database(name)
            self._server.create_database(name, template=self._template)
            self.copied += 1
            if self._wanted is None:
                with self._server.superuser(name) as conn:
                    self._wanted = _facts(conn)
        try:
            yield
        finally:
            if turns + 1 < TURNS_MAX and self._is_as_new(name):
                spare = f"twincore_spare_{next(_numbers)}"
                self._rename(name, spare)
                self._spare.append((spare, turns + 1))
            else:
                self._server.drop_database(name)

    def close(self) -> None:
        """Drop what is left over."""
        while self._spare:
            self._server.drop_database(self._spare.pop()[0])

    def _is_as_new(self, name: str) -> bool:
        """Empty a database; returns whether it is the template's equal then, and nobody's."""
        with self._server.superuser(name) as conn:
            if not _is_left(conn, name):
                return False
            conn.execute(_EMPTY)
            return _facts(conn) == self._wanted

    def _rename(self, name: str, other: str) -> None:
        statement = sql.SQL("alter database {} rename to {}").format(sql.Identifier(name), sql.Identifier(other))
        with self._server.superuser() as conn:
            assert _is_left(conn, name)
            conn.execute(statement)


def _facts(conn: Connection) -> tuple[object, ...]:
    return conn.execute(_FACTS.encode()).fetchone(), conn.execute(_OF_THE_DATABASE).fetchone()


def _is_left(conn: Connection, name: str) -> bool:
    """Whether nobody else is connected to a database, once those who have said goodbye are gone."""
    deadline = time.monotonic() + LEAVE_S
    query = "select from pg_stat_activity where datname = %s and pid <> pg_backend_pid() limit 1"
    while conn.execute(query, (name,)).fetchone() is not None:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.002)
    return True
