"""Which tenant an operation is about, and pages: what several desks need."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query

from twincore.gateway.operation import Call, calling
from twincore.kernel.db import PLATFORM, Connection
from twincore.kernel.refusal import Refusal, not_found
from twincore.tenants import Tenant, tenant_by_name, tenant_by_number

Calling = Annotated[Call, Depends(calling)]
Limit = Annotated[int, Query(ge=1, le=200, description="Items of a page at the most.")]
After = Annotated[str | None, Query(max_length=200, description="The `next` of the page before.")]


def named_tenant(call: Call, conn: Connection, name: str) -> Tenant:
    """The tenant of a path: any for the platform, its own for a tenant's token; refuses ``tenant_not_found``."""
    if call.tenant == PLATFORM:
        return tenant_by_name(conn, name)
    if name != call.tenant_name:
        raise not_found("tenant", name)
    return tenant_by_number(conn, call.tenant)


@contextmanager
def acting_for(conn: Connection, tenant: int, back_to: int) -> Iterator[None]:
    """Let a transaction act for another tenant for a while; for those who run the platform, and for them alone."""
    conn.execute("select set_config('app.tenant', %s, true)", (str(tenant),))
    yield
    conn.execute("select set_config('app.tenant', %s, true)", (str(back_to),))


def whole_cursor(after: str | None) -> int | None:
    """A cursor that is a number; refuses ``cursor_invalid``."""
    if after is None:
        return None
    if not (after.isascii() and after.isdigit() and len(after) <= 18):
        raise bad_cursor()
    return int(after)


def id_cursor(after: str | None) -> UUID | None:
    """A cursor that is a UUID; refuses ``cursor_invalid``."""
    if after is None:
        return None
    try:
        return UUID(after)
    except ValueError:
        raise bad_cursor() from None


def page(name: str, items: list[dict[str, Any]], limit: int, cursor: object) -> dict[str, Any]:
    """A page of items; cursor: of its last item, told as ``next`` if the page is full."""
    return {name: items, "next": str(cursor) if len(items) == limit else None}


def bad_cursor() -> Refusal:
    """The refusal for a cursor that no page has given."""
    return Refusal("cursor_invalid", "Take the cursor from next of the page before.", field="query:after")
