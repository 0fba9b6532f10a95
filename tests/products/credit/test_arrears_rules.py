"""Buckets, states and provisions."""

from datetime import date, timedelta

import pytest

from twincore.products.credit import Standing, State, bucket_of, next_standing, provision_of, stage_of

DUE = date(2026, 8, 1)
GOOD = Standing(State.CURRENT, 0, 0)


def after(days: int, before: Standing = GOOD, **more: object) -> Standing:
    hardship = more.get("hardship_until")
    assert hardship is None or isinstance(hardship, date)
    return next_standing(before, DUE + timedelta(days=days), DUE, 100_00, hardship_until=hardship, probation_days=180)


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (0, 0), (29, 0), (30, 30), (59, 30), (60, 60), (89, 60), (90, 90), (181, 90), (182, 182), (272, 182), (273, 273), (364, 273),
        (365, 365), (4000, 365),
    ],
)  # fmt: skip
def test_buckets_begin_at_30_60_90_182_273_and_365_days(days: int, bucket: int) -> None:
    assert bucket_of(days) == bucket


@pytest.mark.parametrize(
    ("days", "state"), [(1, State.LATE), (29, State.LATE), (30, State.ARREARS), (89, State.ARREARS), (90, State.DEFAULT)]
)
def test_an_account_goes_from_late_to_arrears_to_default(days: int, state: State) -> None:
    assert after(days) == Standing(state, days, 100_00)


def test_on_the_due_date_itself_nothing_is_late() -> None:
    assert after(0) == GOOD


def test_a_default_stays_one_until_all_is_paid_and_is_then_on_probation() -> None:
    default = after(95)
    assert after(20, default).state is State.DEFAULT
    cured = next_standing(default, date(2027, 1, 1), None, 0, hardship_until=None, probation_days=180)
    assert cured == Standing(State.PROBATION, 0, 0, date(2027, 6, 30))
    assert next_standing(cured, date(2027, 6, 29), None, 0, hardship_until=None, probation_days=180) == cured
    assert next_standing(cured, date(2027, 6, 30), None, 0, hardship_until=None, probation_days=180) == GOOD
    assert after(3, cured).state is State.DEFAULT


def test_an_arrangement_that_is_kept_is_hardship_and_one_that_is_not_is_arrears() -> None:
    until = date(2026, 12, 31)
    assert after(5, hardship_until=until).state is State.HARDSHIP
    assert after(31, hardship_until=until).state is State.ARREARS
    kept = next_standing(GOOD, DUE, None, 0, hardship_until=until, probation_days=0)
    assert kept == Standing(State.HARDSHIP, 0, 0, until)


def test_stages_of_impairment() -> None:
    assert [stage_of(d, State.CURRENT) for d in (0, 29, 30, 89, 90)] == [1, 1, 2, 2, 3]
    assert stage_of(0, State.HARDSHIP) == 2
    assert stage_of(0, State.PROBATION) == 3


def test_a_provision_is_the_buckets_share_of_what_security_does_not_cover() -> None:
    rates = {"0": 5_000, "30": 50_000, "60": 150_000, "90": 400_000, "182": 600_000, "273": 800_000, "365": 1_000_000}
    assert provision_of(10_000_00, 0, 100, rates) == 4_000_00
    assert provision_of(10_000_00, 7_500_00, 100, rates) == 1_000_00
    assert provision_of(10_000_00, 12_000_00, 400, rates) == 0
