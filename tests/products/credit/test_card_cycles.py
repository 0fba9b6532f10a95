"""A card's cycle, worked by hand."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from twincore.products.credit import (
    CardMovement,
    CardRules,
    CreditKind,
    Cycle,
    close_cycle,
    minimum_payment,
    read_credit_rules,
    shipped_credit_products,
)

_READ = read_credit_rules(CreditKind.CREDIT_CARD, next(p for p in shipped_credit_products() if p.name == "credit_card").rules)
assert isinstance(_READ, CardRules)
RULES = _READ
JULY = Cycle(
    start=date(2026, 7, 1),
    statement=date(2026, 7, 31),
    balances={},
    grace=True,
    minimum=0,
    carried=0,
    rates=[(date(2026, 1, 1), RULES.rates_ppm)],
    limit=5_000_00,
)


def buy(day: int, amount: int, kind: str = "purchases") -> CardMovement:
    return CardMovement(date(2026, 7, day), kind, amount)


def test_purchases_are_free_of_interest_with_grace() -> None:
    result = close_cycle(RULES, JULY, [buy(1, 1_000_00), buy(20, 250_00)])
    assert (result.closing, result.interest, result.minimum) == (1_250_00, 0, 37_50)


def test_without_grace_each_day_of_the_cycle_bears_interest() -> None:
    cycle = replace(JULY, grace=False, balances={"purchases": 1_000_00})
    result = close_cycle(RULES, cycle, [buy(11, 500_00)])
    # 1,000.00 for 10 days and 1,500.00 for 21 days at 18.99%
    exact = Fraction(189_900, 1_000_000) * (1_000_00 * 10 + 1_500_00 * 21) / 365
    assert result.interest == round(exact)
    assert result.closing == 1_500_00 + result.interest
    assert result.balances["interest"] == result.interest


def test_cash_bears_interest_from_the_first_day_whatever_the_grace() -> None:
    result = close_cycle(RULES, JULY, [buy(22, 300_00, "cash")])
    assert result.interest == round(Fraction(219_900, 1_000_000) * 300_00 * 10 / 365)


def test_a_transferred_balance_bears_its_own_rate_until_the_promotion_ends_and_that_of_cash_after() -> None:
    cycle = replace(JULY, balances={"balance_transfers": 2_000_00}, transfers_until=date(2026, 7, 21))
    result = close_cycle(RULES, cycle, [])
    assert result.interest == round(Fraction(219_900, 1_000_000) * 2_000_00 * 10 / 365)
    assert close_cycle(RULES, replace(cycle, transfers_until=None), []).interest == 0


def test_a_payment_meets_interest_fees_cash_purchases_and_transfers_in_the_products_order() -> None:
    owed = {"interest": 10_00, "fees": 20_00, "cash": 100_00, "purchases": 500_00, "balance_transfers": 900_00}
    result = close_cycle(RULES, replace(JULY, balances=owed), [buy(1, 200_00, "payment")])
    interest = result.interest
    assert result.balances == {"interest": interest, "fees": 0, "cash": 0, "purchases": 430_00, "balance_transfers": 900_00}


def test_payments_up_to_the_minimum_may_meet_the_balances_in_another_order() -> None:
    rules = replace(RULES, minimum_order=("balance_transfers", "purchases", "cash", "fees", "interest"))
    owed = {"cash": 100_00, "balance_transfers": 900_00}
    result = close_cycle(rules, replace(JULY, balances=owed, minimum=30_00), [buy(1, 50_00, "payment")])
    assert (result.balances["balance_transfers"], result.balances["cash"]) == (870_00, 80_00)


def test_what_is_paid_too_much_stands_to_the_members_credit_and_meets_the_next_purchase() -> None:
    result = close_cycle(RULES, replace(JULY, balances={"purchases": 100_00}), [buy(2, 150_00, "payment"), buy(9, 20_00)])
    assert (result.closing, result.minimum, result.interest) == (-30_00, 0, 0)


def test_a_backdated_movement_bears_interest_from_its_value_date() -> None:
    cycle = replace(JULY, grace=False)
    late = close_cycle(RULES, cycle, [CardMovement(date(2026, 6, 21), "purchases", 1_000_00)])
    assert late.interest == round(Fraction(189_900, 1_000_000) * 1_000_00 * 41 / 365)
    given = replace(cycle, balances={"purchases": 1_000_00})
    back = close_cycle(RULES, given, [CardMovement(date(2026, 6, 21), "payment", 1_000_00)])
    assert back.interest == 0
    assert back.carried == -round(Fraction(189_900, 1_000_000) * 1_000_00 * 10 * 1_000_000 / 365)


@pytest.mark.parametrize(
    ("closing", "overdue", "minimum"),
    [
        (0, 0, 0),
        (-5_00, 0, 0),
        (18_00, 0, 18_00),  # less than the floor is paid whole
        (500_00, 0, 25_00),  # the floor
        (2_000_00, 0, 60_00),  # three per cent
        (2_000_00, 60_00, 120_00),  # and what is overdue
        (5_200_00, 0, 356_00),  # and what is over the limit
    ],
)
def test_the_minimum_payment(closing: int, overdue: int, minimum: int) -> None:
    assert minimum_payment(RULES, closing, 5_000_00, overdue=overdue) == minimum


def test_a_minimum_that_was_not_paid_is_overdue_on_the_next_statement_and_a_refund_does_not_pay_it() -> None:
    cycle = replace(JULY, grace=False, balances={"purchases": 2_000_00}, minimum=60_00)
    result = close_cycle(RULES, cycle, [buy(5, 45_00, "payment"), buy(6, 50_00, "refund")])
    assert result.overdue == 15_00
    paid = close_cycle(RULES, cycle, [buy(5, 45_00, "payment"), buy(8, 15_00, "payment")])
    assert paid.overdue == 0
    bounced = close_cycle(RULES, cycle, [buy(5, 80_00, "payment"), buy(7, 80_00, "dishonour")])
    assert bounced.overdue == 60_00


def test_the_over_limit_fee_is_charged_once_and_only_where_it_was_agreed() -> None:
    over = [buy(3, 5_100_00), buy(4, 500_00, "payment"), buy(5, 600_00)]
    assert close_cycle(RULES, JULY, over).over_limit_fee == 0
    assert close_cycle(RULES, replace(JULY, over_limit_agreed=True), over).over_limit_fee == 15_00


def test_interest_of_many_cycles_is_the_exact_sum_within_one_minor_unit() -> None:
    carried, charged, exact = 0, 0, Fraction(0)
    for _ in range(120):
        result = close_cycle(RULES, replace(JULY, grace=False, balances={"purchases": 123_45}, carried=carried), [])
        charged, carried = charged + result.interest, result.carried
        exact += Fraction(189_900, 1_000_000) * 123_45 * 31 / 365
    assert abs(charged - exact) <= 1
