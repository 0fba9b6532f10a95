"""Bonus interest, monthly fees and their waivers, the overdraft fee, protection by another account."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import numpy as np
import psycopg
import pytest

import twincore.ledger as ledger
from tests.products.interest.bank import DAY, FIRST, Bank, product
from tests.products.members import join
from twincore.kernel.refusal import Refusal
from twincore.kernel.sql import load
from twincore.products.interest import (
    MICRO,
    assess_fees,
    capitalise,
    cover,
    mark_due,
    mature_deposits,
    postings_due,
    protect,
    protection_of,
    set_protection,
)
from twincore.products.interest.due import add_due

AUGUST = date(2026, 8, 1)
BONUS = {"tiers": [{"from": 0, "rate_ppm": 3_650}], "bonus": {"rate_ppm": 36_500, "deposit_minimum": 10_000}}
FEE = {
    "monthly_fee": {
        "amount": 500,
        "waived_from_balance": 100_000,
        "waived_from_salary": 200_000,
        "waived_below_age": 25,
        "waived_from_age": 60,
    }
}
SAVER = product("bonus_saver", "savings")
EVERYDAY = product("fee_account", "transaction", overdraft_limit_maximum=100_000)


def codes_due(bank: Bank, day: date, account: int) -> list[str]:
    with bank.database.app(bank.tenant) as conn:
        rows = conn.execute(
            "select code from products.interest_due where date = %s and account = %s order by code", (day, account)
        ).fetchall()
    return [code for (code,) in rows]


def test_the_bonus_is_earned_by_a_month_with_a_deposit_and_no_withdrawal(bank: Bank) -> None:
    bank.define(SAVER, BONUS)
    kept, withdrew, none = (bank.open("bonus_saver") for _ in range(3))
    for account in (kept, withdrew):
        bank.deposit(account, 1_000_000)
    bank.deposit(none, 1_000_000)
    bank.close_days_until(AUGUST)
    bank.deposit(kept, 10_000)
    bank.deposit(withdrew, 10_000)
    bank.withdraw(withdrew, 1)
    bank.close_days_until(date(2026, 9, 1))

    july = 31 * 10 + 31 * 100
    assert bank.balance(none) == 1_000_000 + july + round(31 * (1_000_000 + july) * 3_650 / 365 / MICRO)
    assert bank.interest(withdrew).bonus == 0
    assert bank.balance(withdrew) == 1_009_999 + july + round(31 * (1_009_999 + july) * 3_650 / 365 / MICRO)
    assert bank.balance(kept) == 1_010_000 + july + round(31 * (1_010_000 + july) * 40_150 / 365 / MICRO)


def test_a_backdated_deposit_earns_the_bonus_of_a_month_that_earned_it(bank: Bank) -> None:
    bank.define(SAVER, BONUS)
    earned, missed, prompt = (bank.open("bonus_saver") for _ in range(3))
    bank.deposit(earned, 20_000)
    bank.deposit(missed, 9_999)
    bank.deposit(prompt, 20_000)
    bank.close_days_until(date(2026, 7, 20))
    bank.deposit(prompt, 1_000_000)
    bank.close_days_until(AUGUST + 2 * DAY)
    bank.deposit(earned, 1_000_000, value_date=date(2026, 7, 20))
    bank.deposit(missed, 1_000_000, value_date=date(2026, 7, 20))
    bank.close_day()
    nights_of_july, nights_of_august = 12, 3
    base = 1_000_000 * 3_650 // 365
    bonus = 1_000_000 * 36_500 // 365
    assert bank.interest(earned).credit == pytest.approx(bank.interest(prompt).credit, abs=40 * MICRO)
    assert bank.interest(earned).bonus == pytest.approx(nights_of_august * bonus, rel=0.05)
    assert bank.interest(missed).credit == pytest.approx((nights_of_july + nights_of_august) * base, rel=0.05)


def test_a_monthly_fee_falls_due_at_the_months_end(bank: Bank) -> None:
    bank.define(EVERYDAY, FEE)
    account = bank.open("fee_account")
    bank.deposit(account, 99_999)
    bank.close_days_until(AUGUST)
    assert bank.balance(account) == 99_499
    assert codes_due(bank, date(2026, 7, 31), account) == ["monthly_fee"]


def test_the_lowest_balance_of_the_month_or_a_salary_waives_the_fee(bank: Bank) -> None:
    bank.define(EVERYDAY, FEE)
    rich, once_poor, paid = (bank.open("fee_account") for _ in range(3))
    for account in (rich, once_poor):
        bank.deposit(account, 100_000)
    bank.close_day()
    bank.withdraw(once_poor, 1)
    bank.close_day()
    bank.deposit(once_poor, 1)
    bank.must("payroll_credit", account=paid, amount=200_000)
    bank.withdraw(paid, 150_000)
    bank.close_days_until(AUGUST)
    assert [bank.balance(account) for account in (rich, once_poor, paid)] == [100_000, 99_500, 50_000]


def test_age_waives_the_fee_and_is_asked_only_of_those_it_matters_for(bank: Bank) -> None:
    bank.define(EVERYDAY, FEE)
    with bank.database.app(bank.tenant) as conn:
        young, grown, retired, rich = join(conn, bank.tenant, 4, first=100)
    accounts = [bank.open("fee_account", party) for party in (young, grown, retired, rich)]
    for account, amount in zip(accounts, (50_000, 50_000, 50_000, 500_000), strict=True):
        bank.deposit(account, amount)
    asked: list[UUID] = []

    def ages(parties: Sequence[UUID]) -> dict[UUID, int]:
        asked.extend(parties)
        return {young: 24, grown: 25, retired: 60, rich: 40}

    bank.close_days_until(AUGUST, ages=ages)
    assert [bank.balance(account) for account in accounts] == [50_000, 49_500, 50_000, 500_000]
    assert sorted(asked) == sorted([young, grown, retired])


def test_a_fee_that_the_ledger_refuses_is_marked_with_its_reason(bank: Bank) -> None:
    bank.define(EVERYDAY, FEE)
    account = bank.open("fee_account")
    bank.close_days_until(AUGUST)
    with bank.database.app(bank.tenant) as conn:
        row = conn.execute("select status, reason from products.interest_due where account = %s", (account,)).fetchone()
        assert postings_due(conn, bank.tenant, date=date(2026, 7, 31)) == []
    assert row == ("refused", "insufficient_funds")


def test_going_overdrawn_costs_a_fee_once_not_every_day(bank: Bank) -> None:
    bank.define(EVERYDAY, {"overdraft": {"rate_ppm": 0, "fee": 1_000, "fee_free": 5_000}})
    account = bank.open("fee_account", overdraft_limit=100_000)
    bank.withdraw(account, 5_000)
    bank.close_day()
    assert bank.balance(account) == -5_000
    bank.withdraw(account, 1)
    bank.close_day()
    bank.close_day()
    assert bank.balance(account) == -6_001
    bank.deposit(account, 6_001)
    bank.close_day()
    bank.withdraw(account, 50_000)
    bank.close_day()
    assert bank.balance(account) == -51_000


@pytest.mark.parametrize(
    ("need", "sources", "paid"),
    [
        (100, [(1, 500)], [(1, 100)]),
        (100, [(1, 30), (2, 0), (3, 90)], [(1, 30), (3, 70)]),
        (100, [(1, 30)], [(1, 30)]),
        (100, [], []),
        (0, [(1, 30)], []),
    ],
)
def test_sources_cover_in_order_each_with_what_it_has(need: int, sources: list[tuple[int, int]], paid: list[tuple[int, int]]) -> None:
    assert cover(need, sources) == paid


def test_a_savings_account_covers_an_overdrawn_one_before_it_costs_anything(bank: Bank) -> None:
    bank.define(EVERYDAY, {"overdraft": {"rate_ppm": 200_000, "fee": 1_000}})
    account, first, second = bank.open("fee_account", overdraft_limit=100_000), bank.open("online_savings"), bank.open("online_savings")
    with bank.database.app(bank.tenant) as conn:
        set_protection(conn, bank.tenant, account, [first, second])
        assert protection_of(conn, bank.tenant, account) == [first, second]
    bank.deposit(first, 30_000)
    bank.deposit(second, 90_000)
    bank.withdraw(account, 40_000)
    bank.close_day()
    assert [bank.balance(one) for one in (account, first, second)] == [0, 0, 80_000]
    assert codes_due(bank, FIRST, account) == ["overdraft_cover", "overdraft_cover"]
    assert bank.interest(account).debit > 0
    bank.close_day()
    assert bank.interest(account).debit == 0


def test_what_the_sources_cannot_cover_stays_overdrawn_and_held_money_is_not_spared(bank: Bank) -> None:
    bank.define(EVERYDAY, {"overdraft": {"rate_ppm": 0, "fee": 1_000}})
    account, source = bank.open("fee_account", overdraft_limit=100_000), bank.open("online_savings")
    with bank.database.app(bank.tenant) as conn:
        set_protection(conn, bank.tenant, account, [source])
    bank.deposit(source, 30_000)
    bank.must("card_authorisation", account=source, amount=20_000, expires_at=bank.clock.now_us() + 10 * 86_400_000_000)
    bank.withdraw(account, 40_000)
    bank.close_day()
    assert (bank.balance(account), bank.balance(source)) == (-40_000 + 10_000 - 1_000, 20_000)


def test_protection_is_given_by_the_holders_own_money_alone(bank: Bank) -> None:
    bank.define(EVERYDAY, {})
    with bank.database.app(bank.tenant) as conn:
        other = join(conn, bank.tenant, 1, first=50)[0]
    account, savings, strangers = bank.open("fee_account"), bank.open("online_savings"), bank.open("online_savings", other)
    deposit = bank.open("term_deposit_12", opening_amount=100_000)
    with bank.database.app(bank.tenant) as conn:
        for sources, code in (
            ([account], "protection_invalid"),
            ([savings, savings], "protection_invalid"),
            ([strangers], "protection_invalid"),
            ([deposit], "protection_invalid"),
            ([999_999], "account_not_found"),
        ):
            with pytest.raises(Refusal) as refused:
                set_protection(conn, bank.tenant, account, sources)
            assert refused.value.code == code
        set_protection(conn, bank.tenant, account, [savings])
        set_protection(conn, bank.tenant, account, [])
        assert protection_of(conn, bank.tenant, account) == []


def test_running_the_end_of_a_day_again_leaves_nothing_more_due(bank: Bank) -> None:
    bank.define(EVERYDAY, FEE)
    account = bank.open("fee_account")
    bank.deposit(account, 50_000)
    bank.close_days_until(AUGUST)
    before = bank.balance(account)
    with bank.database.app(bank.tenant) as conn:
        day = date(2026, 7, 31)
        verbs = [capitalise, protect, assess_fees, mature_deposits]
        assert [verb(conn, bank.tenant, date=day) for verb in verbs] == [0, 0, 0, 0]
        assert postings_due(conn, bank.tenant, date=day) == []
    assert bank.balance(account) == before


def test_a_posting_due_is_posted_once_even_if_it_was_never_marked(bank: Bank) -> None:
    bank.define(EVERYDAY, FEE)
    account = bank.open("fee_account")
    bank.deposit(account, 50_000)
    bank.close_days_until(date(2026, 7, 31))
    day = bank.today
    bank.accrue_day()
    with bank.database.app(bank.tenant) as conn:
        assess_fees(conn, bank.tenant, date=day)
        due = postings_due(conn, bank.tenant, date=day)[0]
    assert bank.post(due.code, due.id, **due.parameters) == [ledger.Status.CREATED]
    assert bank.post_due(day) == ["monthly_fee"]
    assert bank.balance(account) == 49_500


def test_postings_are_found_page_by_page_and_what_comes_later_is_found_too(bank: Bank) -> None:
    bank.define(EVERYDAY, FEE)
    accounts = [bank.open("fee_account") for _ in range(7)]
    for account in accounts:
        bank.deposit(account, 50_000)
    bank.close_days_until(date(2026, 7, 31))
    day = bank.today
    bank.accrue_day()
    seen: list[int] = []
    with bank.database.app(bank.tenant) as conn:
        assert assess_fees(conn, bank.tenant, date=day) == 7
        while page := postings_due(conn, bank.tenant, date=day, limit=3):
            seen += [due.account for due in page]
            assert mark_due(conn, bank.tenant, date=day, step="fees", posted=[due.id for due in page]) == len(page)
            assert mark_due(conn, bank.tenant, date=day, step="fees", posted=[due.id for due in page]) == 0
        assert seen == accounts
        late = add_due(conn, bank.tenant, day, "fees", "overdraft_fee", np.array(accounts[2:3]), np.array([10]))
        assert late == 1
        assert [(due.account, due.code) for due in postings_due(conn, bank.tenant, date=day)] == [(accounts[2], "overdraft_fee")]


def test_what_was_posted_is_marked_without_joining_it_to_all_that_is_due(bank: Bank) -> None:
    """Joined by nested loops, which stale statistics invite, a page took as many comparisons as there are postings in it and postings due."""
    ids = [UUID(int=number) for number in range(1, 2_001)]
    values = {
        "tenant": bank.tenant,
        "date": date(2026, 7, 31),
        "step": "fees",
        "status": "posted",
        "reason": None,
        "ids": ids,
        "reasons": [None] * len(ids),
    }
    with bank.database.app(bank.tenant) as conn:
        statement = psycopg.ClientCursor(conn).mogrify(load("twincore.products.interest").mark_due, values)
        plan = [line for (line,) in conn.execute(b"explain " + statement.encode()).fetchall()]
    assert not [line for line in plan if "Join" in line or "Nested Loop" in line], plan
