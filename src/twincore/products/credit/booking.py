"""The verbs of loans and cards outside of the day's end: open, book, offset, redraw, pay out, look up."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

import twincore.ledger as ledger
from twincore.kernel.db import Connection
from twincore.kernel.money import currency_number
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.kernel.sql import load
from twincore.parties import standings
from twincore.products.accounts import get_account, open_loan_account
from twincore.products.credit.card_cycle import statement_dates
from twincore.products.credit.model import CardRules, CreditAccount, CreditKind, CreditProduct, CreditStatus, LoanRules, State
from twincore.products.credit.plans import first_schedule, lock_loan, scheduled_balance
from twincore.products.credit.products import get_credit_product
from twincore.products.credit.records import Book, Row, card_terms, in_flight, loan_terms, lock_credit_account
from twincore.products.credit.rules import read_card_terms, read_loan_terms, terms_document
from twincore.products.day_count import month_on
from twincore.products.model import AccountStatus, Product, ProductKind, Rules
from twincore.products.rules import check_holder

_sql = load("twincore.products.credit")


def open_credit_account(
    conn: Connection,
    tenant: int,
    *,
    product: str,
    party: UUID,
    currency: str,
    terms: Mapping[str, Any],
    opened_on: date,
    now_us: int,
    financed_fee: int = 0,
) -> CreditAccount:
    """Open a loan or a card for a party: the ledger account, the product account, and for a loan its schedule.

    terms: see ``LoanTerms`` and ``CardTerms``; opened_on: the business date, from which a loan bears interest on what is paid out; financed_fee:
    minor units of an establishment fee that the disbursement adds to a loan. A loan's ledger account is of side D; a card's is of side C and
    limited, so that its limit holds at every purchase. Takes the lane's head lock. Refuses ``credit_product_not_found``,
    ``currency_unknown``, ``party_not_found``, ``party_closed``, ``kyc_refused``, ``kyc_insufficient``, ``products_not_installed`` and what
    ``read_loan_terms``, ``read_card_terms`` and ``make_schedule`` refuse.
    """
    offered = get_credit_product(conn, tenant, product, at_us=now_us)
    currency_number(currency)
    shell = _shell(offered)
    holder = standings(conn, tenant, [party], lock=True).get(party)
    if holder is None:
        raise not_found("party", party, "party")
    check_holder(shell, holder, None)
    document = _read_terms(offered, terms)
    opened = open_loan_account(conn, tenant, shell, party, currency, document, now_us=now_us)
    if isinstance(offered.rules, CardRules):
        ledger.set_credit_limit(conn, tenant, opened.id, document["limit"])
    return _book(conn, tenant, opened.id, offered, currency, document, opened_on, financed_fee)


def book_loan(
    conn: Connection,
    tenant: int,
    account: int,
    *,
    terms: Mapping[str, Any] | None = None,
    opened_on: date,
    now_us: int,
    product: str | None = None,
    financed_fee: int = 0,
) -> CreditAccount:
    """Put a loan account that is open already (an accepted application, or one brought over) under the day's end, from a business date on.

    terms: what the account's own terms (amount, term_months, rate_ppm, repayment) do not say; without a due_day it is that of opened_on, 28 at
    the most. product: the credit product (the account's own name unless said). What is in its journal already counts as owed on opened_on.
    Refuses ``account_not_found``, ``account_closed``, ``credit_product_not_found``, ``not_a_loan``, ``credit_account_exists`` and what
    ``read_loan_terms`` and ``make_schedule`` refuse.
    """
    found = get_account(conn, tenant, account)
    if found.status is AccountStatus.CLOSED:
        raise Refusal("account_closed", f"Account {account} is closed.", category=Category.CONFLICT, field="account")
    offered = get_credit_product(conn, tenant, product or found.product, at_us=now_us)
    if offered.kind is CreditKind.CREDIT_CARD:
        raise Refusal("not_a_loan", f"{offered.title} is a card.", category=Category.RULE, field="product")
    agreed = {name: found.terms[name] for name in ("amount", "term_months", "rate_ppm", "repayment") if found.terms.get(name) is not None}
    document = _read_terms(offered, {"due_day": min(opened_on.day, 28), **agreed, **(terms or {})})
    return _book(conn, tenant, account, offered, found.currency, document, opened_on, financed_fee)


def get_credit_account(conn: Connection, tenant: int, account: int) -> CreditAccount:
    """One loan or card as the last day's end left it. Refuses ``credit_account_not_found``."""
    row = conn.execute(_sql.account, {"tenant": tenant, "account": account}).fetchone()
    if row is None:
        raise not_found("credit_account", account, "account")
    return credit_account_of(row)


def credit_account_of(row: tuple[Any, ...]) -> CreditAccount:
    """A loan or card from its row."""
    account, product, version, kind, currency, status, opened_on, terms, owed, due, due_on, paid, next_due, state, days, arrears = row
    kind = CreditKind(kind)
    return CreditAccount(
        account=account,
        product=product,
        version=version,
        kind=kind,
        currency=currency,
        status=CreditStatus(status),
        opened_on=opened_on,
        terms=card_terms(terms) if kind is CreditKind.CREDIT_CARD else loan_terms(terms),
        owed=owed,
        due=due,
        due_on=due_on,
        paid=paid,
        next_due=next_due,
        state=State(state),
        days_past_due=days,
        arrears=arrears,
    )


def link_offset(conn: Connection, tenant: int, loan: int, account: int, *, from_date: date) -> None:
    """Let a deposit account's balance take off what bears interest of a home loan, from a day on (the business date).

    Refuses ``credit_account_not_found``, ``not_a_loan``, ``loan_over``, ``offset_not_offered``, ``offset_party_differs`` (not the borrower's),
    ``offset_invalid`` (a loan, another currency, a day before the last charge), ``offset_exists`` (it offsets a loan already), ``account_not_found``.
    """
    row = lock_loan(conn, tenant, loan)
    if not Book(conn, tenant, from_date).loan_rules(row.product, row.version).offset:
        raise Refusal("offset_not_offered", f"{row.product} has no offset accounts.", category=Category.RULE, field="loan")
    deposit, borrower = get_account(conn, tenant, account), get_account(conn, tenant, loan)
    if deposit.party != borrower.party:
        raise Refusal("offset_party_differs", "An offset account belongs to the borrower.", category=Category.RULE, field="account")
    balance = ledger.balances(conn, tenant, [account])[account]
    if balance.side != "C" or deposit.currency != row.currency or from_date < row.charged_to:
        raise Refusal(
            "offset_invalid",
            f"An offset account is a deposit in the loan's currency, from {row.charged_to} on at the earliest.",
            category=Category.RULE,
            field="account",
        )
    watch = {"tenant": tenant, "account": account, "since_seq": balance.last_seq}
    if conn.execute(_sql.watch, watch).rowcount:
        conn.execute(_sql.add_opening, watch | {"amount": -balance.current, "value_date": from_date})
    values = {"tenant": tenant, "loan": loan, "account": account, "from_date": from_date}
    if conn.execute(_sql.link_offset, values).rowcount == 0:
        raise Refusal("offset_exists", f"Account {account} offsets a loan already.", category=Category.CONFLICT, field="account")


def unlink_offset(conn: Connection, tenant: int, loan: int, account: int, *, until_date: date) -> None:
    """End an offset: until_date is the first day without it. Refuses ``offset_not_found``, ``offset_invalid`` (before the last charge)."""
    row = lock_credit_account(conn, tenant, loan)
    if until_date < row.charged_to:
        raise Refusal("offset_invalid", f"An offset ends on {row.charged_to} at the earliest: interest was charged.", field="until_date")
    values = {"tenant": tenant, "loan": loan, "account": account, "until_date": until_date}
    if conn.execute(_sql.unlink_offset, values).rowcount == 0:
        raise not_found("offset", account, "account")


def redraw_available(conn: Connection, tenant: int, loan: int, *, date: date, cut_seq: int) -> int:
    """What of a home loan was repaid ahead and can be paid out again, in minor units: what should be owed by the schedule less what is.

    0 where the product has no redraw, the loan is over, behind or in hardship.
    """
    row = lock_credit_account(conn, tenant, loan)
    behind = row.due > row.paid or (row.hardship_until is not None and row.hardship_until >= date)
    if row.is_card or row.status != "active" or behind or not Book(conn, tenant, date).loan_rules(row.product, row.version).redraw:
        return 0
    flight = in_flight(conn, tenant, [loan], cut_seq).get(loan)
    return max(0, scheduled_balance(conn, tenant, row) - row.owed - (flight.net if flight else 0))


def check_redraw(conn: Connection, tenant: int, loan: int, amount: int, *, date: date, cut_seq: int) -> None:
    """Whether so much may be redrawn now (transaction code ``loan_redraw``). Refuses ``redraw_too_large`` with what is available.

    The loan is held still until the database transaction ends. Redraws of the day that are not collected yet are the caller's to take off.
    """
    available = redraw_available(conn, tenant, loan, date=date, cut_seq=cut_seq)
    if not 0 < amount <= available:
        raise Refusal(
            "redraw_too_large",
            f"Of loan {loan} {available} minor units can be redrawn, not {amount}.",
            category=Category.RULE,
            field="amount",
            available=available,
        )


def _read_terms(offered: CreditProduct, terms: Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(offered.rules, CardRules):
        return terms_document(read_card_terms(offered.title, offered.rules, terms))
    return terms_document(read_loan_terms(offered.title, offered.rules, terms))


def _book(
    conn: Connection,
    tenant: int,
    account: int,
    offered: CreditProduct,
    currency: str,
    document: Mapping[str, Any],
    opened_on: date,
    financed_fee: int,
) -> CreditAccount:
    card = isinstance(offered.rules, CardRules)
    next_due = statement_dates(opened_on, document["statement_day"]) if card else month_on(opened_on, 1, document["due_day"])
    balance = ledger.balances(conn, tenant, [account])[account]
    owed = balance.debits_posted - balance.credits_posted
    values = {
        "tenant": tenant,
        "account": account,
        "kind": offered.kind.value,
        "product": offered.name,
        "version": offered.version,
        "currency": currency,
        "opened_on": opened_on,
        "terms": Jsonb(dict(document)),
        "owed": owed,
        "next_due": next_due,
        "plan": 0 if card else 1,
    }
    if conn.execute(_sql.book, values).rowcount == 0:
        raise Refusal("credit_account_exists", f"Account {account} is booked already.", category=Category.CONFLICT, field="account")
    watch = {"tenant": tenant, "account": account, "since_seq": balance.last_seq}
    conn.execute(_sql.watch, watch)
    if owed:
        conn.execute(_sql.add_opening, watch | {"amount": owed, "value_date": opened_on})
    if not card:
        row: Row = lock_credit_account(conn, tenant, account)
        first_schedule(Book(conn, tenant, opened_on), row, document["amount"] + financed_fee)
    return get_credit_account(conn, tenant, account)


def _shell(offered: CreditProduct) -> Product:
    """A credit product as the room of accounts sees it: how its ledger accounts are opened, and who may hold it."""
    rules = offered.rules
    loan = isinstance(rules, LoanRules)
    flags = ("limited",) if loan else ("limited", "over_capture")
    side, kind = ("D", ProductKind.LOAN) if loan else ("C", ProductKind.TRANSACTION)
    read = Rules(account_class=rules.account_class, side=side, ledger_flags=flags, kyc="verified")
    return Product(
        offered.name, offered.version, kind, offered.title, offered.description, read, offered.effective_from_us, offered.recorded_at_us
    )
