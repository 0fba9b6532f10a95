"""The independent recount of interest: figures worked out by hand from the terms of the account."""

from datetime import date, timedelta

import pytest

from twincore.simulation.recount import InterestRecount, day_bonus, day_interest, tax_of

KEY = (1, "savings")
MARCH = [date(2026, 3, 1) + timedelta(days=n) for n in range(31)]


def a_month(
    balance: int, *, deposited: int = 0, withdrawals: int = 0, without_tfn: bool = False
) -> tuple[InterestRecount, dict[tuple[int, str], tuple[int, int]]]:
    recount = InterestRecount({1} if without_tfn else set())
    recount.deposit(KEY, deposited)
    for _ in range(withdrawals):
        recount.withdraw(KEY)
    due = None
    for day in MARCH:
        assert due is None, "nothing is due before the month is over"
        due = recount.end_day(day, {KEY: balance})
    assert due is not None
    return recount, due


def test_a_days_interest_is_in_millionths_of_a_cent() -> None:
    # 1,000.00 at 1.5% a year: 1,500 cents a year, 4.109589... cents a day
    assert day_interest(100_000) == 4_109_589
    # 60,000.00: 50,000.00 at 1.5% and 10,000.00 at 2.5% are 1,000.00 a year
    assert day_interest(6_000_000) == 273_972_603
    assert day_bonus(100_000) == 8_219_178  # 3%: 8.2191780...


@pytest.mark.parametrize(
    ("deposited", "withdrawals", "interest"),
    [(0, 0, 127), (100_00, 0, 382), (100_00, 1, 382), (99_99, 0, 127), (100_00, 2, 127)],
)
def test_a_month_with_and_without_its_bonus(deposited: int, withdrawals: int, interest: int) -> None:
    # 31 days of 4.109589 cents are 127.397; with the bonus of 3% they are 382.19
    assert a_month(100_000, deposited=deposited, withdrawals=withdrawals)[1] == {KEY: (interest, 0)}


def test_tax_is_withheld_of_those_who_gave_no_number() -> None:
    # 47% of 127 cents is 59.69
    assert a_month(100_000, without_tfn=True)[1] == {KEY: (127, 60)}
    assert (tax_of(50), tax_of(150)) == (24, 70), "half to even: 23.5 and 70.5"


def test_what_is_left_of_a_cent_is_carried_into_the_next_month() -> None:
    recount, _ = a_month(100_000)
    due = None
    for n in range(30):
        due = recount.end_day(date(2026, 4, 1) + timedelta(days=n), {KEY: 100_000})
    assert due == {KEY: (124, 0)}, "61 days are 250.68 cents, of which 127 were paid"


def test_a_cent_too_much_is_noticed() -> None:
    recount, due = a_month(100_000)
    assert recount.compare(MARCH[-1], due, {KEY: (127, 0)}) == []
    assert len(recount.compare(MARCH[-1], due, {KEY: (128, 0)})) == 1
    assert len(recount.compare(MARCH[-1], due, {})) == 1
    assert len(recount.compare(MARCH[-1], due, {KEY: (127, 0), (2, "savings"): (1, 0)})) == 1
    assert (recount.result.compared, recount.result.differences) == (5, 3)


def test_money_that_moved_as_of_the_day_before_changes_that_days_interest() -> None:
    recount, once = a_month(100_000)
    assert once == {KEY: (127, 0)}
    recount.end_day(date(2026, 4, 1), {KEY: 100_000})
    recount.correct(KEY, -100_000)
    due = None
    for n in range(1, 30):
        due = recount.end_day(date(2026, 4, 1) + timedelta(days=n), {KEY: 0})
    assert due == {}, "April has earned nothing"
