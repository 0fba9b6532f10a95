"""Tenants, their clocks, clients and approvals on the wire."""

from enum import Enum
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from twincore.gateway.clients import SECRET_MIN, Client
from twincore.gateway.wire.scalar import (
    Answer,
    Body,
    Currency,
    Identity,
    OutId,
    OutTime,
    Reason,
    TenantName,
    Time,
    say_time,
    say_time_or_none,
    words,
)
from twincore.tenants import Tenant


class TenantOpening(Body):
    """A tenant to create. A synthetic one lives by a clock that you set; it can never become a real one, nor the other way round."""

    name: TenantName
    display_name: Annotated[str, words(100, description="What people call it.", examples=["Harbour Credit Union"])]
    currency: Currency = "AUD"
    time_zone: Annotated[str, words(64, description="IANA time zone of its business dates.", examples=["Australia/Sydney"])] = (
        "Australia/Sydney"
    )
    synthetic: bool = False
    start: Annotated[Time | None, Field(description="Where a synthetic tenant's clock starts; now if left out.")] = None
    year_end_month: Annotated[int, Field(ge=1, le=12, description="The month with which the tenant's year ends.")] = 6


class TenantRecord(Answer):
    """A tenant."""

    name: str
    display_name: str
    currency: str
    time_zone: str
    synthetic: bool
    status: Literal["active", "suspended"]
    clock: Annotated[OutTime | None, Field(description="The time of a synthetic tenant; null for one that lives by the wall clock.")]
    created_at: OutTime


class TenantList(Answer):
    """A page of tenants."""

    tenants: list[TenantRecord]
    next: Annotated[str | None, Field(description="Cursor of the next page; null at the end.")]


class WithReason(Body):
    """A write that says why."""

    reason: Reason


class ClockSetting(Body):
    """Where to move the clock of a synthetic tenant, forward: to a time or by seconds."""

    to: Time | None = None
    by_seconds: Annotated[int | None, Field(ge=0, le=100 * 366 * 86_400)] = None

    @model_validator(mode="after")
    def one_of_both(self) -> "ClockSetting":
        """Exactly one of the two."""
        if (self.to is None) == (self.by_seconds is None):
            raise ValueError("clock_setting: Give either to or by_seconds")
        return self


class ClockRecord(Answer):
    """What time it is for a tenant."""

    tenant: str
    now: OutTime
    business_date: Annotated[str, Field(json_schema_extra={"format": "date"}, description="The date in the tenant's time zone.")]
    controllable: Annotated[bool, Field(description="Whether it is a synthetic tenant's clock, which can be moved.")]


class RoleName(Enum):
    """What a client may be given."""

    TELLER = "teller"
    MANAGER = "manager"
    COMPLIANCE = "compliance"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    PARTNER = "partner"
    MEMBER = "member"


class ClientRegistration(Body):
    """A client of the local issuer. You choose its secret, so no answer ever carries one."""

    name: Annotated[str, words(40, min_length=2, pattern="^[a-z][a-z0-9-]*$", examples=["branch-12"])]
    secret: Annotated[
        str,
        words(
            200,
            min_length=SECRET_MIN,
            pattern="^[!-~]+$",
            description="Made by a machine, visible ASCII.",
            examples=["k3J9...at least 32 characters"],
        ),
    ]
    roles: Annotated[list[RoleName], Field(min_length=1, max_length=7)]
    party: Annotated[Identity | None, Field(description="The member that a client of role member speaks for.")] = None


class ClientRecord(Answer):
    """A client: it asks for tokens as client_id."""

    client_id: str
    name: str
    roles: list[str]
    party: OutId | None
    status: Literal["active", "revoked"]
    created_at: OutTime
    revoked_at: OutTime | None


class ClientList(Answer):
    """Clients in order of their names."""

    clients: list[ClientRecord]


class Approval(Body):
    """A second person's yes to one request of somebody else."""

    request_digest: Annotated[
        str, words(64, min_length=64, pattern="^[0-9a-f]{64}$", description="As the problem approval_required gave it.")
    ]
    reason: Reason | None = None


class ApprovalRecord(Answer):
    """An approval as recorded."""

    request_digest: str
    approver: str
    role: str
    at: OutTime


def tenant_body(tenant: Tenant) -> dict[str, Any]:
    """A tenant as the wire has it."""
    return {
        "name": tenant.name,
        "display_name": tenant.display_name,
        "currency": tenant.currency,
        "time_zone": tenant.time_zone,
        "synthetic": tenant.synthetic,
        "status": tenant.status.value,
        "clock": say_time_or_none(tenant.clock_us),
        "created_at": say_time(tenant.created_at_us),
    }


def client_body(client: Client, tenant_name: str) -> dict[str, Any]:
    """A client as the wire has it."""
    return {
        "client_id": f"{client.name}@{tenant_name}",
        "name": client.name,
        "roles": [role.value for role in client.roles],
        "party": None if client.party is None else str(client.party),
        "status": client.status,
        "created_at": say_time(client.created_at_us),
        "revoked_at": say_time_or_none(client.revoked_at_us),
    }
