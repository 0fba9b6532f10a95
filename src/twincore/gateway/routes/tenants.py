"""Tenants: create, suspend, resume, and the clock of a synthetic one."""

from typing import Annotated, Any

from fastapi import Path, Response

from twincore.eod import install_end_of_day
from twincore.gateway.commands import Done, perform, say
from twincore.gateway.operation import Call, Desk
from twincore.gateway.routes.scope import After, Calling, Limit, acting_for, named_tenant, page, whole_cursor
from twincore.gateway.wire.scalar import hear_time, say_time
from twincore.gateway.wire.tenants import (
    ClockRecord,
    ClockSetting,
    TenantList,
    TenantOpening,
    TenantRecord,
    WithReason,
    tenant_body,
)
from twincore.kernel.clock import SystemClock
from twincore.kernel.db import PLATFORM, Connection
from twincore.ledger import open_lane
from twincore.products import install_products
from twincore.tenants import (
    Tenant,
    business_date,
)
from twincore.tenants import (
    create_tenant as new_tenant,
)
from twincore.tenants import (
    list_tenants as tenants_page,
)
from twincore.tenants import (
    resume_tenant as resume,
)
from twincore.tenants import (
    set_clock as move_clock,
)
from twincore.tenants import (
    suspend_tenant as suspend,
)
from twincore.transactions import install_catalogue

desk = Desk("tenants")
Name = Annotated[str, Path(max_length=100, description="The tenant's short name.")]


@desk.operation(
    "POST",
    "/v1/tenants",
    command="tenants.create_tenant",
    body=TenantOpening,
    answer=TenantRecord,
    status=201,
    refusals=(
        "tenant_name_taken",
        "tenant_name_invalid",
        "tenant_name_reserved",
        "currency_unknown",
        "time_zone_unknown",
        "clock_not_controllable",
    ),
    example={"name": "harbour", "display_name": "Harbour Credit Union", "synthetic": True, "start": "2026-03-02T00:00:00Z"},
)
def create_tenant(call: Calling) -> Response:
    """Create a tenant.

    It comes with its lane, the shipped catalogue of transaction codes, system accounts in its currency, the shipped products (deposits, loans and
    cards), a general ledger and a calendar: it is ready for its first night, whose date is that of today.
    """
    opening = call.heard(TenantOpening)

    def verb(conn: Connection, now_us: int) -> Done:
        tenant = new_tenant(
            conn,
            name=opening.name,
            display_name=opening.display_name,
            currency=opening.currency,
            time_zone=opening.time_zone,
            synthetic=opening.synthetic,
            start_us=hear_time(opening.start),
            now_us=now_us,
        )
        with acting_for(conn, tenant.number, PLATFORM):
            at_us = now_us if tenant.clock_us is None else tenant.clock_us
            open_lane(conn, tenant.number)
            install_catalogue(conn, tenant.number, tenant.currency, at_us)
            install_products(conn, tenant.number, now_us=at_us)
            install_end_of_day(
                conn,
                tenant.number,
                first_date=business_date(tenant, at_us),
                year_end_month=opening.year_end_month,
                actor=call.actor,
                now_us=at_us,
            )
        body = tenant_body(tenant)
        return Done(body, f"tenant/{tenant.name}", None, body, location=f"/v1/tenants/{tenant.name}")

    return perform(call, verb)


@desk.operation("GET", "/v1/tenants", answer=TenantList)
def list_tenants(call: Calling, after: After = None, limit: Limit = 50) -> Response:
    """List tenants, oldest first."""
    with call.platform.database.app(PLATFORM) as conn:
        found = tenants_page(conn, after_number=whole_cursor(after) or 0, limit=limit)
    return say(page("tenants", [tenant_body(tenant) for tenant in found], limit, found[-1].number if found else ""))


@desk.operation("GET", "/v1/tenants/{tenant}", answer=TenantRecord, refusals=("tenant_not_found",))
def get_tenant(call: Calling, tenant: Name) -> Response:
    """Get a tenant."""
    with call.platform.database.app(call.tenant) as conn:
        return say(tenant_body(named_tenant(call, conn, tenant)))


@desk.operation(
    "POST",
    "/v1/tenants/{tenant}/suspend",
    command="tenants.suspend_tenant",
    body=WithReason,
    answer=TenantRecord,
    refusals=("tenant_not_found",),
    example={"reason": "Licence withdrawn."},
)
def suspend_tenant(call: Calling, tenant: Name) -> Response:
    """Suspend a tenant: its writes are refused from now on; it can still be read."""
    return _set_status(call, tenant, suspend)


@desk.operation(
    "POST",
    "/v1/tenants/{tenant}/resume",
    command="tenants.resume_tenant",
    body=WithReason,
    answer=TenantRecord,
    refusals=("tenant_not_found",),
    example={"reason": "Licence restored."},
)
def resume_tenant(call: Calling, tenant: Name) -> Response:
    """Resume a suspended tenant."""
    return _set_status(call, tenant, resume)


def _set_status(call: Call, name: str, change: Any) -> Response:
    given = call.heard(WithReason)
    changed: list[Tenant] = []

    def verb(conn: Connection, _now_us: int) -> Done:
        before = named_tenant(call, conn, name)
        after = change(conn, before.number)
        changed.append(after)
        return Done(tenant_body(after), f"tenant/{name}", tenant_body(before), tenant_body(after))

    return perform(call, verb, reason=given.reason, on_commit=lambda: _learn(call, changed[-1]))


def _learn(call: Call, tenant: Tenant) -> None:
    call.platform.tenants.learn(tenant)
    call.platform.clocks.refresh(tenant.number)


@desk.operation("GET", "/v1/tenants/{tenant}/clock", answer=ClockRecord, refusals=("tenant_not_found",))
def get_clock(call: Calling, tenant: Name) -> Response:
    """Tell what time it is for a tenant, and its business date."""
    with call.platform.database.app(call.tenant) as conn:
        return say(_clock_body(named_tenant(call, conn, tenant)))


@desk.operation(
    "POST",
    "/v1/tenants/{tenant}/clock",
    command="tenants.set_clock",
    body=ClockSetting,
    answer=ClockRecord,
    refusals=("tenant_not_found", "clock_not_controllable", "clock_backwards", "clock_out_of_range"),
    example={"by_seconds": 86_400},
)
def set_clock(call: Calling, tenant: Name) -> Response:
    """Move the clock of a synthetic tenant forward.

    To a time, or by seconds. Holds that end by then expire before the tenant's next posting.
    """
    setting = call.heard(ClockSetting)
    moved: list[Tenant] = []

    def verb(conn: Connection, now_us: int) -> Done:
        before = named_tenant(call, conn, tenant)
        at_us = hear_time(setting.to)
        if at_us is None:
            at_us = (now_us if before.clock_us is None else before.clock_us) + (setting.by_seconds or 0) * 1_000_000
        after = move_clock(conn, before.number, at_us)
        moved.append(after)
        return Done(_clock_body(after), f"tenant/{tenant}", _clock_body(before), _clock_body(after))

    return perform(call, verb, on_commit=lambda: _learn(call, moved[-1]))


def _clock_body(tenant: Tenant) -> dict[str, Any]:
    now_us = SystemClock().now_us() if tenant.clock_us is None else tenant.clock_us
    return {
        "tenant": tenant.name,
        "now": say_time(now_us),
        "business_date": business_date(tenant, now_us).isoformat(),
        "controllable": tenant.synthetic,
    }
