"""Daily accrual: on value-dated balances, exact, once a day, in order, again where the past changed."""

from datetime import date
from fractions import Fraction

import pytest

from tests.products.interest.bank import DAY, FIRST, Bank
from twincore.kernel.refusal import Refusal
from twincore.products import open_account
from twincore.products.interest import MICRO, PAGE_ACCOUNTS, accrue, build_movements, capitalise


def rounded(value: Fraction) -> int:
    """Half to even, by the language's own rounding of fractions."""
    return round(value)


def test_a_day_of_interest_is_balance_times_rate_over_365(bank: Bank) -> None:
    account = bank.open("online_savings")
    bank.deposit(account, 1_234_567)
    report = bank.close_day()

    interest = bank.interest(account)
    assert interest.balance == 1_234_567
    assert interest.credit == rounded(Fraction(1_234_567 * 42_500, 365))
    assert (report.credit, report.debit, report.corrections) == (interest.credit, 0, 0)


def test_a_loan_that_moves_beyond_the_last_deposit_is_none_of_its_business(bank: Bank) -> None:
    account = bank.open("online_savings")
    with bank.database.app(bank.tenant) as conn:
        loan = open_account(
            conn,
            bank.tenant,
            product="personal_loan",
            party=bank.member,
            currency="AUD",
            now_us=bank.clock.now_us(),
            terms={"brought_over_from": "the old core", "amount": 500_000, "term_months": 24, "rate_ppm": 99_000},
            age_years=40,
        )
    bank.must("loan_disbursement", loan=loan.id, to_account=account, amount=500_000)
    bank.close_day()
    assert bank.interest(account).credit == rounded(Fraction(500_000 * 42_500, 365))


def test_a_month_of_interest_falls_due_at_its_end_and_bears_interest_from_the_next_day(bank: Bank) -> None:
    account = bank.open("online_savings")
    bank.deposit(account, 1_000_000)
    bank.close_days_until(date(2026, 8, 1))

    july = rounded(Fraction(31 * rounded(Fraction(1_000_000 * 42_500, 365)), MICRO))
    assert bank.balance(account) == 1_000_000 + july
    bank.close_day()
    assert bank.interest(account).balance == 1_000_000 + july


def test_money_counts_from_its_value_date_not_from_its_posting(bank: Bank) -> None:
    account = bank.open("online_savings")
    bank.deposit(account, 100_000, value_date=FIRST + 3 * DAY)
    bank.close_days_until(FIRST + 3 * DAY)
    assert bank.interest(account) == (0, 0, 0, 0, 0, 0)
    bank.close_day()
    assert bank.interest(account).balance == 100_000


def test_a_backdated_transfer_accrues_again_from_its_value_date(bank: Bank) -> None:
    early, late = bank.open("online_savings"), bank.open("online_savings")
    bank.close_day()
    bank.deposit(early, 5_000_000)
    bank.withdraw(early, 1_000)
    for _ in range(4):
        bank.close_day()
    bank.deposit(late, 5_000_000, value_date=FIRST + DAY)
    bank.withdraw(late, 1_000, value_date=FIRST + DAY)
    report = bank.close_day()

    assert bank.interest(late) == bank.interest(early)
    assert report.corrections == 1
    with bank.database.app(bank.tenant) as conn:
        rows = conn.execute("select account, date, since, credit from products.interest_correction").fetchall()
    assert rows == [(late, FIRST + 5 * DAY, FIRST + DAY, 4 * rounded(Fraction(4_999_000 * 42_500, 365)))]


def test_interest_paid_on_money_that_was_not_there_is_taken_back(bank: Bank) -> None:
    account = bank.open("online_savings")
    bank.deposit(account, 10_000_000)
    bank.close_days_until(date(2026, 8, 1))
    bank.withdraw(account, 10_000_000, value_date=FIRST)
    bank.close_days_until(date(2026, 9, 1))

    interest = bank.interest(account)
    assert bank.balance(account) == interest.credit_paid
    assert abs(interest.credit_accrued) <= MICRO // 2
    paid_in_july = rounded(Fraction(31 * rounded(Fraction(10_000_000 * 42_500, 365)), MICRO))
    assert 0 < interest.credit_paid < paid_in_july


def test_nothing_is_accrued_again_before_the_first_date_of_all(bank: Bank) -> None:
    account = bank.open("online_savings")
    bank.deposit(account, 1_000_000, value_date=date(2026, 1, 1))
    bank.close_day()
    assert bank.interest(account).credit == rounded(Fraction(1_000_000 * 42_500, 365))
    bank.deposit(account, 1_000_000, value_date=date(2026, 1, 1))
    bank.close_day()
    assert bank.interest(account).credit == 2 * rounded(Fraction(2_000_000 * 42_500, 365))


def test_a_day_is_accrued_once_however_often_it_is_asked_for(bank: Bank) -> None:
    account = bank.open("online_savings")
    bank.deposit(account, 1_000_000)
    bank.close_day()
    before = bank.interest(account)
    with bank.database.app(bank.tenant) as conn:
        movements = build_movements(conn, bank.tenant, date=FIRST, from_seq=0, cut_seq=bank.cut)
        again = accrue(conn, bank.tenant, date=FIRST, cut_seq=bank.cut, first_account=0, last_account=PAGE_ACCOUNTS - 1)
    assert movements.repeated
    assert (again.repeated, again.credit) == (1, 0)
    assert bank.interest(account) == before


def test_days_are_accrued_in_order_and_none_is_left_out(bank: Bank) -> None:
    account = bank.open("online_savings")
    bank.deposit(account, 1_000_000)
    bank.close_day()
    with bank.database.app(bank.tenant) as conn:
        build_movements(conn, bank.tenant, date=FIRST + 2 * DAY, from_seq=bank.cut, cut_seq=bank.cut)
        for day, code in ((FIRST + DAY, "movements_missing"), (FIRST + 2 * DAY, "accrual_day_missing")):
            with pytest.raises(Refusal) as refused:
                accrue(conn, bank.tenant, date=day, cut_seq=bank.cut, first_account=0, last_account=1)
            assert refused.value.code == code
        with pytest.raises(Refusal) as refused:
            capitalise(conn, bank.tenant, date=FIRST + 2 * DAY)
        assert refused.value.code == "accrual_missing"


def test_movements_follow_the_journal_without_a_gap(bank: Bank) -> None:
    account = bank.open("online_savings")
    for _ in range(4):
        bank.deposit(account, 100)
    with bank.database.app(bank.tenant) as conn:
        assert build_movements(conn, bank.tenant, date=FIRST, from_seq=0, cut_seq=2).movements == 1
        assert build_movements(conn, bank.tenant, date=FIRST, from_seq=2, cut_seq=4).movements == 1
        for day, from_seq, cut_seq, code in (
            (FIRST, 3, 4, "movements_not_contiguous"),
            (FIRST, 4, 9, "movements_range_invalid"),
            (FIRST - DAY, 4, 4, "movements_day_closed"),
        ):
            with pytest.raises(Refusal) as refused:
                build_movements(conn, bank.tenant, date=day, from_seq=from_seq, cut_seq=cut_seq)
            assert refused.value.code == code
        accrue(conn, bank.tenant, date=FIRST, cut_seq=4, first_account=0, last_account=0)
    assert bank.interest(account, FIRST).balance == 400


def test_transfers_after_the_cut_belong_to_the_next_date(bank: Bank) -> None:
    account = bank.open("online_savings")
    bank.deposit(account, 100)
    bank.accrue_day()
    bank.deposit(account, 50)
    assert bank.interest(account, FIRST).balance == 100
    bank.accrue_day()
    assert bank.interest(account).balance == 150


def test_a_page_ends_with_its_last_account(bank: Bank) -> None:
    account = bank.open("online_savings")
    bank.deposit(account, 1_000)
    bank.close_day()
    with bank.database.app(bank.tenant) as conn:
        row = conn.execute("select first_account, accounts from products.interest_page").fetchall()
    assert row == [(0, account + 1)]


def test_overdrawn_days_are_charged_at_the_months_end(bank: Bank) -> None:
    account = bank.open("everyday_account", overdraft_limit=200_000)
    bank.withdraw(account, 150_000)
    bank.close_days_until(date(2026, 8, 1))
    charged = rounded(Fraction(31 * rounded(Fraction(150_000 * 149_900, 365)), MICRO))
    assert bank.balance(account) == -150_000 - charged
    assert bank.interest(account).debit_paid == charged


def test_overdraft_interest_is_given_back_where_the_money_was_there_after_all(bank: Bank) -> None:
    account = bank.open("everyday_account", overdraft_limit=200_000)
    bank.withdraw(account, 150_000)
    bank.close_days_until(date(2026, 8, 1))
    bank.deposit(account, 200_000, value_date=FIRST)
    bank.close_days_until(date(2026, 9, 1))
    assert bank.interest(account).debit == 0
    assert bank.balance(account) == 50_000


def test_a_rate_changes_from_its_day_on_and_the_past_stays(bank: Bank) -> None:
    account = bank.open("online_savings")
    bank.deposit(account, 3_650_000)
    bank.plan("online_savings", {"tiers": [{"from": 0, "rate_ppm": 50_000}]}, since=date(2026, 7, 11))
    bank.plan("online_savings", {"tiers": [{"from": 0, "rate_ppm": 10_000}], "day_count": "actual/360"}, since=date(2026, 7, 21))
    bank.close_days_until(date(2026, 7, 25))
    days = Fraction(10 * 42_500 + 10 * 50_000, 365) + Fraction(4 * 10_000, 360)
    assert bank.interest(account).credit == pytest.approx(3_650_000 * days, abs=24)


def test_a_backdated_transfer_meets_the_rates_that_held_then(bank: Bank) -> None:
    early, late = bank.open("online_savings"), bank.open("online_savings")
    bank.deposit(early, 3_650_001)
    bank.plan("online_savings", {"tiers": [{"from": 0, "rate_ppm": 50_000}]}, since=date(2026, 7, 3))
    bank.close_days_until(date(2026, 7, 6))
    bank.deposit(late, 3_650_001, value_date=FIRST)
    bank.close_day()
    assert bank.interest(late) == bank.interest(early)


def test_a_balance_beyond_all_measure_is_refused_by_name(bank: Bank) -> None:
    account = bank.open("online_savings")
    for _ in range(2):
        bank.must("direct_credit_in", account=account, amount=9 * 10**12)
    with pytest.raises(Refusal) as refused:
        bank.accrue_day()
    assert (refused.value.code, refused.value.detail["account"]) == ("balance_too_large", account)
