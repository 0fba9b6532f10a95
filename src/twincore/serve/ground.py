"""The ground a process stands on: the PostgreSQL of the configuration, or an embedded one in the data folder."""

from collections.abc import Iterator
from contextlib import contextmanager
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

    Where the settings name one, that one. Otherwise the embedded server of the data folder: started if it does not run, and then stopped
    again in the end; one that another process of ours has started is used and left alone.
    """
    if settings.database_host:
        yield Ground(settings, None)
        return
    server = EmbeddedPostgres(settings.data_path / "postgres")
    ours = not server.running
    server.start()
    try:
        server.create_database(settings.database_name)
        reached = replace(settings, database_host=str(server.socket), database_port=5432)
        _log.info("embedded_postgres", folder=str(server.folder), started=ours)
        yield Ground(reached, server)
    finally:
        if ours:
            server.stop()
