"""The chart of accounts: what ships covers all that the bank does, and a line opens and closes with a date and a name."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import twincore
from tests.conftest import START_US
from tests.gl.bank import FIRST, Bank
from twincore.gl import (
    AccountKind,
    Book,
    GlAccountSpec,
    JournalLine,
    Role,
    chart_of_accounts,
    close_gl_account,
    code_mappings,
    get_book,
    install_chart,
    open_book,
    open_gl_account,
    shipped_accounts,
)
from twincore.kernel.refusal import Refusal
from twincore.transactions import (
    SystemAccountSpec,
    add_system_account,
    define_code,
    read_code,
    shipped_chart,
    shipped_codes,
    shipped_system_accounts,
)

CLUB = GlAccountSpec(2150, "Club accounts", AccountKind.LIABILITY, "Deposits")


def test_the_shipped_chart_has_every_line_that_transactions_use() -> None:
    chart = shipped_accounts()
    assert {(n, line.title, line.kind.value) for n, line in chart.items()} >= {(n, c.title, c.kind) for n, c in shipped_chart().items()}
    assert {account.gl for account in shipped_system_accounts().values()} <= set(chart)
    assert {line.role for line in chart.values() if line.role} == set(Role)


def _numbers(document: object) -> Iterator[int]:
    """Every number in a shipped document that stands for a line of the chart."""
    if isinstance(document, dict):
        for name, value in document.items():
            if name in ("account_class", "gl", "gl_debit", "gl_credit"):
                yield value
            else:
                yield from _numbers(value)
    elif isinstance(document, list):
        for value in document:
            yield from _numbers(value)


def test_the_shipped_chart_has_every_class_that_any_room_ships() -> None:
    """Products, credit, interest: whatever account class or GL code stands in a data file of the package."""
    package = Path(twincore.__file__).parent
    shipped = {path.relative_to(package).as_posix(): set(_numbers(json.loads(path.read_text()))) for path in package.rglob("*.json")}
    assert {2110, 2120, 2130, 1310} <= shipped["products/catalogue.json"]
    assert not {name: numbers - set(shipped_accounts()) for name, numbers in shipped.items() if numbers - set(shipped_accounts())}


def test_the_kind_of_a_line_follows_its_number_and_only_the_balance_sheet_follows_subledgers() -> None:
    for number, line in shipped_accounts().items():
        kinds = {1: AccountKind.ASSET, 2: AccountKind.LIABILITY, 3: AccountKind.EQUITY, 4: AccountKind.INCOME, 5: AccountKind.EXPENSE}
        assert line.kind is kinds[number // 1000]
        assert not (line.control and line.kind not in (AccountKind.ASSET, AccountKind.LIABILITY))
        assert line.heading


def test_every_leg_of_every_code_leads_to_an_open_line(bank: Bank) -> None:
    with bank.database.app(bank.tenant) as conn:
        mappings = code_mappings(conn, bank.tenant, at_us=START_US, day=FIRST)
    assert {mapping.code for mapping in mappings} == {spec.name for spec in shipped_codes()}
    assert len(mappings) == sum(len(spec.legs) for spec in shipped_codes())
    assert [(m.number, m.leg, m.debit, m.credit) for m in mappings if m.code == "interest_credit"] == [(501, 1, 5010, 0), (501, 2, 0, 2310)]


def test_a_code_that_leads_to_a_closed_line_is_refused_with_its_name(bank: Bank) -> None:
    with bank.database.app(bank.tenant) as conn:
        add_system_account(conn, bank.tenant, SystemAccountSpec("parking", "Parking", 1910, "D"), "AUD", START_US)
        document = {
            "number": 7001, "name": "park", "title": "Parked", "description": "Put aside.",
            "parameters": [{"name": "account", "type": "account"}, {"name": "amount", "type": "amount"}],
            "legs": [{"kind": "post", "debit": "@parking", "credit": "account", "amount": "amount", "gl_debit": 1910}],
        }  # fmt: skip
        define_code(conn, bank.tenant, read_code(document), now_us=START_US)
        with pytest.raises(Refusal) as refused:
            close_gl_account(conn, bank.tenant, 1910, from_date=FIRST + timedelta(1), actor="controller")
        assert refused.value.code == "gl_account_in_use"
        assert len(code_mappings(conn, bank.tenant, at_us=START_US, day=FIRST)) == sum(len(spec.legs) for spec in shipped_codes()) + 1
        with pytest.raises(Refusal, match=r"cash_deposit \(101\) debits 1010 in leg 1, which is not open in the chart") as refused:
            code_mappings(conn, bank.tenant, at_us=START_US, day=FIRST - timedelta(1))
    assert (refused.value.code, refused.value.detail["transaction_code"]) == ("transaction_code_unmapped", "cash_deposit")


def test_a_book_is_opened_once(bank: Bank) -> None:
    with bank.database.app(bank.tenant) as conn:
        again = open_book(conn, bank.tenant, first_date=FIRST, actor="controller", now_us=START_US)
        assert again == get_book(conn, bank.tenant) == Book(bank.tenant, "AUD", FIRST, 6, None, 0, 0)
        assert install_chart(conn, bank.tenant, from_date=FIRST, actor="controller") == 0
        with pytest.raises(Refusal) as refused:
            open_book(conn, bank.tenant, first_date=FIRST, year_end_month=12, actor="controller", now_us=START_US)
        assert refused.value.code == "book_exists"
        with pytest.raises(Refusal) as refused:
            open_book(conn, bank.tenant, first_date=FIRST, year_end_month=13, actor="controller", now_us=START_US)
        assert refused.value.code == "book_invalid"


def test_a_line_opens_once_and_closes_for_good(bank: Bank) -> None:
    with bank.database.app(bank.tenant) as conn:
        opened = open_gl_account(conn, bank.tenant, CLUB, from_date=FIRST, actor="controller")
        assert opened in chart_of_accounts(conn, bank.tenant)
        for again in (CLUB, GlAccountSpec(3999, "Other earnings", AccountKind.EQUITY, role=Role.RETAINED_EARNINGS)):
            with pytest.raises(Refusal) as refused:
                open_gl_account(conn, bank.tenant, again, from_date=FIRST, actor="controller")
            assert refused.value.code == "gl_account_exists"
        with pytest.raises(Refusal) as refused:
            close_gl_account(conn, bank.tenant, 2150, from_date=FIRST, actor="controller")
        assert refused.value.code == "gl_account_invalid"

        closed = close_gl_account(conn, bank.tenant, 2150, from_date=FIRST + timedelta(3), actor="controller")

        assert [closed.takes(FIRST + timedelta(n)) for n in (-1, 0, 2, 3)] == [False, True, True, False]
        assert closed in chart_of_accounts(conn, bank.tenant)
        with pytest.raises(Refusal) as refused:
            close_gl_account(conn, bank.tenant, 2150, from_date=FIRST + timedelta(9), actor="controller")
        assert refused.value.code == "gl_account_closed"
        with pytest.raises(Refusal) as refused:
            close_gl_account(conn, bank.tenant, 2151, from_date=FIRST + timedelta(9), actor="controller")
        assert refused.value.code == "gl_account_not_found"


def test_a_line_with_a_balance_or_in_use_stays_open(bank: Bank) -> None:
    bank.journal(FIRST, JournalLine(5220, debit=9), JournalLine(2490, credit=9))
    bank.account(2140)

    def fate(number: int, days: int = 1) -> str:
        with bank.database.app(bank.tenant) as conn, pytest.raises(Refusal) as refused:
            close_gl_account(conn, bank.tenant, number, from_date=FIRST + timedelta(days), actor="controller")
        return refused.value.code

    assert fate(2490) == "gl_account_not_empty"
    assert fate(2140) == "gl_account_in_use"  # a ledger account of that class is open
    assert fate(3020) == "gl_account_in_use"  # it has a role
    bank.journal(FIRST + timedelta(5), JournalLine(2490, debit=9), JournalLine(5220, credit=9))
    assert fate(2490, days=3) == "gl_account_in_use"  # it moves later
    with bank.database.app(bank.tenant) as conn:
        close_gl_account(conn, bank.tenant, 2490, from_date=FIRST + timedelta(6), actor="controller")


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        (GlAccountSpec(0, "None", AccountKind.ASSET), "gl_account_invalid"),
        (GlAccountSpec(1_000_000, "Too far", AccountKind.ASSET), "gl_account_invalid"),
        (GlAccountSpec(2150, " ", AccountKind.LIABILITY), "gl_words_invalid"),
        (GlAccountSpec(2150, "Club\n", AccountKind.LIABILITY), "gl_words_invalid"),
        (GlAccountSpec(4999, "Fees", AccountKind.INCOME, control=True), "gl_account_invalid"),
    ],
)
def test_a_line_that_cannot_be_is_refused(bank: Bank, spec: GlAccountSpec, code: str) -> None:
    with bank.database.app(bank.tenant) as conn, pytest.raises(Refusal) as refused:
        open_gl_account(conn, bank.tenant, spec, from_date=FIRST, actor="controller")
    assert refused.value.code == code
