"""Standing orders and scheduled payments: on the date, on the next business day, again where the money is lacking, until they end."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

import twincore.ledger as ledger
from tests.eod.bank import DAY, FIRST, Bank
from twincore.eod import (
    Frequency,
    StandingOrder,
    StandingOrderSpec,
    cancel_standing_order,
    create_standing_order,
    get_standing_order,
    list_standing_orders,
    occurrence,
    payments_of,
    set_holidays,
)
from twincore.kernel.refusal import Refusal

RENT = UUID(int=77)


@pytest.fixture
def pair(bank: Bank) -> tuple[int, int]:
    """A payer with 1,000.00, and a payee."""
    bank.product("everyday", kind="transaction", plan={"tiers": [{"from": 0, "rate_ppm": 0}]})
    payer, payee = bank.open("everyday"), bank.open("everyday", 1)
    bank.post("cash_deposit", account=payer, amount=100_000)
    return payer, payee


def order(bank: Bank, pair: tuple[int, int], frequency: Frequency, starts_on: date, amount: int = 30_000, **more: Any) -> StandingOrder:
    parameters = {"from_account": pair[0], "to_account": pair[1], "amount": amount, "description": "Rent"}
    with bank.database.app(bank.tenant) as conn:
        spec = StandingOrderSpec("internal_transfer", parameters, frequency, starts_on, **more)
        return create_standing_order(conn, bank.tenant, spec, id=RENT, now_us=bank.now_us)


def paid(bank: Bank) -> list[tuple[date, str, int, str | None]]:
    with bank.database.app(bank.tenant) as conn:
        return [(one.due_on, one.status, one.attempts, one.reason) for one in payments_of(conn, bank.tenant, RENT)]


@pytest.mark.parametrize(
    ("frequency", "number", "expected"),
    [
        (Frequency.ONCE, 1, date(2027, 1, 31)),
        (Frequency.ONCE, 2, None),
        (Frequency.WEEKLY, 3, date(2027, 2, 14)),
        (Frequency.FORTNIGHTLY, 2, date(2027, 2, 14)),
        (Frequency.MONTHLY, 2, date(2027, 2, 28)),
        (Frequency.MONTHLY, 3, date(2027, 3, 31)),
        (Frequency.QUARTERLY, 2, date(2027, 4, 30)),
        (Frequency.YEARLY, 3, date(2029, 1, 31)),
    ],
)
def test_the_day_stays_where_the_month_has_it(frequency: Frequency, number: int, expected: date | None) -> None:
    assert occurrence(date(2027, 1, 31), frequency, number) == expected


def test_a_payment_is_made_on_its_date_before_anything_else(bank: Bank, pair: tuple[int, int]) -> None:
    order(bank, pair, Frequency.ONCE, date(2026, 7, 2))
    assert bank.balance(pair[1]) == 0
    bank.end(FIRST)
    assert bank.balance(pair[1]) == 30_000
    with bank.database.app(bank.tenant) as conn:
        transfer = ledger.history(conn, bank.tenant, pair[1])[0]
        assert get_standing_order(conn, bank.tenant, RENT).status == "ended"
    assert (transfer.value_date, transfer.detail) == (date(2026, 7, 2), {"description": "Rent"})
    assert bank.end(FIRST + DAY).posted == 0


def test_a_payment_due_on_a_weekend_or_holiday_is_made_on_the_next_business_day(bank: Bank, pair: tuple[int, int]) -> None:
    with bank.database.app(bank.tenant) as conn:
        set_holidays(conn, bank.tenant, {date(2026, 7, 6): "Members' day"})
    order(bank, pair, Frequency.ONCE, date(2026, 7, 4))  # a Saturday
    for day in (3, 4, 5):
        bank.end(date(2026, 7, day))
        assert bank.balance(pair[1]) == 0
    bank.end(date(2026, 7, 6))
    assert bank.balance(pair[1]) == 30_000


def test_a_weekly_order_ends_after_its_occurrences(bank: Bank, pair: tuple[int, int]) -> None:
    order(bank, pair, Frequency.WEEKLY, date(2026, 7, 2), occurrences=2)
    bank.end(date(2026, 7, 16))
    assert paid(bank) == [(date(2026, 7, 2), "posted", 1, None), (date(2026, 7, 9), "posted", 1, None)]
    assert bank.balance(pair[1]) == 60_000


def test_a_payment_without_funds_is_tried_again_and_then_given_up_but_the_order_goes_on(bank: Bank, pair: tuple[int, int]) -> None:
    order(bank, pair, Frequency.WEEKLY, date(2026, 7, 2), amount=250_000, retries=2, ends_on=date(2026, 7, 10))
    bank.end(date(2026, 7, 2))
    assert paid(bank) == [(date(2026, 7, 2), "due", 2, "insufficient_funds")]
    bank.end(date(2026, 7, 4))  # for Saturday and Sunday nothing is tried
    assert paid(bank) == [(date(2026, 7, 2), "due", 2, "insufficient_funds")]
    bank.end(date(2026, 7, 5))
    assert paid(bank) == [(date(2026, 7, 2), "failed", 3, "insufficient_funds")]
    bank.end(date(2026, 7, 8))
    assert paid(bank)[1] == (date(2026, 7, 9), "due", 1, "insufficient_funds")
    bank.post("cash_deposit", account=pair[0], amount=500_000)
    bank.end(date(2026, 7, 9))
    assert paid(bank)[1] == (date(2026, 7, 9), "posted", 2, None)
    assert bank.balance(pair[1]) == 250_000


def test_a_cancelled_order_pays_no_more_nor_what_it_owes(bank: Bank, pair: tuple[int, int]) -> None:
    order(bank, pair, Frequency.WEEKLY, date(2026, 7, 2), amount=250_000)
    bank.end(FIRST)
    with bank.database.app(bank.tenant) as conn:
        for _ in range(2):
            assert cancel_standing_order(conn, bank.tenant, RENT, now_us=bank.now_us).status == "cancelled"
        assert [one.status for one in list_standing_orders(conn, bank.tenant, payer=pair[0])] == ["cancelled"]
    bank.post("cash_deposit", account=pair[0], amount=500_000)
    bank.end(date(2026, 7, 9))
    assert paid(bank) == [(date(2026, 7, 2), "cancelled", 1, "insufficient_funds")]
    assert bank.balance(pair[1]) == 0


def test_the_same_order_again_changes_nothing_and_another_under_its_id_is_refused(bank: Bank, pair: tuple[int, int]) -> None:
    first = order(bank, pair, Frequency.MONTHLY, date(2026, 7, 2))
    assert order(bank, pair, Frequency.MONTHLY, date(2026, 7, 2)) == first
    with pytest.raises(Refusal) as refused:
        order(bank, pair, Frequency.MONTHLY, date(2026, 7, 2), amount=1)
    assert refused.value.code == "standing_order_exists"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code": "cash_deposit"}, "standing_order_invalid"),
        ({"parameters": {"amount": 5}}, "standing_order_invalid"),
        ({"parameters": {"from_account": 987_654, "to_account": 1, "amount": 5}}, "account_not_found"),
        ({"ends_on": date(2026, 7, 1)}, "standing_order_invalid"),
        ({"occurrences": 0}, "standing_order_invalid"),
        ({"retries": 31}, "standing_order_invalid"),
    ],
)
def test_an_order_that_cannot_be_paid_is_refused(bank: Bank, pair: tuple[int, int], changes: dict[str, Any], code: str) -> None:
    parameters = {"from_account": pair[0], "to_account": pair[1], "amount": 5}
    asked: dict[str, Any] = {
        "code": "internal_transfer",
        "parameters": parameters,
        "frequency": Frequency.ONCE,
        "starts_on": date(2026, 7, 2),
    } | changes
    with bank.database.app(bank.tenant) as conn, pytest.raises(Refusal) as refused:
        create_standing_order(conn, bank.tenant, StandingOrderSpec(**asked), id=RENT, now_us=bank.now_us)
    assert refused.value.code == code


def test_an_order_may_not_start_on_a_day_that_is_being_ended_nor_lack_an_amount(bank: Bank, pair: tuple[int, int]) -> None:
    bank.end(FIRST)
    with pytest.raises(Refusal) as refused:
        order(bank, pair, Frequency.ONCE, FIRST)
    assert refused.value.code == "standing_order_starts_in_past"
    with pytest.raises(Refusal) as refused:
        order(bank, pair, Frequency.ONCE, date(2026, 7, 3), amount=0)
    assert refused.value.code == "parameter_out_of_limits"
