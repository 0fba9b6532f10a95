"""How long it takes to prepare many statements: rows only."""

import time
from datetime import date

import pytest

from tests.eod.bank import Bank
from tests.statements.test_statements import JULY, prepare
from twincore.products import AccountOpening, open_accounts

ACCOUNTS, AT_ONCE = 100_000, 20_000


@pytest.mark.long
def test_a_hundred_thousand_statements_and_their_notices_are_prepared_within_twenty_seconds(bank: Bank) -> None:
    bank.product("everyday", kind="transaction", plan={"tiers": [{"from": 0, "rate_ppm": 0}]})
    for _ in range(ACCOUNTS // AT_ONCE):
        with bank.database.app(bank.tenant) as conn:
            openings = [AccountOpening("everyday", bank.members[n % len(bank.members)], "AUD") for n in range(AT_ONCE)]
            open_accounts(conn, bank.tenant, openings, now_us=bank.now_us)
    bank.clock_to(date(2026, 8, 1), 0, 5)
    began = time.perf_counter()
    reports = prepare(bank, JULY)
    assert time.perf_counter() - began < 20
    assert sum(report.statements for report in reports) == sum(report.notices for report in reports) == ACCOUNTS
