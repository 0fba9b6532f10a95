"""Journals by hand, periods and the year end: one person asks, another decides, and the books show both."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.conftest import START_US
from tests.gl.bank import FIRST, Bank
from twincore.gl import (
    Entry,
    JournalLine,
    JournalSpec,
    Period,
    Proposal,
    ProposalStatus,
    Source,
    approve,
    balance_sheet,
    get_book,
    get_journal,
    income_statement,
    periods,
    proposals,
    propose_journal,
    propose_period_close,
    propose_period_reopen,
    propose_year_end,
    reject,
    trial_balance,
    withdraw,
)
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Refusal

WAGES = JournalSpec(FIRST, "Wages of July", (JournalLine(5220, debit=900, words="Staff"), JournalLine(2490, credit=900)))
JULY, AUGUST = date(2026, 7, 31), date(2026, 8, 31)


def propose(conn: Connection, tenant: int, spec: JournalSpec = WAGES, id_: UUID | None = None, maker: str = "ann") -> Proposal:
    return propose_journal(conn, tenant, spec, id=id_ or uuid4(), maker=maker, reason="payroll", now_us=START_US)


def refused(conn: Connection, tenant: int, spec: JournalSpec) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as refusal:
        propose(conn, tenant, spec)
    return refusal.value.code, refusal.value.field


def close_period(bank: Bank, month: date, reopen: bool = False) -> Proposal:
    ask = propose_period_reopen if reopen else propose_period_close
    with bank.database.app(bank.tenant) as conn:
        proposal = ask(conn, bank.tenant, month, id=uuid4(), maker="ann", reason="month end", now_us=START_US)
        return approve(conn, bank.tenant, proposal.id, checker="bob", now_us=START_US)


def test_a_journal_counts_once_a_second_person_approves_it(bank: Bank) -> None:
    bank.close_day()
    with bank.database.app(bank.tenant) as conn:
        proposal = propose(conn, bank.tenant)
        assert (proposal.status, proposal.journal, proposal.lines[1].currency) == (ProposalStatus.PROPOSED, None, "AUD")
        assert trial_balance(conn, bank.tenant, FIRST).lines == ()

        approved = approve(conn, bank.tenant, proposal.id, checker="bob", now_us=START_US + 5, remark="seen the slip")

        assert (approved.maker, approved.checker, approved.decision, approved.decided_at_us) == (
            "ann",
            "bob",
            "seen the slip",
            START_US + 5,
        )
        assert approved.journal is not None
        journal = get_journal(conn, bank.tenant, approved.journal)
        assert (journal.maker, journal.checker, journal.source, journal.title) == ("ann", "bob", Source.JOURNAL, "Wages of July")
        assert journal.entries == (Entry(5220, 2490, "AUD", 900, words="Staff"),)
        assert [(line.account, line.balance) for line in trial_balance(conn, bank.tenant, FIRST).lines] == [(2490, -900), (5220, 900)]
        assert approve(conn, bank.tenant, proposal.id, checker="bob", now_us=START_US + 9) == approved
        assert proposals(conn, bank.tenant, status=ProposalStatus.APPROVED) == [approved]
        with pytest.raises(Refusal, match="No journal 99") as missing:
            get_journal(conn, bank.tenant, 99)
        assert missing.value.code == "journal_not_found"


def test_nobody_approves_or_rejects_what_he_asked_for(bank: Bank, superuser: Connection) -> None:
    with bank.database.app(bank.tenant) as conn:
        proposal = propose(conn, bank.tenant)
        decisions: list[Callable[[], Proposal]] = [
            lambda: approve(conn, bank.tenant, proposal.id, checker="ann", now_us=START_US),
            lambda: reject(conn, bank.tenant, proposal.id, checker="ann", remark="no", now_us=START_US),
        ]
        for decide in decisions:
            with pytest.raises(Refusal) as refusal:
                decide()
            assert refusal.value.code == "checker_is_maker"
    with pytest.raises(psycopg.errors.CheckViolation):  # and the database says so too
        superuser.execute("update gl.proposal set status = 'approved', checker = maker, decided_at = now()")


def test_of_two_who_approve_at_once_one_does(bank: Bank) -> None:
    with bank.database.app(bank.tenant) as conn:
        proposal = propose(conn, bank.tenant)

    def run(checker: str) -> str:
        try:
            with bank.database.app(bank.tenant) as conn:
                return approve(conn, bank.tenant, proposal.id, checker=checker, now_us=START_US).status
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(4) as threads:
        fates = Counter(threads.map(run, ["bob", "cyd", "dan", "eli"]))

    assert fates == {"approved": 1, "proposal_decided": 3}
    with bank.database.app(bank.tenant) as conn:
        assert get_book(conn, bank.tenant).journal == 1


def test_a_decision_stands(bank: Bank, superuser: Connection) -> None:
    with bank.database.app(bank.tenant) as conn:
        rejected, withdrawn = propose(conn, bank.tenant), propose(conn, bank.tenant)
        turned_down = reject(conn, bank.tenant, rejected.id, checker="bob", remark="wrong month", now_us=START_US)
        assert (turned_down.status, turned_down.decision) == (ProposalStatus.REJECTED, "wrong month")
        assert reject(conn, bank.tenant, rejected.id, checker="bob", remark="wrong month", now_us=START_US) == turned_down
        with pytest.raises(Refusal) as refusal:
            withdraw(conn, bank.tenant, withdrawn.id, maker="bob", now_us=START_US)
        assert refusal.value.code == "maker_differs"
        taken_back = withdraw(conn, bank.tenant, withdrawn.id, maker="ann", now_us=START_US)
        assert taken_back.status is ProposalStatus.WITHDRAWN
        assert withdraw(conn, bank.tenant, withdrawn.id, maker="ann", now_us=START_US) == taken_back
        decisions: list[Callable[[], Proposal]] = [
            lambda: approve(conn, bank.tenant, rejected.id, checker="bob", now_us=START_US),
            lambda: approve(conn, bank.tenant, withdrawn.id, checker="bob", now_us=START_US),
            lambda: withdraw(conn, bank.tenant, rejected.id, maker="ann", now_us=START_US),
        ]
        for decide in decisions:
            with pytest.raises(Refusal) as refusal:
                decide()
            assert refusal.value.code == "proposal_decided"
        with pytest.raises(Refusal) as refusal:
            approve(conn, bank.tenant, uuid4(), checker="bob", now_us=START_US)
        assert refusal.value.code == "proposal_not_found"
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        superuser.execute("update gl.proposal set status = 'proposed', checker = null, decided_at = null")


def test_the_same_proposal_again_is_the_same_and_another_under_its_id_is_refused(bank: Bank) -> None:
    id_ = uuid4()
    with bank.database.app(bank.tenant) as conn:
        assert propose(conn, bank.tenant, id_=id_) == propose(conn, bank.tenant, id_=id_)
        with pytest.raises(Refusal) as refusal:
            propose(conn, bank.tenant, id_=id_, maker="eve")
    assert refusal.value.code == "proposal_exists"


@pytest.mark.parametrize(
    ("lines", "day", "code", "field"),
    [
        ((JournalLine(5220, debit=900), JournalLine(2490, credit=899)), FIRST, "journal_unbalanced", "lines"),
        ((JournalLine(5220, debit=9), JournalLine(2490, credit=9, currency="USD")), FIRST, "journal_unbalanced", "lines"),
        ((JournalLine(5220, debit=9),), FIRST, "journal_lines_invalid", "lines"),
        ((JournalLine(5220, debit=9, credit=9), JournalLine(2490, credit=9)), FIRST, "journal_line_invalid", "lines/0"),
        ((JournalLine(5220, debit=9), JournalLine(2490)), FIRST, "journal_line_invalid", "lines/1"),
        ((JournalLine(5220, debit=-9), JournalLine(2490, credit=-9)), FIRST, "journal_line_invalid", "lines/0"),
        ((JournalLine(5220, debit=10**15 + 1), JournalLine(2490, credit=10**15 + 1)), FIRST, "journal_line_invalid", "lines/0"),
        ((JournalLine(5220, debit=9), JournalLine(2491, credit=9)), FIRST, "gl_account_not_found", "lines/1/account"),
        ((JournalLine(5220, debit=9), JournalLine(2110, credit=9)), FIRST, "gl_account_controlled", "lines/1/account"),
        ((JournalLine(5220, debit=9, currency="XTS"), JournalLine(2490, credit=9)), FIRST, "currency_unknown", "lines/0/currency"),
        ((JournalLine(5220, debit=9, words="a\x00b"), JournalLine(2490, credit=9)), FIRST, "gl_words_invalid", "lines/0/words"),
        ((JournalLine(5220, debit=9), JournalLine(2490, credit=9)), FIRST - timedelta(1), "gl_account_closed", "lines/0/account"),
        ((JournalLine(5220, debit=9), JournalLine(2490, credit=9)), AUGUST, "period_not_found", "date"),
    ],
)
def test_a_journal_that_cannot_stand_is_refused_with_the_place(
    bank: Bank, lines: tuple[JournalLine, ...], day: date, code: str, field: str
) -> None:
    with bank.database.app(bank.tenant) as conn:
        assert refused(conn, bank.tenant, JournalSpec(day, "By hand", lines)) == (code, field)


def test_words_and_people_must_be_named(bank: Bank) -> None:
    with bank.database.app(bank.tenant) as conn:
        assert refused(conn, bank.tenant, JournalSpec(FIRST, "  ", WAGES.lines)) == ("gl_words_invalid", "title")
        with pytest.raises(Refusal) as refusal:
            propose(conn, bank.tenant, maker=" ")
    assert (refusal.value.code, refusal.value.field) == ("gl_actor_invalid", "maker")


def test_a_month_closes_in_order_whole_and_with_nothing_waiting(bank: Bank) -> None:
    def fate(month: date, reopen: bool = False) -> str:
        with pytest.raises(Refusal) as refusal:
            close_period(bank, month, reopen)
        return refusal.value.code

    bank.close_days(date(2026, 7, 30))
    assert fate(JULY) == "period_incomplete"
    bank.close_days(AUGUST)
    assert fate(AUGUST) == "period_earlier_open"
    assert fate(date(2026, 9, 1)) == "period_not_found"
    assert fate(JULY, reopen=True) == "period_open"
    with bank.database.app(bank.tenant) as conn:
        waiting = propose(conn, bank.tenant)
    assert fate(JULY) == "period_has_proposals"
    with bank.database.app(bank.tenant) as conn:
        withdraw(conn, bank.tenant, waiting.id, maker="ann", now_us=START_US)

    close_period(bank, JULY)

    assert fate(JULY) == "period_closed"
    with bank.database.app(bank.tenant) as conn:
        assert periods(conn, bank.tenant) == [Period(FIRST, JULY, True), Period(date(2026, 8, 1), AUGUST, False)]
        assert refused(conn, bank.tenant, WAGES) == ("period_closed", "date")
    close_period(bank, AUGUST)
    assert fate(JULY, reopen=True) == "period_later_closed"
    close_period(bank, AUGUST, reopen=True)
    close_period(bank, JULY, reopen=True)
    with bank.database.app(bank.tenant) as conn:
        propose(conn, bank.tenant)


def test_a_journal_approved_after_its_month_was_closed_is_refused(bank: Bank) -> None:
    """Whoever proposed it waits for the month to be opened again: the check is made when it is posted."""
    bank.close_days(JULY)
    with bank.database.app(bank.tenant) as conn:
        waiting = propose_period_close(conn, bank.tenant, JULY, id=uuid4(), maker="ann", reason="month end", now_us=START_US)
        journal = propose(conn, bank.tenant)
        with pytest.raises(Refusal) as refusal:
            approve(conn, bank.tenant, waiting.id, checker="bob", now_us=START_US)
        assert refusal.value.code == "period_has_proposals"
        approve(conn, bank.tenant, journal.id, checker="bob", now_us=START_US)
        approve(conn, bank.tenant, waiting.id, checker="bob", now_us=START_US)


def year_end(bank: Bank, day: date) -> Proposal:
    with bank.database.app(bank.tenant) as conn:
        proposal = propose_year_end(conn, bank.tenant, day, id=uuid4(), maker="ann", reason="year end", now_us=START_US)
        return approve(conn, bank.tenant, proposal.id, checker="bob", now_us=START_US)


def test_the_year_end_carries_income_and_expense_to_retained_earnings(bank: Bank) -> None:
    with bank.database.connect("owner", autocommit=True) as owner:
        owner.execute("select set_config('app.tenant', %s, false)", (str(bank.tenant),))
        owner.execute("update gl.book set year_end_month = 7")
    mine, dollars = bank.account(), bank.account(currency="USD")
    bank.post("cash_deposit", account=mine, amount=100_00)
    bank.post("monthly_fee", account=mine, amount=5_00)
    bank.post("cash_deposit", account=dollars, amount=100_00, currency="USD")
    bank.post("monthly_fee", account=dollars, amount=3_00, currency="USD")
    bank.journal(FIRST, JournalLine(5220, debit=8_00), JournalLine(2490, credit=8_00))
    for wrong in (date(2026, 7, 30), AUGUST):
        with pytest.raises(Refusal) as refusal:
            year_end(bank, wrong)
        assert refusal.value.code == "year_end_invalid"
    with pytest.raises(Refusal) as refusal:
        year_end(bank, JULY)
    assert refusal.value.code == "date_not_posted"
    bank.close_days(JULY)
    with pytest.raises(Refusal) as refusal:
        close_period(bank, JULY)
    assert refusal.value.code == "year_end_missing"

    posted = year_end(bank, JULY)

    with bank.database.app(bank.tenant) as conn:
        assert posted.journal is not None
        journal = get_journal(conn, bank.tenant, posted.journal)
        assert (journal.source, journal.maker, journal.checker) == (Source.YEAR_END, "ann", "bob")
        assert set(journal.entries) == {
            Entry(4110, 3020, "AUD", 5_00), Entry(4110, 3020, "USD", 3_00), Entry(3020, 5220, "AUD", 8_00),
        }  # fmt: skip
        balances = {(line.account, line.currency): line.balance for line in trial_balance(conn, bank.tenant, JULY).lines}
        assert [balances[4110, "AUD"], balances[5220, "AUD"], balances[3020, "AUD"], balances[3020, "USD"]] == [0, 0, 3_00, -3_00]
    with pytest.raises(Refusal) as refusal:
        year_end(bank, JULY)
    assert refusal.value.code == "year_end_empty"

    bank.journal(JULY, JournalLine(5220, debit=1_00), JournalLine(2490, credit=1_00))  # a late bill
    year_end(bank, JULY)
    close_period(bank, JULY)
    bank.post("monthly_fee", account=mine, amount=7_00)
    bank.close_day()
    with bank.database.app(bank.tenant) as conn:
        assert {line.balance for line in trial_balance(conn, bank.tenant, JULY).lines if line.account in (4110, 5220)} == {0}
        new_year = date(2026, 8, 1)
        assert income_statement(conn, bank.tenant, new_year, new_year).result == 7_00
        with pytest.raises(Refusal) as refusal:
            balance_sheet(conn, bank.tenant, new_year)
        assert refusal.value.code == "exchange_rate_missing"
