"""Product accounts on the wire: terms, balances, history, holds."""

from enum import Enum
from typing import Annotated, Any, Literal

from pydantic import Field

from twincore.gateway.wire.scalar import (
    AccountId,
    Answer,
    Body,
    Currency,
    Identity,
    OutDay,
    OutId,
    OutTime,
    Reason,
    say_time,
    say_time_or_none,
    words,
)
from twincore.gateway.wire.transfers import transfer_body
from twincore.kernel.money import AMOUNT_MAX
from twincore.ledger import NEVER_US, Account, AccountFlag, BalanceAt, Balances, OpenHold, Transfer
from twincore.products import ProductAccount

_NICKNAME = Annotated[str | None, Field(max_length=40, pattern="^[^\\x00-\\x1f\\x7f]*$", examples=["Holiday fund"])]
_LIMIT = Annotated[int | None, Field(ge=0, le=AMOUNT_MAX, description="Minor units; the product says how much it may be.")]


class StatementKind(Enum):
    """How the member gets statements."""

    ELECTRONIC = "electronic"
    PAPER = "paper"
    NONE = "none"


class Terms(Body):
    """What is agreed for one account, within what its product allows."""

    nickname: _NICKNAME = None
    statement: StatementKind | None = None
    overdraft_limit: _LIMIT = None
    opening_amount: Annotated[int | None, Field(ge=0, le=AMOUNT_MAX, description="What will be paid in at once, minor units.")] = None
    term_months: Annotated[int | None, Field(ge=1, le=480)] = None

    def document(self) -> dict[str, Any]:
        """As the room of products takes it."""
        return given(self)


class AccountOpeningOrder(Body):
    """An account to open for a member. Loans are opened by accepting an application instead."""

    product: Annotated[str, words(48, pattern="^[a-z][a-z0-9_]*$", examples=["everyday_account"])]
    party: Identity
    currency: Currency | None = None
    terms: Terms | None = None


class AccountChange(Body):
    """What to change of an account's terms; what is left out stays."""

    nickname: _NICKNAME = None
    statement: StatementKind | None = None
    overdraft_limit: _LIMIT = None
    reason: Reason | None = None


class Freezing(Body):
    """What to freeze, and why."""

    debits: bool = True
    credits: bool = True
    reason: Reason


class AccountReason(Body):
    """Why."""

    reason: Reason


class AccountClosing(Body):
    """Why an account is closed, and where what is left in it goes."""

    reason: Reason
    pay_to: AccountId | None = None


class AccountRecord(Answer):
    """A product account. Its id is that of its ledger account. The nickname is not told in answers to writes."""

    id: int
    number: Annotated[str, Field(description="Nine digits, the last one a check digit (Luhn).")]
    bsb: str
    product: str
    product_version: int
    party: OutId
    currency: str
    status: Literal["open", "frozen", "closed"]
    terms: dict[str, Any]
    opened_at: OutTime
    closed_at: OutTime | None


class AccountList(Answer):
    """A page of accounts."""

    accounts: list[AccountRecord]
    next: Annotated[str | None, Field(description="Cursor of the next page; null at the end.")]


class BalanceRecord(Answer):
    """What is in an account now, exact. Minor units, positive on the account's own side."""

    account: int
    currency: str
    current: Annotated[int, Field(description="Settled.")]
    held: Annotated[int, Field(description="Set aside by holds.")]
    pending: Annotated[int, Field(description="On its way in.")]
    available: Annotated[int, Field(description="What can be spent: current less held plus the credit limit.")]
    credit_limit: int
    debits_posted: int
    credits_posted: int
    debits_pending: int
    credits_pending: int
    last_seq: Annotated[int, Field(description="Place of the account's last transfer in the journal.")]


class BalanceList(Answer):
    """Balances in the order of the accounts' ids; accounts that do not exist are left out."""

    balances: list[BalanceRecord]


class BalanceAtRecord(Answer):
    """What was in an account at a moment."""

    account: int
    currency: str
    at: OutTime
    current: Annotated[int, Field(description="Settled by then; minor units, positive on the account's own side.")]
    held: int
    seq: Annotated[int, Field(description="Place of its last transfer by then; 0 if there was none.")]


class HistoryItem(Answer):
    """A transfer as one account sees it."""

    seq: int
    id: OutId
    kind: Literal["post", "hold", "capture", "release", "expire", "reverse"]
    direction: Literal["debit", "credit"]
    amount: int
    pending: int
    other_account: int
    current_after: Annotated[int, Field(description="The account's settled balance after this transfer.")]
    held_after: Annotated[int, Field(description="What holds had set aside after this transfer.")]
    code: int
    ref_seq: int | None
    value_date: OutDay
    posted_at: OutTime
    detail: dict[str, Any] | None


class HistoryPage(Answer):
    """A page of an account's history, newest first."""

    entries: list[HistoryItem]
    next: Annotated[str | None, Field(description="Cursor of the next (older) page; null at the end.")]


class HoldRecord(Answer):
    """A hold that is open."""

    id: OutId
    seq: int
    debit: int
    credit: int
    remaining: int
    code: int
    posted_at: OutTime
    expires_at: OutTime | None
    detail: dict[str, Any] | None


class HoldList(Answer):
    """Open holds, newest first."""

    holds: list[HoldRecord]


def given(body: Body, *without: str) -> dict[str, Any]:
    """The members of a body that were given a value, as JSON."""
    return {name: value for name, value in body.model_dump(mode="json", exclude=set(without)).items() if value is not None}


def account_body(account: ProductAccount, *, nickname: bool = True) -> dict[str, Any]:
    """An account as the wire has it; nickname: False for what is kept in the audit trail (it may name a person)."""
    return {
        "id": account.id,
        "number": account.number,
        "bsb": account.bsb,
        "product": account.product,
        "product_version": account.version,
        "party": str(account.party),
        "currency": account.currency,
        "status": account.status.value,
        "terms": {name: value for name, value in account.terms.items() if nickname or name != "nickname"},
        "opened_at": say_time(account.opened_at_us),
        "closed_at": say_time_or_none(account.closed_at_us),
    }


def balance_body(balances: Balances, currency: str) -> dict[str, Any]:
    """Balances as the wire has them."""
    return {
        "account": balances.account,
        "currency": currency,
        "current": balances.current,
        "held": balances.held,
        "pending": balances.pending,
        "available": balances.available,
        "credit_limit": balances.credit_limit if balances.limited else 0,
        "debits_posted": balances.debits_posted,
        "credits_posted": balances.credits_posted,
        "debits_pending": balances.debits_pending,
        "credits_pending": balances.credits_pending,
        "last_seq": balances.last_seq,
    }


def no_balance(account: Account) -> Balances:
    """The balances of an account that nothing was ever posted to."""
    limited = AccountFlag.LIMITED in account.flags
    return Balances(account.id, account.side, limited, account.credit_limit, 0, 0, 0, 0, 0)


def balance_at_body(at: BalanceAt, currency: str) -> dict[str, Any]:
    """Balances of a past moment as the wire has them."""
    return {
        "account": at.account,
        "currency": currency,
        "at": say_time(at.at_us),
        "current": at.current,
        "held": at.held,
        "seq": at.seq,
    }


def history_body(transfer: Transfer, account: Account) -> dict[str, Any]:
    """A transfer as one of its two accounts sees it."""
    debited = transfer.debit == account.id
    posted = transfer.debit_posted if debited else transfer.credit_posted
    whole = transfer_body(transfer)
    return {
        "seq": transfer.seq,
        "id": whole["id"],
        "kind": whole["kind"],
        "direction": "debit" if debited else "credit",
        "amount": transfer.amount,
        "pending": transfer.pending,
        "other_account": transfer.credit if debited else transfer.debit,
        "current_after": posted if account.side == "C" else -posted,
        "held_after": transfer.debit_held if debited else transfer.credit_held,
        "code": transfer.code,
        "ref_seq": whole["ref_seq"],
        "value_date": whole["value_date"],
        "posted_at": whole["posted_at"],
        "detail": transfer.detail,
    }


def hold_body(hold: OpenHold) -> dict[str, Any]:
    """An open hold as the wire has it."""
    placed = hold.transfer
    return {
        "id": str(placed.id),
        "seq": placed.seq,
        "debit": placed.debit,
        "credit": placed.credit,
        "remaining": hold.remaining,
        "code": placed.code,
        "posted_at": say_time(placed.posted_at_us),
        "expires_at": None if placed.expires_at_us == NEVER_US else say_time(placed.expires_at_us),
        "detail": placed.detail,
    }
