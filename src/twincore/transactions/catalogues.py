"""The catalogues of all tenants, kept compiled in memory and renewed when a definition moves the revision."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from twincore.kernel.db import Database
from twincore.transactions.expansion import Catalogue
from twincore.transactions.service import catalogue_revision, load_catalogue

RECHECK_S = 1.0
"""A definition made by another process is noticed after this many seconds at the latest."""


@dataclass(slots=True)
class _Kept:
    catalogue: Catalogue
    revision: int
    from_us: int
    checked_s: float


class Catalogues:
    """Compiled catalogues by tenant. Safe to share between threads: no lock is held while the database is asked."""

    def __init__(self, database: Database, *, monotonic_s: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._monotonic_s = monotonic_s
        self._kept: dict[int, _Kept] = {}

    def at(self, tenant: int, now_us: int) -> Catalogue:
        """The catalogue of a tenant that holds at a time of the tenant's clock (microseconds). Refuses ``catalogue_not_installed``.

        Takes a connection of its own once a second at the most: call it before a database transaction is opened, not within.
        """
        kept = self._kept.get(tenant)
        checked_s = self._monotonic_s()
        holds = kept is not None and kept.from_us <= now_us < kept.catalogue.valid_until_us
        if kept is not None and holds and checked_s - kept.checked_s < RECHECK_S:
            return kept.catalogue
        if kept is not None:
            kept.checked_s = checked_s  # the others go on with what is kept while this thread looks
        with self._database.app(tenant) as conn:
            revision = catalogue_revision(conn, tenant)
            if kept is not None and holds and kept.revision == revision:
                return kept.catalogue
            catalogue = load_catalogue(conn, tenant, at_us=now_us)
        self._kept[tenant] = _Kept(catalogue, revision, now_us, checked_s)
        return catalogue

    def refresh(self, tenant: int) -> None:
        """Forget a tenant's catalogue: the next one asked for is read anew. Call it after a definition in this process has committed."""
        self._kept.pop(tenant, None)
