"""Product accounts: opened with their ledger account, maintained within the product's rules, frozen, closed when empty; each tenant its own."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest

import twincore.ledger as ledger
from tests.conftest import START_US
from tests.products.members import KEYS, install, join
from twincore.kernel.clock import FixedClock
from twincore.kernel.db import Database
from twincore.kernel.ids import uuid7
from twincore.kernel.refusal import Refusal
from twincore.parties import Kyc, close_party
from twincore.products import (
    AccountOpening,
    AccountStatus,
    ProductAccount,
    ProductSpec,
    accounts_by_id,
    accounts_of_party,
    check_nothing_held,
    close_account,
    define_product,
    find_account,
    freeze_account,
    get_account,
    get_product,
    install_products,
    is_account_number,
    list_accounts,
    list_products,
    maintain_account,
    open_account,
    open_accounts,
    product_versions,
    shipped_products,
    unfreeze_account,
)
from twincore.transactions import expand, load_catalogue

EVERYDAY, SAVINGS, DEPOSIT = "everyday_account", "online_savings", "term_deposit_12"
Post = Callable[..., list[ledger.Outcome]]


@pytest.fixture
def member(database: Database, tenant: int) -> UUID:
    with database.app(tenant) as conn:
        install(conn, tenant)
        return join(conn, tenant)[0]


@pytest.fixture
def post(database: Database, tenant: int, member: UUID) -> Iterator[Post]:
    """Posts a transaction code on the ledger; returns the outcomes."""
    engine = ledger.Ledger(database, lambda _: FixedClock(START_US))
    with database.app(tenant) as conn:
        catalogue = load_catalogue(conn, tenant, at_us=START_US)

    def run(code: str, **parameters: Any) -> list[ledger.Outcome]:
        request_id = uuid7(START_US)
        return engine.submit(tenant, expand(catalogue, code, parameters, id=request_id), request_id).result(60)

    yield run
    engine.close()


def open_one(database: Database, tenant: int, party: UUID, product: str = EVERYDAY, **changes: Any) -> ProductAccount:
    with database.app(tenant) as conn:
        return open_account(conn, tenant, product=product, party=party, currency="AUD", now_us=START_US, **changes)


def test_an_opened_account_is_the_ledger_account_of_the_same_id(database: Database, tenant: int, member: UUID) -> None:
    account = open_one(database, tenant, member, terms={"overdraft_limit": 500_00, "nickname": "Bills"})

    with database.app(tenant) as conn:
        in_ledger = ledger.get_account(conn, tenant, account.id)
        assert get_account(conn, tenant, account.id) == account
        assert accounts_by_id(conn, tenant, [account.id, 999_999]) == {account.id: account}
        assert find_account(conn, tenant, "802-001", account.number) == account
    assert (in_ledger.currency, in_ledger.account_class, in_ledger.side, in_ledger.credit_limit) == ("AUD", 2110, "C", 500_00)
    assert in_ledger.flags == ledger.AccountFlag.LIMITED | ledger.AccountFlag.OVER_CAPTURE
    assert (account.bsb, account.product, account.version, account.status) == ("802-001", EVERYDAY, 1, AccountStatus.OPEN)
    assert is_account_number(account.number)
    assert account.opened_at_us == START_US


def test_several_accounts_of_several_products_are_opened_in_order_all_or_none(database: Database, tenant: int, member: UUID) -> None:
    openings = [
        AccountOpening(EVERYDAY, member, "AUD"),
        AccountOpening(DEPOSIT, member, "AUD", {"opening_amount": 1_000_00}),
        AccountOpening(SAVINGS, member, "AUD", {"nickname": "Holiday"}),
        AccountOpening(EVERYDAY, member, "AUD"),
    ]
    with database.app(tenant) as conn:
        opened = open_accounts(conn, tenant, openings, now_us=START_US)
        held = accounts_of_party(conn, tenant, member)
        classes = [a.account_class for a in ledger.accounts(conn, tenant, [o.id for o in opened]).values()]

    assert opened == held
    assert [a.product for a in opened] == [o.product for o in openings]
    assert [a.terms for a in opened] == [
        {},
        {"opening_amount": 100_000, "term_months": 12, "rate_ppm": 46_000},
        {"nickname": "Holiday"},
        {},
    ]
    assert sorted(classes) == [2110, 2110, 2120, 2130]
    assert len({a.number for a in opened}) == 4

    with database.app(tenant) as conn, pytest.raises(Refusal) as caught:
        open_accounts(conn, tenant, [*openings, AccountOpening(DEPOSIT, member, "AUD")], now_us=START_US)
    assert (caught.value.code, caught.value.field) == ("opening_amount_too_small", "4/terms/opening_amount")
    with database.app(tenant) as conn:
        assert len(accounts_of_party(conn, tenant, member)) == 4


@pytest.mark.parametrize(
    ("opening", "refusal", "field"),
    [
        ({"product": "casino_account"}, "product_not_found", "product"),
        ({"product": "personal_loan"}, "loan_needs_application", "product"),
        ({"currency": "XTS"}, "currency_unknown", "currency"),
        ({"party": UUID(int=77)}, "party_not_found", "party"),
        ({"terms": {"overdraft_limit": 2_000_01}}, "overdraft_limit_too_high", "terms/overdraft_limit"),
        ({"terms": {"colour": "red"}}, "terms_invalid", "terms/colour"),
    ],
)
def test_an_opening_that_the_rules_do_not_allow_is_refused(
    database: Database, tenant: int, member: UUID, opening: dict[str, Any], refusal: str, field: str
) -> None:
    given = {"product": EVERYDAY, "party": member, "currency": "AUD", **opening}
    with database.app(tenant) as conn, pytest.raises(Refusal) as caught:
        open_account(conn, tenant, now_us=START_US, **given)

    assert (caught.value.code, caught.value.field) == (refusal, field)


def test_a_party_that_is_closed_or_whose_identity_was_refused_opens_nothing(database: Database, tenant: int, member: UUID) -> None:
    with database.app(tenant) as conn:
        [crook] = join(conn, tenant, first=50, kyc=Kyc.REFUSED)
        close_party(conn, KEYS, tenant, member, now_us=START_US)

    for party, refusal in ((crook, "kyc_refused"), (member, "party_closed")):
        with pytest.raises(Refusal) as caught:
            open_one(database, tenant, party)
        assert caught.value.code == refusal


def test_a_loan_brought_over_from_another_system_keeps_its_terms(database: Database, tenant: int, member: UUID) -> None:
    terms = {"brought_over_from": "old core", "amount": 20_000_00, "term_months": 60, "rate_ppm": 84_900}
    with database.app(tenant) as conn:
        loan = open_account(conn, tenant, product="personal_loan", party=member, currency="AUD", now_us=START_US, terms=terms, age_years=41)
        in_ledger = ledger.get_account(conn, tenant, loan.id)

    assert loan.terms == {**terms, "repayment": 410_23}
    assert (in_ledger.side, in_ledger.flags) == ("D", ledger.AccountFlag.LIMITED)


def test_money_moves_on_an_opened_account_within_its_overdraft_limit(database: Database, tenant: int, member: UUID, post: Post) -> None:
    account = open_one(database, tenant, member, terms={"overdraft_limit": 100_00})

    post("cash_deposit", account=account.id, amount=50_00)
    [within] = post("bill_payment", account=account.id, amount=150_00, biller_code="1234", customer_reference="99")
    [beyond] = post("bill_payment", account=account.id, amount=1, biller_code="1234", customer_reference="99")

    assert (within.status, beyond.status) == (ledger.Status.CREATED, ledger.Status.INSUFFICIENT_FUNDS)


def test_a_raised_overdraft_limit_is_the_ledgers_limit_too(database: Database, tenant: int, member: UUID, post: Post) -> None:
    account = open_one(database, tenant, member)
    [refused] = post("cash_withdrawal", account=account.id, amount=10_00)

    with database.app(tenant) as conn:
        changed = maintain_account(conn, tenant, account.id, {"overdraft_limit": 10_00, "nickname": "Everyday", "statement": "paper"})
        assert get_account(conn, tenant, account.id) == changed
    [taken] = post("cash_withdrawal", account=account.id, amount=10_00)

    assert (refused.status, taken.status) == (ledger.Status.INSUFFICIENT_FUNDS, ledger.Status.CREATED)
    assert changed.terms == {"overdraft_limit": 10_00, "nickname": "Everyday", "statement": "paper"}


def test_an_account_keeps_the_rules_it_was_opened_under(database: Database, tenant: int, member: UUID) -> None:
    account = open_one(database, tenant, member)
    spec = shipped_products()[0]
    stricter = ProductSpec(spec.name, spec.kind, spec.title, spec.description, {**spec.rules, "overdraft_limit_maximum": 0})
    with database.app(tenant) as conn:
        define_product(conn, tenant, stricter, now_us=START_US, effective_from_us=START_US + 5)
        newer = open_account(conn, tenant, product=EVERYDAY, party=member, currency="AUD", now_us=START_US + 5)

        assert (account.version, newer.version) == (1, 2)
        assert get_product(conn, tenant, EVERYDAY, at_us=START_US + 4).rules.overdraft_limit_maximum == 2_000_00
        assert [p.version for p in product_versions(conn, tenant, EVERYDAY)] == [1, 2]
        assert maintain_account(conn, tenant, account.id, {"overdraft_limit": 1}).terms == {"overdraft_limit": 1}
        with pytest.raises(Refusal) as caught:
            maintain_account(conn, tenant, newer.id, {"overdraft_limit": 1})
    assert caught.value.code == "overdraft_limit_too_high"


def test_a_frozen_account_takes_no_money_until_it_is_open_again(database: Database, tenant: int, member: UUID, post: Post) -> None:
    account = open_one(database, tenant, member)
    with database.app(tenant) as conn:
        frozen = freeze_account(conn, tenant, account.id)
    [refused] = post("cash_deposit", account=account.id, amount=5)
    with database.app(tenant) as conn:
        with pytest.raises(Refusal) as caught:
            close_account(conn, tenant, account.id, now_us=START_US)
        opened = unfreeze_account(conn, tenant, account.id)
        with pytest.raises(Refusal) as again:
            unfreeze_account(conn, tenant, account.id)
    [taken] = post("cash_deposit", account=account.id, amount=5)

    assert (frozen.status, opened.status) == (AccountStatus.FROZEN, AccountStatus.OPEN)
    assert (refused.status, taken.status) == (ledger.Status.CREDIT_ACCOUNT_FROZEN, ledger.Status.CREATED)
    assert (caught.value.code, again.value.code) == ("account_frozen", "account_not_frozen")


def test_an_account_frozen_for_debits_still_takes_credits(database: Database, tenant: int, member: UUID, post: Post) -> None:
    account = open_one(database, tenant, member)
    with database.app(tenant) as conn:
        freeze_account(conn, tenant, account.id, credits=False)
        with pytest.raises(Refusal) as caught:
            freeze_account(conn, tenant, account.id, debits=False, credits=False)

    assert post("cash_deposit", account=account.id, amount=5)[0].status is ledger.Status.CREATED
    assert post("cash_withdrawal", account=account.id, amount=5)[0].status is ledger.Status.DEBIT_ACCOUNT_FROZEN
    assert caught.value.code == "freeze_invalid"


def test_an_account_closes_for_good_only_when_it_is_empty_and_nothing_is_held(
    database: Database, tenant: int, member: UUID, post: Post
) -> None:
    account = open_one(database, tenant, member)
    post("cash_deposit", account=account.id, amount=20_00)
    with database.app(tenant) as conn, pytest.raises(Refusal) as balance:
        close_account(conn, tenant, account.id, now_us=START_US)
    [hold] = post("card_authorisation", account=account.id, amount=20_00, expires_at=START_US + 10**9)
    with database.app(tenant) as conn, pytest.raises(Refusal) as held:
        close_account(conn, tenant, account.id, now_us=START_US)
    assert hold.transfer is not None
    post("card_capture", hold=hold.transfer.id)
    with database.app(tenant) as conn:
        closed = close_account(conn, tenant, account.id, now_us=START_US + 7)
        assert get_account(conn, tenant, account.id) == closed

    assert (balance.value.code, held.value.code) == ("account_not_empty", "account_has_holds")
    assert (closed.status, closed.closed_at_us) == (AccountStatus.CLOSED, START_US + 7)
    assert post("cash_deposit", account=account.id, amount=1)[0].status is ledger.Status.CREDIT_ACCOUNT_CLOSED
    for verb in (freeze_account, unfreeze_account):
        with database.app(tenant) as conn, pytest.raises(Refusal) as caught:
            verb(conn, tenant, account.id)
        assert caught.value.code == "account_closed"


def test_a_member_leaves_only_when_nothing_is_held(database: Database, tenant: int, member: UUID) -> None:
    account = open_one(database, tenant, member)
    with database.app(tenant) as conn:
        with pytest.raises(Refusal) as caught:
            check_nothing_held(conn, tenant, member)
        close_account(conn, tenant, account.id, now_us=START_US)
        check_nothing_held(conn, tenant, member)

    assert caught.value.code == "party_has_accounts"


def test_accounts_are_listed_page_by_page(database: Database, tenant: int, member: UUID) -> None:
    with database.app(tenant) as conn:
        opened = open_accounts(conn, tenant, [AccountOpening(p, member, "AUD") for p in [EVERYDAY, SAVINGS] * 3], now_us=START_US)
        freeze_account(conn, tenant, opened[3].id)

        first = list_accounts(conn, tenant, limit=4)
        rest = list_accounts(conn, tenant, after=first[-1].id, limit=4)
        assert [a.id for a in first + rest] == [a.id for a in opened]
        assert len(list_accounts(conn, tenant, product=SAVINGS)) == 3
        assert [a.id for a in list_accounts(conn, tenant, status=AccountStatus.FROZEN)] == [opened[3].id]
        with pytest.raises(Refusal) as caught:
            list_accounts(conn, tenant, limit=201)
    assert caught.value.code == "page_limit_invalid"


def test_a_wrong_check_digit_is_told_apart_from_an_unknown_account(database: Database, tenant: int, member: UUID) -> None:
    number = open_one(database, tenant, member).number
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    with database.app(tenant) as conn:
        for bsb, given, refusal in (
            ("802-001", wrong, "account_number_invalid"),
            ("802-001", "999999998", "account_not_found"),
            ("802-002", number, "account_not_found"),
            ("8020", number, "bsb_invalid"),
        ):
            with pytest.raises(Refusal) as caught:
                find_account(conn, tenant, bsb, given)
            assert caught.value.code == refusal


def test_products_are_installed_once_and_each_keeps_its_kind(database: Database, tenant: int, member: UUID) -> None:
    spec = shipped_products()[0]
    with database.app(tenant) as conn:
        assert install_products(conn, tenant, now_us=START_US + 1) == 0
        assert [p.name for p in list_products(conn, tenant, at_us=START_US)] == sorted(s.name for s in shipped_products())
        assert list_products(conn, tenant, at_us=START_US - 1) == []
        savings = ProductSpec(spec.name, shipped_products()[1].kind, spec.title, spec.description, shipped_products()[1].rules)
        for wrong, effective, refusal in ((savings, START_US + 1, "product_kind_fixed"), (spec, START_US, "effective_time_invalid")):
            with pytest.raises(Refusal) as caught:
                define_product(conn, tenant, wrong, now_us=START_US, effective_from_us=effective)
            assert caught.value.code == refusal


def test_another_tenant_sees_no_product_and_no_account_and_can_change_none(
    database: Database, tenant: int, member: UUID, other_tenant: int
) -> None:
    account = open_one(database, tenant, member)
    with database.app(other_tenant) as conn:
        for table in ("branch", "product", "credit_policy", "account", "loan_application"):
            assert conn.execute(f"select count(*) from products.{table}".encode()).fetchone() == (0,)
        assert accounts_of_party(conn, tenant, member) == []
        for verb in (get_account, freeze_account):
            with pytest.raises(Refusal) as caught:
                verb(conn, tenant, account.id)
            assert caught.value.code == "account_not_found"
        assert conn.execute("update products.account set status = 'frozen'").rowcount == 0
    with database.app(other_tenant) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute("insert into products.branch (tenant, bsb) values (%s, 1)", (tenant,))
    with database.app(other_tenant) as conn:
        install(conn, other_tenant)
        [theirs] = join(conn, other_tenant)
        with pytest.raises(Refusal) as caught:
            open_account(conn, other_tenant, product=EVERYDAY, party=member, currency="AUD", now_us=START_US)
        assert caught.value.code == "party_not_found"
        assert open_account(conn, other_tenant, product=EVERYDAY, party=theirs, currency="AUD", now_us=START_US).id == account.id


def test_a_tenant_without_products_is_refused(database: Database, tenant: int) -> None:
    with database.app(tenant) as conn:
        [party] = join(conn, tenant)
        with pytest.raises(Refusal) as caught:
            open_account(conn, tenant, product=EVERYDAY, party=party, currency="AUD", now_us=START_US)
    assert caught.value.code == "product_not_found"
