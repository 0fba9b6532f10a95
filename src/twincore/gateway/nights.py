"""Nights asked for through the API: kept in a table, run behind the requests, taken up again by the next process after a kill."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
import structlog
from psycopg_pool import PoolTimeout

from twincore.eod import ACTOR, Ages, Gate, Progress, next_date, run_day, running_day
from twincore.gateway import metrics
from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import PLATFORM, Connection, Database
from twincore.kernel.priority import let_server_give_way
from twincore.kernel.refusal import Category, Refusal
from twincore.kernel.sql import load
from twincore.ledger import Ledger
from twincore.parties import KeyRing, PersonSpec, get_party
from twincore.tenants import TenantClocks, TenantStatus, list_tenants
from twincore.transactions import Catalogues

_sql = load("twincore.gateway")
_log = structlog.get_logger("twincore.gateway")
AT_ONCE = 2
"""Tenants whose nights run at the same time in one process; the others wait."""
_NOBODY = UUID(int=0)
PATIENCE_S = 30.0
"""The longest pause before a night that lacked the database or the ledger is tried again."""


class NightAsked(NamedTuple):
    """What somebody asked for. status: running, done or stopped (then with the refusal's code and message)."""

    date: date
    status: str
    asked_by: str
    asked_at_us: int
    code: str | None
    message: str | None


class _Closing(Exception):  # noqa: N818 - not an error: the process ends
    """Raised from the progress of a run, after a committed page, to leave it."""


def ask_night(conn: Connection, tenant: int, day: date, *, actor: str, command: UUID, now_us: int) -> None:
    """Record that a date is to be ended; one that waits or is done already stays as it is."""
    conn.execute(_sql.ask_night, {"tenant": tenant, "date": day, "asked_by": actor, "command": command, "now": to_datetime(now_us)})


def nights_asked(conn: Connection, tenant: int, days: Sequence[date]) -> dict[date, NightAsked]:
    """What was asked for on some dates."""
    rows = conn.execute(_sql.nights, {"tenant": tenant, "dates": list(days)}).fetchall()
    return {row[0]: NightAsked(row[0], row[1], row[2], to_us(row[3]), row[4], row[5]) for row in rows}


def age_on(born: date, day: date) -> int:
    """Age in whole years on a day."""
    return max(0, day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


def ages_on(database: Database, keys: KeyRing, tenant: int, day: date) -> Ages:
    """How old members are on a day, for the fees that an age waives; an organisation has no age."""

    def ages(members: Sequence[UUID]) -> Mapping[UUID, int]:
        found = {}
        with database.app(tenant) as conn:
            for member in members:
                details = get_party(conn, keys, tenant, member).details
                if isinstance(details, PersonSpec):
                    found[member] = age_on(details.birth_date, day)
        return found

    return ages


class Nights:
    """Runs the nights that are asked for, one after the other for a tenant. ``start`` takes up what was left; ``close`` leaves after the page at hand.

    Their pages have connections of their own, whose work on the server gives way to that of customers.
    """

    def __init__(
        self,
        database: Database,
        ledger: Ledger,
        catalogues: Catalogues,
        clocks: TenantClocks,
        keys: Callable[[], KeyRing],
        gate: Gate | None = None,
    ) -> None:
        self._database, self._ledger, self._catalogues, self._clocks, self._keys = database, ledger, catalogues, clocks, keys
        self._gate = gate
        self._behind = Database(database.settings, on_connect=let_server_give_way)
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._under_way: dict[int, bool] = {}  # tenant -> whether it was asked again meanwhile
        self._threads: ThreadPoolExecutor | None = None

    def start(self) -> None:
        """Begin, with what another process has left under way."""
        self._closing.clear()
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="night")
        self._threads.submit(self._take_up)

    def close(self) -> None:
        """Leave every night after the page that it is at; the next process goes on there."""
        self._closing.set()
        if self._threads is not None:
            self._threads.shutdown(wait=True, cancel_futures=True)
            self._threads = None
        self._behind.close()
        self._under_way.clear()

    def run(self, tenant: int) -> None:
        """See to what is asked for of a tenant, soon."""
        with self._lock:
            if tenant in self._under_way:
                self._under_way[tenant] = True
                return
            self._under_way[tenant] = False
        assert self._threads is not None, "start the nights first"
        self._threads.submit(self._work, tenant)

    def _take_up(self) -> None:
        try:
            after = 0
            while not self._closing.is_set():
                with self._database.app(PLATFORM) as conn:
                    tenants = list_tenants(conn, after_number=after, limit=200)
                if not tenants:
                    return
                after = tenants[-1].number
                for tenant in tenants:
                    if tenant.status is TenantStatus.ACTIVE and self._was_left(tenant.number):
                        self.run(tenant.number)
        except Exception:  # the nights wait for somebody to ask again; the API is served all the same
            _log.exception("nights_not_taken_up")

    def _was_left(self, tenant: int) -> bool:
        """Whether a night was left under way; one that nobody asked for here (it was started beside the API) is asked for now."""
        with self._database.app(tenant) as conn:
            day = running_day(conn, tenant)
            if day is not None and conn.execute(_sql.night_asked, {"tenant": tenant, "date": day}).fetchone() is None:
                ask_night(conn, tenant, day, actor=ACTOR, command=_NOBODY, now_us=self._clocks.clock(tenant).now_us())
            return conn.execute(_sql.night_running, {"tenant": tenant}).fetchone() is not None

    def _left(self, tenant: int) -> date | None:
        """The first date that waits to be ended."""
        with self._database.app(tenant) as conn:
            row = conn.execute(_sql.night_running, {"tenant": tenant}).fetchone()
        return None if row is None else row[0]

    def _work(self, tenant: int) -> None:
        pause_s = 0.5
        while not self._closing.is_set():
            try:
                day = self._left(tenant)
                if day is None:
                    with self._lock:
                        if not self._under_way[tenant]:
                            del self._under_way[tenant]
                            return
                        self._under_way[tenant] = False
                    continue
                self._end(tenant, day)
                pause_s = 0.5
            except _Closing:
                return
            except (psycopg.OperationalError, PoolTimeout) as trouble:
                _log.warning("night_again", tenant=tenant, error=str(trouble))
            except Refusal as refusal:
                if refusal.category not in (Category.BUSY, Category.UNAVAILABLE):
                    self._stop(tenant, refusal.code, refusal.message)
                    continue
                _log.warning("night_again", tenant=tenant, error=refusal.code)
            except Exception as trouble:
                _log.exception("night_failed", tenant=tenant)
                self._stop(tenant, "internal_error", f"Something is wrong on our side: {type(trouble).__name__}.")
                continue
            self._closing.wait(pause_s)
            pause_s = min(PATIENCE_S, pause_s * 2)

    def _end(self, tenant: int, until: date) -> None:
        """End one date after the other, each with the members' ages on it."""
        label = str(tenant)

        def progress(page: Progress) -> None:
            metrics.eod_under_way.labels(label).set(_unix_s(page.date))
            metrics.eod_step.labels(label).set(page.number)
            metrics.eod_steps.labels(label).set(page.steps)
            metrics.eod_pages.labels(label, page.step).inc()
            metrics.eod_items.labels(label, page.step).inc(page.items)
            if self._closing.is_set():
                raise _Closing

        try:
            while True:
                self._clocks.refresh(tenant)
                with self._database.app(tenant) as conn:
                    day = next_date(conn, tenant)
                if day > until:
                    break
                began_s = time.monotonic()
                ages = ages_on(self._database, self._keys(), tenant, day)
                run_day(
                    self._behind, self._ledger, self._catalogues, self._clocks, tenant, day, progress=progress, ages=ages, gate=self._gate
                )
                metrics.eod_seconds.labels(label).set(time.monotonic() - began_s)
                metrics.eod_last_day.labels(label).set(_unix_s(day))
                metrics.eod_stopped.labels(label).set(0)
        finally:
            metrics.eod_under_way.labels(label).set(0)
            metrics.eod_step.labels(label).set(0)
        with self._database.app(tenant) as conn:
            conn.execute(_sql.nights_done, {"tenant": tenant, "date": until})

    def _stop(self, tenant: int, code: str, message: str) -> None:
        _log.warning("night_stopped", tenant=tenant, code=code)
        metrics.eod_stopped.labels(str(tenant)).set(1)
        values: dict[str, Any] = {"tenant": tenant, "code": code, "message": message}
        while not self._closing.is_set():
            try:
                with self._database.app(tenant) as conn:
                    conn.execute(_sql.stop_nights, values)
                return
            except (psycopg.OperationalError, PoolTimeout):
                self._closing.wait(1.0)


def _unix_s(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
