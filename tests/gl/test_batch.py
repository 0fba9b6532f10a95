"""The batch of a day: what the journal of transfers moved, once, in order, and nothing of it lost."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from tests.conftest import START_US
from tests.gl.bank import FIRST, Bank
from twincore.gl import (
    AccountKind,
    BatchReport,
    Entry,
    GlAccountSpec,
    Source,
    batches,
    book_faults,
    close_gl_account,
    get_book,
    get_journal,
    open_gl_account,
    post_batch,
    subledger_against_gl,
    trial_balance,
)
from twincore.kernel.clock import FixedClock
from twincore.kernel.db import Database
from twincore.kernel.refusal import Refusal


def test_a_day_is_summed_by_code_and_by_the_lines_it_moves(bank: Bank) -> None:
    mine, savings = bank.account(), bank.account(2120)
    bank.post("cash_deposit", account=mine, amount=100_00)
    bank.post("cash_deposit", account=mine, amount=50_00)
    bank.post("cash_withdrawal", account=mine, amount=20_00)
    bank.post("internal_transfer", from_account=mine, to_account=savings, amount=30_00)
    bank.post("atm_withdrawal", account=mine, amount=40_00, fee=2_50)
    bank.post(
        "fx_exchange", from_account=mine, to_account=bank.account(currency="USD"), amount=10_00, sold="AUD", bought="USD", rate="0.65"
    )

    report = bank.close_day()

    with bank.database.app(bank.tenant) as conn:
        journal = get_journal(conn, bank.tenant, report.journal)
        assert get_book(conn, bank.tenant).batch_date == FIRST
    assert (report.transfers, report.entries, report.codes_unknown, report.repeated) == (8, 7, (), False)
    assert report.totals == {"AUD": 150_00 + 20_00 + 30_00 + 42_50 + 10_00, "USD": 6_50}
    assert (journal.date, journal.source, journal.key, journal.checker) == (FIRST, Source.BATCH, "batch/2026-07-01", None)
    assert set(journal.entries) == {
        Entry(1010, 2110, "AUD", 150_00, 101, 2),
        Entry(2110, 1010, "AUD", 20_00, 102, 1),
        Entry(2110, 2120, "AUD", 30_00, 201, 1),
        Entry(2110, 1020, "AUD", 40_00, 104, 1),
        Entry(2110, 4120, "AUD", 2_50, 104, 1),
        Entry(2110, 1150, "AUD", 10_00, 901, 1),
        Entry(1150, 2110, "USD", 6_50, 901, 1),
    }


def test_what_is_held_moves_no_line_until_it_is_captured(bank: Bank) -> None:
    mine = bank.account()
    bank.post("cash_deposit", account=mine, amount=100_00)
    [hold] = bank.post("card_authorisation", account=mine, amount=40_00, expires_at=START_US + 10**15, merchant="Grocer")
    first = bank.close_day()
    assert hold.transfer is not None
    bank.post("card_capture", hold=hold.transfer.id, amount=38_50)
    second = bank.close_day()

    assert (first.transfers, first.totals) == (1, {"AUD": 100_00})
    assert (second.transfers, second.totals) == (1, {"AUD": 38_50})


def test_a_transfer_between_members_of_one_line_counts_on_both_sides(bank: Bank) -> None:
    mine, other = bank.account(), bank.account()
    bank.post("cash_deposit", account=mine, amount=100_00)
    bank.post("internal_transfer", from_account=mine, to_account=other, amount=30_00)
    bank.close_day()

    with bank.database.app(bank.tenant) as conn:
        lines = {line.account: line for line in trial_balance(conn, bank.tenant, FIRST).lines}
    assert (lines[2110].debits, lines[2110].credits, lines[2110].own_balance) == (30_00, 130_00, 100_00)


def test_a_day_without_business_has_a_batch_too(bank: Bank) -> None:
    report = bank.close_day()

    assert (report.transfers, report.entries, report.totals) == (0, 0, {})
    with bank.database.app(bank.tenant) as conn:
        assert trial_balance(conn, bank.tenant, FIRST).lines == ()
        assert book_faults(conn, bank.tenant) == []


def test_what_comes_after_the_cut_belongs_to_the_next_day(bank: Bank) -> None:
    mine = bank.account()
    bank.post("cash_deposit", account=mine, amount=1_00)
    cut = bank.cut()
    bank.clock.set(START_US + 14 * 3_600 * 1_000_000)  # midnight in Sydney, to the microsecond
    bank.post("cash_deposit", account=mine, amount=2_00)

    assert bank.cut() == cut
    assert bank.close_day().totals == {"AUD": 1_00}
    assert bank.close_day().totals == {"AUD": 2_00}


def test_the_same_batch_again_changes_nothing_and_says_so(bank: Bank) -> None:
    bank.post("cash_deposit", account=bank.account(), amount=1_00)
    report = bank.close_day()

    with bank.database.app(bank.tenant) as conn:
        again = post_batch(conn, bank.tenant, date=FIRST, from_seq=0, cut_seq=report.cut_seq)
        assert again == BatchReport(FIRST, 0, report.cut_seq, report.journal, 1, 1, {"AUD": 1_00}, (), True)
        assert batches(conn, bank.tenant, from_date=FIRST, to_date=FIRST) == [again]
        assert get_book(conn, bank.tenant).journal == 1
        with pytest.raises(Refusal, match="was posted with the transfers after 0 up to 1") as refused:
            post_batch(conn, bank.tenant, date=FIRST, from_seq=0, cut_seq=0)
    assert refused.value.code == "batch_differs"


def test_two_at_once_post_a_day_once(bank: Bank) -> None:
    bank.post("cash_deposit", account=bank.account(), amount=1_00)

    def run(_: int) -> BatchReport:
        with bank.database.app(bank.tenant) as conn:
            return post_batch(conn, bank.tenant, date=FIRST, from_seq=0, cut_seq=1)

    with ThreadPoolExecutor(4) as threads:
        reports = list(threads.map(run, range(4)))

    assert Counter(report.repeated for report in reports) == {False: 1, True: 3}
    assert {report.journal for report in reports} == {1}
    with bank.database.app(bank.tenant) as conn:
        assert book_faults(conn, bank.tenant) == []


@pytest.mark.parametrize(
    ("day", "from_seq", "cut_seq", "says"),
    [
        (FIRST + timedelta(2), 1, 1, "The next date to post is 2026-07-02"),
        (FIRST - timedelta(1), 1, 1, "The next date to post is 2026-07-02"),
        (FIRST + timedelta(1), 0, 1, "begins after transfer 1, not 0"),
        (FIRST + timedelta(1), 2, 2, "begins after transfer 1, not 2"),
        (FIRST + timedelta(1), 1, 0, "not at 0"),
        (FIRST + timedelta(1), 1, 2, "ends between there and 1, not at 2"),
    ],
)
def test_days_follow_one_another_and_batches_leave_nothing_out(bank: Bank, day: date, from_seq: int, cut_seq: int, says: str) -> None:
    bank.post("cash_deposit", account=bank.account(), amount=1_00)
    bank.close_day()

    with bank.database.app(bank.tenant) as conn, pytest.raises(Refusal, match=says) as refused:
        post_batch(conn, bank.tenant, date=day, from_seq=from_seq, cut_seq=cut_seq)
    assert refused.value.code == "batch_out_of_order"


def test_a_class_that_is_not_in_the_chart_is_refused_with_the_codes_name_and_posts_nothing(bank: Bank) -> None:
    odd = bank.account(7777)
    bank.post("cash_deposit", account=bank.account(), amount=1_00)
    bank.post("cash_deposit", account=odd, amount=2_00)
    bank.transfer(odd, bank.account(8888), 50)

    with pytest.raises(Refusal) as refused:
        bank.close_day()

    assert refused.value.code == "gl_account_unmapped"
    assert (
        "cash_deposit (101) credits 7777, which is not in the chart of accounts: 1 transfers of 200 minor units AUD, the first of them 2"
        in refused.value.message
    )
    assert "transaction code 0 debits 7777" in refused.value.message
    assert len(refused.value.detail["unmapped"]) == 3
    with bank.database.app(bank.tenant) as conn:
        assert get_book(conn, bank.tenant).batch_date is None
        for number in (7777, 8888):
            open_gl_account(
                conn, bank.tenant, GlAccountSpec(number, "Club accounts", AccountKind.LIABILITY), from_date=FIRST, actor="controller"
            )
    assert bank.close_day().transfers == 3


def test_a_line_that_closed_takes_no_batch_from_that_day_on(bank: Bank) -> None:
    with bank.database.app(bank.tenant) as conn:
        close_gl_account(conn, bank.tenant, 2130, from_date=FIRST + timedelta(1), actor="controller")
    deposit = bank.account(2130)
    bank.post("cash_deposit", account=deposit, amount=1_00)
    bank.close_day()
    bank.post("cash_deposit", account=deposit, amount=1_00)

    with pytest.raises(Refusal, match="which is closed in the chart of accounts"):
        bank.close_day()


def test_a_code_that_nobody_has_defined_is_posted_by_its_classes_and_reported(bank: Bank) -> None:
    bank.transfer(bank.catalogue.system_account("cash"), bank.account(), 5, code=9_999)

    report = bank.close_day()

    assert (report.codes_unknown, report.totals) == ((9_999,), {"AUD": 5})


def test_the_book_of_another_tenant_is_another_book(bank: Bank, database: Database, other_tenant: int) -> None:
    bank.post("cash_deposit", account=bank.account(), amount=1_00)
    bank.close_day()
    with Bank.opened(database, other_tenant, FixedClock(START_US)) as other:
        other.post("cash_deposit", account=other.account(), amount=9_00)
        other.close_day()
        with database.app(other_tenant) as conn:
            assert [line.debits for line in trial_balance(conn, other_tenant, FIRST).lines if line.account == 1010] == [9_00]
            assert all(line.agrees for line in subledger_against_gl(conn, other_tenant, date=FIRST, cut_seq=1))
        with database.app(other_tenant) as conn, pytest.raises(Refusal) as refused:
            get_book(conn, bank.tenant)
    assert refused.value.code == "book_not_found"
