"""Day counts: published examples, and stretches of one period add up."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twincore.products.day_count import YEAR, month_on, parts


def year_fraction(convention: str, start: date, end: date) -> Fraction:
    return Fraction(parts(convention, start, start, end), YEAR)


def test_actual_actual_counts_each_day_in_its_own_year_as_the_isda_memorandum_of_1999_does() -> None:
    # "EMU and market conventions", 10 per cent on 10,000: 1 November 2003 to 1 May 2004 gives 497.72
    assert year_fraction("actual/actual", date(2003, 11, 1), date(2004, 5, 1)) == Fraction(61, 365) + Fraction(121, 366)
    assert round(10_000 * Fraction(1, 10) * year_fraction("actual/actual", date(2003, 11, 1), date(2004, 5, 1)) * 100) == 497_72
    # and 1 February to 1 July 1999 gives 410.96
    assert round(10_000 * Fraction(1, 10) * year_fraction("actual/actual", date(1999, 2, 1), date(1999, 7, 1)) * 100) == 410_96


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2006, 8, 31), date(2007, 2, 28), 178),
        (date(2007, 2, 28), date(2007, 8, 31), 183),
        (date(2007, 8, 31), date(2008, 2, 29), 179),
        (date(2008, 2, 29), date(2008, 8, 31), 182),
        (date(2006, 8, 20), date(2007, 2, 20), 180),
        (date(2007, 1, 15), date(2007, 1, 31), 16),
        (date(2007, 1, 30), date(2007, 3, 31), 60),
    ],
)
def test_30_360_is_the_bond_basis_of_isda_2006(start: date, end: date, days: int) -> None:
    assert year_fraction("30/360", start, end) == Fraction(days, 360)


def test_a_leap_year_has_366_days_for_actual_365_and_one_year_for_actual_actual() -> None:
    start, end = date(2028, 1, 1), date(2029, 1, 1)
    assert year_fraction("actual/365", start, end) == Fraction(366, 365)
    assert year_fraction("actual/360", start, end) == Fraction(366, 360)
    assert year_fraction("actual/actual", start, end) == 1
    assert year_fraction("30/360", start, end) == 1


@given(
    st.sampled_from(["actual/365", "actual/360", "actual/actual", "30/360"]),
    st.dates(date(2020, 1, 1), date(2032, 1, 1)),
    st.integers(0, 400),
    st.integers(0, 400),
)
def test_the_stretches_of_a_period_add_up_to_the_whole(convention: str, start: date, first: int, second: int) -> None:
    middle = start + timedelta(days=first)
    end = middle + timedelta(days=second)
    whole = parts(convention, start, start, end)
    assert parts(convention, start, start, middle) + parts(convention, start, middle, end) == whole


def test_months_on_end_in_the_right_year() -> None:
    assert month_on(date(2026, 11, 30), 1, 15) == date(2026, 12, 15)
    assert month_on(date(2026, 11, 30), 2, 28) == date(2027, 1, 28)
    assert month_on(date(2026, 1, 5), 360, 5) == date(2056, 1, 5)
