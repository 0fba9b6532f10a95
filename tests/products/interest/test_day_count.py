"""Day counts, against ISDA's published tables and the arithmetic of the calendar."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twincore.products.day_count import cycle_ends
from twincore.products.interest import days_30_360, months_after, part_of_year

DATES = st.dates(date(1999, 1, 1), date(2041, 1, 1))


def fraction_of_year(convention: str, start: date, end: date) -> Fraction:
    """The sum of the parts of all days of a period."""
    days = [start + timedelta(days=n) for n in range((end - start).days)]
    return sum((Fraction(*part_of_year(convention, day, late_start=start.day >= 30)) for day in days), Fraction(0))


# ISDA's worked examples of 30/360 (2006 Definitions, 4.16(f), bond basis): start, end, days.
BOND_BASIS = [
    ("2007-01-15", "2007-01-30", 15),
    ("2007-01-15", "2007-02-15", 30),
    ("2007-01-15", "2007-07-15", 180),
    ("2007-09-30", "2008-03-31", 180),
    ("2007-09-30", "2007-10-31", 30),
    ("2007-09-30", "2008-09-30", 360),
    ("2007-01-15", "2007-01-31", 16),
    ("2007-01-31", "2007-02-28", 28),
    ("2007-02-28", "2007-03-31", 33),
    ("2006-08-31", "2007-02-28", 178),
    ("2007-02-28", "2007-08-31", 183),
    ("2007-02-14", "2007-02-28", 14),
    ("2007-02-26", "2008-02-29", 363),
    ("2008-02-29", "2009-02-28", 359),
    ("2008-02-29", "2008-03-30", 31),
    ("2008-02-29", "2008-03-31", 32),
]

# ISDA's memorandum of 1998 on actual/actual: what 10,000 at 10% bears from start to end.
ACTUAL_ACTUAL = [
    ("2003-11-01", "2004-05-01", "497.72"),
    ("1999-02-01", "1999-07-01", "410.96"),
    ("1999-07-01", "2000-07-01", "1001.38"),
    ("2002-08-15", "2003-07-15", "915.07"),
    ("2003-07-15", "2004-01-15", "504.00"),
    ("1999-07-30", "2000-01-30", "503.89"),
    ("2000-01-30", "2000-06-30", "415.30"),
]


@pytest.mark.parametrize(("start", "end", "days"), BOND_BASIS)
def test_30_360_counts_as_isda_says(start: str, end: str, days: int) -> None:
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    assert days_30_360(first, last) == days
    assert fraction_of_year("30/360", first, last) == Fraction(days, 360)


@pytest.mark.parametrize(("start", "end", "amount"), ACTUAL_ACTUAL)
def test_actual_actual_bears_what_isda_says(start: str, end: str, amount: str) -> None:
    share = fraction_of_year("actual/actual", date.fromisoformat(start), date.fromisoformat(end))
    assert round(share * 10_000 * Fraction(1, 10), 2) == Fraction(amount)


@given(start=DATES, days=st.integers(0, 800))
def test_the_days_of_a_period_add_up_to_the_period(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    assert fraction_of_year("30/360", start, end) == Fraction(days_30_360(start, end), 360)
    assert fraction_of_year("actual/365", start, end) == Fraction(days, 365)
    assert fraction_of_year("actual/360", start, end) == Fraction(days, 360)


def test_a_leap_year_has_366_days_only_where_the_convention_knows_leap_years() -> None:
    assert fraction_of_year("actual/actual", date(2028, 1, 1), date(2029, 1, 1)) == 1
    assert fraction_of_year("actual/365", date(2028, 1, 1), date(2029, 1, 1)) == Fraction(366, 365)
    assert fraction_of_year("30/360", date(2028, 1, 1), date(2029, 1, 1)) == 1


def test_february_has_thirty_days_in_30_360() -> None:
    assert part_of_year("30/360", date(2027, 2, 28)) == (3, 360)
    assert part_of_year("30/360", date(2028, 2, 28)) == (1, 360)
    assert part_of_year("30/360", date(2028, 2, 29)) == (2, 360)


def test_cycles_end_with_months_quarters_and_years() -> None:
    days = [date(2028, 1, 1) + timedelta(days=n) for n in range(366)]
    ends = {cycle: [d for d in days if cycle_ends(cycle, d)] for cycle in ("daily", "monthly", "quarterly", "yearly", "maturity")}
    assert [len(ends[cycle]) for cycle in ends] == [366, 12, 4, 1, 0]
    assert date(2028, 2, 29) in ends["monthly"]
    assert ends["quarterly"] == [date(2028, 3, 31), date(2028, 6, 30), date(2028, 9, 30), date(2028, 12, 31)]


def test_a_term_in_months_ends_on_the_same_day_or_the_last_of_a_shorter_month() -> None:
    assert months_after(date(2027, 8, 31), 6) == date(2028, 2, 29)
    assert months_after(date(2026, 12, 15), 1) == date(2027, 1, 15)
    assert months_after(date(2026, 11, 30), 1) == date(2026, 12, 30)
    assert months_after(date(2026, 1, 31), 23) == date(2027, 12, 31)
