"""Nights of loans and cards: interest charged, repayments collected, arrears aged, statements made by the one workflow."""

from datetime import date

import twincore.gl as gl
from tests.eod.bank import FIRST, Bank
from twincore.products.credit import arrears_on, card_statements, get_credit_account, postings_refused, schedule_of

AMOUNT = 12_000_00


def lend(bank: Bank, member: int) -> tuple[int, int]:
    """A loan paid out on 1 July, due on the first of each month, and the account that it is collected from."""
    account = bank.open("everyday", member)
    loan = bank.open_credit(
        "personal_loan", FIRST, member, amount=AMOUNT, term_months=12, due_day=1, repayment_account=account, rate_ppm=99_900
    )
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
