"""Nights that are killed, by kill -9 at any moment, and go on: the books are those of a bank whose nights were never disturbed."""

import random
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import twincore.gl as gl
import twincore.ledger as ledger
from tests.eod.bank import DAY, Bank
from twincore.eod import Frequency, StandingOrderSpec, create_standing_order, day_reports
from twincore.kernel.db import Database
from twincore.kernel.ids import id_of_key
from twincore.kernel.postgres import EmbeddedPostgres
from twincore.products.interest import set_protection

FIRST, LAST = date(2026, 7, 29), date(2026, 8, 2)
ROOT = Path(__file__).parents[2]
SEED = 20_260_731
DAILY = {"cycle": "daily", "tiers": [{"from": 0, "rate_ppm": 43_210}, {"from": 500_000, "rate_ppm": 51_230}]}
MONTHLY = {
    "cycle": "monthly",
    "tiers": [{"from": 0, "rate_ppm": 17_350}],
    "monthly_fee": {"amount": 250, "waived_from_balance": 100_000_000},
    "overdraft": {"rate_ppm": 149_900, "fee": 1_500, "fee_free": 1_000},
}
FIGURES = {
    "transfers": "select id, debit, credit, amount, pending, code, value_date, posted_at, command from ledger.transfer order by id",
    "balances": "select a.id, b.* from ledger.account a, ledger.balances(a.tenant, array[a.id]) b order by 1",
    "interest": "select date, first_account, balance, credit, debit, bonus, credit_paid, debit_paid from products.interest_page order by 1, 2",
    "corrections": "select date, account, credit, debit from products.interest_correction order by 1, 2",
    "dues": "select date, step, account, code, id, status, reason from products.interest_due order by 1, 2, 3, 4, 5",
    "payments": "select standing_order, number, due_on, status, attempts, tried_on, reason from eod.payment order by 1, 2",
    "days": "select date, from_seq, cut_seq, status from eod.day order by 1",
    "steps": "select date, step, sum(items) from eod.page group by 1, 2 order by 1, 2",
    "entries": "select j.date, j.key, e.debit, e.credit, e.amount, e.code from gl.entry e join gl.journal j on j.tenant = e.tenant "
    "and j.number = e.journal order by 1, 2, 3, 4, 5, 6",
    "audit": "select count(*) from audit.command",
}


@pytest.fixture
def prepared(database: Database, tenant: int) -> tuple[Bank, list[int]]:
    """A bank on 29 July 2026, nothing posted yet; its database is let go of, so that it can be cloned."""
    bank = Bank.installed(database, tenant, first=FIRST)
    bank.product("daily", plan=DAILY)
    bank.product("everyday", kind="transaction", plan=MONTHLY)
    accounts = [bank.open("daily"), bank.open("daily", 1), bank.open("everyday"), bank.open("everyday", 1)]
    with database.app(tenant) as conn:
        ledger.set_credit_limit(conn, tenant, accounts[2], 100_000)
        set_protection(conn, tenant, accounts[2], [accounts[0]])
        for number, (payer, payee, amount) in enumerate(((accounts[2], accounts[1], 85_000), (accounts[3], accounts[0], 9_999_999))):
            spec = StandingOrderSpec(
                "internal_transfer",
                {"from_account": payer, "to_account": payee, "amount": amount},
                Frequency.WEEKLY,
                date(2026, 7, 30),
                retries=1,
            )
            create_standing_order(conn, tenant, spec, id=id_of_key("order", number), now_us=bank.now_us)
    bank.close()
    database.close()
    return bank, accounts


def run(database: Database, tenant: int, accounts: list[int], *, lines: int | None = None, delay_s: float = 0.0) -> int:
    """Let the process live; kill it so long after its so manieth word, unless it has ended by then. Returns its exit status."""
    settings = database.settings
    arguments = [settings.database_host, settings.database_name, str(tenant), str(LAST), ",".join(map(str, accounts))]
    with subprocess.Popen([sys.executable, "-m", "tests.eod.process", *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for heard, _ in enumerate(child.stdout, 1):
            if heard == lines:
                time.sleep(delay_s)
                child.kill()
        return child.wait()


def figures(server: EmbeddedPostgres, database: Database, tenant: int) -> dict[str, list[Any]]:
    with server.superuser(database.settings.database_name) as conn:
        found: dict[str, list[Any]] = {name: conn.execute(statement.encode()).fetchall() for name, statement in FIGURES.items()}
    with database.app(tenant) as conn:
        found["trial balance"] = [gl.trial_balance(conn, tenant, FIRST + DAY * n) for n in range((LAST - FIRST).days + 1)]
        found["statement"] = [gl.income_statement(conn, tenant, FIRST, LAST)]
        reports = day_reports(conn, tenant)
    assert all(report.done and report.trial_balance_zero and not report.discrepancies for report in reports)
    return found


def compare(server: EmbeddedPostgres, prepared: tuple[Bank, list[int]], kills: int, most_lines: int) -> None:
    """One clone of the bank lives in peace, the other one is killed so many times."""
    bank, accounts = prepared
    clones = [Database(replace(bank.database.settings, database_name=f"{bank.database.settings.database_name}_{name}")) for name in "ab"]
    try:
        for clone in clones:
            server.drop_database(clone.settings.database_name)
            server.create_database(clone.settings.database_name, template=bank.database.settings.database_name)
        peaceful, disturbed = clones
        assert run(peaceful, bank.tenant, accounts) == 0
        dice = random.Random(SEED)
        for _ in range(kills):
            assert run(disturbed, bank.tenant, accounts, lines=dice.randint(1, most_lines), delay_s=dice.random() * 0.03) == -9
        assert run(disturbed, bank.tenant, accounts) == 0
        expected, found = (figures(server, clone, bank.tenant) for clone in clones)
        for name, rows in expected.items():
            assert found[name] == rows, name
        codes = {row[5] for row in expected["transfers"]}
        assert {501, 201, 209, 401} <= codes  # interest, a standing order, overdraft protection and a fee were posted
        assert {row[3] for row in expected["payments"]} == {"posted", "failed"}
    finally:
        for clone in clones:
            clone.close()
            server.drop_database(clone.settings.database_name)


def test_nights_that_are_killed_three_times_leave_the_books_of_undisturbed_ones(
    server: EmbeddedPostgres, prepared: tuple[Bank, list[int]]
) -> None:
    compare(server, prepared, 3, 45)


@pytest.mark.long
def test_nights_that_are_killed_twenty_times_leave_the_books_of_undisturbed_ones(
    server: EmbeddedPostgres, prepared: tuple[Bank, list[int]]
) -> None:
    compare(server, prepared, 20, 7)
