"""Calendars: which days are business days, and what ends with a date."""

from datetime import date

import pytest

from tests.eod.bank import DAY, FIRST, Bank
from twincore.eod import (
    STATES,
    Calendar,
    PeriodEnd,
    adopt_holidays,
    check_calendar,
    clear_special_day,
    end_of_date_us,
    get_calendar,
    install_end_of_day,
    period_ends,
    set_holidays,
    set_weekend,
    set_working_days,
    state_holidays,
)
from twincore.kernel.clock import to_datetime
from twincore.kernel.refusal import Refusal

FRIDAY = date(2026, 12, 25)  # Christmas Day; Boxing Day is a Saturday, so Monday the 28th is its holiday in New South Wales


def christmas() -> Calendar:
    return Calendar(FIRST, special={FRIDAY: ("holiday", "Christmas Day"), FRIDAY + DAY * 3: ("holiday", "Boxing Day")})


def test_a_day_on_a_holiday_moves_to_the_next_business_day_or_the_previous_one() -> None:
    calendar = christmas()
    assert [calendar.is_business_day(FRIDAY + DAY * n) for n in range(-1, 5)] == [True, False, False, False, False, True]
    assert calendar.next_business_day(FRIDAY) == date(2026, 12, 29)
    assert calendar.previous_business_day(date(2026, 12, 28)) == date(2026, 12, 24)
    assert calendar.next_business_day(date(2026, 12, 24)) == date(2026, 12, 24)
    assert calendar.business_days_after(date(2026, 12, 24), 2) == date(2026, 12, 30)


def test_a_working_saturday_is_a_business_day() -> None:
    calendar = Calendar(FIRST, special={date(2026, 7, 4): ("working", "Stocktake")})
    assert calendar.next_business_day(date(2026, 7, 4)) == date(2026, 7, 4)
    assert calendar.next_business_day(date(2026, 7, 5)) == date(2026, 7, 6)


@pytest.mark.parametrize(
    ("calendar", "code"),
    [
        (Calendar(FIRST, frozenset(range(1, 8))), "calendar_without_business_days"),
        (Calendar(FIRST, frozenset({0})), "calendar_invalid"),
        (Calendar(FIRST, special={FIRST + DAY * n: ("holiday", "Shut") for n in range(90)}), "calendar_without_business_days"),
    ],
)
def test_a_calendar_without_business_days_is_refused(calendar: Calendar, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_calendar(calendar)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        (date(2026, 7, 30), ()),
        (date(2026, 7, 31), (PeriodEnd.MONTH,)),
        (date(2026, 9, 30), (PeriodEnd.MONTH, PeriodEnd.QUARTER)),
        (date(2026, 12, 31), (PeriodEnd.MONTH, PeriodEnd.QUARTER)),
        (date(2027, 6, 30), (PeriodEnd.MONTH, PeriodEnd.QUARTER, PeriodEnd.YEAR)),
        (date(2028, 2, 28), ()),
        (date(2028, 2, 29), (PeriodEnd.MONTH,)),
    ],
)
def test_what_ends_with_a_date_where_the_year_ends_in_june(day: date, ends: tuple[PeriodEnd, ...]) -> None:
    assert period_ends(day, 6) == ends


def test_a_date_ends_at_midnight_where_the_tenant_is_also_when_the_clocks_change() -> None:
    # Sydney: summer time begins on 4 October 2026 at 02:00; midnight before it is +10:00, midnight after it +11:00
    assert to_datetime(end_of_date_us("Australia/Sydney", date(2026, 10, 3))).isoformat() == "2026-10-03T14:00:00+00:00"
    assert to_datetime(end_of_date_us("Australia/Sydney", date(2026, 10, 4))).isoformat() == "2026-10-04T13:00:00+00:00"
    # Beirut: summer time began on 26 March 2017 at midnight, so that day began at 01:00, 22:00 of the day before in UTC
    assert to_datetime(end_of_date_us("Asia/Beirut", date(2017, 3, 25))).isoformat() == "2017-03-25T22:00:00+00:00"


def test_a_tenants_calendar_is_kept_and_changed(bank: Bank, other_tenant: int) -> None:
    with bank.database.app(bank.tenant) as conn:
        set_holidays(conn, bank.tenant, {FRIDAY: "Christmas Day", FRIDAY + DAY: "Boxing Day"})
        set_working_days(conn, bank.tenant, {FRIDAY + DAY: "Sales"})
        set_weekend(conn, bank.tenant, (7,))
        kept = get_calendar(conn, bank.tenant)
        assert kept == Calendar(FIRST, frozenset({7}), 6, {FRIDAY: ("holiday", "Christmas Day"), FRIDAY + DAY: ("working", "Sales")})
        assert clear_special_day(conn, bank.tenant, FRIDAY)
        assert not clear_special_day(conn, bank.tenant, FRIDAY)
        for weekend in (range(1, 8), (9,)):
            with pytest.raises(Refusal):
                set_weekend(conn, bank.tenant, tuple(weekend))
        with pytest.raises(Refusal) as refused:
            set_holidays(conn, bank.tenant, {FRIDAY: " "})
        assert refused.value.field == f"special/{FRIDAY}"
    with bank.database.app(other_tenant) as conn, pytest.raises(Refusal) as refused:
        get_calendar(conn, bank.tenant)
    assert refused.value.code == "end_of_day_not_installed"


def test_the_end_of_day_is_installed_once(bank: Bank) -> None:
    with bank.database.app(bank.tenant) as conn:
        before = get_calendar(conn, bank.tenant)
        assert install_end_of_day(conn, bank.tenant, first_date=FIRST, actor="controller", now_us=bank.now_us) == before
    with bank.database.app(bank.tenant) as conn, pytest.raises(Refusal) as refused:
        install_end_of_day(conn, bank.tenant, first_date=FIRST + DAY, actor="controller", now_us=bank.now_us)
    assert refused.value.code == "calendar_exists"


def test_the_bank_holidays_of_new_south_wales_are_those_the_state_proclaims() -> None:
    """Public Holidays Act 2010 (NSW); the Monday after an Anzac Day on a weekend, for 2026 and 2027; Bank Holiday by the Retail Trading Act 2008."""
    assert state_holidays("NSW", [2026]) == {
        date(2026, 1, 1): "New Year's Day",
        date(2026, 1, 26): "Australia Day",
        date(2026, 4, 3): "Good Friday",
        date(2026, 4, 4): "Easter Saturday",
        date(2026, 4, 5): "Easter Sunday",
        date(2026, 4, 6): "Easter Monday",
        date(2026, 4, 25): "ANZAC Day",
        date(2026, 4, 27): "ANZAC Day (observed)",
        date(2026, 6, 8): "King's Birthday",
        date(2026, 8, 3): "Bank Holiday",
        date(2026, 10, 5): "Labour Day",
        date(2026, 12, 25): "Christmas Day",
        date(2026, 12, 26): "Boxing Day",
        date(2026, 12, 28): "Boxing Day (observed)",
    }


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_closed_on_christmas_day_and_has_business_days(state: str) -> None:
    holidays = state_holidays(state, range(2026, 2031))
    assert {date(year, 12, 25) for year in range(2026, 2031)} <= set(holidays)
    check_calendar(Calendar(FIRST, special={day: ("holiday", name) for day, name in holidays.items()}))


def test_holidays_of_a_state_are_taken_into_the_calendar_and_leave_what_was_decided_otherwise(bank: Bank) -> None:
    with bank.database.app(bank.tenant) as conn:
        set_working_days(conn, bank.tenant, {date(2026, 8, 3): "All hands for the migration"})
        calendar = adopt_holidays(conn, bank.tenant, "NSW", [2026])
        assert not calendar.is_business_day(date(2026, 10, 5))
        assert calendar.is_business_day(date(2026, 8, 3))
        assert adopt_holidays(conn, bank.tenant, "NSW", [2026]) == calendar == get_calendar(conn, bank.tenant)


@pytest.mark.parametrize(
    ("state", "years", "code"), [("Bavaria", [2026], "state_unknown"), ("NSW", [], "years_invalid"), ("NSW", [1776], "years_invalid")]
)
def test_holidays_that_nobody_knows_are_refused(state: str, years: list[int], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        state_holidays(state, years)
    assert caught.value.code == code
