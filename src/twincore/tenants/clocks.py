"""The time of every tenant, at hand: cheap enough to ask for each posting, safe to ask from any thread."""

import threading
import time
from datetime import date

import psycopg
import structlog

from twincore.kernel.clock import SystemClock
from twincore.kernel.db import PLATFORM, Database
from twincore.tenants.model import Tenant, TenantStatus, tenant_suspended
from twincore.tenants.rules import local_date
from twincore.tenants.service import tenant_by_number

REREAD_S = 1.0
"""Seconds after which what is remembered of a tenant is read again."""

_log = structlog.get_logger("twincore.tenants")


class TenantClock:
    """The clock of one tenant: the wall clock of a real one, the stored time of a synthetic one. A ``kernel.clock.Clock``."""

    def __init__(self, clocks: "TenantClocks", tenant: Tenant) -> None:
        self._clocks = clocks
        self._tenant = tenant
        self._due_s = time.monotonic() + REREAD_S
        self._reading = threading.Lock()
        self._wall = SystemClock()
        self._date: tuple[int, date] = (-1, date.min)  # a minute since the epoch and the local date in it; replaced whole

    @property
    def tenant(self) -> Tenant:
        """The tenant as it was read at most about a second ago."""
        if time.monotonic() >= self._due_s:
            self._reread()
        return self._tenant

    def now_us(self) -> int:
        """Microseconds since the Unix epoch, UTC. Never goes back within this process for a synthetic tenant."""
        clock_us = self._tenant.clock_us
        if clock_us is None:
            return self._wall.now_us()
        if time.monotonic() >= self._due_s:
            self._reread()
            clock_us = self._tenant.clock_us
            assert clock_us is not None, "a synthetic tenant stays one"
        return clock_us

    def business_date(self, at_us: int | None = None) -> date:
        """The calendar date of a moment (microseconds since the epoch; default: now) in the tenant's time zone."""
        at_us = self.now_us() if at_us is None else at_us
        minute = at_us // 60_000_000  # no time zone in use changes its offset within a minute
        known, day = self._date
        if minute != known:
            day = local_date(self._tenant.time_zone, at_us)
            self._date = (minute, day)
        return day

    def refresh(self) -> None:
        """Read the tenant now; whoever asks afterwards gets at least that time."""
        with self._reading:
            self._take(self._clocks.read(self._tenant.number))

    def _reread(self) -> None:
        # One thread reads; the others go on with what is known instead of waiting for it.
        if not self._reading.acquire(blocking=False):
            return
        try:
            self._take(self._clocks.read(self._tenant.number))
        except psycopg.OperationalError as trouble:
            # Work that needs the database fails by itself; the time that is known stays true until somebody moves it.
            self._due_s = time.monotonic() + REREAD_S
            _log.warning("tenant_clock_not_read", tenant=self._tenant.number, error=str(trouble))
        finally:
            self._reading.release()

    def _take(self, tenant: Tenant) -> None:
        known_us = self._tenant.clock_us
        if known_us is None or tenant.clock_us is None or tenant.clock_us >= known_us:
            self._tenant = tenant
        self._due_s = time.monotonic() + REREAD_S


class TenantClocks:
    """The clocks of all tenants of a database. One per process; every method may be called from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._clocks: dict[int, TenantClock] = {}
        self._adding = threading.Lock()

    def clock(self, number: int) -> TenantClock:
        """The clock of a tenant; the same object every time. Refuses ``tenant_not_found``."""
        clock = self._clocks.get(number)
        if clock is None:
            with self._adding:
                clock = self._clocks.get(number)
                if clock is None:
                    clock = self._clocks[number] = TenantClock(self, self.read(number))
        return clock

    def active(self, number: int) -> Tenant:
        """The tenant, as known at most about a second ago, if it is served; refuses ``tenant_not_found`` and ``tenant_suspended``."""
        tenant = self.clock(number).tenant
        if tenant.status is not TenantStatus.ACTIVE:
            raise tenant_suspended(tenant)
        return tenant

    def refresh(self, number: int) -> None:
        """Read a tenant now: call it after ``set_clock``, ``suspend_tenant`` or ``resume_tenant`` has committed."""
        self.clock(number).refresh()

    def read(self, number: int) -> Tenant:
        """The tenant as recorded now, past the cache.

        Reads by the role readonly: its pool is apart from the one that request threads hold while they ask for the time.
        """
        with self._database.readonly(PLATFORM) as conn:
            return tenant_by_number(conn, number)
