"""The nouns of tenancy: a tenant, and the limits on what one may be called. Times are microseconds since 1970 UTC."""

from dataclasses import dataclass
from enum import StrEnum

from twincore.kernel.refusal import Category, Refusal, Retry

NAME_PATTERN = r"[a-z][a-z0-9-]{1,30}"
"""A tenant's name: a slug of 2 to 31 characters."""
NAMES_RESERVED = frozenset({"platform"})
"""Names that no tenant may have: ``platform`` stands for the platform itself in tokens."""
DISPLAY_NAME_MAX = 100
"""Characters of a display name at the most."""
CLOCK_MAX_US = 253_402_300_800_000_000
"""The clock of a synthetic tenant stays before the year 10000."""
LIST_MAX = 1_000
"""Tenants of one page of the list at the most."""


class TenantStatus(StrEnum):
    """Whether the platform serves a tenant."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Tenant:
    """One institution on the platform.

    number: counts up from 1; name: slug; currency: ISO 4217 of its books; time_zone: IANA name; synthetic: a made-up world;
    clock_us: the time of a synthetic tenant, None for a real one, which lives by the wall clock.
    """

    number: int
    name: str
    display_name: str
    currency: str
    time_zone: str
    synthetic: bool
    status: TenantStatus
    clock_us: int | None
    created_at_us: int


def tenant_suspended(tenant: Tenant) -> Refusal:
    """The refusal for whatever is asked of a suspended tenant."""
    return Refusal(
        "tenant_suspended",
        f"Tenant {tenant.name} is suspended; an operator of the platform can resume it.",
        category=Category.FORBIDDEN,
        retry=Retry.NEW_KEY,
    )


def clock_not_controllable(name: str, field: str) -> Refusal:
    """The refusal for setting the time of a real tenant."""
    return Refusal(
        "clock_not_controllable",
        f"Tenant {name} is not synthetic: it lives by the wall clock, which nobody sets.",
        category=Category.RULE,
        field=field,
    )


def clock_backwards(tenant: Tenant) -> Refusal:
    """The refusal for turning a clock back."""
    return Refusal(
        "clock_backwards",
        f"The clock of tenant {tenant.name} stands later than that, and time never goes back.",
        category=Category.RULE,
        field="to",
        clock_us=tenant.clock_us,
    )
