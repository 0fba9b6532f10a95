"""The register of loans and cards: who has which, what offsets a loan, and the limit of a card."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

import twincore.ledger as ledger
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal
from twincore.kernel.sql import load
from twincore.products.credit.booking import credit_account_of, get_credit_account
from twincore.products.credit.model import CreditAccount, CreditKind, CreditStatus, State
from twincore.products.credit.records import Book, lock_credit_account

_sql = load("twincore.products.credit")
LIST_MAX = 1_000


class Offset(NamedTuple):
    """A deposit account that takes off what bears interest of a loan, from a day on; until_date: the first day without it."""

    account: int
    from_date: date
    until_date: date | None


def list_credit_accounts(
    conn: Connection,
    tenant: int,
    *,
    after: int = 0,
    limit: int = 50,
    party: UUID | None = None,
    kind: CreditKind | None = None,
    status: CreditStatus | None = None,
    state: State | None = None,
) -> list[CreditAccount]:
    """A page of loans and cards in the order of their accounts, as the last day's end left them. Refuses ``page_limit_invalid``."""
    if not 1 <= limit <= LIST_MAX:
        raise Refusal("page_limit_invalid", f"A page has from 1 to {LIST_MAX} accounts, not {limit}.", field="limit")
    chosen = {
        "kind": None if kind is None else kind.value,
        "status": None if status is None else status.value,
        "state": None if state is None else state.value,
    }
    values = {"tenant": tenant, "after": after, "limit": limit, "party": party}
    return [credit_account_of(row) for row in conn.execute(_sql.credit_accounts, values | chosen).fetchall()]


def offsets_of(conn: Connection, tenant: int, loan: int) -> list[Offset]:
    """The offset accounts of a loan, past ones too, by account."""
    return [Offset(*row[1:]) for row in conn.execute(_sql.offsets, {"tenant": tenant, "loans": [loan]}).fetchall()]


def change_card_limit(conn: Connection, tenant: int, account: int, limit: int, *, date: date) -> CreditAccount:
    """Give a card another limit (minor units), within the product's rules on a business date; it holds from the next purchase on.

    Below what is owed it stops purchases until enough is paid. Takes the lane's head lock. Refuses ``credit_account_not_found``, ``not_a_card``,
    ``card_over`` (it is not active), ``credit_limit_not_offered``, ``account_closed``.
    """
    row = lock_credit_account(conn, tenant, account)
    if not row.is_card:
        raise Refusal("not_a_card", f"Account {account} is a loan.", category=Category.RULE, field="account")
    if row.status != CreditStatus.ACTIVE:
        raise Refusal("card_over", f"Card {account} is {row.status.replace('_', ' ')}.", category=Category.CONFLICT, field="account")
    rules = Book(conn, tenant, date).card_rules(row.product)
    if not rules.limit_minimum <= limit <= rules.limit_maximum:
        raise Refusal(
            "credit_limit_not_offered",
            f"{row.product} is offered with a limit from {rules.limit_minimum} to {rules.limit_maximum} minor units.",
            category=Category.RULE,
            field="limit",
        )
    conn.execute(_sql.set_card_limit, {"tenant": tenant, "account": account, "limit": limit})
    ledger.set_credit_limit(conn, tenant, account, limit)
    return get_credit_account(conn, tenant, account)
