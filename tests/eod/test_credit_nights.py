"""Nights of loans and cards: interest charged, repayments collected, arrears aged, statements made by the one workflow."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import twincore.gl as gl
from tests.eod.bank import DAY, FIRST, Bank
from twincore.products.credit import (
    CardRules,
    arrears_on,
    card_statements,
    define_credit_product,
    get_credit_account,
    get_credit_product,
    postings_refused,
    schedule_of,
    shipped_credit_products,
    write_off,
)

AMOUNT = 12_000_00


def lend(bank: Bank, member: int, product: str = "personal_loan") -> tuple[int, int]:
    """A loan paid out on 1 July, due on the first of each month, and the account that it is collected from."""
    account = bank.open("everyday", member)
    loan = bank.open_credit(product, FIRST, member, amount=AMOUNT, term_months=12, due_day=1, repayment_account=account, rate_ppm=99_900)
    bank.post("loan_disbursement", loan=loan, to_account=account, amount=AMOUNT)
    return loan, account


def test_the_night_charges_loans_collects_repayments_ages_arrears_and_bills_cards(bank: Bank) -> None:
    bank.product("everyday", kind="transaction", plan={"tiers": [{"from": 0, "rate_ppm": 0}]})
    (good, _), (bad, empty) = lend(bank, 0), lend(bank, 1)
    bank.post("cash_withdrawal", account=empty, amount=AMOUNT)
    card = bank.open_credit("credit_card", FIRST, 2, limit=5_000_00, statement_day=15)
    bank.post("card_purchase", account=card, amount=1_000_00)
    report = bank.end(date(2026, 8, 2))
    assert report.done
    assert report.trial_balance_zero
    assert not report.discrepancies
    with bank.database.app(bank.tenant) as conn:
        first = schedule_of(conn, bank.tenant, good)[0]
        assert (first.due, bank.balance(good)) == (date(2026, 8, 1), first.closing)
        assert bank.balance(bad) == AMOUNT + first.interest
        behind = get_credit_account(conn, bank.tenant, bad)
        assert (behind.days_past_due, behind.arrears) == (1, first.payment)
        assert arrears_on(conn, bank.tenant, date=date(2026, 8, 2)) == {0: (1, first.payment, AMOUNT + first.interest)}
        refused = postings_refused(conn, bank.tenant, date=date(2026, 8, 2))
        assert [(posting.account, reason) for posting, reason in refused] == [(bad, "insufficient_funds")]
        [statement] = card_statements(conn, bank.tenant, card)
        assert (statement.closed_on, statement.closing, statement.minimum) == (date(2026, 7, 15), 1_000_00, 30_00)
        lines = {line.account: line.balance for line in gl.trial_balance(conn, bank.tenant, date(2026, 8, 2)).lines}
    assert lines[1340] == 1_000_00


def test_again_the_same_nights_change_nothing(bank: Bank) -> None:
    bank.product("everyday", kind="transaction", plan={"tiers": [{"from": 0, "rate_ppm": 0}]})
    loan, _ = lend(bank, 0)
    report = bank.end(date(2026, 7, 3))
    assert bank.end(date(2026, 7, 3)) == report
    assert bank.balance(loan) == AMOUNT


def lines_of(bank: Bank, day: date) -> dict[int, int]:
    with bank.database.app(bank.tenant) as conn:
        return {line.account: line.balance for line in gl.trial_balance(conn, bank.tenant, day).lines}


def test_a_loan_earns_its_interest_day_by_day_and_the_charge_only_moves_it_to_the_borrower(bank: Bank) -> None:
    bank.product("everyday", kind="transaction", plan={"tiers": [{"from": 0, "rate_ppm": 0}]})
    loan, _ = lend(bank, 0)
    daily = Fraction(AMOUNT * 99_900, 365 * 1_000_000)
    for day, days in ((FIRST, 1), (date(2026, 7, 10), 10), (date(2026, 7, 31), 31)):
        bank.end(day)
        lines = lines_of(bank, day)
        assert (lines[1410], lines[4010]) == (round(daily * days), -round(daily * days))
    due = date(2026, 8, 1)
    bank.end(due)
    with bank.database.app(bank.tenant) as conn:
        first = schedule_of(conn, bank.tenant, loan)[0]
    after = Fraction(first.closing * 99_900, 365 * 1_000_000)
    assert first.interest == round(daily * 31)
    lines = lines_of(bank, due)  # charged and repaid in that night, which belongs to the next date
    assert lines[1410] == -lines[4010] == round(daily * 31 + after)
    bank.end(due + DAY)
    lines = lines_of(bank, due + DAY)
    assert lines[1410] == round(after * 2 + daily * 31 - first.interest)
    assert lines[4010] == -(first.interest + lines[1410])


def test_a_card_that_is_not_paid_in_full_earns_interest_from_its_purchases_once_its_due_date_is_over(bank: Bank) -> None:
    card = bank.open_credit("credit_card", FIRST, 2, limit=5_000_00, statement_day=15)
    bank.post("card_purchase", account=card, amount=1_000_00)
    bank.end(date(2026, 7, 15))
    with bank.database.app(bank.tenant) as conn:
        [statement] = card_statements(conn, bank.tenant, card)
        rules = get_credit_product(conn, bank.tenant, "credit_card", at_us=bank.now_us).rules
    assert isinstance(rules, CardRules)
    bank.end(statement.due_on)
    assert lines_of(bank, statement.due_on).get(1410, 0) == 0
    following = statement.due_on + DAY
    bank.end(following)
    days = (following - date(2026, 7, 15)).days  # from the day after the statement
    accrued = Fraction(1_000_00 * rules.rates_ppm["purchases"] * days, 365 * 1_000_000)
    lines = lines_of(bank, following)
    assert (lines[1410], lines[4010]) == (round(accrued), -round(accrued))


def test_a_loan_that_is_given_up_leaves_the_books_in_the_night_after(bank: Bank) -> None:
    bank.product("everyday", kind="transaction", plan={"tiers": [{"from": 0, "rate_ppm": 0}]})
    with bank.database.app(bank.tenant) as conn:
        shipped = next(spec for spec in shipped_credit_products() if spec.name == "personal_loan")
        impatient = replace(shipped, name="impatient_loan", rules={**shipped.rules, "write_off_days": 10})
        define_credit_product(conn, bank.tenant, impatient, now_us=bank.now_us)
    loan, account = lend(bank, 0, "impatient_loan")
    bank.post("cash_withdrawal", account=account, amount=AMOUNT)
    day = date(2026, 8, 15)
    bank.end(day - DAY)
    bank.clock_to(day, 12)
    owed = bank.balance(loan)
    with bank.database.app(bank.tenant) as conn:
        amount, _ = write_off(
            conn, bank.tenant, loan, reason="Bankrupt", maker="lender", checker="head of credit", date=day, now_us=bank.now_us
        )
    assert (amount, bank.balance(loan)) == (owed, owed)
    report = bank.end(day)
    assert not report.refused
    assert bank.balance(loan) == 0
    bank.end(day + DAY)
    lines = lines_of(bank, day + DAY)
    assert lines[1310] == 0
    assert lines[1410] == 0
