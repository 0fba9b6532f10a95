"""Notices: who is told what, when, and only once."""

from datetime import date, timedelta

from tests.eod.bank import FIRST, Bank
from tests.statements.test_statements import PLAN, prepare
from twincore.products.credit import define_credit_rate
from twincore.products.interest import define_plan, set_maturity
from twincore.statements import Notice, NoticeKind, notices_of, notices_on

DAY = timedelta(days=1)


def told(bank: Bank, account: int, kind: NoticeKind) -> list[Notice]:
    with bank.database.app(bank.tenant) as conn:
        return [notice for notice in notices_of(conn, bank.tenant, account) if notice.kind is kind]


def test_a_new_plan_is_announced_to_holders_on_the_night_it_is_defined_with_what_changes(bank: Bank) -> None:
    bank.product("saver", plan=PLAN)
    bank.product("other", plan=PLAN)
    account, untouched = bank.open("saver"), bank.open("other")
    bank.end(FIRST)
    prepare(bank, FIRST)
    bank.clock_to(FIRST + DAY, 10)
    with bank.database.app(bank.tenant) as conn:
        plan = {"tiers": [{"from": 0, "rate_ppm": 41_000}], "monthly_fee": {"amount": 500}}
        define_plan(conn, bank.tenant, "saver", plan, effective_from=date(2026, 8, 1), now_us=bank.now_us)
    bank.end(FIRST + 2 * DAY)
    prepare(bank, FIRST + DAY)
    prepare(bank, FIRST + 2 * DAY)
    [notice] = told(bank, account, NoticeKind.RATE_CHANGE)
    assert notice.date == FIRST + DAY
    assert notice.title == "New interest and fees from 1 August 2026"
    assert "Interest: 4.10% a year (until then 3.65% a year)." in notice.body
    assert "Monthly fee" not in notice.body
    assert not told(bank, untouched, NoticeKind.RATE_CHANGE)


def test_a_late_payer_is_told_on_the_first_day_and_at_each_bucket_and_not_in_between(bank: Bank) -> None:
    bank.product("everyday", kind="transaction", plan={"tiers": [{"from": 0, "rate_ppm": 0}]})
    account = bank.open("everyday")
    loan = bank.open_credit("personal_loan", FIRST, amount=12_000_00, term_months=12, due_day=1, repayment_account=account, rate_ppm=99_900)
    bank.post("loan_disbursement", loan=loan, to_account=account, amount=12_000_00)
    bank.post("cash_withdrawal", account=account, amount=12_000_00)
    bank.end(date(2026, 7, 31))
    for n in range(33):
        on = date(2026, 8, 1) + n * DAY
        bank.end(on)
        prepare(bank, on)
    found = told(bank, loan, NoticeKind.ARREARS)
    # due on 1 August: one day late at the end of the 2nd, thirty at the end of the 31st
    assert [(notice.date, notice.facts["days"]) for notice in found] == [(date(2026, 8, 31), 30), (date(2026, 8, 2), 1)]
    assert "overdue by 1 day." in found[1].body
    assert "hardship" in found[1].body
    assert found[0].title == "Your account is 30 days or more overdue"


def test_a_holder_is_told_fourteen_days_before_a_term_ends_what_will_happen(bank: Bank) -> None:
    bank.product("everyday", kind="transaction", plan={"tiers": [{"from": 0, "rate_ppm": 0}]})
    bank.product("fixed", kind="term_deposit", interest_rate_ppm=36_500, term_months=[1])
    account, deposit = bank.open("everyday"), bank.open("fixed", opening_amount=1_000_00, term_months=1)
    bank.post("cash_deposit", account=account, amount=1_000_00)
    bank.post("term_deposit_placement", from_account=account, term_deposit=deposit, amount=1_000_00)
    bank.end(FIRST)
    with bank.database.app(bank.tenant) as conn:
        set_maturity(conn, bank.tenant, deposit, at_maturity="pay", pay_to=account)
    for n in range(20):
        on = FIRST + n * DAY
        bank.end(on)
        prepare(bank, on)
    [notice] = told(bank, deposit, NoticeKind.MATURITY)
    assert notice.date == date(2026, 8, 1) - 14 * DAY
    assert "ends on 1 August 2026" in notice.body
    assert "are paid to account 802-001" in notice.body


def test_a_variable_loan_is_told_its_new_rate_and_instalment(bank: Bank) -> None:
    loan = bank.open_credit("home_loan", FIRST, amount=400_000_00, term_months=360, due_day=1, security_value=600_000_00)
    bank.end(FIRST)
    with bank.database.app(bank.tenant) as conn:
        define_credit_rate(
            conn, bank.tenant, "home_loan_variable", 65_000, effective_from=date(2026, 7, 3), today=FIRST + DAY, now_us=bank.now_us
        )
    for n in range(1, 4):
        bank.end(FIRST + n * DAY)
        prepare(bank, FIRST + n * DAY)
    [notice] = told(bank, loan, NoticeKind.RATE_CHANGE)
    assert notice.facts["rate_ppm"] == 65_000
    assert f"is 6.50% from {notice.date.day} July 2026" in notice.title
    with bank.database.app(bank.tenant) as conn:
        assert notices_on(conn, bank.tenant, notice.date, kind=NoticeKind.RATE_CHANGE) == [notice]
