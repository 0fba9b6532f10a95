"""The database: four roles, a pool per role that serves requests, and transactions that belong to one tenant."""

import select
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal, LiteralString

import psycopg
from psycopg import pq
from psycopg.conninfo import make_conninfo
from psycopg_pool import ConnectionPool

from twincore.kernel.config import Settings

Role = Literal["owner", "ledger", "app", "readonly"]
Connection = psycopg.Connection[tuple[Any, ...]]

PLATFORM = 0
"""The tenant number that stands for the platform itself: it sees the list of tenants and no tenant's data."""


class Database:
    """Where the platform's PostgreSQL is, and how each role reaches it. ``close`` when done. on_connect: what each new connection of a pool goes through."""

    def __init__(self, settings: Settings, *, on_connect: Callable[[Connection], object] | None = None) -> None:
        self.settings = settings
        self._on_connect = on_connect
        self._pools: dict[Role, ConnectionPool[Connection]] = {}
        self._opening = threading.Lock()

    def dsn(self, role: Role) -> str:
        """Connection string of a role."""
        s = self.settings
        password = getattr(s, f"database_password_{role}")
        return make_conninfo(
            host=s.database_host,
            port=s.database_port,
            dbname=s.database_name,
            user=f"twincore_{role}",
            application_name=f"twincore-{role}",
            **({"password": password} if password else {}),
        )

    def connect(self, role: Role, *, autocommit: bool = False) -> Connection:
        """A connection of its own, outside the pools; the caller closes it."""
        return psycopg.connect(self.dsn(role), autocommit=autocommit)

    @contextmanager
    def transaction(self, role: Role, tenant: int) -> Iterator[Connection]:
        """One transaction as a role, on behalf of one tenant (``PLATFORM`` for none). Commits at the end, rolls back on any exception."""
        with self._pool(role).connection() as conn:
            conn.execute("select set_config('app.tenant', %s, true)", (str(tenant),))
            yield conn

    @contextmanager
    def app(self, tenant: int) -> Iterator[Connection]:
        """One transaction of the application role, under row-level security, for one tenant."""
        with self.transaction("app", tenant) as conn:
            yield conn

    @contextmanager
    def readonly(self, tenant: int) -> Iterator[Connection]:
        """One read-only snapshot (repeatable read) for one tenant."""
        with self._pool("readonly").connection() as conn:
            conn.execute("set transaction isolation level repeatable read, read only")
            conn.execute("select set_config('app.tenant', %s, true)", (str(tenant),))
            yield conn

    def _pool(self, role: Role) -> ConnectionPool[Connection]:
        if (pool := self._pools.get(role)) is not None:
            return pool
        with self._opening:
            if role not in self._pools:
                self._pools[role] = ConnectionPool(
                    self.dsn(role),
                    min_size=1,
                    max_size=self.settings.pool_size,
                    open=True,
                    name=f"twincore-{role}",
                    check=ConnectionPool.check_connection,
                    configure=self._configure if self._on_connect is not None else None,
                    timeout=10,
                )
        return self._pools[role]

    def _configure(self, conn: Connection) -> None:
        assert self._on_connect is not None, "there is something to go through"
        self._on_connect(conn)

    def close(self) -> None:
        """Close the pools."""
        for pool in self._pools.values():
            pool.close()
        self._pools.clear()


def copy_out(conn: Connection, query: LiteralString, values: Mapping[str, object] | Sequence[object] | None = None) -> bytes:
    """Everything that a ``COPY ... TO STDOUT (FORMAT binary)`` sends, header and trailer included; three times as fast as row by row.

    conn: in a transaction, or in autocommit. Other threads go on while it waits. Raises as psycopg does.
    """
    assert conn.autocommit or conn.info.transaction_status == pq.TransactionStatus.INTRANS, "a copy belongs to a transaction"
    statement = query.encode() if values is None else psycopg.ClientCursor(conn).mogrify(query, values).encode()
    pgconn, ready = conn.pgconn, select.poll()
    ready.register(pgconn.socket, select.POLLIN)

    def wait() -> None:
        ready.poll()
        pgconn.consume_input()

    pgconn.send_query(statement)
    parts: list[bytes] = []
    while True:
        while pgconn.is_busy():
            wait()
        result = pgconn.get_result()
        if result is None:
            return b"".join(parts)
        if result.status == pq.ExecStatus.COPY_OUT:
            while (got := pgconn.get_copy_data(1))[0] >= 0:
                if got[0] > 0:
                    parts.append(bytes(got[1]))
                else:
                    wait()
        elif result.status != pq.ExecStatus.COMMAND_OK:
            error = psycopg.errors.error_from_result(result)
            while True:  # never ask for a result that is not there yet: libpq would wait for it, and all our threads with it
                while pgconn.is_busy():
                    wait()
                if pgconn.get_result() is None:
                    raise error
