"""All nouns of the ledger: accounts, transfers, outcomes, limits. Amounts are integers of minor units, times microseconds since 1970 UTC."""

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, IntFlag
from typing import Any
from uuid import UUID

from twincore.kernel.money import AMOUNT_MAX
from twincore.kernel.refusal import Category, Refusal, Retry

TRANSFERS_MAX = 8192
"""Transfers of one batch, and so of one block, at the most (a linked group must fit)."""
GROUP_MAX = 256
"""Transfers of one linked group at the most."""
OPEN_HOLDS_MAX = 5_000_000
"""Open holds of one lane at the most."""
DETAIL_BYTES_MAX = 4096
"""Bytes of one transfer's detail (canonical JSON, UTF-8) at the most."""
ACCOUNTS_OPEN_MAX = 100_000
"""Accounts opened in one call at the most."""
SUM_MAX = 2**62
"""No account's sum of debits or credits goes beyond this."""
EARLIEST_US = -5_364_662_400_000_000
"""1800-01-01T00:00Z: no transfer, imported or not, is dated before."""
NEVER_US = 2**63 - 1
"""``expires_at`` of a hold that never expires; PostgreSQL's infinity."""


class Kind(IntEnum):
    """What a transfer does."""

    POST = 1  # move money between the posted balances
    HOLD = 2  # set money aside: pending on both accounts until captured, released or expired
    CAPTURE = 3  # post part or all of a hold
    RELEASE = 4  # give part or all of a hold back
    EXPIRE = 5  # what the lane itself writes when a hold's time is over
    REVERSE = 6  # post the opposite of an earlier post or capture, whole and once


class Flag(IntFlag):
    """How a transfer is asked for and recorded."""

    LINKED = 1  # stands or falls with the next transfer of the batch
    FORCED = 2  # may go beyond a limit or a freeze; the command's reason says why
    IMPORTED = 4  # carries its own time (historical import)
    FINAL = 8  # a capture that gives back what it does not post


class AccountFlag(IntFlag):
    """What an account may do."""

    LIMITED = 1  # its balance less holds never goes below -credit_limit
    DEBITS_FROZEN = 2
    CREDITS_FROZEN = 4
    CLOSED = 8
    OVER_CAPTURE = 16  # a capture may be larger than its hold (tips, fuel, currency), if the money is there


class Status(IntEnum):
    """The outcome of one transfer. Refusals are ordered by precedence: the first that applies is the answer."""

    CREATED = 0
    EXISTS = 1  # the same transfer was recorded before; its result is returned again

    # what the request itself says
    ID_MISSING = 10
    KIND_UNKNOWN = 11
    FLAGS_INVALID = 12
    AMOUNT_INVALID = 13
    REF_INVALID = 14
    ACCOUNTS_SAME = 15
    DETAIL_TOO_LARGE = 16
    # what is recorded under the same id
    ID_CONFLICT = 20
    # time
    TIME_INVALID = 21
    EXPIRY_INVALID = 22
    # what it refers to
    REF_NOT_FOUND = 30
    REF_KIND_WRONG = 31
    HOLD_CAPTURED = 32
    HOLD_RELEASED = 33
    HOLD_EXPIRED = 34
    ALREADY_REVERSED = 35
    REF_ACCOUNTS_DIFFER = 36
    # accounts
    DEBIT_ACCOUNT_NOT_FOUND = 40
    CREDIT_ACCOUNT_NOT_FOUND = 41
    CURRENCY_MISMATCH = 42
    DEBIT_ACCOUNT_CLOSED = 43
    CREDIT_ACCOUNT_CLOSED = 44
    DEBIT_ACCOUNT_FROZEN = 45
    CREDIT_ACCOUNT_FROZEN = 46
    # amounts
    AMOUNT_EXCEEDS_HOLD = 50
    HOLDS_TOO_MANY = 51
    BALANCE_OVERFLOW = 52
    INSUFFICIENT_FUNDS = 53  # the debited account's limit
    BALANCE_BELOW_ZERO = 54  # the credited account's limit (an account whose balance grows by debits)
    # the group
    GROUP_REFUSED = 60  # another transfer of the linked group was refused
    GROUP_OPEN = 61  # the last transfer of the batch is linked to nothing, or the group is too large

    @property
    def ok(self) -> bool:
        """Whether the transfer is in the journal."""
        return self <= Status.EXISTS


@dataclass(frozen=True, slots=True)
class Answer:
    """What a refusal says to people and to programs."""

    message: str
    category: Category = Category.RULE
    retry: Retry = Retry.NEVER
    field: str | None = None


ANSWERS: dict[Status, Answer] = {
    Status.ID_MISSING: Answer("The transfer has no id.", Category.INVALID, field="id"),
    Status.KIND_UNKNOWN: Answer("There is no such kind of transfer.", Category.INVALID, field="kind"),
    Status.FLAGS_INVALID: Answer("These flags do not go with this kind of transfer.", Category.INVALID, field="flags"),
    Status.AMOUNT_INVALID: Answer(f"The amount must be from 1 to {AMOUNT_MAX} minor units.", Category.INVALID, field="amount"),
    Status.REF_INVALID: Answer("This kind of transfer must name the one it refers to, and only this kind may.", Category.INVALID, field="ref"),
    Status.ACCOUNTS_SAME: Answer("The debited and the credited account must be two.", Category.INVALID, field="credit"),
    Status.DETAIL_TOO_LARGE: Answer(f"The detail is larger than {DETAIL_BYTES_MAX} bytes.", Category.TOO_LARGE, field="detail"),
    Status.ID_CONFLICT: Answer("Another transfer is recorded under this id.", Category.CONFLICT, field="id"),
    Status.TIME_INVALID: Answer(
        "An imported transfer's time must not lie in the future nor before the lane's last transfer.", field="posted_at"
    ),
    Status.EXPIRY_INVALID: Answer("A hold must expire in the future.", field="expires_at"),
    Status.REF_NOT_FOUND: Answer("There is no transfer of this id to refer to.", Category.NOT_FOUND, field="ref"),
    Status.REF_KIND_WRONG: Answer("The transfer referred to is not of a kind that this can be done to.", field="ref"),
    Status.HOLD_CAPTURED: Answer("The hold was captured already.", Category.CONFLICT, field="ref"),
    Status.HOLD_RELEASED: Answer("The hold was released already.", Category.CONFLICT, field="ref"),
    Status.HOLD_EXPIRED: Answer("The hold has expired.", Category.CONFLICT, field="ref"),
    Status.ALREADY_REVERSED: Answer("The transfer was reversed already.", Category.CONFLICT, field="ref"),
    Status.REF_ACCOUNTS_DIFFER: Answer("The accounts are not those of the transfer referred to.", Category.INVALID, field="ref"),
    Status.DEBIT_ACCOUNT_NOT_FOUND: Answer("The debited account does not exist.", Category.NOT_FOUND, field="debit"),
    Status.CREDIT_ACCOUNT_NOT_FOUND: Answer("The credited account does not exist.", Category.NOT_FOUND, field="credit"),
    Status.CURRENCY_MISMATCH: Answer(
        "The two accounts have different currencies: an exchange is a linked group through position accounts.", field="credit"
    ),
    Status.DEBIT_ACCOUNT_CLOSED: Answer("The debited account is closed.", field="debit"),
    Status.CREDIT_ACCOUNT_CLOSED: Answer("The credited account is closed.", field="credit"),
    Status.DEBIT_ACCOUNT_FROZEN: Answer("The debited account is frozen for debits.", retry=Retry.NEW_KEY, field="debit"),
    Status.CREDIT_ACCOUNT_FROZEN: Answer("The credited account is frozen for credits.", retry=Retry.NEW_KEY, field="credit"),
    Status.AMOUNT_EXCEEDS_HOLD: Answer("The amount is larger than what is left of the hold.", field="amount"),
    Status.HOLDS_TOO_MANY: Answer(f"The lane has {OPEN_HOLDS_MAX} open holds already.", Category.BUSY, Retry.NEW_KEY),
    Status.BALANCE_OVERFLOW: Answer("A sum of the account would grow beyond what it can hold.", field="amount"),
    Status.INSUFFICIENT_FUNDS: Answer("The available balance of the debited account is too small.", retry=Retry.NEW_KEY, field="amount"),
    Status.BALANCE_BELOW_ZERO: Answer("The credit is larger than the available balance of the credited account.", retry=Retry.NEW_KEY, field="amount"),
    Status.GROUP_REFUSED: Answer("Another transfer of the linked group was refused; its outcome says why.", retry=Retry.NEW_KEY),
    Status.GROUP_OPEN: Answer(
        f"A linked group must end with a transfer that is not linked, within the batch and within {GROUP_MAX}.", Category.INVALID, field="flags"
    ),
}  # fmt: skip


def refusal_of(status: Status, field: str | None = None) -> Refusal:
    """The refusal that says a status to the caller; its code is the status in lower case."""
    answer = ANSWERS[status]
    return Refusal(status.name.lower(), answer.message, category=answer.category, retry=answer.retry, field=field or answer.field)


@dataclass(frozen=True, slots=True)
class AccountSpec:
    """An account to open. side: ``"D"`` or ``"C"``, the side that makes the balance grow; account_class: chart-of-accounts code."""

    currency: str
    account_class: int
    side: str
    flags: AccountFlag = AccountFlag(0)
    credit_limit: int = 0


@dataclass(frozen=True, slots=True)
class Account:
    """An account as recorded. version moves with every change after opening (0: never changed)."""

    id: int
    currency: str
    account_class: int
    side: str
    flags: AccountFlag
    credit_limit: int
    version: int
    opened_at_us: int
    closed_at_us: int | None


@dataclass(frozen=True, slots=True)
class Balances:
    """The four sums of an account at one moment (minor units), and what people call them."""

    account: int
    side: str
    limited: bool
    credit_limit: int
    debits_posted: int
    credits_posted: int
    debits_pending: int
    credits_pending: int
    last_seq: int

    @property
    def current(self) -> int:
        """The settled book balance, positive on the account's own side."""
        net = self.credits_posted - self.debits_posted
        return net if self.side == "C" else -net

    @property
    def held(self) -> int:
        """Set aside by holds and not yet settled."""
        return self.debits_pending if self.side == "C" else self.credits_pending

    @property
    def pending(self) -> int:
        """On its way in, not yet settled."""
        return self.credits_pending if self.side == "C" else self.debits_pending

    @property
    def available(self) -> int:
        """What can be spent now: current less held plus the credit limit."""
        return self.current - self.held + (self.credit_limit if self.limited else 0)


@dataclass(frozen=True, slots=True)
class TransferRequest:
    """One transfer asked for.

    amount: minor units; for capture and release 0 means all that is left, for reverse it is 0. ref: the hold or transfer referred to.
    debit and credit: 0 for capture, release and reverse (they follow from ref), or exactly those of ref.
    value_date: None means the business date of the posting. posted_at_us: with Flag.IMPORTED only. detail: words that travel along.
    """

    id: UUID
    kind: Kind = Kind.POST
    debit: int = 0
    credit: int = 0
    amount: int = 0
    code: int = 0
    ref: UUID | None = None
    flags: Flag = Flag(0)
    value_date: date | None = None
    posted_at_us: int | None = None
    expires_at_us: int = NEVER_US
    detail: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer as the journal records it; the columns of ledger.transfer (see schema.sql)."""

    seq: int
    debit: int
    credit: int
    amount: int
    pending: int
    ref: int
    debit_prev: int
    credit_prev: int
    debit_posted: int
    debit_held: int
    credit_posted: int
    credit_held: int
    posted_at_us: int
    expires_at_us: int
    id: UUID
    command: UUID
    code: int
    value_date: date
    kind: Kind
    flags: Flag
    detail: dict[str, Any] | None = field(default=None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one request: its status and, where it is in the journal, the transfer."""

    status: Status
    transfer: Transfer | None = None
