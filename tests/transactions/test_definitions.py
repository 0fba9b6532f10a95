"""Codes as rows: installed once, versioned by time, never rewritten, each tenant its own."""

import psycopg
import pytest

from tests.conftest import START_US
from tests.transactions.books import code
from twincore.kernel.db import Connection, Database
from twincore.kernel.ids import uuid7
from twincore.kernel.refusal import Refusal
from twincore.ledger import accounts
from twincore.transactions import (
    Catalogues,
    SystemAccountSpec,
    add_system_account,
    code_versions,
    define_code,
    expand,
    get_code,
    install_catalogue,
    list_codes,
    load_catalogue,
    shipped_codes,
    shipped_system_accounts,
    system_accounts,
)

DAY_US = 86_400_000_000
NEW_NAME = "2026 payment"


@pytest.fixture
def installed(database: Database, tenant: int) -> int:
    with database.app(tenant) as conn:
        install_catalogue(conn, tenant, "AUD", START_US)
    return tenant


def test_a_new_tenant_gets_every_shipped_code_and_its_own_accounts_in_the_ledger(database: Database, installed: int) -> None:
    with database.app(installed) as conn:
        codes = list_codes(conn, installed, at_us=START_US)
        own = system_accounts(conn, installed)
        in_ledger = accounts(conn, installed, [a.account for a in own])

    assert [c.spec for c in codes] == sorted(shipped_codes(), key=lambda c: c.number)
    assert {c.version for c in codes} == {1}
    assert {a.name for a in own} == set(shipped_system_accounts())
    assert {(a.account, a.gl, a.side, "AUD") for a in own} == {(a.id, a.account_class, a.side, a.currency) for a in in_ledger.values()}


def test_installing_again_changes_nothing_and_another_currency_adds_its_accounts(database: Database, installed: int) -> None:
    with database.app(installed) as conn:
        again = install_catalogue(conn, installed, "AUD", START_US + DAY_US)
        dollars = install_catalogue(conn, installed, "USD", START_US + DAY_US)
        catalogue = load_catalogue(conn, installed, at_us=START_US + DAY_US)

    assert (again, dollars) == (0, len(shipped_system_accounts()))
    assert catalogue.currency == "AUD"
    assert catalogue.system_account("cash", "USD") != catalogue.system_account("cash")


def test_a_tenant_without_a_catalogue_is_refused(database: Database, tenant: int) -> None:
    with database.app(tenant) as conn, pytest.raises(Refusal) as caught:
        load_catalogue(conn, tenant, at_us=START_US)

    assert caught.value.code == "catalogue_not_installed"


def test_a_new_version_takes_over_at_its_time_and_the_past_stays(database: Database, installed: int) -> None:
    with database.app(installed) as conn:
        first = define_code(conn, installed, code(), now_us=START_US)
        second = define_code(conn, installed, code(title=NEW_NAME), now_us=START_US, effective_from_us=START_US + DAY_US)

        assert (first.version, second.version) == (1, 2)
        assert get_code(conn, installed, "payment", at_us=START_US).spec.title == "Payment"
        assert get_code(conn, installed, "payment", at_us=START_US + DAY_US - 1).spec.title == "Payment"
        assert get_code(conn, installed, "payment", at_us=START_US + DAY_US).spec.title == NEW_NAME
        assert [v.version for v in code_versions(conn, installed, "payment")] == [1, 2]
        with pytest.raises(Refusal) as caught:
            get_code(conn, installed, "payment", at_us=START_US - 1)
    assert caught.value.code == "transaction_code_not_found"


@pytest.mark.parametrize(
    ("changes", "effective_us", "refusal", "field"),
    [
        ({}, START_US - 1, "effective_time_invalid", "effective_from"),
        ({}, START_US, "effective_time_invalid", "effective_from"),  # the version before took effect at that very time
        ({}, START_US + 3661 * DAY_US, "effective_time_invalid", "effective_from"),
        ({}, 2**63, "effective_time_invalid", "effective_from"),
        ({"number": 7002}, START_US + 1, "code_number_fixed", "number"),
        ({"name": "other", "number": 7001}, START_US + 1, "code_number_taken", "number"),
        ({"number": 101, "name": "other"}, START_US + 1, "code_number_taken", "number"),
    ],
)
def test_a_definition_that_would_rewrite_the_past_is_refused(
    database: Database, installed: int, changes: dict[str, object], effective_us: int, refusal: str, field: str
) -> None:
    with database.app(installed) as conn:
        define_code(conn, installed, code(), now_us=START_US)
    with database.app(installed) as conn, pytest.raises(Refusal) as caught:
        define_code(conn, installed, code(**changes), now_us=START_US, effective_from_us=effective_us)

    assert (caught.value.code, caught.value.field) == (refusal, field)


def test_an_unsound_definition_leaves_nothing_behind(database: Database, installed: int) -> None:
    with database.app(installed) as conn, pytest.raises(Refusal):
        define_code(conn, installed, code(derived=[]), now_us=START_US)
    with database.app(installed) as conn:
        assert "payment" not in {c.name for c in list_codes(conn, installed, at_us=None)}


def test_a_system_account_of_the_tenants_own_can_be_used_by_its_codes(database: Database, installed: int) -> None:
    grants = SystemAccountSpec("community_grants", "Community grants", 5210, "D")
    legs = [{"debit": "@community_grants", "credit": "account", "amount": "amount"}]
    parameters = [{"name": "account", "type": "account"}, {"name": "amount", "type": "amount"}]
    with database.app(installed) as conn:
        opened = add_system_account(conn, installed, grants, "AUD", START_US)
        define_code(conn, installed, code(name="grant", derived=[], legs=legs, parameters=parameters), now_us=START_US)
        catalogue = load_catalogue(conn, installed, at_us=START_US)

    [request] = expand(catalogue, "grant", {"account": 500, "amount": 7}, id=uuid7(START_US))
    assert request.debit == opened.account
    with database.app(installed) as conn, pytest.raises(Refusal) as caught:
        add_system_account(conn, installed, grants, "AUD", START_US)
    assert caught.value.code == "system_account_exists"


def test_a_cached_catalogue_notices_a_definition_and_the_hour_at_which_one_takes_over(database: Database, installed: int) -> None:
    elapsed = [0.0]
    catalogues = Catalogues(database, monotonic_s=lambda: elapsed[0])
    before = catalogues.at(installed, START_US)
    with database.app(installed) as conn:
        define_code(conn, installed, code(), now_us=START_US)
        define_code(conn, installed, code(title=NEW_NAME), now_us=START_US, effective_from_us=START_US + DAY_US)

    assert catalogues.at(installed, START_US) is before  # for less than a second
    elapsed[0] = 1.5
    after = catalogues.at(installed, START_US)
    assert after.codes["payment"].spec.title == "Payment"
    assert after.valid_until_us == START_US + DAY_US
    assert catalogues.at(installed, START_US + 5) is after
    assert catalogues.at(installed, START_US + DAY_US).codes["payment"].spec.title == NEW_NAME
    elapsed[0] = 3.0
    assert catalogues.at(installed, START_US + DAY_US) is catalogues.at(installed, START_US + DAY_US + 1)


def test_a_refreshed_catalogue_is_read_at_once(database: Database, installed: int) -> None:
    catalogues = Catalogues(database)
    catalogues.at(installed, START_US)
    with database.app(installed) as conn:
        define_code(conn, installed, code(), now_us=START_US)
    catalogues.refresh(installed)

    assert "payment" in catalogues.at(installed, START_US).codes


def test_another_tenant_sees_no_code_and_no_system_account(database: Database, installed: int, other_tenant: int) -> None:
    with database.app(other_tenant) as conn:
        assert list_codes(conn, installed, at_us=None) == []
        assert system_accounts(conn, installed) == []
        for table in ("catalogue", "code", "system_account"):
            assert conn.execute(f"select count(*) from transactions.{table}".encode()).fetchone() == (0,)
    with database.app(other_tenant) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute("insert into transactions.catalogue (tenant, currency, installed_at) values (%s, 36, now())", (installed,))


def test_both_tenants_may_have_a_code_of_the_same_name_and_number(database: Database, installed: int, other_tenant: int) -> None:
    with database.app(other_tenant) as conn:
        install_catalogue(conn, other_tenant, "NZD", START_US)
        define_code(conn, other_tenant, code(title="Theirs"), now_us=START_US)
    with database.app(installed) as conn:
        define_code(conn, installed, code(title="Ours"), now_us=START_US)
        assert get_code(conn, installed, "payment", at_us=START_US).spec.title == "Ours"


@pytest.mark.parametrize("table", ["code", "system_account"])
@pytest.mark.parametrize(
    "change", ["update transactions.{} set tenant = tenant", "delete from transactions.{}", "truncate transactions.{}"]
)
def test_definitions_cannot_be_changed_by_anybody(installed: int, superuser: Connection, table: str, change: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        superuser.execute(change.format(table).encode())
