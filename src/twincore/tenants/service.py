"""The verbs of tenancy. ``conn`` is a transaction of ``database.app(PLATFORM)``; where a tenant may act on itself, of its own number too."""

from datetime import datetime
from typing import Any

from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import Connection
from twincore.kernel.money import currency_number
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.kernel.sql import load
from twincore.tenants.model import LIST_MAX, Tenant, TenantStatus, clock_backwards, clock_not_controllable, tenant_suspended
from twincore.tenants.rules import check_display_name, check_name, check_time, check_time_zone

_sql = load("twincore.tenants")


def create_tenant(
    conn: Connection,
    *,
    name: str,
    display_name: str,
    currency: str = "AUD",
    time_zone: str = "Australia/Sydney",
    synthetic: bool,
    start_us: int | None = None,
    now_us: int,
) -> Tenant:
    """Add a tenant under the next number, active. conn: ``database.app(PLATFORM)``.

    currency: ISO 4217; time_zone: IANA; start_us: where a synthetic tenant's clock starts (default: now_us).
    Refuses ``tenant_name_invalid``, ``tenant_name_reserved``, ``tenant_name_taken``, ``display_name_invalid``, ``currency_unknown``,
    ``time_zone_unknown``, ``clock_not_controllable`` (a start for a real tenant), ``clock_out_of_range``.
    """
    check_name(name)
    currency_number(currency)
    if start_us is not None and not synthetic:
        raise clock_not_controllable(name, "start")
    clock = to_datetime(check_time(now_us if start_us is None else start_us, "start")) if synthetic else None
    values = {
        "name": name,
        "display_name": check_display_name(display_name),
        "currency": currency,
        "time_zone": check_time_zone(time_zone),
        "synthetic": synthetic,
        "clock": clock,
        "created_at": to_datetime(now_us),
    }
    conn.execute(_sql.one_creation_at_a_time)
    row = conn.execute(_sql.create_tenant, values).fetchone()
    if row is None:
        raise Refusal("tenant_name_taken", f"There is a tenant named {name} already.", category=Category.CONFLICT, field="name")
    return _tenant(row)


def suspend_tenant(conn: Connection, number: int) -> Tenant:
    """Stop serving a tenant: ``active_tenant`` refuses it from now on (other processes notice within a second). Again is the same.

    Refuses ``tenant_not_found``.
    """
    return _set_status(conn, number, TenantStatus.SUSPENDED)


def resume_tenant(conn: Connection, number: int) -> Tenant:
    """Serve a suspended tenant again. Again is the same. Refuses ``tenant_not_found``."""
    return _set_status(conn, number, TenantStatus.ACTIVE)


def set_clock(conn: Connection, number: int, to_us: int) -> Tenant:
    """Move the clock of a synthetic tenant to a time (microseconds since the epoch), forward or not at all.

    Call ``TenantClocks.refresh(number)`` after the commit. Refuses ``tenant_not_found``, ``clock_not_controllable``, ``clock_backwards``,
    ``clock_out_of_range``.
    """
    moment = to_datetime(check_time(to_us, "to"))
    row = conn.execute(_sql.set_clock, {"number": number, "clock": moment}).fetchone()
    if row is not None:
        return _tenant(row)
    tenant = tenant_by_number(conn, number)
    if not tenant.synthetic:
        raise clock_not_controllable(tenant.name, "to")
    raise clock_backwards(tenant)


def tenant_by_number(conn: Connection, number: int) -> Tenant:
    """The tenant of a number; refuses ``tenant_not_found``, also where the transaction may not see it."""
    row = conn.execute(_sql.tenant_by_number, {"number": number}).fetchone()
    if row is None:
        raise not_found("tenant", number)
    return _tenant(row)


def tenant_by_name(conn: Connection, name: str) -> Tenant:
    """The tenant of a name; refuses ``tenant_not_found``, also where the transaction may not see it."""
    row = conn.execute(_sql.tenant_by_name, {"name": name}).fetchone() if "\0" not in name else None
    if row is None:
        raise not_found("tenant", name)
    return _tenant(row)


def active_tenant(conn: Connection, number: int) -> Tenant:
    """The tenant of a number if it is served; refuses ``tenant_not_found`` and ``tenant_suspended``."""
    tenant = tenant_by_number(conn, number)
    if tenant.status is not TenantStatus.ACTIVE:
        raise tenant_suspended(tenant)
    return tenant


def list_tenants(conn: Connection, *, after_number: int = 0, limit: int = LIST_MAX) -> list[Tenant]:
    """Tenants by number, from the one after ``after_number``; at most ``limit`` (1 to LIST_MAX)."""
    rows = conn.execute(_sql.list_tenants, {"after": after_number, "limit": max(1, min(limit, LIST_MAX))}).fetchall()
    return [_tenant(row) for row in rows]


def _set_status(conn: Connection, number: int, status: TenantStatus) -> Tenant:
    row = conn.execute(_sql.set_status, {"number": number, "status": status.value}).fetchone()
    if row is None:
        raise not_found("tenant", number)
    return _tenant(row)


def _tenant(row: tuple[Any, ...]) -> Tenant:
    number, name, display_name, currency, time_zone, synthetic, status, clock, created_at = row
    clock_us = to_us(clock) if isinstance(clock, datetime) else None
    return Tenant(number, name, display_name, currency, time_zone, synthetic, TenantStatus(status), clock_us, to_us(created_at))
