"""A thousand deposits over half a year, against QuantLib's interest rates."""

import random
from datetime import date, timedelta

import QuantLib

from tests.products.interest.bank import Bank, product
from twincore.kernel.ids import uuid7
from twincore.products import AccountOpening, open_accounts
from twincore.transactions import expand

DEPOSITS, FIRST, LAST = 1_000, date(2026, 7, 1), date(2026, 12, 31)
DAY_COUNTS = {
    "actual/365": QuantLib.Actual365Fixed(),
    "actual/360": QuantLib.Actual360(),
    "actual/actual": QuantLib.ActualActual(QuantLib.ActualActual.ISDA),
    "30/360": QuantLib.Thirty360(QuantLib.Thirty360.BondBasis),
}
ENDS = {
    "monthly": [date(2026, month + 1, 1) if month < 12 else date(2027, 1, 1) for month in range(7, 13)],
    "quarterly": [date(2026, 10, 1), date(2027, 1, 1)],
}
"""The first day that what was capitalised earns interest itself."""


def on(day: date) -> QuantLib.Date:
    return QuantLib.Date(day.day, day.month, day.year)


def by_quantlib(principal: int, rate_ppm: int, day_count: str, cycle: str) -> tuple[float, int]:
    """What stands on a deposit after its cycles, and how many capitalisations there were."""
    balance, start = float(principal), FIRST
    rate = QuantLib.InterestRate(rate_ppm / 1_000_000, DAY_COUNTS[day_count], QuantLib.Simple, QuantLib.Annual)
    for end in ENDS[cycle]:
        balance *= rate.compoundFactor(on(start), on(end))
        start = end
    return balance, len(ENDS[cycle])


def test_a_thousand_deposits_grow_as_quantlib_says(bank: Bank) -> None:
    draw = random.Random("deposits")
    kinds = {
        f"deposit_{index}": (day_count, cycle, draw.randrange(100, 120_000))
        for index, (day_count, cycle) in enumerate((d, c) for d in DAY_COUNTS for c in ENDS for _ in range(4))
    }
    for name, (day_count, cycle, rate_ppm) in kinds.items():
        bank.define(product(name, "savings"), {"day_count": day_count, "cycle": cycle, "tiers": [{"from": 0, "rate_ppm": rate_ppm}]})
    names = list(kinds)
    with bank.database.app(bank.tenant) as conn:
        openings = [AccountOpening(names[index % len(names)], bank.member, "AUD") for index in range(DEPOSITS)]
        opened = {account.id: account.product for account in open_accounts(conn, bank.tenant, openings, now_us=bank.clock.now_us())}
    principal = {account: draw.randrange(1, 100_000_00) for account in opened}
    command = uuid7(bank.clock.now_us(), draw.getrandbits)
    requests = [
        request
        for account, amount in principal.items()
        for request in expand(
            bank.catalogue, "cash_deposit", {"account": account, "amount": amount}, id=uuid7(bank.clock.now_us(), draw.getrandbits)
        )
    ]
    bank.ledger.submit(bank.tenant, requests, command).result(60)
    bank.close_days_until(LAST + timedelta(days=1))
    for account, name in opened.items():
        day_count, cycle, rate_ppm = kinds[name]
        expected, roundings = by_quantlib(principal[account], rate_ppm, day_count, cycle)
        assert abs(bank.balance(account) - expected) <= roundings + 1e-9 * expected, (kinds[name], principal[account])
