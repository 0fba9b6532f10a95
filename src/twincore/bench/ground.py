"""The ground a benchmark stands on: a database of its own, and a plain word on the machine it ran on."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from twincore.kernel.config import Settings
from twincore.kernel.db import PLATFORM, Database
from twincore.kernel.migrations import migrate
from twincore.kernel.postgres import EmbeddedPostgres
from twincore.ledger import open_lane
from twincore.tenants import create_tenant


@dataclass(frozen=True, slots=True)
class Ground:
    """A fresh PostgreSQL with the platform's schema, and settings that lead to it."""

    postgres: EmbeddedPostgres
    settings: Settings
    database: Database

    def tenants(self, count: int, now_us: int) -> list[int]:
        """That many new tenants, each with an open lane."""
        numbers = []
        for at in range(count):
            with self.database.app(PLATFORM) as conn:
                tenant = create_tenant(conn, name=f"bench-{at + 1}", display_name=f"Bench {at + 1}", synthetic=False, now_us=now_us)
            with self.database.app(tenant.number) as conn:
                open_lane(conn, tenant.number)
            numbers.append(tenant.number)
        return numbers

    def machine(self) -> dict[str, object]:
        """What the figures were measured on."""
        with self.postgres.superuser() as conn:
            row = conn.execute(
                "select current_setting('server_version'), current_setting('fsync'), current_setting('synchronous_commit')"
            ).fetchone()
        assert row is not None
        return {"cores": os.cpu_count(), "postgresql": row[0], "fsync": row[1], "synchronous_commit": row[2]}


def _fill_log(postgres: EmbeddedPostgres, log_gb: int) -> None:
    """Write the server's log once around, so that its files are there to be used again, as on any server that has run for an hour.

    A file that is not there is made by writing zeros to all of it, and every commit waits meanwhile.
    """
    with postgres.superuser() as conn:
        conn.execute("create table filling (body text)")
        conn.execute("insert into filling select repeat('x', 1900) from generate_series(1, %s)", (log_gb * 500_000,))
        conn.execute("drop table filling")
        conn.execute("checkpoint")


@contextmanager
def fresh_ground(parent: Path | None = None, *, log_gb: int = 2) -> Iterator[Ground]:
    """An embedded PostgreSQL in a folder that is removed afterwards; it serves the benchmark alone. log_gb: as much log as the benchmark writes."""
    if parent is not None:
        parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="twincore-bench-", dir=parent))
    postgres = EmbeddedPostgres(folder, settings={"min_wal_size": f"{max(4, log_gb)}GB"})
    try:
        postgres.start()
        postgres.create_database("twincore")
        _fill_log(postgres, log_gb)
        settings = Settings(database_host=str(postgres.socket), data_folder=str(folder))
        database = Database(settings)
        with database.connect("owner", autocommit=True) as owner:
            migrate(owner)
        yield Ground(postgres, settings, database)
        database.close()
    finally:
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)
