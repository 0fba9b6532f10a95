"""The verbs of product accounts: open (one or tens of thousands), maintain, freeze, unfreeze, close, look up."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import numpy as np
from psycopg.types.json import Jsonb

import twincore.ledger as ledger
from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import Connection
from twincore.kernel.money import BY_NUMBER, currency_number
from twincore.kernel.refusal import Category, Refusal, Retry, not_found
from twincore.kernel.sql import load
from twincore.parties import standings
from twincore.products.columns import int4_column, uuid_column
from twincore.products.model import (
    ACCOUNTS_OPEN_MAX,
    LIST_MAX,
    AccountOpening,
    AccountStatus,
    Product,
    ProductAccount,
)
from twincore.products.numbering import account_numbers, account_of_number, bsb_number, bsb_text, is_account_number
from twincore.products.rules import check_age, check_currency, check_holder, read_changes, read_terms
from twincore.products.service import get_product, get_product_version

_sql = load("twincore.products")
_FLAGS = {"limited": ledger.AccountFlag.LIMITED, "over_capture": ledger.AccountFlag.OVER_CAPTURE}
_Kind = tuple[Product, str, dict[str, Any]]


def open_account(
    conn: Connection,
    tenant: int,
    *,
    product: str,
    party: UUID,
    currency: str,
    now_us: int,
    terms: Mapping[str, Any] | None = None,
    age_years: int | None = None,
) -> ProductAccount:
    """Open one account; see ``open_accounts``."""
    return open_accounts(conn, tenant, [AccountOpening(product, party, currency, terms, age_years)], now_us=now_us)[0]


def open_accounts(
    conn: Connection,
    tenant: int,
    openings: Sequence[AccountOpening],
    *,
    now_us: int,
    check_parties: bool = True,
) -> list[ProductAccount]:
    """Open accounts of any products, in order, all or none; their ids are those of the ledger accounts opened with them.

    check_parties: False only where the same database transaction has just opened the parties (it saves reading them back).
    Takes the lane's head lock until the transaction ends: do it late. A refusal's field begins with the place of the opening if there are several.
    Refuses ``accounts_too_many``, ``product_not_found``, ``products_not_installed``, ``loan_needs_application``, ``currency_unknown``,
    ``currency_not_offered``, ``terms_invalid``, ``overdraft_limit_too_high``, ``opening_amount_too_small``, ``term_not_offered``,
    ``party_not_found``, ``party_closed``, ``kyc_refused``, ``kyc_insufficient``, ``party_kind_not_allowed``, ``age_needed``, ``age_not_allowed``.
    """
    if len(openings) > ACCOUNTS_OPEN_MAX:
        raise Refusal("accounts_too_many", f"At most {ACCOUNTS_OPEN_MAX} accounts are opened at once.", category=Category.TOO_LARGE)
    if not openings:
        return []
    kinds, places = _kinds(conn, tenant, openings, now_us)
    _check_holders(conn, tenant, openings, kinds, places, check_parties)
    return _open(conn, tenant, kinds, places, [opening.party for opening in openings], now_us)


def open_loan_account(
    conn: Connection, tenant: int, product: Product, party: UUID, currency: str, terms: dict[str, Any], *, now_us: int
) -> ProductAccount:
    """Open the account of a loan whose application was approved and accepted, under the version of the product that was applied for."""
    return _open(conn, tenant, [(product, currency, terms)], [0], [party], now_us)[0]


def get_account(conn: Connection, tenant: int, account: int) -> ProductAccount:
    """One product account. Refuses ``account_not_found``."""
    return _one(conn, _sql.account, {"tenant": tenant, "id": account}, account)


def find_account(conn: Connection, tenant: int, bsb: str, number: str) -> ProductAccount:
    """One product account by BSB and account number. Refuses ``bsb_invalid``, ``account_number_invalid`` (check digit), ``account_not_found``."""
    if not is_account_number(number):
        raise Refusal("account_number_invalid", f"{number!r} is not an account number: nine digits with a check digit.", field="number")
    values = {"tenant": tenant, "bsb": bsb_number(bsb), "number": int(number), "id": account_of_number(number)}
    return _one(conn, _sql.account_by_number, values, f"{bsb} {number}", "number")


def accounts_of_party(conn: Connection, tenant: int, party: UUID) -> list[ProductAccount]:
    """What a party holds, closed accounts too, oldest first; nothing for an unknown party."""
    return [_account(row) for row in conn.execute(_sql.accounts_of_party, {"tenant": tenant, "party": party}).fetchall()]


def accounts_by_id(conn: Connection, tenant: int, ids: Collection[int]) -> dict[int, ProductAccount]:
    """Product accounts by id; those that do not exist are left out."""
    rows = conn.execute(_sql.accounts_by_id, {"tenant": tenant, "ids": list(ids)}).fetchall()
    return {row[0]: _account(row) for row in rows}


def list_accounts(
    conn: Connection,
    tenant: int,
    *,
    after: int = 0,
    limit: int = 50,
    product: str | None = None,
    status: AccountStatus | None = None,
) -> list[ProductAccount]:
    """A page of product accounts in order of id. after: the last id of the page before. Refuses ``page_limit_invalid``."""
    check_page(limit)
    values = {"tenant": tenant, "after": after, "limit": limit, "product": product, "status": status and status.value}
    return [_account(row) for row in conn.execute(_sql.list_accounts, values).fetchall()]


def maintain_account(conn: Connection, tenant: int, account: int, changes: Mapping[str, Any]) -> ProductAccount:
    """Change an account's nickname, statement (electronic, paper, none) or overdraft_limit (minor units, moved in the ledger too).

    The overdraft limit stays within the rule of the product's version that the account was opened under.
    Refuses ``changes_invalid`` with the place, ``overdraft_limit_too_high``, ``account_not_found``, ``account_closed``.
    """
    before = _lock(conn, tenant, account)
    read = read_changes(get_product_version(conn, tenant, before.product, before.version), changes)
    terms = {**before.terms, **read}
    if "overdraft_limit" in read and read["overdraft_limit"] != before.terms.get("overdraft_limit", 0):
        ledger.set_credit_limit(conn, tenant, account, read["overdraft_limit"])
    conn.execute(_sql.set_terms, {"tenant": tenant, "id": account, "terms": Jsonb(terms)})
    return before._replace(terms=terms)


def freeze_account(conn: Connection, tenant: int, account: int, *, debits: bool = True, credits: bool = True) -> ProductAccount:  # noqa: A002
    """Freeze an account for debits, credits or both; freezing a frozen one adds to it.

    Refuses ``freeze_invalid`` (neither of the two), ``account_not_found``, ``account_closed``.
    """
    if not debits and not credits:
        raise Refusal("freeze_invalid", "An account is frozen for debits, for credits or for both.", field="debits")
    before = _lock(conn, tenant, account)
    ledger.freeze(conn, tenant, account, debits=debits, credits=credits)
    return _move(conn, tenant, before, AccountStatus.FROZEN)


def unfreeze_account(conn: Connection, tenant: int, account: int) -> ProductAccount:
    """Open a frozen account again, for debits and credits. Refuses ``account_not_found``, ``account_closed``, ``account_not_frozen``."""
    before = _lock(conn, tenant, account)
    if before.status is not AccountStatus.FROZEN:
        raise Refusal("account_not_frozen", f"Account {account} is not frozen.", category=Category.CONFLICT, field="account")
    ledger.unfreeze(conn, tenant, account, debits=True, credits=True)
    return _move(conn, tenant, before, AccountStatus.OPEN)


def close_account(conn: Connection, tenant: int, account: int, *, now_us: int) -> ProductAccount:
    """Close an account for good.

    Refuses ``account_not_found``, ``account_closed``, ``account_frozen``, and by the ledger, under the lane's lock, ``account_not_empty`` (it has a
    balance) and ``account_has_holds``.
    """
    before = _lock(conn, tenant, account)
    if before.status is AccountStatus.FROZEN:
        raise Refusal(
            "account_frozen",
            f"Account {account} is frozen: unfreeze it before it is closed.",
            category=Category.RULE,
            retry=Retry.NEW_KEY,
            field="account",
        )
    ledger.close_account(conn, tenant, account, now_us=now_us)
    return _move(conn, tenant, before, AccountStatus.CLOSED, now_us)


def check_nothing_held(conn: Connection, tenant: int, party: UUID) -> None:
    """Whether a party may end its membership: refuses ``party_has_accounts`` while an account of it is not closed.

    Call it after ``parties.close_party`` in the same database transaction: that holds the party still, so that nothing is opened in between.
    """
    open_ones = [account.id for account in accounts_of_party(conn, tenant, party) if account.status is not AccountStatus.CLOSED]
    if open_ones:
        raise Refusal(
            "party_has_accounts",
            f"Party {party} still holds accounts ({', '.join(map(str, open_ones[:5]))}): close them first.",
            category=Category.RULE,
            field="party",
        )


def check_page(limit: int) -> None:
    """Refuses ``page_limit_invalid`` for a page that is not from 1 to ``LIST_MAX`` rows."""
    if not 1 <= limit <= LIST_MAX:
        raise Refusal("page_limit_invalid", f"A page has from 1 to {LIST_MAX} rows, not {limit}.", field="limit")


def _kinds(conn: Connection, tenant: int, openings: Sequence[AccountOpening], now_us: int) -> tuple[list[_Kind], list[int]]:
    """The different (product, currency, terms) of the openings, checked, and for each opening the place of its own among them."""
    products: dict[str, Product] = {}
    kinds: list[_Kind] = []
    numbers: dict[tuple[str, str, int], int] = {}
    places = []
    for index, (name, _, currency, terms, _) in enumerate(openings):
        key = (name, currency, id(terms) if terms else 0)
        if (place := numbers.get(key)) is None:
            try:
                if name not in products:
                    products[name] = get_product(conn, tenant, name, at_us=now_us)
                product = products[name]
                check_currency(product, currency)
                kinds.append((product, currency, read_terms(product, terms)))
            except Refusal as refusal:
                raise _at(refusal, index, len(openings)) from None
            place = numbers[key] = len(kinds) - 1
        places.append(place)
    return kinds, places


def _check_holders(
    conn: Connection, tenant: int, openings: Sequence[AccountOpening], kinds: list[_Kind], places: list[int], check_parties: bool
) -> None:
    if not check_parties:
        if any(product.rules.age_minimum is not None or product.rules.age_maximum is not None for product, _, _ in kinds):
            for opening, place in zip(openings, places, strict=True):
                check_age(kinds[place][0], opening.age_years)
        return
    found = standings(conn, tenant, [opening.party for opening in openings], lock=True)
    for index, (opening, place) in enumerate(zip(openings, places, strict=True)):
        try:
            if (party := found.get(opening.party)) is None:
                raise not_found("party", opening.party, "party")
            check_holder(kinds[place][0], party, opening.age_years)
        except Refusal as refusal:
            raise _at(refusal, index, len(openings)) from None


def _open(
    conn: Connection, tenant: int, kinds: list[_Kind], places: list[int], parties: Sequence[UUID], now_us: int
) -> list[ProductAccount]:
    branch = conn.execute(_sql.branch, {"tenant": tenant}).fetchone()
    if branch is None:
        raise Refusal("products_not_installed", "The tenant has no products yet.", category=Category.NOT_FOUND)
    bsb = branch[0]
    specs = [_ledger_spec(*kind) for kind in kinds]
    ids = ledger.open_accounts(conn, tenant, [specs[place] for place in places], now_us=now_us)
    numbers = account_numbers(ids)
    values: dict[str, Any] = {
        "tenant": tenant,
        "now": to_datetime(now_us),
        "bsb": bsb,
        "first": ids[0],
        "numbers": int4_column(numbers),
        "parties": uuid_column(parties),
    }
    if len(kinds) == 1:
        product, currency, terms = kinds[0]
        conn.execute(
            _sql.open_accounts_alike,
            values
            | {
                "version": product.version,
                "currency": currency_number(currency),
                "product": product.name,
                "terms": Jsonb(terms),
            },
        )
    else:
        conn.execute(
            _sql.open_accounts,
            values
            | {
                "kinds": int4_column(np.asarray(places) + 1),
                "products": [product.name for product, _, _ in kinds],
                "versions": [product.version for product, _, _ in kinds],
                "currencies": [currency_number(currency) for _, currency, _ in kinds],
                "terms": [Jsonb(terms) for _, _, terms in kinds],
            },
        )
    written, status = bsb_text(bsb), AccountStatus.OPEN
    heads = [(product.name, product.version, currency, terms) for product, currency, terms in kinds]
    opened = []
    for account, number, place, party in zip(ids, numbers.tolist(), places, parties, strict=True):
        name, version, currency, terms = heads[place]
        opened.append(ProductAccount(account, str(number), written, name, version, party, currency, status, terms, now_us))
    return opened


def _ledger_spec(product: Product, currency: str, terms: Mapping[str, Any]) -> ledger.AccountSpec:
    flags = ledger.AccountFlag(0)
    for name in product.rules.ledger_flags:
        flags |= _FLAGS[name]
    return ledger.AccountSpec(currency, product.rules.account_class, product.rules.side, flags, terms.get("overdraft_limit", 0))


def _at(refusal: Refusal, index: int, count: int) -> Refusal:
    if count > 1 and refusal.field is not None:
        refusal.field = f"{index}/{refusal.field}"
    return refusal


def _lock(conn: Connection, tenant: int, account: int) -> ProductAccount:
    found = _one(conn, _sql.lock_account, {"tenant": tenant, "id": account}, account)
    if found.status is AccountStatus.CLOSED:
        raise Refusal("account_closed", f"Account {account} is closed.", category=Category.CONFLICT, field="account")
    return found


def _move(conn: Connection, tenant: int, before: ProductAccount, status: AccountStatus, closed_at_us: int | None = None) -> ProductAccount:
    closed_at = None if closed_at_us is None else to_datetime(closed_at_us)
    conn.execute(_sql.set_status, {"tenant": tenant, "id": before.id, "status": status.value, "closed_at": closed_at})
    return before._replace(status=status, closed_at_us=closed_at_us)


def _one(conn: Connection, statement: Any, values: dict[str, Any], key: object, field: str = "account") -> ProductAccount:
    row = conn.execute(statement, values).fetchone()
    if row is None:
        raise not_found("account", key, field)
    return _account(row)


def _account(row: tuple[Any, ...]) -> ProductAccount:
    account, number, bsb, product, version, party, currency, status, terms, opened, closed = row
    return ProductAccount(
        account,
        str(number),
        bsb_text(bsb),
        product,
        version,
        party,
        BY_NUMBER[currency],
        AccountStatus(status),
        terms,
        to_us(opened),
        None if closed is None else to_us(closed),
    )
