"""Term deposits: they begin with their money, mature on their day, and cost part of their interest when broken."""

from datetime import date
from fractions import Fraction
from uuid import uuid4

import pytest

from tests.products.interest.bank import DAY, FIRST, Bank, product
from twincore.kernel.refusal import Refusal
from twincore.products.interest import MICRO, EarlyWithdrawal, break_term, set_maturity, settle_interest, terms_of, withhold_tax

MONTHLY = product("short_deposit", "term_deposit", interest_rate_ppm=36_500, term_months=[1, 3])
BROKEN = {
    "tiers": [{"from": 0, "rate_ppm": 36_500}],
    "cycle": "maturity",
    "early_withdrawal": [{"from_elapsed_ppm": 0, "reduction_ppm": 900_000}, {"from_elapsed_ppm": 500_000, "reduction_ppm": 400_000}],
}


@pytest.fixture
def deposit(bank: Bank) -> int:
    """10,000.00 for one month at 3.65%: 1.00 a day."""
    bank.define(MONTHLY, BROKEN)
    account = bank.open("short_deposit", term_months=1)
    bank.deposit(account, 1_000_000)
    return account


def maturity(bank: Bank, account: int, at_maturity: str, pay_to: int | None = None) -> None:
    with bank.database.app(bank.tenant) as conn:
        set_maturity(conn, bank.tenant, account, at_maturity=at_maturity, pay_to=pay_to)


def broken(bank: Bank, account: int, to: int, amount: int | None = None) -> EarlyWithdrawal:
    with bank.database.app(bank.tenant) as conn:
        done = break_term(conn, bank.tenant, account, date=bank.today, to_account=to, id=uuid4(), amount=amount)
    assert bank.post_due(bank.today) == ["term_deposit_maturity"]
    return done


def test_a_term_begins_on_the_value_date_of_its_money(bank: Bank, deposit: int) -> None:
    bank.close_day()
    with bank.database.app(bank.tenant) as conn:
        term = terms_of(conn, bank.tenant, deposit)[0]
    assert (term.placed_on, term.matures_on, term.rate_ppm, term.at_maturity) == (FIRST, date(2026, 8, 1), 36_500, "renew")


def test_at_maturity_deposit_and_interest_are_paid_out(bank: Bank, deposit: int) -> None:
    everyday = bank.open("everyday_account")
    bank.close_day()
    maturity(bank, deposit, "pay", everyday)
    bank.close_days_until(date(2026, 8, 1))
    assert (bank.balance(deposit), bank.balance(everyday)) == (0, 1_003_100)
    bank.close_days_until(date(2026, 8, 4))
    assert bank.interest(deposit) == (0, 3_100 * MICRO, 0, 0, 3_100, 0)


def test_a_deposit_renews_with_its_interest_at_the_rate_of_the_day(bank: Bank, deposit: int) -> None:
    bank.plan("short_deposit", {**BROKEN, "tiers": [{"from": 0, "rate_ppm": 73_000}]}, since=date(2026, 7, 20))
    bank.close_days_until(date(2026, 8, 1))
    assert bank.balance(deposit) == 1_003_100
    bank.close_day()
    with bank.database.app(bank.tenant) as conn:
        old, new = terms_of(conn, bank.tenant, deposit)
    assert (old.status, new.status, new.placed_on, new.matures_on, new.rate_ppm) == (
        "renewed",
        "running",
        date(2026, 8, 1),
        date(2026, 9, 1),
        73_000,
    )
    interest = bank.interest(deposit)
    assert interest.credit - 3_100 * MICRO == round(Fraction(1_003_100 * 73_000, 365))


def test_a_deposit_renews_and_its_interest_is_paid(bank: Bank, deposit: int) -> None:
    everyday = bank.open("everyday_account")
    bank.close_day()
    maturity(bank, deposit, "renew_principal", everyday)
    bank.close_days_until(date(2026, 8, 1))
    assert (bank.balance(deposit), bank.balance(everyday)) == (1_000_000, 3_100)


def test_tax_is_withheld_where_the_holder_gave_no_tax_number(bank: Bank, deposit: int) -> None:
    everyday = bank.open("everyday_account")
    bank.close_day()
    with bank.database.app(bank.tenant) as conn:
        withhold_tax(conn, bank.tenant, [bank.member], since=FIRST)
    maturity(bank, deposit, "pay", everyday)
    bank.close_days_until(date(2026, 8, 1))
    assert bank.balance(everyday) == 1_000_000 + 3_100 - 1_457


def test_breaking_a_term_costs_part_of_its_interest(bank: Bank, deposit: int) -> None:
    everyday = bank.open("everyday_account")
    bank.close_days_until(date(2026, 7, 11))
    done = broken(bank, deposit, everyday)
    assert (done.interest, done.reduction_ppm, done.paid, done.amount) == (1_000, 900_000, 100, 1_000_000)
    assert (bank.balance(deposit), bank.balance(everyday)) == (0, 1_000_100)
    bank.close_days_until(date(2026, 8, 3))
    assert bank.interest(deposit) == (0, 100 * MICRO, 0, 0, 100, 0)
    assert bank.balance(everyday) == 1_000_100
    with bank.database.app(bank.tenant) as conn:
        assert [term.status for term in terms_of(conn, bank.tenant, deposit)] == ["broken"]


def test_later_it_costs_less_and_part_of_a_deposit_can_be_taken(bank: Bank, deposit: int) -> None:
    everyday = bank.open("everyday_account")
    bank.close_days_until(date(2026, 7, 21))
    done = broken(bank, deposit, everyday, amount=250_000)
    assert (done.interest, done.reduction_ppm, done.paid) == (500, 400_000, 300)
    again = broken(bank, deposit, everyday, amount=250_000)
    assert (again.interest, again.paid) == (500, 300)
    bank.close_day()
    accrued = bank.interest(deposit)
    assert (accrued.balance, accrued.credit_accrued) == (500_000, (1_000 + 50) * MICRO)
    bank.close_days_until(date(2026, 8, 1))
    assert bank.balance(deposit) == 500_000 + 1_000 + 11 * 50


def test_what_is_paid_is_no_more_than_there_is_and_only_while_the_term_runs(bank: Bank, deposit: int) -> None:
    everyday = bank.open("everyday_account")
    with bank.database.app(bank.tenant) as conn, pytest.raises(Refusal) as refused:
        break_term(conn, bank.tenant, deposit, date=bank.today, to_account=everyday, id=uuid4())
    assert refused.value.code == "term_not_found"
    bank.close_day()
    command = uuid4()
    for day, amount, code in (
        (bank.today, 1_000_001, "amount_invalid"),
        (FIRST, 5, "accrual_out_of_order"),
        (bank.today + DAY, 5, "accrual_day_missing"),
    ):
        with bank.database.app(bank.tenant) as conn, pytest.raises(Refusal) as refused:
            break_term(conn, bank.tenant, deposit, date=day, to_account=everyday, id=command, amount=amount)
        assert refused.value.code == code
    with bank.database.app(bank.tenant) as conn:
        break_term(conn, bank.tenant, deposit, date=bank.today, to_account=everyday, id=command, amount=5)
        with pytest.raises(Refusal) as refused:
            break_term(conn, bank.tenant, deposit, date=bank.today, to_account=everyday, id=command, amount=5)
    assert refused.value.code == "settlement_exists"


def test_instructions_for_the_maturity_are_checked(bank: Bank, deposit: int) -> None:
    bank.close_day()
    with bank.database.app(bank.tenant) as conn:
        for account, words, pay_to, code in (
            (deposit, "burn", None, "maturity_invalid"),
            (deposit, "pay", None, "maturity_invalid"),
            (deposit, "pay", deposit, "maturity_invalid"),
            (deposit, "pay", 999_999, "account_not_found"),
            (deposit + 1, "renew", None, "term_not_found"),
        ):
            with pytest.raises(Refusal) as refused:
                set_maturity(conn, bank.tenant, account, at_maturity=words, pay_to=pay_to)
            assert refused.value.code == code


def test_a_deposit_funded_anew_after_its_term_begins_a_new_one(bank: Bank, deposit: int) -> None:
    everyday = bank.open("everyday_account")
    bank.close_day()
    maturity(bank, deposit, "pay", everyday)
    bank.close_days_until(date(2026, 8, 5))
    bank.deposit(deposit, 2_000_000)
    bank.close_day()
    with bank.database.app(bank.tenant) as conn:
        assert [(t.placed_on, t.status) for t in terms_of(conn, bank.tenant, deposit)] == [(FIRST, "paid"), (date(2026, 8, 5), "running")]
    assert bank.interest(deposit).credit_accrued == 200 * MICRO


def test_an_account_is_settled_before_it_is_closed(bank: Bank) -> None:
    account = bank.open("online_savings")
    bank.deposit(account, 3_650_000)
    bank.close_days_until(date(2026, 7, 11))
    with bank.database.app(bank.tenant) as conn:
        dues = settle_interest(conn, bank.tenant, account, date=bank.today, id=uuid4())
        assert settle_interest(conn, bank.tenant, account, date=bank.today, id=uuid4()) == []
    assert [(due.code, due.parameters["amount"]) for due in dues] == [("interest_credit", 4_250)]
    bank.post_due(bank.today)
    bank.withdraw(account, 3_654_250)
    bank.close_days_until(date(2026, 8, 2))
    assert bank.balance(account) == 0
    assert bank.interest(account) == (0, 4_250 * MICRO, 0, 0, 4_250, 0)
