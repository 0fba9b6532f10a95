"""Ledger accounts: opening, limits, freezing, closing."""

import time
from collections.abc import Callable

import pytest

from tests.conftest import START_US
from tests.ledger.journal import Pen
from twincore.kernel.db import Connection, Database
from twincore.kernel.money import AMOUNT_MAX
from twincore.kernel.refusal import Refusal
from twincore.ledger.accounts import (
    accounts,
    close_account,
    freeze,
    get_account,
    open_accounts,
    set_credit_limit,
    unfreeze,
)
from twincore.ledger.model import ACCOUNTS_OPEN_MAX, Account, AccountFlag, AccountSpec, Kind

SAVINGS = AccountSpec("AUD", 2100, "C", AccountFlag.LIMITED)
CARD = AccountSpec("USD", 2200, "C", AccountFlag.LIMITED | AccountFlag.OVER_CAPTURE, 50_000)
CASH = AccountSpec("AUD", 1000, "D")


def _code(verb: Callable[..., object], *arguments: object, **named: object) -> str:
    with pytest.raises(Refusal) as refused:
        verb(*arguments, **named)
    return refused.value.code


def test_accounts_get_consecutive_ids_and_keep_what_they_were_opened_with(pen: Pen, database: Database) -> None:
    with database.app(pen.tenant) as conn:
        first = open_accounts(conn, pen.tenant, [CASH], now_us=START_US)
        mixed = open_accounts(conn, pen.tenant, [SAVINGS, CARD, SAVINGS], now_us=START_US + 1)
        alike = open_accounts(conn, pen.tenant, [SAVINGS] * 3, now_us=START_US)
        assert (first, mixed, alike) == (range(1, 2), range(2, 5), range(5, 8))
        assert get_account(conn, pen.tenant, 3) == Account(3, "USD", 2200, "C", CARD.flags, 50_000, 0, START_US + 1, None)
        found = accounts(conn, pen.tenant, [1, 2, 4, 7, 8])
    assert {number: (a.currency, a.account_class, a.side) for number, a in found.items()} == {
        1: ("AUD", 1000, "D"),
        2: ("AUD", 2100, "C"),
        4: ("AUD", 2100, "C"),
        7: ("AUD", 2100, "C"),
    }


def test_opening_nothing_opens_nothing(pen: Pen, database: Database) -> None:
    with database.app(pen.tenant) as conn:
        assert len(open_accounts(conn, pen.tenant, [], now_us=START_US)) == 0


@pytest.mark.parametrize(
    ("spec", "code", "field"),
    [
        (AccountSpec("XTS", 1, "C"), "currency_unknown", "1/currency"),
        (AccountSpec("AUD", 1, "X"), "side_invalid", "1/side"),
        (AccountSpec("AUD", 1, "C", AccountFlag.CLOSED), "account_flags_invalid", "1/flags"),
        (AccountSpec("AUD", 1, "C", AccountFlag(64)), "account_flags_invalid", "1/flags"),
        (AccountSpec("AUD", -1, "C"), "account_class_invalid", "1/class"),
        (AccountSpec("AUD", 2**31, "C"), "account_class_invalid", "1/class"),
        (AccountSpec("AUD", 1, "C", AccountFlag.LIMITED, -1), "limit_invalid", "1/credit_limit"),
        (AccountSpec("AUD", 1, "C", AccountFlag.LIMITED, AMOUNT_MAX + 1), "limit_invalid", "1/credit_limit"),
    ],
)
def test_a_spec_that_makes_no_account_is_refused_and_named(pen: Pen, database: Database, spec: AccountSpec, code: str, field: str) -> None:
    with database.app(pen.tenant) as conn:
        with pytest.raises(Refusal) as refused:
            open_accounts(conn, pen.tenant, [SAVINGS, spec], now_us=START_US)
        assert (refused.value.code, refused.value.field) == (code, field)
        assert open_accounts(conn, pen.tenant, [SAVINGS], now_us=START_US) == range(1, 2), "no id was used up"


def test_too_many_accounts_at_once_are_refused(pen: Pen, app: Connection) -> None:
    assert _code(open_accounts, app, pen.tenant, [SAVINGS] * (ACCOUNTS_OPEN_MAX + 1), now_us=START_US) == "accounts_too_many"


def test_a_tenant_without_a_lane_opens_no_account(database: Database) -> None:
    with database.app(5) as conn:
        assert _code(open_accounts, conn, 5, [SAVINGS], now_us=START_US) == "lane_not_found"


def test_a_hundred_thousand_accounts_open_in_a_second_or_two(pen: Pen, database: Database) -> None:
    for specs in ([SAVINGS] * ACCOUNTS_OPEN_MAX, [SAVINGS, CARD] * (ACCOUNTS_OPEN_MAX // 2)):
        began = time.perf_counter()
        with database.app(pen.tenant) as conn:
            opened = open_accounts(conn, pen.tenant, specs, now_us=START_US)
            last = get_account(conn, pen.tenant, opened[-1])
        assert len(opened) == ACCOUNTS_OPEN_MAX
        assert last.account_class == specs[-1].account_class
        elapsed = time.perf_counter() - began
        print(f"{elapsed:.3f} s")
        assert elapsed < 10, "a row at a time takes a minute"


def test_limits_and_freezes_move_the_version_of_account_and_lane_and_leave_a_trace(
    pen: Pen, database: Database, superuser: Connection
) -> None:
    cash, customer = pen.cash(), pen.customer(limit=100)
    pen.post(cash, customer, 5)
    with database.app(pen.tenant) as conn:
        limited = set_credit_limit(conn, pen.tenant, customer, 700)
        assert (limited.credit_limit, limited.version) == (700, 1)
        frozen = freeze(conn, pen.tenant, customer, credits=False)
        assert (frozen.flags, frozen.version) == (AccountFlag.LIMITED | AccountFlag.DEBITS_FROZEN, 2)
        assert freeze(conn, pen.tenant, customer, credits=False) == frozen, "frozen already: nothing changes"
    pen.post(cash, customer, 6)
    with database.app(pen.tenant) as conn:
        both = freeze(conn, pen.tenant, customer)
        assert both.flags == AccountFlag.LIMITED | AccountFlag.DEBITS_FROZEN | AccountFlag.CREDITS_FROZEN
        thawed = unfreeze(conn, pen.tenant, customer, credits=False)
        assert thawed.flags == AccountFlag.LIMITED | AccountFlag.CREDITS_FROZEN
        assert get_account(conn, pen.tenant, customer) == thawed
        assert unfreeze(conn, pen.tenant, customer).flags == AccountFlag.LIMITED
    changes = superuser.execute(
        "select version, seq, flags_before, credit_limit_before, flags, credit_limit from ledger.account_change order by version"
    ).fetchall()
    assert changes == [
        (1, 1, 1, 100, 1, 700),
        (2, 1, 1, 700, 3, 700),
        (3, 2, 3, 700, 7, 700),
        (4, 2, 7, 700, 5, 700),
        (5, 2, 5, 700, 1, 700),
    ]
    assert superuser.execute("select account_version from ledger.lane").fetchone() == (5,)


def test_only_an_empty_account_closes_and_then_it_changes_no_more(pen: Pen, database: Database) -> None:
    cash, customer = pen.cash(), pen.customer()
    pen.post(cash, customer, 500)
    t = pen.tenant
    with database.app(t) as conn:
        assert _code(close_account, conn, t, customer, now_us=START_US) == "account_not_empty"
    pen.checkpoint()
    hold = pen.hold(customer, cash, 500)
    with database.app(t) as conn:
        assert _code(close_account, conn, t, customer, now_us=START_US) == "account_has_holds"
    pen.refer(Kind.CAPTURE, hold)
    with database.app(t) as conn:
        closed = close_account(conn, t, customer, now_us=START_US + 9)
        assert (closed.flags, closed.closed_at_us) == (AccountFlag.LIMITED | AccountFlag.CLOSED, START_US + 9)
        assert get_account(conn, t, customer) == closed
        assert _code(close_account, conn, t, customer, now_us=START_US) == "account_closed"
        assert _code(freeze, conn, t, customer) == "account_closed"
        assert _code(unfreeze, conn, t, customer) == "account_closed"
        assert _code(set_credit_limit, conn, t, customer, 1) == "account_closed"


def test_an_account_that_is_not_there_or_another_tenants_is_not_found(pen: Pen, database: Database, other_tenant: int) -> None:
    customer = pen.customer()
    t = pen.tenant
    for seen, account in ((t, customer + 1), (t, 0), (t, 2**62), (other_tenant, customer)):
        with database.app(seen) as conn:
            assert _code(get_account, conn, t, account) == "account_not_found"
        for change in (freeze, unfreeze):
            with database.app(seen) as conn:
                assert _code(change, conn, t, account) == ("account_not_found" if seen == t else "lane_not_found")
    with database.app(t) as conn:
        for limit in (-1, AMOUNT_MAX + 1):
            assert _code(set_credit_limit, conn, t, customer, limit) == "limit_invalid"
