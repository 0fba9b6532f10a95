"""When a deposit may be spent, and the walls around what interest keeps."""

from datetime import date

import psycopg
import pytest

import twincore.ledger as ledger
from tests.products.interest.bank import FIRST, Bank, midnight_us, product
from twincore.kernel.db import Database
from twincore.kernel.refusal import Refusal
from twincore.products.interest import (
    Availability,
    accrue,
    availability_holds,
    available,
    build_movements,
    install_interest,
    interest_codes,
)

CHEQUE = (Availability(20_000, 0), Availability(500_000, 2), Availability(None, 7))
PLAN = {
    "availability": {"cheque": [{"amount": 20_000, "business_days": 0}, {"amount": 500_000, "business_days": 2}, {"business_days": 7}]},
}
FRIDAY = date(2026, 7, 3)


def weekday(day: date) -> bool:
    return day.weekday() < 5


def test_a_deposit_becomes_available_in_parts_over_business_days() -> None:
    assert available(CHEQUE, 900_000, FRIDAY, weekday) == [
        (FRIDAY, 20_000),
        (date(2026, 7, 7), 500_000),
        (date(2026, 7, 14), 380_000),
    ]
    assert available(CHEQUE, 15_000, FRIDAY, weekday) == [(FRIDAY, 15_000)]


def test_a_calendar_without_business_days_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        available(CHEQUE, 900_000, FRIDAY, lambda _: False)
    assert refused.value.code == "calendar_without_business_days"


def test_what_has_to_wait_is_held_and_freed_by_itself(bank: Bank) -> None:
    bank.define(product("cheque_account", "transaction"), PLAN)
    account = bank.open("cheque_account")
    bank.deposit(account, 900_000)
    with bank.database.app(bank.tenant) as conn:
        holds = availability_holds(
            conn,
            bank.tenant,
            account,
            schedule="cheque",
            amount=900_000,
            currency="AUD",
            deposited_on=FIRST,
            is_business_day=weekday,
            begins_us=midnight_us,
        )
    for parameters in holds:
        bank.must("availability_hold", **parameters)

    def spendable() -> int:
        with bank.database.app(bank.tenant) as conn:
            return ledger.balances(conn, bank.tenant, [account])[account].available

    assert spendable() == 20_000
    bank.close_days_until(date(2026, 7, 3))
    bank.deposit(account, 1)
    assert spendable() == 520_001
    bank.close_days_until(date(2026, 7, 10))
    bank.deposit(account, 1)
    assert spendable() == 900_002
    with pytest.raises(Refusal) as refused, bank.database.app(bank.tenant) as conn:
        availability_holds(
            conn,
            bank.tenant,
            account,
            schedule="draft",
            amount=1,
            currency="AUD",
            deposited_on=FIRST,
            is_business_day=weekday,
            begins_us=midnight_us,
        )
    assert refused.value.code == "availability_unknown"


def test_the_codes_of_interest_are_installed_once(bank: Bank) -> None:
    with bank.database.app(bank.tenant) as conn:
        assert install_interest(conn, bank.tenant, now_us=bank.clock.now_us()) == 0
    assert {spec.name for spec in interest_codes()} <= set(bank.catalogue.codes)


def test_another_tenant_sees_nothing_of_it(bank: Bank, other_tenant: int) -> None:
    account = bank.open("online_savings")
    bank.deposit(account, 1_000)
    bank.close_day()
    for table in ("movement_cut", "movement", "interest_page", "interest_offer"):
        counted = "select count(*) from products." + table
        with bank.database.app(bank.tenant) as conn:
            assert conn.execute(counted.encode()).fetchone() != (0,)
        with bank.database.app(other_tenant) as conn:
            assert conn.execute(counted.encode()).fetchone() == (0,)


@pytest.mark.parametrize("table", ["movement", "interest_page"])
def test_what_was_accrued_cannot_be_changed(bank: Bank, superuser: psycopg.Connection[tuple[object, ...]], table: str) -> None:
    account = bank.open("online_savings")
    bank.deposit(account, 1_000)
    bank.close_day()
    for statement in (f"update products.{table} set tenant = tenant", f"delete from products.{table}", f"truncate products.{table}"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            superuser.execute(statement.encode())


def test_a_crash_in_the_middle_of_a_day_leaves_nothing_half_done(bank: Bank, database: Database) -> None:
    account = bank.open("online_savings")
    bank.deposit(account, 3_650_000)

    def accrue_and_crash() -> None:
        with database.app(bank.tenant) as conn:
            build_movements(conn, bank.tenant, date=FIRST, from_seq=0, cut_seq=1)
            accrue(conn, bank.tenant, date=FIRST, cut_seq=1, first_account=0, last_account=account)
            raise RuntimeError("the lights go out")

    with pytest.raises(RuntimeError):
        accrue_and_crash()
    bank.close_day()
    assert bank.interest(account).credit == 42_500 * 10_000
