"""Loans through the days: charged, collected, offset, drawn again, repriced, repaid."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

import twincore.ledger as ledger
from tests.products.credit.conftest import Bank, moment
from twincore.kernel.refusal import Refusal
from twincore.products.credit import (
    CreditStatus,
    State,
    check_redraw,
    define_credit_rate,
    link_offset,
    payout,
    postings_refused,
    recompute_schedule,
    redraw_available,
    schedule_of,
    unlink_offset,
)


def lend(bank: Bank, product: str = "personal_loan", amount: int = 12_000_00, **terms: object) -> tuple[int, int]:
    """A loan opened and paid out today, and the everyday account that it is collected from."""
    everyday = bank.deposit()
    loan = bank.open(product, **{"amount": amount, "term_months": 12, "due_day": 1, "repayment_account": everyday, **terms})
    bank.post("loan_disbursement", loan=loan, to_account=everyday, amount=amount)
    return loan, everyday


def test_a_loan_that_is_collected_runs_exactly_as_its_schedule_says_and_ends_repaid(bank: Bank) -> None:
    loan, everyday = lend(bank, rate_ppm=99_900)
    bank.post("direct_credit_in", account=everyday, amount=2_000_00)
    with bank.database.app(bank.tenant) as conn:
        schedule = schedule_of(conn, bank.tenant, loan)
    assert len(schedule) == 12
    for instalment in schedule:
        bank.end_days(instalment.due + timedelta(days=1), twice=instalment.number < 3)
        assert bank.owed(loan) == instalment.closing, instalment
        assert bank.get(loan).state is State.CURRENT
    bank.end_day()
    assert bank.get(loan).status is CreditStatus.REPAID
    bank.end_days(bank.day + timedelta(days=40))
    assert bank.owed(loan) == 0


def test_interest_of_a_loan_nobody_pays_is_the_exact_sum_within_one_minor_unit(bank: Bank) -> None:
    loan, _ = lend(bank, "home_loan", 400_000_00, term_months=360, rate_ppm=61_234, method="annuity", repayment_account=None)
    bank.end_days(date(2027, 2, 2))
    owed, exact, day, charged, fee = 400_000_00, Fraction(0), date(2026, 7, 1), 0, 15_00
    for number, due in enumerate([*(date(2026, m, 1) for m in range(8, 13)), date(2027, 1, 1), date(2027, 2, 1)]):
        # a late fee comes ten days after an instalment, on the eleventh it bears interest
        exact += (owed * (due - day).days + (fee * ((due - day).days - 11) if number else 0)) * Fraction(61_234, 1_000_000 * 365)
        with bank.database.app(bank.tenant) as conn:
            row = conn.execute("select amount from products.loan_charge where account = %s and charged_to = %s", (loan, due)).fetchone()
        assert row is not None
        charged, day = charged + row[0], due
        owed += row[0] + (fee if number else 0)
        assert abs(charged - exact) <= Fraction(1, 2) + Fraction(7, 1_000_000)
    assert bank.owed(loan) == owed


def test_an_extra_repayment_lowers_interest_from_its_value_date_and_can_be_redrawn(bank: Bank) -> None:
    loan, everyday = lend(bank, "home_loan", 300_000_00, term_months=360, rate_ppm=60_000)
    bank.post("direct_credit_in", account=everyday, amount=100_000_00)
    bank.end_days(date(2026, 7, 17))
    bank.post("loan_repayment", from_account=everyday, loan=loan, principal=50_000_00, interest=0)
    bank.end_days(date(2026, 8, 2))
    exact = Fraction(60_000, 1_000_000) * (300_000_00 * 16 + 250_000_00 * 15) / 365
    with bank.database.app(bank.tenant) as conn:
        charge = conn.execute("select amount from products.loan_charge where account = %s", (loan,)).fetchone()
        schedule = schedule_of(conn, bank.tenant, loan)
        available = redraw_available(conn, bank.tenant, loan, date=bank.day, cut_seq=bank.cut_seq)
        with pytest.raises(Refusal) as refused:
            check_redraw(conn, bank.tenant, loan, available + 1, date=bank.day, cut_seq=bank.cut_seq)
        check_redraw(conn, bank.tenant, loan, available, date=bank.day, cut_seq=bank.cut_seq)
    assert charge == (round(exact),)
    assert (refused.value.code, refused.value.detail) == ("redraw_too_large", {"available": available})
    # ahead of the first instalment by 50,000.00: it was not collected again, so that what is ahead is the extra less the instalment
    saved = schedule[0].interest - round(exact)
    assert available == 50_000_00 - schedule[0].payment + saved
    bank.post("loan_redraw", loan=loan, to_account=everyday, amount=available)
    bank.end_day()
    assert bank.owed(loan) == schedule[0].closing
    assert bank.get(loan).state is State.CURRENT


def test_an_offset_account_takes_off_what_bears_interest_by_the_day(bank: Bank) -> None:
    loan, everyday = lend(bank, "home_loan", 300_000_00, term_months=360, rate_ppm=60_000, repayment_account=None)
    bank.post("direct_credit_out", account=everyday, amount=260_000_00)  # 40,000.00 stay
    with bank.database.app(bank.tenant) as conn:
        link_offset(conn, bank.tenant, loan, everyday, from_date=bank.day)
    bank.end_days(date(2026, 7, 11))
    bank.post("direct_credit_in", account=everyday, amount=10_000_00)
    bank.end_days(date(2026, 7, 21))
    with bank.database.app(bank.tenant) as conn:
        unlink_offset(conn, bank.tenant, loan, everyday, until_date=bank.day)
    bank.end_days(date(2026, 8, 2))
    exact = Fraction(60_000, 1_000_000) * (260_000_00 * 10 + 250_000_00 * 10 + 300_000_00 * 11) / 365
    with bank.database.app(bank.tenant) as conn:
        assert conn.execute("select amount from products.loan_charge where account = %s", (loan,)).fetchone() == (round(exact),)


def test_who_may_offset_what(bank: Bank) -> None:
    loan, everyday = lend(bank, "home_loan", 300_000_00, term_months=360)
    car, _ = lend(bank, "auto_loan", 20_000_00, rate_ppm=70_000)
    stranger = bank.deposit(member=1)
    with bank.database.app(bank.tenant) as conn:
        link_offset(conn, bank.tenant, loan, everyday, from_date=bank.day)
        for borrowed, account, code in (
            (loan, everyday, "offset_exists"),
            (loan, stranger, "offset_party_differs"),
            (car, everyday, "offset_not_offered"),
            (loan, car, "offset_invalid"),
            (999, everyday, "credit_account_not_found"),
        ):
            with pytest.raises(Refusal) as refused:
                link_offset(conn, bank.tenant, borrowed, account, from_date=bank.day)
            assert refused.value.code == code


def test_a_backdated_repayment_gives_back_interest_that_was_charged_too_much(bank: Bank) -> None:
    loan, everyday = lend(bank, rate_ppm=100_000, repayment_account=None)
    bank.end_days(date(2026, 8, 5))
    bank.post("loan_repayment", from_account=everyday, loan=loan, principal=6_000_00, interest=0, value_date="2026-07-11")
    bank.end_days(date(2026, 9, 2))
    with bank.database.app(bank.tenant) as conn:
        rows = conn.execute(
            "select amount, correction from products.loan_charge where account = %s order by charged_to", (loan,)
        ).fetchall()
    first, second = rows
    assert first == (round(Fraction(12_000_00 * 31, 3650)), 0)
    too_much = Fraction(6_000_00 * 21, 3650)
    assert second[1] == -round(too_much * 1_000_000)
    exact_of_both = Fraction(12_000_00 * 31, 3650) - too_much + Fraction((6_000_00 + first[0]) * 31, 3650)
    assert abs(first[0] + second[0] - exact_of_both) <= 1


def test_a_repayment_without_funds_is_tried_again_until_it_is_there(bank: Bank) -> None:
    loan, everyday = lend(bank, rate_ppm=99_900)
    bank.post("direct_credit_out", account=everyday, amount=12_000_00)
    bank.end_days(date(2026, 8, 4))
    assert bank.get(loan).state is State.LATE
    assert bank.get(loan).days_past_due == 2
    with bank.database.app(bank.tenant) as conn:
        refused = postings_refused(conn, bank.tenant, date=date(2026, 8, 1))
    assert [(posting.code, why) for posting, why in refused] == [("loan_repayment", "insufficient_funds")]
    bank.post("direct_credit_in", account=everyday, amount=5_000_00)
    bank.end_day()
    assert (bank.get(loan).state, bank.get(loan).arrears) == (State.CURRENT, 0)
    owed = bank.owed(loan)
    bank.end_days(date(2026, 8, 20))
    assert bank.owed(loan) == owed  # collected once


def test_another_reference_rate_moves_the_instalment_and_not_the_term(bank: Bank) -> None:
    loan, everyday = lend(bank, "home_loan", 300_000_00, term_months=360, margin_ppm=-2_400)
    bank.post("direct_credit_in", account=everyday, amount=50_000_00)
    fixed, _ = lend(bank, "home_loan", 300_000_00, term_months=360, rate_ppm=55_000, fixed_until="2026-09-30")
    with bank.database.app(bank.tenant) as conn:
        define_credit_rate(
            conn, bank.tenant, "home_loan_variable", 72_400, effective_from=date(2026, 8, 15), today=bank.day, now_us=moment(bank.day)
        )
        before = schedule_of(conn, bank.tenant, loan)
        fixed_before = schedule_of(conn, bank.tenant, fixed)
    bank.end_days(date(2026, 9, 2), twice=True)
    with bank.database.app(bank.tenant) as conn:
        now = schedule_of(conn, bank.tenant, loan)
        assert schedule_of(conn, bank.tenant, fixed) == fixed_before
        charge = conn.execute(
            "select amount from products.loan_charge where account = %s and charged_to = '2026-09-01'", (loan,)
        ).fetchone()
    assert len(now) == len(before) == 360
    assert now[0] == before[0]
    assert now[1].payment > before[1].payment
    assert now[-1].closing == 0
    exact = before[0].closing * (Fraction(60_000 * 14 + 70_000 * 17, 365 * 1_000_000))
    assert charge is not None
    assert abs(charge[0] - exact) <= 1
    assert bank.owed(loan) == now[1].closing
    bank.end_days(date(2026, 10, 3))
    with bank.database.app(bank.tenant) as conn:
        rolled = schedule_of(conn, bank.tenant, fixed)
    assert len(rolled) == 360
    assert rolled[5].payment > fixed_before[5].payment


def test_a_schedule_made_again_after_extra_repayments_has_smaller_instalments(bank: Bank) -> None:
    loan, everyday = lend(bank, "home_loan", 300_000_00, term_months=360, rate_ppm=60_000)
    bank.end_days(date(2026, 8, 10))
    bank.post("loan_repayment", from_account=everyday, loan=loan, principal=100_000_00, interest=0)
    bank.end_day()
    with bank.database.app(bank.tenant) as conn:
        before = schedule_of(conn, bank.tenant, loan)
        recompute_schedule(conn, bank.tenant, loan, date=bank.day, cut_seq=bank.cut_seq)
        now = schedule_of(conn, bank.tenant, loan)
        assert redraw_available(conn, bank.tenant, loan, date=bank.day, cut_seq=bank.cut_seq) <= 1
    assert len(now) == 360
    assert now[1].opening == bank.owed(loan)
    assert abs(now[5].payment * 3 - before[5].payment * 2) < 1_000
    bank.end_days(date(2026, 9, 3))
    assert bank.get(loan).state is State.CURRENT
    assert bank.owed(loan) in range(now[1].closing - 800_00, now[1].closing + 800_00)


def test_what_it_takes_to_pay_a_loan_out(bank: Bank) -> None:
    loan, everyday = lend(bank, rate_ppm=100_000)
    bank.end_days(date(2026, 7, 21))
    with bank.database.app(bank.tenant) as conn:
        owed, accrued = payout(conn, bank.tenant, loan, date=bank.day, cut_seq=bank.cut_seq)
    assert (owed, accrued) == (12_000_00, round(Fraction(12_000_00 * 20, 3650)))
    bank.post("loan_repayment", from_account=everyday, loan=loan, principal=owed, interest=0)
    bank.post("direct_credit_in", account=everyday, amount=100_00)
    bank.end_days(date(2026, 8, 4))
    assert bank.get(loan).status is CreditStatus.REPAID
    assert bank.owed(loan) == 0


def test_pages_of_any_size_end_the_same_day(bank: Bank) -> None:
    loans = [lend(bank, rate_ppm=50_000 + n * 1_000, amount=5_000_00 + n * 100_00)[0] for n in range(5)]
    bank.page = 2
    bank.end_days(date(2026, 8, 2))
    for loan in loans:
        assert bank.get(loan).next_due == date(2026, 9, 1)
        with bank.database.app(bank.tenant) as conn:
            assert bank.owed(loan) == schedule_of(conn, bank.tenant, loan)[0].closing


def test_the_ledger_stays_balanced(bank: Bank) -> None:
    lend(bank, rate_ppm=99_900)
    bank.end_days(date(2026, 8, 2))
    with bank.database.app(bank.tenant) as conn:
        accounts = [row[0] for row in conn.execute("select id from ledger.account").fetchall()]
        sums = ledger.balances(conn, bank.tenant, accounts).values()
    assert sum(b.debits_posted for b in sums) == sum(b.credits_posted for b in sums)
