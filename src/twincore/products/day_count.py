"""Day counts, exact: a day, or a stretch of days, as its part of a year. The days of a period add up to the convention's own figure for it. Pure.

ISDA 2006 Definitions, section 4.16: (b) actual/actual, (d) actual/365 fixed, (e) actual/360, (f) 30/360 (bond basis).
"""

from calendar import isleap
from datetime import date, timedelta

DAY = timedelta(days=1)
YEAR = 1_603_080
"""Parts of a year: the smallest number that 360, 365 and 366 divide, so that no day count rounds."""


def part_of_year(convention: str, day: date, *, late_start: bool = False) -> tuple[int, int]:
    """The part of a year from a day to the next, as numerator and denominator.

    late_start: the period began on the 30th or 31st, where 30/360 counts the 31st as the 30th.
    """
    match convention:
        case "actual/365":
            return 1, 365
        case "actual/360":
            return 1, 360
        case "actual/actual":
            return 1, _days_of(day.year)
        case "30/360":
            return _days_30(day + DAY, late_start) - _days_30(day, late_start), 360
    raise AssertionError(convention)


def parts(convention: str, anchor: date, start: date, end: date) -> int:
    """The days from start to end (exclusive) in parts of a year, ``YEAR`` of them.

    anchor: the first day of the interest period; of 30/360 the stretches of one period add up to the whole.
    """
    match convention:
        case "actual/365":
            return (end - start).days * (YEAR // 365)
        case "actual/360":
            return (end - start).days * (YEAR // 360)
        case "actual/actual":
            return _by_calendar_year(start, end)
        case "30/360":
            late = _late(anchor)
            return (_days_30(end, late) - _days_30(start, late)) * (YEAR // 360)
    raise AssertionError(convention)


def days_30_360(start: date, end: date) -> int:
    """The days of a period by 30/360 (bond basis): the 31st counts as the 30th at the start, and at the end where the start does."""
    late = _late(start)
    return _days_30(end, late) - _days_30(start, late)


def _late(start: date) -> bool:
    return start.day >= 30


def _days_30(day: date, late_start: bool) -> int:
    return 360 * day.year + 30 * day.month + (min(day.day, 30) if late_start else day.day)


def _days_of(year: int) -> int:
    return 366 if isleap(year) else 365


def _by_calendar_year(start: date, end: date) -> int:
    total = 0
    while start < end:
        turn = min(end, date(start.year + 1, 1, 1))
        total += (turn - start).days * (YEAR // _days_of(start.year))
        start = turn
    return total


def is_month_end(day: date) -> bool:
    """Whether a day is the last of its month."""
    return (day + DAY).day == 1


def cycle_ends(cycle: str, day: date) -> bool:
    """Whether interest of a cycle falls due at the end of a day (at maturity: never by the calendar)."""
    match cycle:
        case "daily":
            return True
        case "monthly":
            return is_month_end(day)
        case "quarterly":
            return is_month_end(day) and day.month % 3 == 0
        case "yearly":
            return (day.month, day.day) == (12, 31)
        case "maturity":
            return False
    raise AssertionError(cycle)


def month_on(start: date, months: int, day: int) -> date:
    """The day (1..28) of the month that comes so many months after start's."""
    years, month = divmod(start.month - 1 + months, 12)
    return date(start.year + years, month + 1, day)


def months_after(day: date, months: int) -> date:
    """The day so many months later; the last of a month that is too short."""
    first = month_on(day, months, 1)
    last = (month_on(first, 1, 1) - DAY).day
    return first.replace(day=min(day.day, last))
