"""Tenants: the institutions on the platform, whether they are served, and what time it is for each."""

from twincore.tenants.clocks import TenantClock, TenantClocks
from twincore.tenants.model import CLOCK_MAX_US, DISPLAY_NAME_MAX, LIST_MAX, NAME_PATTERN, NAMES_RESERVED, Tenant, TenantStatus
from twincore.tenants.rules import business_date
from twincore.tenants.service import (
    active_tenant,
    create_tenant,
    list_tenants,
    resume_tenant,
    set_clock,
    suspend_tenant,
    tenant_by_name,
    tenant_by_number,
)

__all__ = [
    "CLOCK_MAX_US",
    "DISPLAY_NAME_MAX",
    "LIST_MAX",
    "NAMES_RESERVED",
    "NAME_PATTERN",
    "Tenant",
    "TenantClock",
    "TenantClocks",
    "TenantStatus",
    "active_tenant",
    "business_date",
    "create_tenant",
    "list_tenants",
    "resume_tenant",
    "set_clock",
    "suspend_tenant",
    "tenant_by_name",
    "tenant_by_number",
]
