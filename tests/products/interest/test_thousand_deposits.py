"""A thousand deposits over a quarter, with backdated and future-dated transfers and changing rates, against interest counted by hand.

The independent count knows nothing of pages, cuts or corrections: it takes each account's transfers from the journal, adds up its balance by value
date for every night, and sums the exact fractions. The bank's sum of interest must lie within the rounding of single days to a millionth of a cent,
and what it posted within one cent of the exact sum.
"""

import random
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.products.interest.bank import DAY, FIRST, Bank, product
from twincore.kernel.ids import uuid7
from twincore.products import AccountOpening, open_accounts
from twincore.products.interest import MICRO
from twincore.transactions import expand

ACCOUNTS, LAST = 1_000, date(2026, 9, 30)
CHANGE = date(2026, 8, 12)
DAY_COUNTS = ("actual/365", "actual/360", "actual/actual", "30/360")
TIERS = (
    [{"from": 0, "rate_ppm": 31_700}],
    [{"from": 0, "rate_ppm": 1_000}, {"from": 150_000, "rate_ppm": 47_300}, {"from": 900_000, "rate_ppm": 12_345}],
)


def plans() -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """Product -> the plan of its first weeks, and the one that takes over."""
    made = {}
    for index, day_count in enumerate(DAY_COUNTS):
        for tiered in (0, 1):
            for whole in (False, True):
                first = {
                    "day_count": day_count,
                    "tiers": TIERS[tiered],
                    "whole_balance": whole,
                    "cycle": "quarterly" if whole else "monthly",
                }
                second = {**first, "tiers": [{**tier, "rate_ppm": tier["rate_ppm"] + 7_777} for tier in TIERS[tiered]]}
                made[f"deposit_{index}_{tiered}_{int(whole)}"] = (first, second)
    return made


def test_a_thousand_deposits_earn_what_they_should(bank: Bank) -> None:
    chance = random.Random(20260701)
    products = plans()
    for name, (first, second) in products.items():
        bank.define(product(name, "savings"), first)
        bank.plan(name, second, since=CHANGE)
    names = list(products)
    with bank.database.app(bank.tenant) as conn:
        openings = [AccountOpening(names[index % len(names)], bank.member, "AUD") for index in range(ACCOUNTS)]
        opened = {account.id: account.product for account in open_accounts(conn, bank.tenant, openings, now_us=bank.clock.now_us())}
    accounts = list(opened)
    waiting = dict.fromkeys(accounts, chance.randint(0, 30))
    while bank.today <= LAST:
        orders = [_order(chance, bank.today, account) for account in accounts if _moves(chance, bank.today, waiting[account])]
        requests = [
            request
            for code, parameters in orders
            for request in expand(bank.catalogue, code, parameters, id=uuid7(bank.clock.now_us(), chance.getrandbits))
        ]
        if requests:
            bank.ledger.submit(bank.tenant, requests, uuid7(bank.clock.now_us(), chance.getrandbits)).result(60)
        bank.close_day()

    moved = _journal(bank, accounts)
    with bank.database.app(bank.tenant) as conn:
        rows = conn.execute(
            "select a.id, i.balance, i.credit, i.credit_paid from products.account a,"
            " lateral products.interest_at(a.tenant, a.id, %s) i where a.id = any(%s)",
            (LAST, accounts),
        ).fetchall()
    assert len(rows) == ACCOUNTS
    worst = Fraction(0)
    for account, balance, credit, credit_paid in rows:
        first, second = products[opened[account]]
        exact, known = _by_hand(moved[account], first, second)
        assert balance == known
        assert abs(Fraction(credit, MICRO) - exact) <= Fraction(92, MICRO)
        worst = max(worst, abs(credit_paid - exact))
        assert _interest_posted(moved[account]) == credit_paid
    assert worst <= 1
    with bank.database.app(bank.tenant) as conn:
        row = conn.execute("select count(*), count(*) filter (where credit <> 0) from products.interest_correction").fetchone()
    assert row is not None
    assert row[1] > 200, "the past changed often enough to be worth the test"


def _moves(chance: random.Random, today: date, begins: int) -> bool:
    return today >= FIRST + begins * DAY and chance.random() < 0.06


def _order(chance: random.Random, today: date, account: int) -> tuple[str, dict[str, Any]]:
    value_date = today
    if (draw := chance.random()) < 0.2:
        value_date = max(FIRST, today - timedelta(days=chance.randint(1, 40)))
    elif draw < 0.3:
        value_date = today + timedelta(days=chance.randint(1, 12))
    code = "cash_deposit" if chance.random() < 0.7 else "cash_withdrawal"
    return code, {"account": account, "amount": chance.randint(1, 400_000), "value_date": value_date}


Move = tuple[date, int, int]
"""Value date, credit less debit, transaction code."""


def _journal(bank: Bank, accounts: list[int]) -> dict[int, list[Move]]:
    moved: dict[int, list[Move]] = defaultdict(list)
    known = set(accounts)
    with bank.database.app(bank.tenant) as conn:
        for debit, credit, amount, value_date, code in conn.execute(
            "select debit, credit, amount, value_date, code from ledger.entry where posted_at_us < %s order by seq",
            (bank.clock.now_us(),),
        ).fetchall():
            if debit in known:
                moved[debit].append((value_date, -amount, code))
            if credit in known:
                moved[credit].append((value_date, amount, code))
        posted = conn.execute(
            "select (parameters->>'account')::int8, (parameters->>'amount')::int8, code from products.interest_due where date = %s", (LAST,)
        ).fetchall()
    for account, amount, name in posted:
        moved[account].append((LAST + DAY, amount if name == "interest_credit" else -amount, 501 if name == "interest_credit" else 504))
    return moved


def _interest_posted(moves: list[Move]) -> int:
    return sum(amount for _, amount, code in moves if code in (501, 504))


def _by_hand(moves: list[Move], first: dict[str, Any], second: dict[str, Any]) -> tuple[Fraction, int]:
    """Exact interest in minor units over all nights, and the balance of the last."""
    by_day: dict[date, int] = defaultdict(int)
    for value_date, amount, _ in moves:
        by_day[value_date] += amount
    balance, interest, day = 0, Fraction(0), FIRST
    while day <= LAST:
        balance += by_day[day]
        plan = first if day < CHANGE else second
        interest += _rate_on(plan, balance) * _share(plan["day_count"], day)
        day += DAY
    return interest / MICRO, balance


def _rate_on(plan: dict[str, Any], balance: int) -> int:
    """Parts per million of minor units a year."""
    if balance <= 0:
        return 0
    tiers = plan["tiers"]
    if plan["whole_balance"]:
        return balance * int([tier["rate_ppm"] for tier in tiers if tier["from"] <= balance][-1])
    yearly = 0
    for index, tier in enumerate(tiers):
        top = tiers[index + 1]["from"] if index + 1 < len(tiers) else balance
        yearly += max(0, min(balance, top) - tier["from"]) * tier["rate_ppm"]
    return yearly


def _share(day_count: str, day: date) -> Fraction:
    """2026 is no leap year, and no night of this quarter is special but those from the 31st."""
    if day_count == "30/360":
        return Fraction(0 if day.day == 31 else 1, 360)
    return Fraction(1, 360 if day_count == "actual/360" else 365)
