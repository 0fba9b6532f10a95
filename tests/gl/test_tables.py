"""What the tables themselves allow: who may write what, what is never changed, and what a tamperer leaves behind."""

from datetime import timedelta

import psycopg
import pytest

from tests.gl.bank import FIRST, Bank
from twincore.gl import JournalLine, book_faults
from twincore.kernel.db import Connection

APPEND_ONLY = ("journal", "entry", "batch", "rate", "revaluation")
KEPT = ("book", "account", "period", "proposal", "turnover")


@pytest.fixture
def posted(bank: Bank) -> Bank:
    bank.post("cash_deposit", account=bank.account(), amount=100_00)
    bank.close_day()
    bank.journal(FIRST, JournalLine(5220, debit=9), JournalLine(2490, credit=9))
    return bank


def test_every_table_is_walled_by_tenant(superuser: Connection, posted: Bank) -> None:
    walls = superuser.execute(
        "select relname, relrowsecurity and relforcerowsecurity from pg_class where relnamespace = 'gl'::regnamespace and relkind = 'r'"
    ).fetchall()
    assert {name for name, _ in walls} == {*APPEND_ONLY, *KEPT}
    assert all(walled for _, walled in walls)
    with posted.database.app(posted.tenant + 1) as conn:
        for table in (*APPEND_ONLY, *KEPT, "balance"):
            assert conn.execute(f"select count(*) from gl.{table}".encode()).fetchone() == (0,)


@pytest.mark.parametrize("table", ["journal", "entry", "batch"])
def test_what_is_posted_is_never_changed_not_even_by_the_administrator(posted: Bank, superuser: Connection, table: str) -> None:
    for statement in (f"delete from gl.{table}", f"update gl.{table} set tenant = tenant", f"truncate gl.{table}"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            superuser.execute(statement.encode())


@pytest.mark.parametrize("table", KEPT)
def test_nothing_is_ever_removed(posted: Bank, superuser: Connection, table: str) -> None:
    for statement in (f"delete from gl.{table}", f"truncate gl.{table}"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            superuser.execute(statement.encode())


def test_the_application_changes_only_what_moves(posted: Bank) -> None:
    for statement in (
        "update gl.account set kind = 'asset'",
        "update gl.book set first_date = first_date",
        "update gl.proposal set maker = 'x'",
        "update gl.turnover set account = account",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), posted.database.app(posted.tenant) as conn:
            conn.execute(statement.encode())
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction), posted.database.readonly(posted.tenant) as conn:
        conn.execute("update gl.turnover set debits = debits")


def test_the_balance_of_a_date_is_all_that_moved_until_then(posted: Bank) -> None:
    posted.post("cash_deposit", account=posted.account(), amount=1_00)
    posted.close_day()
    with posted.database.readonly(posted.tenant) as conn:
        rows = conn.execute(
            "select date, day_debits, day_credits, debits, credits from gl.balance where account = 2110 order by date"
        ).fetchall()
    assert rows == [(FIRST, 0, 100_00, 0, 100_00), (FIRST + timedelta(1), 0, 1_00, 0, 101_00)]


def test_a_turnover_that_was_tampered_with_is_found_to_the_cent(posted: Bank, superuser: Connection) -> None:
    with posted.database.app(posted.tenant) as conn:
        assert book_faults(conn, posted.tenant) == []
    superuser.execute("update gl.turnover set credits = credits + 1 where account = 2110")
    with posted.database.app(posted.tenant) as conn:
        assert book_faults(conn, posted.tenant) == [
            "account 2110 in AUD on 2026-07-01 (batch): entries say 0 and 10000, the turnover 0 and 10001"
        ]


def test_a_journal_that_was_taken_out_is_found(posted: Bank, superuser: Connection) -> None:
    superuser.execute("set session_replication_role = replica")
    superuser.execute("delete from gl.journal where number = 1")
    superuser.execute("update gl.batch set transfers = 7")
    with posted.database.app(posted.tenant) as conn:
        assert [fault for fault in book_faults(conn, posted.tenant) if "account" not in fault] == [
            "journal 1 is missing",
            "the batch of 2026-07-01 does not follow or does not sum",
        ]
