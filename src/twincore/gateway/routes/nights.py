"""Nights: ending business dates, what came of it, and the calendar."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Annotated

from fastapi import Path, Response

from twincore import eod
from twincore.gateway.commands import Done, command_of, perform, say
from twincore.gateway.nights import NightAsked, ask_night, nights_asked
from twincore.gateway.operation import Call, Desk
from twincore.gateway.routes.scope import After, Calling, Limit, bad_cursor
from twincore.gateway.wire.nights import (
    BusinessDayRecord,
    CalendarOpening,
    CalendarRecord,
    DayEnding,
    DayList,
    DayRecord,
    HolidayAdoption,
    SpecialDays,
    Weekend,
    calendar_body,
    day_body,
    waiting_body,
)
from twincore.gateway.wire.scalar import DayParameter
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Refusal, not_found

desk = Desk("nights")
DatePath = Annotated[DayParameter, Path(description="A business date.")]


@cache
def planned() -> tuple[str, ...]:
    """The names of the steps of a day's end, in order."""
    return tuple(step.name for step in eod.steps())


@desk.operation(
    "POST",
    "/v1/days/{date}/end",
    command="eod.end_day",
    body=DayEnding,
    answer=DayRecord,
    status=202,
    refusals=("end_of_day_not_installed", "day_before_first", "day_not_over"),
    example={},
)
def end_day(call: Calling, date: DatePath) -> Response:
    """End a business date, and before it every date that is not ended yet.

    Answers at once: the night runs behind the requests, customers go on, and what they do from now on belongs to the next date. Read its progress
    at the date. A night survives the process: the next one that starts goes on where it was. A date that is ended already is answered as it is.
    """
    reason = call.heard(DayEnding).reason

    def verb(conn: Connection, now_us: int) -> Done:
        eod.check_date(conn, call.tenant, date, now_us=now_us)
        done = date < eod.next_date(conn, call.tenant)
        if not done:
            ask_night(conn, call.tenant, date, actor=call.actor, command=command_of(call, now_us).id, now_us=now_us)
        body = _read_day(conn, call.tenant, date)
        return Done(body, f"day/{date}", location=f"/v1/days/{date}", status=200 if done else None)

    return perform(call, verb, reason=reason, on_commit=lambda: call.platform.nights.run(call.tenant))


@desk.operation("GET", "/v1/days", answer=DayList, refusals=("end_of_day_not_installed", "cursor_invalid"))
def list_days(call: Calling, after: After = None, limit: Limit = 31) -> Response:
    """List the business dates whose end has begun, newest first."""
    try:
        before = None if after is None else date.fromisoformat(after)
    except ValueError:
        raise bad_cursor() from None
    with call.platform.database.app(call.tenant) as conn:
        following = eod.next_date(conn, call.tenant)
        reports = eod.day_reports(conn, call.tenant, before=before, limit=limit)
        asked = nights_asked(conn, call.tenant, [report.date for report in reports])
    days = [day_body(report, asked.get(report.date), planned(), steps=False) for report in reports]
    more = reports[-1].date.isoformat() if len(reports) == limit else None
    return say({"days": days, "next_date": following.isoformat(), "next": more})


@desk.operation("GET", "/v1/days/{date}", answer=DayRecord, refusals=("end_of_day_not_installed", "day_not_found"))
def get_day(call: Calling, date: DatePath) -> Response:
    """Tell how far the end of a business date is, and what it has done."""
    with call.platform.database.app(call.tenant) as conn:
        return say(_read_day(conn, call.tenant, date))


def _read_day(conn: Connection, tenant: int, day: date) -> dict[str, object]:
    asked: NightAsked | None = nights_asked(conn, tenant, [day]).get(day)
    try:
        return day_body(eod.day_report(conn, tenant, day), asked, planned())
    except Refusal as refusal:
        if refusal.code != "day_not_found" or asked is None:
            raise
    calendar = eod.get_calendar(conn, tenant)
    ends = [end.value for end in eod.period_ends(day, calendar.year_end_month)]
    return waiting_body(calendar, asked, ends, planned())


@desk.operation("GET", "/v1/calendar", answer=CalendarRecord, refusals=("end_of_day_not_installed",))
def get_calendar(call: Calling) -> Response:
    """Tell which days are business days."""
    with call.platform.database.app(call.tenant) as conn:
        return say(calendar_body(eod.get_calendar(conn, call.tenant)))


@desk.operation(
    "POST",
    "/v1/calendar",
    command="eod.install_end_of_day",
    body=CalendarOpening,
    answer=CalendarRecord,
    status=201,
    refusals=("calendar_exists", "calendar_without_business_days", "catalogue_not_installed"),
    example={"first_date": "2026-03-02"},
)
def open_calendar(call: Calling) -> Response:
    """Prepare a tenant of an earlier release for its nights: calendar, general ledger, loans and cards, reconciliation.

    A new tenant has all that from the beginning. The same again changes nothing.
    """
    asked = call.heard(CalendarOpening)

    def verb(conn: Connection, now_us: int) -> Done:
        calendar = eod.install_end_of_day(
            conn,
            call.tenant,
            first_date=asked.first_date,
            weekend=asked.weekend,
            year_end_month=asked.year_end_month,
            actor=call.actor,
            now_us=now_us,
        )
        body = calendar_body(calendar)
        return Done(body, "calendar", None, body, location="/v1/calendar")

    return perform(call, verb, reason=asked.reason, on_commit=lambda: call.platform.forget_catalogue(call.tenant))


@desk.operation("GET", "/v1/calendar/days/{date}", answer=BusinessDayRecord, refusals=("end_of_day_not_installed",))
def get_business_day(call: Calling, date: DatePath) -> Response:
    """Tell whether a date is a business day, and which are the nearest."""
    with call.platform.database.app(call.tenant) as conn:
        calendar = eod.get_calendar(conn, call.tenant)
    special = calendar.special.get(date)
    return say(
        {
            "date": date.isoformat(),
            "business_day": calendar.is_business_day(date),
            "name": None if special is None else special[1],
            "next_business_day": calendar.next_business_day(date).isoformat(),
            "previous_business_day": calendar.previous_business_day(date).isoformat(),
        }
    )


def _change(call: Call, change: Callable[[Connection], object], reason: str | None = None) -> Response:
    def verb(conn: Connection, _now_us: int) -> Done:
        before = calendar_body(eod.get_calendar(conn, call.tenant))
        change(conn)
        after = calendar_body(eod.get_calendar(conn, call.tenant))
        return Done(after, "calendar", before, after)

    return perform(call, verb, reason=reason)


@desk.operation(
    "POST",
    "/v1/calendar/weekend",
    command="eod.set_weekend",
    body=Weekend,
    answer=CalendarRecord,
    refusals=("end_of_day_not_installed", "calendar_without_business_days"),
    example={"weekend": [6, 7]},
)
def set_weekend(call: Calling) -> Response:
    """Say which days of the week are without business."""
    weekend = call.heard(Weekend).weekend
    return _change(call, lambda conn: eod.set_weekend(conn, call.tenant, weekend))


@desk.operation(
    "POST",
    "/v1/calendar/days",
    command="eod.set_special_days",
    body=SpecialDays,
    answer=CalendarRecord,
    refusals=("end_of_day_not_installed", "calendar_without_business_days"),
    example={"days": [{"date": "2026-04-03", "kind": "holiday", "name": "Good Friday"}]},
)
def set_special_days(call: Calling) -> Response:
    """Set holidays, and days that are worked all the same."""
    days = call.heard(SpecialDays).days
    holidays = {day.date: day.name for day in days if day.kind.value == "holiday"}
    working = {day.date: day.name for day in days if day.kind.value == "working"}

    def change(conn: Connection) -> None:
        if working:
            eod.set_working_days(conn, call.tenant, working)
        if holidays:
            eod.set_holidays(conn, call.tenant, holidays)

    return _change(call, change)


@desk.operation(
    "POST",
    "/v1/calendar/holidays",
    command="eod.adopt_holidays",
    body=HolidayAdoption,
    answer=CalendarRecord,
    refusals=("end_of_day_not_installed", "calendar_without_business_days"),
    example={"state": "NSW", "years": [2026, 2027]},
)
def adopt_holidays(call: Calling) -> Response:
    """Take the days on which banks of an Australian state are closed into the calendar; days that are special already stay what they are.

    Look at what is proclaimed for a year before it begins.
    """
    asked = call.heard(HolidayAdoption)
    return _change(call, lambda conn: eod.adopt_holidays(conn, call.tenant, asked.state.value, asked.years), asked.reason)


@desk.operation(
    "POST",
    "/v1/calendar/days/{date}/clear",
    command="eod.clear_special_day",
    body=DayEnding,
    answer=CalendarRecord,
    refusals=("end_of_day_not_installed", "special_day_not_found"),
    example={"reason": "Moved to Monday."},
)
def clear_special_day(call: Calling, date: DatePath) -> Response:
    """Let a day be again what its day of the week says."""
    reason = call.heard(DayEnding).reason

    def change(conn: Connection) -> None:
        if not eod.clear_special_day(conn, call.tenant, date):
            raise not_found("special_day", date, "date")

    return _change(call, change, reason)
