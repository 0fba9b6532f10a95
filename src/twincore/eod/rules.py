"""Pure decisions: which days are business days, which date an occurrence falls on, what ends with a date."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from twincore.eod.model import Frequency, PeriodEnd, invalid
from twincore.products.interest import months_after

DAY = timedelta(days=1)
CLOSED_MAX = 60
"""Days without business in a row at the most: a calendar with more has no business days to speak of."""
_WEEK = 7
_DAYS = {Frequency.WEEKLY: 7, Frequency.FORTNIGHTLY: 14}
_MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.YEARLY: 12}


@dataclass(frozen=True, slots=True)
class Calendar:
    """The business days of a tenant. weekend: ISO days of the week without business; special: date -> (holiday or working, name)."""

    first_date: date
    weekend: frozenset[int] = frozenset({6, 7})
    year_end_month: int = 6
    special: Mapping[date, tuple[str, str]] = field(default_factory=dict)

    def is_business_day(self, day: date) -> bool:
        """Whether a day is one."""
        special = self.special.get(day)
        return day.isoweekday() not in self.weekend if special is None else special[0] == "working"

    def next_business_day(self, day: date) -> date:
        """The day itself if it is one, or the first after it."""
        return self._search(day, DAY)

    def previous_business_day(self, day: date) -> date:
        """The day itself if it is one, or the last before it."""
        return self._search(day, -DAY)

    def business_days_after(self, day: date, count: int) -> date:
        """So many business days after a day."""
        for _ in range(count):
            day = self.next_business_day(day + DAY)
        return day

    def _search(self, day: date, step: timedelta) -> date:
        while not self.is_business_day(day):
            day += step
        return day


def check_calendar(calendar: Calendar) -> Calendar:
    """The calendar, if it has business days. Refuses ``calendar_invalid``, ``calendar_without_business_days`` (all week, or too long in a row)."""
    if not calendar.weekend <= frozenset(range(1, _WEEK + 1)):
        raise invalid("calendar_invalid", "Days of the week are 1 (Monday) to 7 (Sunday).", "weekend")
    if len(calendar.weekend) == _WEEK:
        raise invalid("calendar_without_business_days", "Every day of the week is a weekend: no day is a business day.", "weekend")
    for day, (kind, _) in calendar.special.items():
        if kind == "holiday" and not any(calendar.is_business_day(day + DAY * ahead) for ahead in range(CLOSED_MAX)):
            raise invalid(
                "calendar_without_business_days", f"From {day} on there is no business day for {CLOSED_MAX} days.", f"special/{day}"
            )
    return calendar


def period_ends(day: date, year_end_month: int) -> tuple[PeriodEnd, ...]:
    """What ends with a date besides the day; quarters count from the year's end."""
    if (day + DAY).month == day.month:
        return ()
    months = (day.month - year_end_month) % 12
    ends = [PeriodEnd.MONTH]
    if months % 3 == 0:
        ends.append(PeriodEnd.QUARTER)
    if months == 0:
        ends.append(PeriodEnd.YEAR)
    return tuple(ends)


def occurrence(starts_on: date, frequency: Frequency, number: int) -> date | None:
    """The date of an occurrence (from 1) before it moves to a business day; None: there is none. Months count from the start, so the day stays."""
    if frequency is Frequency.ONCE:
        return starts_on if number == 1 else None
    if (days := _DAYS.get(frequency)) is not None:
        return starts_on + DAY * (days * (number - 1))
    return months_after(starts_on, _MONTHS[frequency] * (number - 1))


def after(starts_on: date, frequency: Frequency, number: int, *, ends_on: date | None, occurrences: int | None) -> tuple[int, date] | None:
    """The number and date of the occurrence after one; None: that was the last."""
    if occurrences is not None and number >= occurrences:
        return None
    following = occurrence(starts_on, frequency, number + 1)
    if following is None or (ends_on is not None and following > ends_on):
        return None
    return number + 1, following
