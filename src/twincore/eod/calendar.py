"""The calendar's verbs, and the one that prepares a tenant for its nights."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

import twincore.gl as gl
from twincore.eod.model import invalid
from twincore.eod.rules import Calendar, check_calendar
from twincore.kernel.clock import to_datetime
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal
from twincore.kernel.sql import load
from twincore.products.credit import install_credit
from twincore.products.interest import install_interest
from twincore.reconciliation import install_reconciliation
from twincore.tenants import tenant_by_number

_sql = load("twincore.eod")
_MONTHS = 12
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
STATES = ("ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC", "WA")
"""Australian states and territories whose holidays are known."""


def install_end_of_day(
    conn: Connection,
    tenant: int,
    *,
    first_date: date,
    weekend: Collection[int] = (6, 7),
    year_end_month: int = 6,
    actor: str,
    now_us: int,
) -> Calendar:
    """Prepare a tenant for its nights: calendar, general ledger, and the codes and system accounts of interest, credit and reconciliation.

    first_date: the first business date to be ended; it takes in all that the journal has by then. The same again changes nothing. The tenant's
    transaction codes and products must be installed. Takes the lane's head lock where it opens accounts. Refuses ``calendar_exists``
    (begun otherwise), ``calendar_invalid``, ``calendar_without_business_days``, ``catalogue_not_installed``, and as ``gl.open_book`` does.
    """
    if not 1 <= year_end_month <= _MONTHS:
        raise invalid("calendar_invalid", f"A year ends in month 1 to {_MONTHS}, not {year_end_month}.", "year_end_month")
    asked = check_calendar(Calendar(first_date, frozenset(weekend), year_end_month))
    values = {"tenant": tenant, "first_date": first_date, "weekend": sorted(asked.weekend), "year_end_month": year_end_month}
    if not conn.execute(_sql.open_calendar, values | {"actor": actor, "now": to_datetime(now_us)}).rowcount:
        found = get_calendar(conn, tenant)
        if (found.first_date, found.year_end_month) != (first_date, year_end_month):
            raise Refusal(
                "calendar_exists",
                f"The days of this tenant begin on {found.first_date}, its year ends in month {found.year_end_month}.",
                category=Category.CONFLICT,
            )
    gl.open_book(conn, tenant, first_date=first_date, year_end_month=year_end_month, actor=actor, now_us=now_us)
    install_interest(conn, tenant, now_us=now_us)
    install_reconciliation(conn, tenant, now_us=now_us)
    install_credit(conn, tenant, tenant_by_number(conn, tenant).currency, today=first_date, now_us=now_us)
    return get_calendar(conn, tenant)


def get_calendar(conn: Connection, tenant: int) -> Calendar:
    """The calendar of a tenant. Refuses ``end_of_day_not_installed``."""
    row = conn.execute(_sql.calendar, {"tenant": tenant}).fetchone()
    if row is None:
        raise Refusal("end_of_day_not_installed", "This tenant has no calendar: install the end of day first.", category=Category.NOT_FOUND)
    first_date, weekend, year_end_month = row
    special = {day: (kind, name) for day, kind, name in conn.execute(_sql.special_days, {"tenant": tenant}).fetchall()}
    return Calendar(first_date, frozenset(weekend), year_end_month, special)


def set_weekend(conn: Connection, tenant: int, weekend: Collection[int]) -> Calendar:
    """Other days of the week without business (ISO, 1: Monday). Refuses as ``install_end_of_day`` does, ``end_of_day_not_installed``."""
    asked = check_calendar(replace(get_calendar(conn, tenant), weekend=frozenset(weekend)))
    conn.execute(_sql.set_weekend, {"tenant": tenant, "weekend": sorted(asked.weekend)})
    return asked


def set_holidays(conn: Connection, tenant: int, holidays: Mapping[date, str]) -> Calendar:
    """Days without business, by date with their names; such a day that is there gets the new name. Refuses ``calendar_without_business_days``,
    ``end_of_day_not_installed``.
    """
    return _set_special(conn, tenant, {day: ("holiday", name) for day, name in holidays.items()})


def state_holidays(state: str, years: Collection[int]) -> dict[date, str]:
    """The days on which banks of an Australian state or territory are closed, by date with their names, from the package ``holidays``.

    state: ACT, NSW, NT, QLD, SA, TAS, VIC or WA. Public holidays of the whole state, and its bank holiday where it has one. Whoever runs the calendar
    looks at what is proclaimed for a year before it begins. Refuses ``state_unknown``, ``years_invalid`` (none, or not within 2000 to 2100).
    """
    from holidays import country_holidays  # large, and wanted once a year

    if state not in STATES:
        raise invalid("state_unknown", f"{state!r} is no state or territory of Australia: there are {', '.join(STATES)}.", "state")
    if not years or not all(_FIRST_YEAR <= year <= _LAST_YEAR for year in years):
        raise invalid("years_invalid", f"Years are {_FIRST_YEAR} to {_LAST_YEAR}.", "years")
    found = country_holidays("AU", subdiv=state, years=sorted(years), expand=False, categories=("public", "bank"), language="en_AU")
    return {day: name for day, name in sorted(found.items()) if day.year in years}


def adopt_holidays(conn: Connection, tenant: int, state: str, years: Collection[int]) -> Calendar:
    """Take the holidays of a state in some years into the calendar; days that are special already stay what they are.

    Refuses as ``state_holidays`` and ``set_holidays`` do.
    """
    special = get_calendar(conn, tenant).special
    return set_holidays(conn, tenant, {day: name for day, name in state_holidays(state, years).items() if day not in special})


def set_working_days(conn: Connection, tenant: int, days: Mapping[date, str]) -> Calendar:
    """Business days whatever their day of the week says, by date with why. Refuses ``end_of_day_not_installed``."""
    return _set_special(conn, tenant, {day: ("working", name) for day, name in days.items()})


def clear_special_day(conn: Connection, tenant: int, day: date) -> bool:
    """A day is what its day of the week says; returns whether it was not."""
    return conn.execute(_sql.clear_special_day, {"tenant": tenant, "date": day}).rowcount == 1


def _set_special(conn: Connection, tenant: int, days: Mapping[date, tuple[str, str]]) -> Calendar:
    for day, (_, name) in days.items():
        if not name.strip():
            raise invalid("calendar_invalid", f"{day} needs a name.", f"special/{day}")
    calendar = get_calendar(conn, tenant)
    asked = check_calendar(replace(calendar, special={**calendar.special, **days}))
    for day, (kind, name) in days.items():
        conn.execute(_sql.set_special_day, {"tenant": tenant, "date": day, "kind": kind, "name": name})
    return asked
