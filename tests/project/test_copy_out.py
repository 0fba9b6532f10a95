"""Copying out of a server that ends the connection: the error is heard, and nobody else of the process waits for it."""

import dataclasses
import subprocess
import sys
import threading

import psycopg
import pytest

from tests.ledger.proxy import wire_to
from tests.project.tree import ROOT
from twincore.kernel.db import Database, copy_out
from twincore.kernel.postgres import EmbeddedPostgres


def test_a_query_that_fails_is_refused_and_the_connection_serves_on(database: Database) -> None:
    with database.app(1) as conn:
        with pytest.raises(psycopg.errors.DivisionByZero), conn.transaction():
            copy_out(conn, "copy (select 1 / (2 - g) from generate_series(1, 3) g) to stdout (format binary)")
        assert copy_out(conn, "copy (select 1) to stdout (format binary)").startswith(b"PGCOPY")


def test_a_connection_that_the_server_ends_keeps_no_other_thread_waiting(server: EmbeddedPostgres, database: Database) -> None:
    """The wire is of the same process: it must bring the end of the connection while the copy waits for it. Alone in a process, lest it hang this one."""
    words = [sys.executable, "-m", "tests.project.test_copy_out", str(server.socket), database.settings.database_name]
    subprocess.run(words, cwd=ROOT, check=True, timeout=60)


def ended(server: EmbeddedPostgres, name: str, database: Database) -> None:
    """Copy while the server ends the connection, ten times."""
    for _ in range(10):
        with database.connect("app") as conn:
            found = conn.execute("select pg_backend_pid()").fetchone()
            assert found is not None
            threading.Timer(0.2, terminate, (server, name, found[0])).start()
            with pytest.raises(psycopg.OperationalError):
                copy_out(conn, "copy (select pg_sleep(10)) to stdout (format binary)")


def terminate(server: EmbeddedPostgres, name: str, pid: int) -> None:
    """The server ends a connection."""
    with server.superuser(name) as conn:
        conn.execute("select pg_terminate_backend(%s)", (pid,))


if __name__ == "__main__":
    from pathlib import Path

    from twincore.kernel.config import Settings

    postgres = EmbeddedPostgres(Path("/nowhere"))
    postgres.socket = Path(sys.argv[1])
    with wire_to(postgres.socket) as wire:
        settings = dataclasses.replace(Settings(), database_host=str(wire.folder), database_name=sys.argv[2])
        ended(postgres, sys.argv[2], Database(settings))
