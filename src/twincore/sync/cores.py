"""The cores of one process: for each tenant that has a link and a folder of interface files, an adaptor at work."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import structlog
from psycopg_pool import PoolTimeout

from twincore.events import Coder, PostgresEventLog, event_log, schema_registry
from twincore.kernel.config import Settings
from twincore.kernel.db import PLATFORM, Connection, Database
from twincore.kernel.refusal import Category, Refusal
from twincore.ledger import Ledger
from twincore.mainframe import Mainframe
from twincore.sync.adaptor import Adaptor
from twincore.sync.lead import give_lead, lead, take_lead
from twincore.sync.link import get_link
from twincore.sync.overview import overview
from twincore.sync.streams import Streams
from twincore.tenants import TenantClocks, tenant_by_name, tenant_by_number

LOOK_S = 1.0
"""How often is looked for tenants whose core is new."""
TRIM_S = 60.0
STALE_S = 15.0
"""How old figures may be that another process's work is told by."""
_log = structlog.get_logger("twincore.sync")


class Cores:
    """Adaptors by tenant. ``start`` puts them to work; without it the process only looks, and runs errands.

    One process works for a tenant: it holds a lock of the database. Others that were started stand by and take over when it ends.
    """

    def __init__(self, settings: Settings, database: Database, ledger: Ledger, clocks: TenantClocks) -> None:
        self._settings, self._database, self._ledger, self._clocks = settings, database, ledger, clocks
        self._adaptors: dict[int, Adaptor] = {}
        self._streams: dict[int, Streams] = {}
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._conn: Connection | None = None
        self._seen: dict[int, tuple[float, dict[str, Any]]] = {}
        self._trim_at = 0.0

    @property
    def working(self) -> bool:
        """Whether this process runs adaptors."""
        return self._thread is not None

    def start(self) -> None:
        """Work for every core there is, and for those that come; nothing where the settings name no folder."""
        if self._settings.core_path is not None and self._thread is None:
            self._stop.clear()
            self._thread = threading.Thread(target=self._run, name="twincore-cores", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Stop every adaptor after the step at hand, and let others take over."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._let_go()

    def adaptor(self, tenant: int) -> Adaptor | None:
        """The adaptor that works for a tenant in this process."""
        return self._adaptors.get(tenant)

    def folder(self, tenant: int) -> Path:
        """The folder of a tenant's core. Refuses ``core_not_configured``."""
        with self._database.app(PLATFORM) as conn:
            name = tenant_by_number(conn, tenant).name
        path = self._settings.core_path
        if path is None or not (path / name).is_dir():
            raise Refusal(
                "core_not_configured",
                f"There is no folder of interface files for {name}: core_folder says where they are.",
                category=Category.NOT_FOUND,
            )
        return path / name

    def core(self, tenant: int) -> Mainframe:
        """The core's console, for extracts. Refuses ``core_not_configured``."""
        return Mainframe(self.folder(tenant), "standin" if self._settings.core_kind == "standin" else "cobol")

    @contextmanager
    def at_work(self, tenant: int) -> Iterator[Adaptor]:
        """The adaptor that works here, or one for an errand beside the process that has it. Refuses ``core_not_configured``, ``link_not_found``."""
        if (running := self._adaptors.get(tenant)) is not None:
            yield running
            return
        with lead(self._database, tenant) as leads:
            made = self._made(tenant)
            made.watching = leads is None
            try:
                yield made
            finally:
                made.close()

    def tenants(self) -> dict[str, int]:
        """Tenants that have a link and a folder of interface files, by name."""
        path = self._settings.core_path
        if path is None or not path.is_dir():
            return {}
        found = {}
        for folder in sorted(path.iterdir()):
            if not folder.is_dir():
                continue
            try:
                with self._database.app(PLATFORM) as conn:
                    number = tenant_by_name(conn, folder.name).number
                with self._database.app(number) as conn:
                    get_link(conn, number)
            except Refusal:
                continue
            found[folder.name] = number
        return found

    def figures(self) -> dict[str, dict[str, Any]]:
        """For each tenant with a core: coreLink, mode, cdcLag (records), oldestUnacked (seconds), exposure (minor units), parked."""
        return {name: self._figures(number) for name, number in self.tenants().items()}

    def _figures(self, tenant: int) -> dict[str, Any]:
        at, known = self._seen.get(tenant, (0.0, {}))
        if known and time.monotonic() - at < (1.0 if tenant in self._adaptors else STALE_S):
            return known
        with self._database.app(tenant) as conn:
            found = overview(conn, tenant, self._clocks.clock(tenant).now_us())
        running = self._adaptors.get(tenant)
        told: dict[str, Any] = {
            "coreLink": found["state"],
            "mode": found["mode"],
            "cdcLag": None if running is None else running.behind(),
            "oldestUnacked": found["oldest_unanswered_s"],
            "exposure": found["exposure_minor"],
            "parked": found["parked"],
        }
        self._seen[tenant] = time.monotonic(), told
        return told

    # --- its life

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._look()
            except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout) as trouble:
                _log.warning("cores_database_away", error=str(trouble).strip())
                if self._conn is not None and self._conn.closed:
                    self._let_go()
            except Refusal as refusal:
                _log.warning("core_not_started", code=refusal.code, error=refusal.message)
            except Exception:
                _log.exception("cores_failed")
            self._stop.wait(LOOK_S)

    def _look(self) -> None:
        if self._conn is None or self._conn.closed:
            self._let_go()
            self._conn = self._database.connect("app", autocommit=True)
        self._conn.execute("select 1")
        for tenant in self.tenants().values():
            if tenant in self._adaptors or not self._taken(tenant):
                continue
            try:
                made = self._made(tenant)
            except BaseException:
                give_lead(self._conn, tenant)
                raise
            self._adaptors[tenant] = made
            made.start()
            self._streams[tenant] = Streams(made)
            self._streams[tenant].start()
            _log.info("core_followed", tenant=tenant, folder=str(made.folder))
        if time.monotonic() >= self._trim_at:
            self._trim_at = time.monotonic() + TRIM_S
            for tenant in self._adaptors:
                if not self._settings.kafka_bootstrap:
                    PostgresEventLog(self._database, tenant).trim()

    def _taken(self, tenant: int) -> bool:
        assert self._conn is not None, "the look opens it"
        return take_lead(self._conn, tenant)

    def _let_go(self) -> None:
        for streams in self._streams.values():
            streams.close()
        for adaptor in self._adaptors.values():
            adaptor.close()
        self._streams.clear()
        self._adaptors.clear()
        if self._conn is not None:
            self._conn.close()
            self._conn = None

    def _made(self, tenant: int) -> Adaptor:
        clock = self._clocks.clock(tenant)
        return Adaptor(
            self._database,
            self._ledger,
            tenant,
            self.folder(tenant),
            event_log(self._settings, self._database, tenant),
            Coder(schema_registry(self._settings, self._database)),
            clock,
            currency=clock.tenant.currency,
            business_date=clock.business_date,
        )
