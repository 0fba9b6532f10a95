"""The ground a process stands on: the PostgreSQL of the configuration, or an embedded one in the data folder."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

import structlog

from twincore.kernel.config import Settings
from twincore.kernel.db import Database
from twincore.kernel.migrations import Migration, migrate
from twincore.kernel.postgres import EmbeddedPostgres

_log = structlog.get_logger("twincore.serve")


@dataclass(frozen=True, slots=True)
class Ground:
    """Settings that lead to a running PostgreSQL. embedded: the server, where it is ours."""

    settings: Settings
    embedded: EmbeddedPostgres | None

    def migrate(self) -> list[Migration]:
        """Bring the database to this version; returns what ran. Refuses ``migration_changed`` and ``migration_unknown``."""
        database = Database(self.settings)
        with database.connect("owner", autocommit=True) as owner:
            return migrate(owner)


@contextmanager
def stand_on(settings: Settings) -> Iterator[Ground]:
    """A running PostgreSQL for as long as it is needed.

    Where the settings name one, that one. Otherwise the embedded server of the data folder: started if it does not run, and stopped by the
    last of our processes that uses it (also one that an earlier process left behind when it was killed).
    """
    if settings.database_host:
        yield Ground(settings, None)
        return
    server = EmbeddedPostgres(settings.data_path / "postgres")
    settings.data_path.mkdir(parents=True, exist_ok=True)
    with (settings.data_path / "postgres.users").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        found_running = server.running
        server.start()
        try:
            server.create_database(settings.database_name)
            reached = replace(settings, database_host=str(server.socket), database_port=5432)
            _log.info("embedded_postgres", folder=str(server.folder), found_running=found_running)
            yield Ground(reached, server)
        finally:
            with suppress(BlockingIOError):  # another process of ours still uses it
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                server.stop()
