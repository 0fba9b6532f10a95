"""Pure decisions of tenancy: what a tenant may be called, and which day a moment belongs to."""

import re
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from twincore.kernel.clock import to_datetime
from twincore.kernel.refusal import Refusal
from twincore.tenants.model import CLOCK_MAX_US, DISPLAY_NAME_MAX, NAME_PATTERN, NAMES_RESERVED, Tenant

_NAME = re.compile(NAME_PATTERN)


def check_name(name: str) -> str:
    """The name, if a tenant may have it; refuses ``tenant_name_invalid`` and ``tenant_name_reserved``."""
    if not _NAME.fullmatch(name):
        raise Refusal(
            "tenant_name_invalid",
            "A tenant's name is a slug: a lower-case letter, then 1 to 30 lower-case letters, digits or hyphens.",
            field="name",
        )
    if name in NAMES_RESERVED:
        raise Refusal("tenant_name_reserved", f"{name!r} stands for the platform itself.", field="name")
    return name


def check_display_name(display_name: str) -> str:
    """The display name without surrounding space; refuses ``display_name_invalid`` if empty, too long or unprintable."""
    clean = display_name.strip()
    if not 1 <= len(clean) <= DISPLAY_NAME_MAX or not clean.isprintable():
        raise Refusal("display_name_invalid", f"A display name has 1 to {DISPLAY_NAME_MAX} printable characters.", field="display_name")
    return clean


def check_time_zone(name: str) -> str:
    """The name, if the IANA time zone database has it; refuses ``time_zone_unknown``."""
    if name not in _time_zones():
        raise Refusal(
            "time_zone_unknown", f"{name!r} is not a name of the IANA time zone database, such as Australia/Sydney.", field="time_zone"
        )
    return name


def check_time(us: int, field: str) -> int:
    """The time, if a clock may stand there (1970 to 9999); refuses ``clock_out_of_range``."""
    if not 0 <= us < CLOCK_MAX_US:
        raise Refusal("clock_out_of_range", "A clock stands between the years 1970 and 9999.", field=field)
    return us


def business_date(tenant: Tenant, now_us: int) -> date:
    """The calendar date of a moment (microseconds since the epoch) in the tenant's time zone."""
    return local_date(tenant.time_zone, now_us)


def local_date(time_zone: str, now_us: int) -> date:
    """The calendar date of a moment (microseconds since the epoch) in a time zone (IANA name)."""
    return to_datetime(now_us).astimezone(_zone(time_zone)).date()


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())
