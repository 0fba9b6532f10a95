"""Statements: what they say is what the journal says, line by line."""

import random
from datetime import date, timedelta

import pytest

from tests.eod.bank import FIRST, Bank, moment
from twincore.kernel.refusal import Refusal
from twincore.ledger import balance_at, checkpoint
from twincore.products import get_account
from twincore.products.interest import withhold_tax
from twincore.statements import (
    Line,
    NoticeKind,
    Statement,
    StatementKind,
    StatementReport,
    Totals,
    all_lines,
    get_statement,
    notices_of,
    prepare_statements,
    statement_lines,
    statements_of,
    summary_of,
)

JULY = date(2026, 7, 31)
PLAN = {"tiers": [{"from": 0, "rate_ppm": 36_500}], "monthly_fee": {"amount": 500}}


def prepare(bank: Bank, day: date, **more: int) -> list[StatementReport]:
    """Prepare a date whose end is done, page by page."""
    reports: list[StatementReport] = []
    while not reports or not reports[-1].done:
        with bank.database.app(bank.tenant) as conn:
            after = reports[-1].cursor if reports else 0
            reports.append(prepare_statements(conn, bank.tenant, date=day, after=after, now_us=bank.now_us, **more))
    return reports


def read(bank: Bank, account: int, day: date) -> tuple[Statement, list[Line]]:
    with bank.database.app(bank.tenant) as conn:
        statement = get_statement(conn, bank.tenant, account, day)
        return statement, all_lines(conn, bank.tenant, statement)


def test_a_statement_opens_with_what_was_there_and_each_line_leads_to_the_next_balance(bank: Bank) -> None:
    bank.product("everyday", kind="transaction", plan=PLAN)
    account, other = bank.open("everyday"), bank.open("everyday", member=1)
    bank.post("cash_deposit", account=account, amount=1_000_00, description="Savings from home")
    bank.clock_to(date(2026, 7, 10))
    bank.post("card_purchase", account=account, amount=49_95, merchant="Corner Grocer")
    bank.post("internal_transfer", from_account=account, to_account=other, amount=100_00, description="Rent share")
    bank.clock_to(date(2026, 8, 1), 0, 5)
    prepare(bank, JULY)
    statement, lines = read(bank, account, JULY)
    assert (statement.kind, statement.number, statement.from_date) == (StatementKind.DEPOSIT, 1, FIRST)
    assert (statement.opening, statement.closing) == (0, 850_05)
    assert [(line.title, line.words, line.amount, line.balance) for line in lines] == [
        ("Cash deposit", "Savings from home", 1_000_00, 1_000_00),
        ("Card purchase without authorisation", "Corner Grocer", -49_95, 950_05),
        ("Transfer", "Rent share", -100_00, 850_05),
    ]
    assert [line.date for line in lines] == [FIRST, date(2026, 7, 10), date(2026, 7, 10)]


def test_the_next_statement_begins_where_the_last_one_ended_and_tells_interest_and_fees_by_name(bank_of_late_july: Bank) -> None:
    bank, august = bank_of_late_july, date(2026, 8, 31)
    bank.product("everyday", kind="transaction", plan=PLAN)
    account = bank.open("everyday")
    bank.post("cash_deposit", account=account, amount=1_000_00)
    bank.end(JULY)
    bank.end(august)
    prepare(bank, august)
    (first, _), (second, lines) = read(bank, account, JULY), read(bank, account, august)
    assert (second.number, second.from_date, second.from_seq, second.opening) == (2, date(2026, 8, 1), first.cut_seq, first.closing)
    # 1,000.00 at 3.65% a year is ten cents a day: three days of July
    assert {(line.title, line.amount) for line in lines} == {("Interest", 30), ("Monthly account fee", -5_00)}
    assert second.closing == second.opening + sum(line.amount for line in lines)
    with bank.database.app(bank.tenant) as conn:
        summary = summary_of(conn, bank.tenant, second)
    assert (summary.totals.interest_earned, summary.totals.fees, summary.totals.tax_withheld) == (30, 5_00, 0)
    # August: 995.30 on each of 31 days, at 365 in 36,500 a year, makes 3.08543 dollars, earned and not posted yet
    assert summary.accrued == 3_09
    assert summary.year == summary.totals + Totals(credits=1_000_00, lines=1)


def test_preparing_again_changes_nothing_and_pages_give_what_one_page_gives(bank: Bank) -> None:
    bank.product("everyday", kind="transaction", plan=PLAN)
    accounts = [bank.open("everyday", n) for n in range(5)]
    bank.clock_to(date(2026, 8, 1), 0, 5)
    paged = prepare(bank, JULY, limit=2)
    assert sum(report.statements for report in paged) == 5
    assert sum(report.notices for report in paged) == 5
    assert [report.items for report in prepare(bank, JULY)] == [0]
    with bank.database.app(bank.tenant) as conn:
        assert all(len(statements_of(conn, bank.tenant, account)) == 1 for account in accounts)


def test_tax_that_is_withheld_is_a_line_of_its_own(bank_of_late_july: Bank) -> None:
    bank, august = bank_of_late_july, date(2026, 8, 31)
    bank.product("everyday", kind="transaction", plan=PLAN)
    account = bank.open("everyday")
    with bank.database.app(bank.tenant) as conn:
        withhold_tax(conn, bank.tenant, [bank.members[0]], since=FIRST)
    bank.post("cash_deposit", account=account, amount=10_000_00)
    bank.end(JULY)
    bank.clock_to(date(2026, 9, 1), 0, 5)
    prepare(bank, august)
    statement, lines = read(bank, account, august)
    told = {line.title: line.amount for line in lines}
    # three days at a dollar a day, of which 47%, the rate of those who give no tax number, is 1.41
    assert (told["Interest"], told["Tax withheld from interest"]) == (3_00, -1_41)
    with bank.database.app(bank.tenant) as conn:
        totals = summary_of(conn, bank.tenant, statement).totals
    assert (totals.interest_earned, totals.tax_withheld) == (3_00, 1_41)


def test_holds_are_no_lines_and_long_statements_come_in_pages(bank: Bank) -> None:
    bank.product("everyday", kind="transaction", plan=PLAN)
    account = bank.open("everyday")
    bank.post("cash_deposit", account=account, amount=1_000_00)
    for _ in range(7):
        bank.post("card_authorisation", account=account, amount=5_00, expires_at="2026-08-30T00:00:00Z")
        bank.post("cash_withdrawal", account=account, amount=1_00)
    bank.clock_to(date(2026, 8, 1), 0, 5)
    prepare(bank, JULY)
    statement, lines = read(bank, account, JULY)
    assert len(lines) == 8
    assert statement.closing == 993_00
    with bank.database.app(bank.tenant) as conn:
        found: list[Line] = []
        cursor: int | None = None
        while True:
            page, cursor = statement_lines(conn, bank.tenant, statement, before_seq=cursor, limit=4)
            found += page
            if cursor is None:
                break
        assert found[::-1] == lines


def test_a_loan_statement_tells_rate_and_next_instalment(bank: Bank) -> None:
    bank.product("everyday", kind="transaction", plan={"tiers": [{"from": 0, "rate_ppm": 0}]})
    account = bank.open("everyday")
    loan = bank.open_credit("personal_loan", FIRST, amount=12_000_00, term_months=12, due_day=1, repayment_account=account, rate_ppm=99_900)
    bank.post("loan_disbursement", loan=loan, to_account=account, amount=12_000_00)
    bank.clock_to(date(2026, 8, 1), 0, 5)
    prepare(bank, JULY)
    statement, lines = read(bank, loan, JULY)
    assert (statement.kind, statement.opening, statement.closing) == (StatementKind.LOAN, 0, -12_000_00)
    assert [(line.title, line.amount, line.balance) for line in lines] == [("Loan drawn", -12_000_00, -12_000_00)]
    with bank.database.app(bank.tenant) as conn:
        part = summary_of(conn, bank.tenant, statement).loan
    assert part is not None
    assert (part.rate_ppm, part.next_due, part.overdue) == (99_900, date(2026, 8, 1), 0)
    # the annuity of 12,000.00 over 12 months at 9.99% a year is 1,054.93 by the formula; by days of months it differs by cents
    assert abs(part.instalment - 1_054_93) < 1_00


def test_a_card_statement_has_its_charges_in_it_and_the_next_one_does_not_tell_them_again(bank: Bank) -> None:
    card = bank.open_credit("credit_card", FIRST, 2, limit=5_000_00, statement_day=15)
    bank.post("card_purchase", account=card, amount=1_000_00, merchant="Travel Desk")
    for day in range(1, 47):
        on = FIRST + timedelta(days=day)
        bank.end(on)
        prepare(bank, on)
    with bank.database.app(bank.tenant) as conn:
        assert [one.date for one in statements_of(conn, bank.tenant, card)] == [date(2026, 8, 15), date(2026, 7, 15)]
    first, first_lines = read(bank, card, date(2026, 7, 15))
    second, second_lines = read(bank, card, date(2026, 8, 15))
    assert [(line.title, line.amount, line.balance) for line in first_lines] == [
        ("Card purchase without authorisation", -1_000_00, -1_000_00)
    ]
    assert (first.kind, first.closing, second.opening) == (StatementKind.CARD, -1_000_00, -1_000_00)
    assert second.closing == second.opening + sum(line.amount for line in second_lines)
    assert [line.balance for line in second_lines][-1] == second.closing
    assert second_lines[-1].title == "Card interest"
    assert all(line.seq is not None for line in second_lines)
    with bank.database.app(bank.tenant) as conn:
        summary = summary_of(conn, bank.tenant, first)
        told = notices_of(conn, bank.tenant, card)
    assert summary.card is not None
    assert (summary.card.minimum, summary.card.overdue) == (30_00, 0)
    ready = [one for one in told if one.kind is NoticeKind.STATEMENT_READY and one.date == date(2026, 7, 15)]
    assert "Please pay at least $30.00 by" in ready[0].body


def test_a_statement_that_is_not_there_is_refused_by_name(bank: Bank) -> None:
    bank.product("everyday", kind="transaction", plan=PLAN)
    account = bank.open("everyday")
    with bank.database.app(bank.tenant) as conn, pytest.raises(Refusal) as refused:
        get_statement(conn, bank.tenant, account, JULY)
    assert refused.value.code == "statement_not_found"


@pytest.mark.parametrize("folded", ["never", "before the month ends", "after it"])
def test_balances_are_those_of_the_moment_however_far_the_checkpoint_is(bank: Bank, folded: str) -> None:
    bank.product("everyday", kind="transaction", plan=PLAN)
    accounts = [bank.open("everyday", n) for n in range(3)]
    chance = random.Random(folded)

    def trade(count: int) -> None:
        for _ in range(count):
            payer, payee = chance.sample(accounts, 2)
            bank.post("internal_transfer", from_account=payer, to_account=payee, amount=chance.randint(1, 10_00))

    for account in accounts:
        bank.post("cash_deposit", account=account, amount=1_000_00)
    trade(20)
    bank.clock_to(date(2026, 8, 10))
    trade(20)
    if folded == "before the month ends":
        checkpoint(bank.database, bank.tenant)
    trade(5)
    bank.clock_to(date(2026, 9, 1), 0, 1)
    trade(5)
    if folded == "after it":
        checkpoint(bank.database, bank.tenant)
        trade(5)
    prepare(bank, date(2026, 8, 31))
    for account in accounts:
        statement, lines = read(bank, account, date(2026, 8, 31))
        with bank.database.app(bank.tenant) as conn:
            opening, closing = (balance_at(conn, bank.tenant, account, moment(on, 0) - 1) for on in (date(2026, 8, 1), date(2026, 9, 1)))
        assert (statement.from_date, statement.opening, statement.closing) == (date(2026, 8, 1), opening.current, closing.current)
        assert statement.closing == statement.opening + sum(line.amount for line in lines)


def test_what_a_member_reads_is_no_other_member_and_no_reason_of_staff(bank: Bank) -> None:
    bank.product("everyday", kind="transaction", plan=PLAN)
    own, also_own, other = bank.open("everyday"), bank.open("everyday"), bank.open("everyday", member=1)
    bank.post("cash_deposit", account=own, amount=100_00)
    bank.post("internal_transfer", from_account=own, to_account=also_own, amount=10_00)
    bank.post("internal_transfer", from_account=own, to_account=other, amount=10_00)
    bank.post("adjustment_debit", account=own, amount=1_00, reason="Suspected of fraud")
    bank.clock_to(date(2026, 8, 1), 0, 5)
    prepare(bank, JULY)
    _, lines = read(bank, own, JULY)
    with bank.database.app(bank.tenant) as conn:
        number = get_account(conn, bank.tenant, also_own).number
    assert [line.words for line in lines] == ["", f"to your account {number}", "", ""]
