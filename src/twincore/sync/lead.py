"""One process works for a tenant's core: it holds a lock of the database for as long as its session lives. All others look on."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from twincore.kernel.db import Connection, Database
from twincore.kernel.refusal import Category, Refusal, Retry
from twincore.kernel.sql import load

_sql = load("twincore.sync")


class Lead:
    """The lock of one tenant's core, held by a session of its own."""

    def __init__(self, conn: Connection, tenant: int) -> None:
        self._conn, self.tenant = conn, tenant

    def holds(self) -> bool:
        """Whether it is held still: a database that was restarted has forgotten it, and another may have taken it."""
        try:
            self._conn.execute("select 1")
        except (psycopg.OperationalError, psycopg.InterfaceError):
            return False
        return True


def take_lead(conn: Connection, tenant: int) -> bool:
    """Work for a tenant's core from now on, with this session; False where another does."""
    row = conn.execute(_sql.take_core, {"tenant": tenant}).fetchone()
    if row is None or not row[0]:
        return False
    conn.execute(_sql.name_session, {"name": f"twincore {os.getpid()} on {socket.gethostname()}"[:63]})
    return True


def give_lead(conn: Connection, tenant: int) -> None:
    """Work for it no more."""
    conn.execute(_sql.give_core, {"tenant": tenant})


@contextmanager
def lead(database: Database, tenant: int) -> Iterator[Lead | None]:
    """The lock, for as long as the block lasts; None where another process has it."""
    conn = database.connect("app", autocommit=True)
    try:
        yield Lead(conn, tenant) if take_lead(conn, tenant) else None
    finally:
        conn.close()


def core_taken(database: Database, tenant: int) -> Refusal:
    """The refusal where another process works for a tenant's core: it says which."""
    with database.app(tenant) as conn:
        row = conn.execute(_sql.core_leader, {"tenant": tenant}).fetchone()
    who = "another process, which has just ended" if row is None else f"{row[0]}, since {row[1]:%Y-%m-%d %H:%M:%S %Z}"
    message = f"One process works for a core, and for this one it is {who}: stop that first, or let it work."
    return Refusal("core_taken", message, category=Category.CONFLICT, retry=Retry.NEW_KEY, field="tenant")
