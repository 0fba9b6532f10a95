"""A million transfers of one day among a million accounts are summed and posted within five seconds."""

import time

import pytest

from tests.conftest import START_US
from tests.gl.bank import FIRST, Bank
from twincore.gl import book_faults, post_batch, subledger_against_gl, trial_balance
from twincore.kernel.db import Connection
from twincore.ledger import AccountFlag, AccountSpec, open_accounts

MILLION = 1_000_000
ACCOUNTS = 100_000  # of each opening
OPENINGS = 10


@pytest.mark.long
def test_a_million_transfers_make_one_batch(bank: Bank, superuser: Connection) -> None:
    with bank.database.app(bank.tenant) as conn:
        specs = [AccountSpec("AUD", 2110, "C", AccountFlag.LIMITED)] * ACCOUNTS
        first = min(open_accounts(conn, bank.tenant, specs, now_us=START_US)[0] for _ in range(OPENINGS))
    cash = bank.catalogue.system_account("cash")
    superuser.execute(
        """
        insert into ledger.transfer (seq, debit, credit, amount, pending, ref, debit_prev, credit_prev, debit_posted, debit_held, credit_posted,
          credit_held, posted_at, expires_at, id, command, tenant, code, value_date, kind, flags)
        select n, case when n %% 3 = 0 then %(cash)s else %(first)s + n %% %(accounts)s end, %(first)s + (n + 1 + n %% 7) %% %(accounts)s,
               n %% 10000 + 1, 0, 0, 0, 0, 0, 0, 0, 0, '2026-07-01T01:00Z', 'infinity', gen_random_uuid(), gen_random_uuid(), %(tenant)s,
               case when n %% 3 = 0 then 101 else 201 end, '2026-07-01', 1, 0
        from generate_series(1, %(rows)s) n
        """,
        {"cash": cash, "first": first, "accounts": ACCOUNTS * OPENINGS, "rows": MILLION, "tenant": bank.tenant},
    )
    superuser.execute("update ledger.lane set seq = %s, posted_at = '2026-07-01T01:00Z' where tenant = %s", (MILLION, bank.tenant))

    began = time.perf_counter()
    with bank.database.app(bank.tenant) as conn:
        report = post_batch(conn, bank.tenant, date=FIRST, from_seq=0, cut_seq=MILLION)
    elapsed_s = time.perf_counter() - began

    assert (report.transfers, report.entries) == (MILLION, 2)
    assert report.totals == {"AUD": sum(n % 10000 + 1 for n in range(1, MILLION + 1))}
    with bank.database.app(bank.tenant) as conn:
        began = time.perf_counter()
        assert all(line.agrees for line in subledger_against_gl(conn, bank.tenant, date=FIRST, cut_seq=MILLION))
        compared_s = time.perf_counter() - began
        assert trial_balance(conn, bank.tenant, FIRST).zero
        assert book_faults(conn, bank.tenant) == []
    print(f"batch {elapsed_s:.2f} s, subledger against general ledger {compared_s:.2f} s")
    assert elapsed_s < 5
