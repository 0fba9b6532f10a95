"""Rates, the revaluation of the foreign exchange position, and accrued interest. The examples are worked by hand."""

from datetime import timedelta

import pytest

from tests.conftest import START_US
from tests.gl.bank import FIRST, Bank
from twincore.gl import (
    Accrual,
    Entry,
    ExchangeRate,
    PositionValue,
    Revaluation,
    balance_sheet,
    get_journal,
    post_accruals,
    rates_on,
    revalue,
    set_rate,
    subledger_against_gl,
)
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Refusal

SECOND, THIRD = FIRST + timedelta(1), FIRST + timedelta(2)


def rate(conn: Connection, bank: Bank, day_rate: str, day: int = 0, currency: str = "USD") -> ExchangeRate:
    day_ = FIRST + timedelta(day)
    return set_rate(
        conn, bank.tenant, currency=currency, date=day_, rate=day_rate, source="central bank", actor="treasury", now_us=START_US
    )


def test_a_rate_holds_until_the_next_one_and_a_correction_is_a_version(bank: Bank) -> None:
    with bank.database.app(bank.tenant) as conn:
        assert rate(conn, bank, "1.5") == ExchangeRate("USD", FIRST, 1, 1_500_000_000, "central bank")
        assert rate(conn, bank, "1.5").version == 1
        assert rate(conn, bank, "1.51").version == 2
        rate(conn, bank, "0.010123456", 1, "JPY")

        assert rates_on(conn, bank.tenant, FIRST - timedelta(1)) == {}
        assert rates_on(conn, bank.tenant, FIRST) == {"USD": 1_510_000_000}
        assert rates_on(conn, bank.tenant, FIRST + timedelta(400)) == {"USD": 1_510_000_000, "JPY": 10_123_456}


@pytest.mark.parametrize("wrong", ["0", "-1", "nan", "inf", "1e400", "one", "", "1.0000000001", "1000001"])
def test_a_rate_that_is_none_is_refused(bank: Bank, wrong: str) -> None:
    with bank.database.app(bank.tenant) as conn, pytest.raises(Refusal) as refused:
        rate(conn, bank, wrong)
    assert refused.value.code == "exchange_rate_invalid"


def test_the_books_own_currency_has_no_rate(bank: Bank) -> None:
    with bank.database.app(bank.tenant) as conn, pytest.raises(Refusal, match="kept in AUD itself") as refused:
        rate(conn, bank, "1", currency="AUD")
    assert refused.value.code == "exchange_rate_invalid"


def test_a_short_position_loses_when_the_currency_rises_and_gains_when_it_falls(bank: Bank) -> None:
    """A member buys 65.00 USD for 100.00: the credit union owes dollars. At 1.60 they cost 104.00, at 1.50 only 97.50."""
    mine, dollars = bank.account(), bank.account(currency="USD")
    bank.post("cash_deposit", account=mine, amount=500_00)
    bank.post("fx_exchange", from_account=mine, to_account=dollars, amount=100_00, sold="AUD", bought="USD", rate="0.65")
    for _ in range(3):
        bank.close_day()
    with bank.database.app(bank.tenant) as conn:
        with pytest.raises(Refusal) as refused:
            revalue(conn, bank.tenant, date=FIRST)
        assert refused.value.code == "exchange_rate_missing"
        rate(conn, bank, "1.6")
        rate(conn, bank, "1.5", 1)

        loss = revalue(conn, bank.tenant, date=FIRST)
        gain = revalue(conn, bank.tenant, date=SECOND)
        same = revalue(conn, bank.tenant, date=THIRD)

        assert (loss.gain, gain.gain) == (-4_00, 6_50)
        assert loss.positions == (PositionValue("USD", 65_00, 1_600_000_000, 104_00),)
        assert loss.journal is not None
        assert gain.journal is not None
        assert get_journal(conn, bank.tenant, loss.journal).entries == (Entry(5310, 1155, "AUD", 4_00),)
        assert get_journal(conn, bank.tenant, gain.journal).entries == (Entry(1155, 4310, "AUD", 6_50),)
        assert same == Revaluation(THIRD, (PositionValue("USD", 65_00, 1_500_000_000, 97_50),), 0, None)
        for day, result in ((FIRST, -4_00), (SECOND, 2_50)):
            sheet = balance_sheet(conn, bank.tenant, day)
            assert (sheet.result, sheet.balanced) == (result, True)
            assert sum(line.amount for line in sheet.assets if line.account in (1150, 1155)) == 0
        assert all(line.agrees for line in subledger_against_gl(conn, bank.tenant, date=SECOND, cut_seq=bank.seq))


def test_a_date_is_revalued_once_and_in_order(bank: Bank) -> None:
    mine, dollars = bank.account(), bank.account(currency="USD")
    bank.post("cash_deposit", account=mine, amount=500_00)
    bank.post("fx_exchange", from_account=mine, to_account=dollars, amount=100_00, sold="AUD", bought="USD", rate="0.65")
    for _ in range(2):
        bank.close_day()
    with bank.database.app(bank.tenant) as conn:
        rate(conn, bank, "1.6")
        posted = revalue(conn, bank.tenant, date=SECOND)
        rate(conn, bank, "1.7")
        again = revalue(conn, bank.tenant, date=SECOND)
        assert (again.gain, again.journal, again.positions, again.repeated) == (posted.gain, posted.journal, posted.positions, True)
        with pytest.raises(Refusal) as refused:
            revalue(conn, bank.tenant, date=FIRST)
        assert refused.value.code == "revaluation_out_of_order"
        with pytest.raises(Refusal) as refused:
            revalue(conn, bank.tenant, date=THIRD)
        assert refused.value.code == "date_not_posted"


def test_a_book_without_foreign_money_has_nothing_to_revalue(bank: Bank) -> None:
    bank.close_day()
    with bank.database.app(bank.tenant) as conn:
        assert revalue(conn, bank.tenant, date=FIRST) == Revaluation(FIRST, (), 0, None)


def test_accrued_lines_show_what_is_owed_and_come_off_when_it_is_paid(bank: Bank) -> None:
    for _ in range(3):
        bank.close_day()

    def accrue(day: int, owed: int, earned: int) -> list[tuple[int, int, int]]:
        accruals = [Accrual(2410, 5010, "AUD", owed), Accrual(1410, 4010, "AUD", earned)]
        journal = post_accruals(conn, bank.tenant, date=FIRST + timedelta(day), accruals=accruals)
        return [] if journal is None else [(e.debit, e.credit, e.amount) for e in journal.entries]

    with bank.database.app(bank.tenant) as conn:
        assert accrue(0, 10_00, 7_00) == [(5010, 2410, 10_00), (1410, 4010, 7_00)]
        assert accrue(0, 99_00, 99_00) == [(5010, 2410, 10_00), (1410, 4010, 7_00)]  # posted already
        assert accrue(1, 12_50, 7_00) == [(5010, 2410, 2_50)]
        assert accrue(2, 0, 1_00) == [(2410, 5010, 12_50), (4010, 1410, 6_00)]
        sheet = balance_sheet(conn, bank.tenant, SECOND)
        assert [(line.account, line.amount) for line in (*sheet.assets, *sheet.liabilities)] == [(1410, 7_00), (2410, 12_50)]


@pytest.mark.parametrize(
    ("accruals", "code", "field"),
    [
        ([Accrual(2410, 4010, "AUD", 1)], "accrual_invalid", "accruals/0/contra"),
        ([Accrual(2410, 5010, "AUD", -1)], "accrual_invalid", "accruals/0/balance"),
        ([Accrual(2410, 5010, "AUD", 1), Accrual(2410, 5010, "AUD", 1)], "accrual_invalid", "accruals/1/account"),
        ([Accrual(2411, 5010, "AUD", 1)], "gl_account_not_found", "accruals/0/account"),
        ([Accrual(2410, 5010, "ZZZ", 1)], "currency_unknown", "accruals/0/currency"),
    ],
)
def test_an_accrual_that_cannot_stand_is_refused_with_the_place(bank: Bank, accruals: list[Accrual], code: str, field: str) -> None:
    bank.close_day()
    with bank.database.app(bank.tenant) as conn, pytest.raises(Refusal) as refused:
        post_accruals(conn, bank.tenant, date=FIRST, accruals=accruals)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_accruals_are_posted_in_order(bank: Bank) -> None:
    for _ in range(2):
        bank.close_day()
    with bank.database.app(bank.tenant) as conn:
        post_accruals(conn, bank.tenant, date=SECOND, accruals=[Accrual(2410, 5010, "AUD", 1)])
        with pytest.raises(Refusal) as refused:
            post_accruals(conn, bank.tenant, date=FIRST, accruals=[Accrual(2410, 5010, "AUD", 1)])
    assert refused.value.code == "accruals_out_of_order"
