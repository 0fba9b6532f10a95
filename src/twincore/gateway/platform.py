"""The platform: everything a process of the API holds, assembled once and closed in order."""

import time
from dataclasses import dataclass
from datetime import date
from typing import Any

import structlog
from starlette.concurrency import run_in_threadpool

from twincore.audit import Command, Entry, record
from twincore.gateway.admission import Admission, NightGate
from twincore.gateway.commands import attempt_entry
from twincore.gateway.control import Controls
from twincore.gateway.identity import Keys, RemoteKeys, Verifier
from twincore.gateway.issuer import LocalIssuer
from twincore.gateway.limits import RateLimit
from twincore.gateway.nights import Nights
from twincore.gateway.operation import Call
from twincore.gateway.posting import record_postings
from twincore.gateway.recall import Recall
from twincore.gateway.tenancy import TenantBook
from twincore.kernel.clock import SystemClock
from twincore.kernel.config import Settings
from twincore.kernel.db import PLATFORM, Database
from twincore.kernel.refusal import Category, Refusal, Retry
from twincore.ledger import Ledger
from twincore.parties import KeyRing, open_key_ring
from twincore.sync import Cores, recorder
from twincore.tenants import TenantClocks, tenant_by_name
from twincore.transactions import Catalogue, Catalogues

Held = tuple[int, str, str]
_log = structlog.get_logger("twincore.gateway")


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts that a caller may hand in instead of having them made."""

    database: Database | None = None
    keys: Keys | None = None


@dataclass(slots=True)
class _Known:
    catalogue: Catalogue
    from_us: int
    due_s: float


class Platform:
    """Database, clocks, key ring, ledger, catalogues and identity of one process. ``start`` before serving, ``close`` when done."""

    def __init__(self, settings: Settings, *, public_url: str | None = None, parts: Parts | None = None) -> None:
        parts = parts or Parts()
        self.settings = settings
        self.database = parts.database or Database(settings)
        self._own_database = parts.database is None
        self.clocks = TenantClocks(self.database)
        self.tenants = TenantBook(self.database, self.clocks)
        self.catalogues = Catalogues(self.database)
        self.ledger = Ledger(self.database, self.clocks.clock, recorder(record_postings), self._business_date)
        self.cores = Cores(settings, self.database, self.ledger, self.clocks)
        self.admission = Admission(self.database, self.now_us)
        self.recall = Recall(self.database)
        self.controls = Controls(self.database)
        self.nights = Nights(self.database, self.ledger, self.catalogues, self.clocks, lambda: self.key_ring, NightGate(self.admission))
        self.rate_limit = RateLimit(settings.rate_limit_per_s)
        self.issuer: LocalIssuer | None = None
        keys: Keys
        if parts.keys is not None:
            keys = parts.keys
        elif settings.oidc_issuer:
            keys = RemoteKeys(settings.oidc_issuer, settings.oidc_jwks_url)
        else:
            keys = self.issuer = LocalIssuer.open(settings.data_path / "keys", settings.oidc_audience, public_url)
        self.keys = keys
        self.verifier = Verifier(keys, settings.oidc_audience)
        self._wall = SystemClock()
        self._held: set[Held] = set()
        self._lanes_open: set[int] = set()
        self._catalogues: dict[int, _Known] = {}
        self._key_ring: KeyRing | None = None
        self._started = False

    def start(self, *, nights: bool = True, cores: bool = False) -> None:
        """Open the key ring, and start what runs in the background: the ledger's lanes, the look-ups of the audit trail, (nights) the
        end of the days that are asked for or were left under way, and (cores) the adaptors to the tenants' cores.

        Refuses as ``parties.open_key_ring`` does if the key file is lost or another database's.
        """
        if not self._started:
            with self.database.app(PLATFORM) as conn:
                self._key_ring = open_key_ring(conn, self.settings.data_path / "keys", now_us=self._wall.now_us())
            self.ledger.start()
            self.recall.start()
            if nights:
                self.nights.start()
            if cores:
                self.cores.start()
            self._started = True

    def close(self) -> None:
        """Finish what is under way and let go of everything."""
        if self._started:
            self.nights.close()
            self.cores.close()
            self.ledger.close()
            self.recall.close()
            self._started = False
        if isinstance(self.keys, RemoteKeys):
            self.keys.close()
        if self._own_database:
            self.database.close()

    @property
    def key_ring(self) -> KeyRing:
        """The keys of personal data."""
        assert self._key_ring is not None, "start the platform first"
        return self._key_ring

    def _business_date(self, tenant: int, at_us: int) -> date:
        return self.clocks.clock(tenant).business_date(at_us)

    @property
    def ready(self) -> bool:
        """Whether it may be given requests."""
        return self._started

    async def tenant_number(self, name: str) -> int:
        """The number of the tenant that a token names; refuses ``token_tenant_unknown``."""
        return await self.tenants.number(name)

    async def open_lane(self, tenant: int) -> None:
        """Open the tenant's lane in this process if it is the first time, away from the event loop."""
        if tenant not in self._lanes_open:
            await run_in_threadpool(self.ledger.lane, tenant)
            self._lanes_open.add(tenant)

    async def catalogue(self, tenant: int) -> Catalogue:
        """The tenant's transaction codes that hold now; looked at again at most once a second, by one while the others go on."""
        now_us = self.tenants.now_us(tenant)
        known = self._catalogues.get(tenant)
        if known is not None and known.from_us <= now_us < known.catalogue.valid_until_us:
            if time.monotonic() < known.due_s:
                return known.catalogue
            known.due_s = time.monotonic() + 1.0
        catalogue = await run_in_threadpool(self.catalogues.at, tenant, now_us)
        self._catalogues[tenant] = _Known(catalogue, now_us, time.monotonic() + 1.0)
        return catalogue

    def forget_catalogue(self, tenant: int) -> None:
        """Read a tenant's transaction codes anew the next time: one was defined."""
        self.catalogues.refresh(tenant)
        self._catalogues.pop(tenant, None)

    def number_of(self, name: str) -> int | None:
        """The number of a tenant by its name, or None. Asks the database."""
        try:
            with self.database.readonly(PLATFORM) as conn:
                return tenant_by_name(conn, name).number
        except Refusal:
            return None

    def require_active(self, tenant: int) -> None:
        """Refuses ``tenant_suspended``."""
        self.tenants.require_active(tenant)

    def now_us(self, tenant: int) -> int:
        """The time of a tenant, microseconds since the epoch; the wall clock for the platform. May ask the database."""
        return self._wall.now_us() if tenant == PLATFORM else self.clocks.clock(tenant).now_us()

    def take_key(self, tenant: int, actor: str, key: str) -> Held:
        """Hold an idempotency key while its request is served; refuses ``request_in_flight``. From the event loop alone."""
        held = (tenant, actor, key)
        if held in self._held:
            raise Refusal(
                "request_in_flight",
                "A request with this Idempotency-Key is being served: wait for its answer, or send this again in a moment.",
                category=Category.CONFLICT,
                field="header:Idempotency-Key",
                retry=Retry.SAME_KEY,
            )
        self._held.add(held)
        return held

    def give_key(self, held: Held) -> None:
        """Let go of an idempotency key."""
        self._held.discard(held)

    def record_outcome(self, tenant: int, command: Command, outcome: dict[str, Any]) -> None:
        """Record a command that has changed nothing but has an outcome to keep."""
        with self.database.app(tenant) as conn:
            record(conn, tenant, [Entry(command, outcome)])

    def record_attempt(self, call: Call, refusal: Refusal) -> None:
        """Leave in the audit trail that somebody asked for a change and was refused before it became a command."""
        try:
            with self.database.app(call.tenant) as conn:
                record(conn, call.tenant, [attempt_entry(call, refusal, self.now_us(call.tenant))])
        except Exception:  # the caller's answer is the refusal, whatever becomes of its record
            _log.exception("attempt_not_recorded", code=refusal.code, operation=call.operation.id)
