"""A night: what the end of a day does, in which order, and that doing it again does nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

import twincore.gl as gl
import twincore.ledger as ledger
from tests.eod.bank import DAY, FIRST, Bank
from twincore.audit import history
from twincore.eod import DayReport, PeriodEnd, Progress, day_report, day_reports, next_date, run_day, steps
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Refusal
from twincore.products.interest import interest_of
from twincore.reconciliation import list_cases

SAVER = {"cycle": "monthly", "tiers": [{"from": 0, "rate_ppm": 36_500}], "monthly_fee": {"amount": 300, "waived_from_balance": 500_000}}


def sound(report: DayReport) -> bool:
    return report.done and report.trial_balance_zero and not report.discrepancies and not report.refused


def test_a_day_is_ended_with_every_step_in_order_and_again_changes_nothing(bank: Bank) -> None:
    bank.product("saver", plan=SAVER)
    account = bank.open("saver")
    bank.post("cash_deposit", account=account, amount=1_000_000)
    seen: list[Progress] = []
    report = bank.end(FIRST, seen.append)
    assert sound(report)
    assert [one.step for one in seen if one.done] == [step.name for step in steps()]
    assert report.cut_seq == 1
    # 10,000.00 at 3.65% a year of 365 days: 1.00 a day, 100 minor units of a million micro-units
    with bank.database.app(bank.tenant) as conn:
        found = interest_of(conn, bank.tenant, account, FIRST)
        assert found is not None
        assert found.credit == 100_000_000
        trial = gl.trial_balance(conn, bank.tenant, FIRST)
        shown = {line.account: line.balance for line in trial.lines}
    assert shown[2120] == -1_000_000
    assert shown[2410] == -100  # accrued and not yet paid
    assert shown[5010] == 100

    repeated: list[Progress] = []
    assert bank.end(FIRST, repeated.append) == report
    assert repeated == []


def test_a_month_end_pays_interest_and_charges_fees_on_the_next_day(bank: Bank) -> None:
    bank.product("saver", plan=SAVER)
    rich, poor = bank.open("saver"), bank.open("saver", 1)
    bank.post("cash_deposit", account=rich, amount=1_000_000)
    bank.post("cash_deposit", account=poor, amount=100_000)
    reports = [bank.end(FIRST + DAY * n) for n in range(32)]
    assert all(map(sound, reports))
    month_end = reports[30]
    assert (month_end.date, month_end.period_ends, month_end.posted) == (date(2026, 7, 31), (PeriodEnd.MONTH,), 3)
    # 31 days at 1.00 and 0.10 a day; the second account pays 3.00, its balance was never 5,000.00
    assert bank.balance(rich) == 1_000_000 + 3_100
    assert bank.balance(poor) == 100_000 + 310 - 300
    with bank.database.app(bank.tenant) as conn:
        before, after = (gl.trial_balance(conn, bank.tenant, date(2026, 7, 31) + DAY * n) for n in (0, 1))
        assert [{line.account: line.balance for line in trial.lines}.get(2410) for trial in (before, after)] == [-3_410, -110]
        paid = ledger.history(conn, bank.tenant, rich, limit=1)[0]
        assert paid.value_date == date(2026, 8, 1)
        entries = history(conn, bank.tenant, subject="day/2026-07-31")
    assert paid.command in {one.entry.command.id for one in entries}
    assert {one.entry.command.key for one in entries} == {"2026-07-31/post_capitalise", "2026-07-31/post_fees"}


def test_postings_are_made_in_pages_of_several_submissions(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("twincore.eod.day.DUES", 5)
    monkeypatch.setattr("twincore.eod.posting.TOGETHER", 2)
    bank.product("saver", plan={"cycle": "daily", "tiers": [{"from": 0, "rate_ppm": 36_500}]})
    accounts = [bank.open("saver") for _ in range(13)]
    for account in accounts:
        bank.post("cash_deposit", account=account, amount=1_000_000)
    pages: list[Progress] = []
    report = bank.end(FIRST, pages.append)
    assert sound(report)
    assert [page.items for page in pages if page.step == "post_capitalise"] == [5, 5, 3]
    assert [bank.balance(account) for account in accounts] == [1_000_100] * 13  # 3.65% of 10,000.00 for a day of 365
    with bank.database.app(bank.tenant) as conn:
        paid = [ledger.history(conn, bank.tenant, account) for account in accounts]
    assert [len(entries) for entries in paid] == [2] * 13
    assert sorted(entries[0].seq for entries in paid) == list(range(14, 27))


def test_days_that_were_missed_are_ended_first(bank: Bank) -> None:
    bank.product("saver", plan=SAVER)
    account = bank.open("saver")
    bank.post("cash_deposit", account=account, amount=1_000_000)
    report = bank.end(FIRST + DAY * 3)
    assert sound(report)
    with bank.database.app(bank.tenant) as conn:
        assert [day_report(conn, bank.tenant, FIRST + DAY * n).cut_seq for n in range(4)] == [1, 1, 1, 1]
        assert next_date(conn, bank.tenant) == FIRST + DAY * 4
        found = interest_of(conn, bank.tenant, account, FIRST + DAY * 3)
    assert found is not None
    assert found.credit == 400_000_000


def test_what_is_posted_while_a_day_is_ended_belongs_to_the_next(bank: Bank) -> None:
    bank.product("saver", plan=SAVER)
    account = bank.open("saver")
    bank.post("cash_deposit", account=account, amount=1_000_000)

    def customer(progress: Progress) -> None:
        if progress.done:
            bank.post("cash_deposit", account=account, amount=100)

    report = bank.end(FIRST, customer)
    assert sound(report)
    assert report.cut_seq == 1
    with bank.database.app(bank.tenant) as conn:
        shown = {line.account: line.balance for line in gl.trial_balance(conn, bank.tenant, FIRST).lines}
    assert shown[2120] == -1_000_000
    following = bank.end(FIRST + DAY)
    assert sound(following)
    assert (following.from_seq, following.cut_seq) == (1, 1 + len(steps()))


def test_a_day_that_is_not_over_or_before_the_first_is_refused(bank: Bank) -> None:
    for day, code in ((FIRST, "day_not_over"), (FIRST - DAY, "day_before_first")):
        with pytest.raises(Refusal) as refused:
            run_day(bank.database, bank.ledger, bank.catalogues, bank.clocks, bank.tenant, day)
        assert refused.value.code == code


def test_a_tenant_without_a_calendar_is_refused(bank: Bank, other_tenant: int) -> None:
    with pytest.raises(Refusal) as refused:
        run_day(bank.database, bank.ledger, bank.catalogues, bank.clocks, other_tenant, FIRST)
    assert refused.value.code == "end_of_day_not_installed"


def test_a_hold_whose_time_is_over_is_ended_before_the_cut(bank: Bank) -> None:
    bank.product("saver", plan=SAVER)
    account = bank.open("saver")
    bank.post("cash_deposit", account=account, amount=1_000)
    expires = bank.now_us + 3_600_000_000
    bank.post("card_authorisation", account=account, amount=400, expires_at=expires)
    assert sound(bank.end(FIRST))
    with bank.database.app(bank.tenant) as conn:
        assert ledger.balances(conn, bank.tenant, [account])[account].held == 0


def test_a_step_that_is_refused_leaves_the_day_under_way_until_the_cause_is_gone(bank: Bank) -> None:
    bank.product("saver", plan=SAVER)
    account = bank.open("saver")
    bank.post("cash_deposit", account=account, amount=1_000_000)
    with bank.database.app(bank.tenant) as conn:
        strange = ledger.open_accounts(conn, bank.tenant, [ledger.AccountSpec("AUD", 987_654, "C")], now_us=bank.now_us)[0]
    bank.post("internal_transfer", from_account=account, to_account=strange, amount=5)
    with pytest.raises(Refusal) as refused:
        bank.end(FIRST)
    assert refused.value.code == "gl_account_unmapped"
    assert "987654" in refused.value.message
    with bank.database.app(bank.tenant) as conn:
        assert not day_report(conn, bank.tenant, FIRST).done
        gl.open_gl_account(
            conn,
            bank.tenant,
            gl.GlAccountSpec(987_654, "Strange deposits", gl.AccountKind.LIABILITY, "Other"),
            from_date=FIRST,
            actor="controller",
        )
    assert sound(bank.end(FIRST))


def test_a_cent_that_went_astray_is_found_by_the_night(bank: Bank, superuser: Connection) -> None:
    bank.product("saver", plan=SAVER)
    account = bank.open("saver")
    bank.post("cash_deposit", account=account, amount=1_000_000)
    assert sound(bank.end(FIRST))
    superuser.execute("alter table gl.turnover disable trigger user")
    superuser.execute("update gl.turnover set credits = credits + 1 where account = 2120")
    report = bank.end(FIRST + DAY)
    assert report.done
    assert report.discrepancies
    with bank.database.app(bank.tenant) as conn:
        assert any("2120" in str(case) for case in list_cases(conn, bank.tenant))


def test_two_runs_at_once_take_turns(bank: Bank) -> None:
    bank.product("saver", plan=SAVER | {"cycle": "daily"})
    account = bank.open("saver")
    bank.post("cash_deposit", account=account, amount=1_000_000)
    bank.clock_to(FIRST + DAY * 3, 0, 5)
    with ThreadPoolExecutor(2) as pool:
        runs = [
            pool.submit(run_day, bank.database, bank.ledger, bank.catalogues, bank.clocks, bank.tenant, FIRST + DAY * 2) for _ in range(2)
        ]
        reports = [run.result(60) for run in runs]
    assert sound(reports[0])
    with bank.database.app(bank.tenant) as conn:
        assert [(one.date, one.posted, one.done) for one in day_reports(conn, bank.tenant)] == [
            (FIRST + DAY * n, 1, True) for n in (2, 1, 0)
        ]
    assert bank.balance(account) == 1_000_300
