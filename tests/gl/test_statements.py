"""Trial balance, balance sheet, income statement, and the general ledger beside the subledger. Figures are worked by hand or counted independently."""

import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest

from tests.conftest import START_US
from tests.gl.bank import FIRST, Bank
from twincore.gl import (
    AccountKind,
    JournalLine,
    StatementLine,
    account_card,
    approve,
    balance_sheet,
    book_faults,
    income_statement,
    propose_year_end,
    set_rate,
    shipped_accounts,
    subledger_against_gl,
    trial_balance,
)
from twincore.kernel.db import Connection
from twincore.kernel.ids import uuid7
from twincore.kernel.refusal import Refusal
from twincore.ledger import AccountFlag, checkpoint


def busy_first_days(bank: Bank) -> dict[str, int]:
    """Two days: capital comes in, a member saves and borrows, interest and fees are charged, staff is paid by a journal."""
    accounts = {"saver": bank.account(2120), "loan": bank.account(1310, "D")}
    bank.post("opening_balance_credit", account=accounts["saver"], amount=1_000_00)
    bank.post("cash_deposit", account=accounts["saver"], amount=500_00)
    bank.post("loan_disbursement", loan=accounts["loan"], to_account=accounts["saver"], amount=300_00, fee=10_00)
    bank.close_day()
    bank.post("interest_credit", account=accounts["saver"], amount=4_00, tax_rate="0.47")
    bank.post("loan_interest_charge", loan=accounts["loan"], amount=3_00)
    bank.post("cash_withdrawal", account=accounts["saver"], amount=100_00)
    bank.journal(FIRST + timedelta(1), JournalLine(5220, debit=2_00, words="Wages"), JournalLine(2490, credit=2_00))
    bank.close_day()
    return accounts


def test_the_statements_of_two_days_worked_by_hand(bank: Bank) -> None:
    busy_first_days(bank)
    first, second = FIRST, FIRST + timedelta(1)

    with bank.database.app(bank.tenant) as conn:
        opening, closing = (trial_balance(conn, bank.tenant, day) for day in (first, second))
        sheet = balance_sheet(conn, bank.tenant, second)
        year = income_statement(conn, bank.tenant, first, second)
        only_second = income_statement(conn, bank.tenant, second, second)

    assert [(line.account, line.balance) for line in opening.lines] == [
        (1010, 500_00), (1310, 310_00), (2120, -1_800_00), (3010, 1_000_00), (4150, -10_00),
    ]  # fmt: skip
    assert opening.totals() == {"AUD": (1_810_00, 1_810_00)}
    assert closing.zero
    assert [(line.account, line.amount) for line in sheet.assets] == [(1010, 400_00), (1310, 313_00)]
    assert [(line.account, line.amount) for line in sheet.liabilities] == [(2120, 1_702_12), (2310, 1_88), (2490, 2_00)]
    assert [(line.account, line.amount) for line in sheet.equity] == [(3010, -1_000_00)]
    assert (sheet.currency, sheet.total_assets, sheet.total_liabilities) == ("AUD", 713_00, 1_706_00)
    assert (sheet.result, sheet.total_equity, sheet.rounding, sheet.balanced) == (7_00, -993_00, 0, True)
    assert year.income == (
        StatementLine(4010, "Interest income: loans", "Interest income", 3_00),
        StatementLine(4150, "Fee income: loans", "Fees", 10_00),
    )
    assert [(line.account, line.amount) for line in year.expenses] == [(5010, 4_00), (5220, 2_00)]
    assert (year.total_income, year.total_expenses, year.result) == (13_00, 6_00, 7_00)
    assert (only_second.total_income, only_second.result) == (3_00, -3_00)


def test_a_date_that_no_end_of_day_has_posted_has_no_statement(bank: Bank) -> None:
    bank.close_day()
    with bank.database.app(bank.tenant) as conn:
        for day in (FIRST - timedelta(1), FIRST + timedelta(1)):
            with pytest.raises(Refusal, match="is not in the book, which runs from 2026-07-01 to 2026-07-01") as refused:
                trial_balance(conn, bank.tenant, day)
            assert refused.value.code == "date_not_posted"
        with pytest.raises(Refusal) as refused:
            income_statement(conn, bank.tenant, FIRST + timedelta(1), FIRST)
        assert refused.value.code == "dates_reversed"


def test_the_card_of_an_account_leads_from_one_balance_to_the_other(bank: Bank) -> None:
    busy_first_days(bank)
    second = FIRST + timedelta(1)

    with bank.database.app(bank.tenant) as conn:
        card = account_card(conn, bank.tenant, 2120, currency="AUD", from_date=second, to_date=second)
        nothing = account_card(conn, bank.tenant, 1990, currency="AUD", from_date=FIRST, to_date=second)

    assert (card.opening, card.closing) == (-1_800_00, -1_702_12)
    assert [(e.debit, e.credit, e.amount, e.code) for _, _, e in card.entries] == [
        (2120, 1010, 100_00, 102), (2120, 2310, 1_88, 501), (5010, 2120, 4_00, 501),
    ]  # fmt: skip
    assert (nothing.opening, nothing.closing, nothing.entries) == (0, 0, ())


def test_foreign_lines_stand_in_the_sheet_at_the_rate_of_the_date(bank: Bank) -> None:
    mine, dollars, yen = bank.account(), bank.account(currency="USD"), bank.account(currency="JPY")
    bank.post("cash_deposit", account=mine, amount=1_000_00)
    bank.post("fx_exchange", from_account=mine, to_account=dollars, amount=100_00, sold="AUD", bought="USD", rate="0.6543")
    bank.post("fx_exchange", from_account=mine, to_account=yen, amount=10_00, sold="AUD", bought="JPY", rate="100.3")
    bank.close_day()

    with bank.database.app(bank.tenant) as conn:
        with pytest.raises(Refusal, match="There is no rate of JPY on 2026-07-01 or before") as refused:
            balance_sheet(conn, bank.tenant, FIRST)
        assert refused.value.code == "exchange_rate_missing"
        for currency, rate in (("USD", "1.5"), ("JPY", "0.0101")):
            set_rate(conn, bank.tenant, currency=currency, date=FIRST, rate=rate, source="central bank", actor="treasury", now_us=START_US)
        sheet = balance_sheet(conn, bank.tenant, FIRST)

    # 65.43 USD at 1.5 are 98.145, half to even 98.14; 1,003 JPY at 0.0101 are 10.1303, so 10.13
    assert [(line.account, line.amount) for line in sheet.liabilities] == [(2110, 890_00 + 98_14 + 10_13)]
    assert [(line.account, line.amount) for line in sheet.assets] == [(1010, 1_000_00), (1150, -110_00 + 98_14 + 10_13)]
    assert (sheet.result, sheet.rounding, sheet.balanced) == (0, 0, True)


def test_what_translation_leaves_over_is_shown_and_not_lost(bank: Bank) -> None:
    dollars, other = bank.account(currency="USD"), bank.account(2120, currency="USD")
    bank.post("cash_deposit", account=dollars, amount=2, currency="USD")
    bank.post("internal_transfer", from_account=dollars, to_account=other, amount=1)
    bank.close_day()

    with bank.database.app(bank.tenant) as conn:
        set_rate(conn, bank.tenant, currency="USD", date=FIRST, rate="1.3", source="central bank", actor="treasury", now_us=START_US)
        sheet = balance_sheet(conn, bank.tenant, FIRST)

    # 2 cents at 1.3 are 2.6, so 3; 1 cent is 1.3, so 1, twice
    assert (sheet.total_assets, sheet.total_liabilities, sheet.rounding, sheet.balanced) == (3, 2, 1, True)


def test_one_cent_astray_is_found_with_its_line_and_both_figures(bank: Bank, superuser: Connection) -> None:
    accounts = busy_first_days(bank)
    second = FIRST + timedelta(1)
    for _ in range(2):  # before and after the checkpoint, at the same cut and at the one before
        with bank.database.app(bank.tenant) as conn:
            assert all(line.agrees for line in subledger_against_gl(conn, bank.tenant, date=second, cut_seq=bank.seq))
            assert all(line.agrees for line in subledger_against_gl(conn, bank.tenant, date=FIRST, cut_seq=4))
        checkpoint(bank.database, bank.tenant)
    superuser.execute("update ledger.balance set credits_posted = credits_posted + 1 where account = %s", (accounts["saver"],))

    with bank.database.app(bank.tenant) as conn:
        wrong = [line for line in subledger_against_gl(conn, bank.tenant, date=second, cut_seq=bank.seq) if not line.agrees]

    [line] = wrong
    assert (line.account, line.title, line.currency, line.accounts) == (2120, "Savings accounts", "AUD", 1)
    assert (line.subledger_balance, line.gl_balance, line.difference) == (-1_702_13, -1_702_12, -1)


def test_whoever_may_only_read_sees_the_statements_too(bank: Bank) -> None:
    busy_first_days(bank)
    with bank.database.readonly(bank.tenant) as conn:
        assert balance_sheet(conn, bank.tenant, FIRST).total_assets == 810_00
        assert all(line.agrees for line in subledger_against_gl(conn, bank.tenant, date=FIRST, cut_seq=4))


def test_what_the_general_ledger_posts_alone_does_not_disturb_the_comparison(bank: Bank) -> None:
    busy_first_days(bank)
    with bank.database.app(bank.tenant) as conn:
        lines = {line.account: line for line in subledger_against_gl(conn, bank.tenant, date=FIRST + timedelta(1), cut_seq=bank.seq)}
    assert (lines[5220].journals, lines[5220].accounts, lines[5220].agrees) == (2_00, 0, True)
    assert (lines[2490].journals, lines[2490].difference) == (-2_00, 0)
    assert lines[2120].journals == 0


def test_a_simulated_year_is_in_balance_every_day(bank: Bank) -> None:
    """365 days against an independent count from the transfers' outcomes; the subledger beside every line, every day."""
    rng = random.Random(2026)
    members = [bank.account(number) for number in (2110, 2110, 2110, 2120, 2120)] + [bank.account(currency="USD")]
    loan = bank.account(1310, "D", flags=AccountFlag(0))
    classes = dict(zip(members, (2110, 2110, 2110, 2120, 2120, 2110), strict=True)) | {loan: 1310}
    classes |= {account.account: account.gl for account in bank.catalogue.accounts}
    foreign = {account.account for account in bank.catalogue.accounts if account.currency == "USD"} | {members[-1]}
    counted: dict[tuple[int, str], int] = defaultdict(int)
    income: dict[date, int] = defaultdict(int)

    for n in range(365):
        saver = rng.choice(members[:5])
        day = bank.day
        asked: list[tuple[str, dict[str, Any]]] = [
            ("cash_deposit", {"account": saver, "amount": rng.randrange(1_000_00, 9_000_00)}),
            ("internal_transfer", {"from_account": saver, "to_account": members[(members.index(saver) + 1) % 5], "amount": rng.randrange(1, 500_00)}),
            ("atm_withdrawal", {"account": saver, "amount": rng.randrange(1, 90_00), "fee": 2_50}),
            ("fx_exchange", {"from_account": saver, "to_account": members[-1], "amount": rng.randrange(5, 99_00), "sold": "AUD", "bought": "USD", "rate": "0.6543"}),
        ]  # fmt: skip
        if n % 30 == 0:
            asked += [
                ("loan_disbursement", {"loan": loan, "to_account": saver, "amount": rng.randrange(1, 9_000_00), "fee": 10_00}),
                ("interest_credit", {"account": saver, "amount": rng.randrange(1, 9_00), "tax_rate": "0.47"}),
                ("loan_interest_charge", {"loan": loan, "amount": rng.randrange(1, 9_00)}),
            ]
        for outcome in bank.post_all(asked):
            moved = outcome.transfer
            assert moved is not None
            for account, sign in ((moved.debit, 1), (moved.credit, -1)):
                counted[classes[account], "USD" if account in foreign else "AUD"] += sign * moved.amount
                if classes[account] >= 4000:
                    income[day] -= sign * moved.amount
        bank.close_day()
        if n % 50 == 25:
            checkpoint(bank.database, bank.tenant)
        with bank.database.app(bank.tenant) as conn:
            trial = trial_balance(conn, bank.tenant, day)
            compared = subledger_against_gl(conn, bank.tenant, date=day, cut_seq=bank.seq)
        assert trial.zero
        assert {(line.account, line.currency): line.balance for line in trial.lines if line.balance} == {
            k: v for k, v in counted.items() if v
        }
        assert all(line.agrees for line in compared)
        assert {line.account for line in compared} >= {1010, 2110, 2120}

    last = date(2027, 6, 30)
    with bank.database.app(bank.tenant) as conn:
        for currency in ("USD", "JPY"):
            set_rate(conn, bank.tenant, currency=currency, date=FIRST, rate="1.5", source="central bank", actor="treasury", now_us=START_US)
        assert book_faults(conn, bank.tenant) == []
        year = income_statement(conn, bank.tenant, FIRST, last)
        may = income_statement(conn, bank.tenant, date(2027, 5, 1), date(2027, 5, 31))
        assert (year.result, may.result) == (sum(income.values()), sum(income[date(2027, 5, d)] for d in range(1, 32)))
        before = balance_sheet(conn, bank.tenant, last)
        id_ = uuid7(START_US)
        propose_year_end(conn, bank.tenant, last, id=id_, maker="maker", reason="year end", now_us=START_US)
        approve(conn, bank.tenant, id_, checker="checker", now_us=START_US)
        after = balance_sheet(conn, bank.tenant, last)
        kept = [line.amount for line in after.equity if line.account == 3020]
        assert (before.result, after.result, kept) == (year.result, 0, [year.result])
        assert before.balanced
        assert after.balanced
        assert income_statement(conn, bank.tenant, FIRST, last) == year
        assert trial_balance(conn, bank.tenant, last, before_year_end=True) == trial
        assert all(line.agrees for line in subledger_against_gl(conn, bank.tenant, date=last, cut_seq=bank.seq))
    assert set(AccountKind) == {line.kind for line in shipped_accounts().values()}
