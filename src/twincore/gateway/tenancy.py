"""What the event loop knows of tenants: their numbers, status and time, never older than a second and never waited for by others."""

import time
from collections.abc import Callable

import structlog
from psycopg import OperationalError
from starlette.concurrency import run_in_threadpool

from twincore.gateway.access import PLATFORM_TENANT
from twincore.kernel.clock import SystemClock
from twincore.kernel.db import PLATFORM, Database
from twincore.kernel.refusal import Category, Refusal, Retry
from twincore.tenants import Tenant, TenantClocks, TenantStatus, tenant_by_name

FRESH_S = 0.7
_log = structlog.get_logger("twincore.gateway")


class TenantBook:
    """Tenants by name and number, as read at most about a second ago."""

    def __init__(self, database: Database, clocks: TenantClocks, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clocks = clocks
        self._monotonic = monotonic
        self._numbers: dict[str, int] = {PLATFORM_TENANT: PLATFORM}
        self._known: dict[int, Tenant] = {}
        self._due_s: dict[int, float] = {}
        self._wall = SystemClock()

    async def number(self, name: str) -> int:
        """The number of a tenant, and what is known of it made fresh; refuses ``token_tenant_unknown``."""
        number = self._numbers.get(name)
        if number is None:
            tenant = await run_in_threadpool(self._by_name, name)
            number = self._numbers[name] = tenant.number
            self.learn(tenant)
        if number != PLATFORM and self._monotonic() >= self._due_s[number]:
            self._due_s[number] = self._monotonic() + FRESH_S  # one reads, the others go on with what is known
            try:
                self._known[number] = await run_in_threadpool(self._clocks.read, number)
            except OperationalError as trouble:
                _log.warning("tenant_not_read", tenant=number, error=str(trouble))
        return number

    def learn(self, tenant: Tenant) -> None:
        """Take what was just read or written of a tenant."""
        self._known[tenant.number] = tenant
        self._due_s[tenant.number] = self._monotonic() + FRESH_S

    def require_active(self, number: int) -> None:
        """Refuses ``tenant_suspended``."""
        if number != PLATFORM and self._known[number].status is not TenantStatus.ACTIVE:
            raise Refusal(
                "tenant_suspended",
                f"Tenant {self._known[number].name} is suspended; an operator of the platform can resume it.",
                category=Category.FORBIDDEN,
                retry=Retry.NEW_KEY,
            )

    def now_us(self, number: int) -> int:
        """The tenant's time in microseconds since the epoch, without asking the database."""
        clock_us = self._known[number].clock_us if number in self._known else None
        return self._wall.now_us() if clock_us is None else clock_us

    def currency(self, number: int) -> str:
        """The currency of the tenant's books."""
        return self._known[number].currency

    def _by_name(self, name: str) -> Tenant:
        try:
            with self._database.readonly(PLATFORM) as conn:
                return tenant_by_name(conn, name)
        except Refusal:
            raise Refusal("token_tenant_unknown", "The token's tenant does not exist here.", category=Category.FORBIDDEN) from None
