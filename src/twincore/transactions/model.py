"""All nouns of the transaction codes: parameters, legs, codes, system accounts. Amounts are integers of minor units, times microseconds since 1970 UTC."""

from dataclasses import dataclass
from enum import StrEnum

from twincore.kernel.refusal import Category, Refusal
from twincore.ledger import Kind

PARAMETERS_MAX = 32
"""Parameters of one code at the most."""
LEGS_MAX = 32
"""Legs of one code at the most (each becomes a transfer of one linked group)."""
DERIVED_MAX = 32
"""Derived values of one code at the most."""
FORMULA_CHARS_MAX = 200
"""Characters of one formula at the most."""
FORMULA_DEPTH_MAX = 32
"""How deep a formula may nest."""
TEXT_CHARS_MAX = 280
"""Characters of a text parameter at the most; fewer where the parameter says so."""
RATE_DIGITS_MAX = 18
"""Digits of a rate given as a decimal string at the most, before and after the point together."""
CODE_NUMBER_MAX = 99_999
"""Largest number of a transaction code; 0 is the lane's own (expiry of a hold)."""


class ParameterType(StrEnum):
    """What a parameter holds, and how it is written in JSON."""

    AMOUNT = "amount"  # integer of minor units
    COUNT = "count"  # whole number that is not money
    ACCOUNT = "account"  # ledger account id, a positive integer
    RATE = "rate"  # integer in parts per million, or a decimal string ("0.0475")
    CURRENCY = "currency"  # ISO 4217 alphabetic code
    DATE = "date"  # "2026-03-31"
    TIME = "time"  # "2026-03-31T17:00:00Z" (RFC 3339), or microseconds since 1970 UTC
    TRANSFER = "transfer"  # id of a transfer, a UUID
    TEXT = "text"  # words that travel with the transfer


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a code.

    default: what an optional one is when it is not given (amount and count: 0 unless said; currency: the tenant's own; others: absent).
    minimum and maximum: minor units of an amount (a required one is at least 1 unless said), a whole count, parts per million of a rate, characters of a text.
    """

    name: str
    type: ParameterType
    required: bool = True
    default: int | str | None = None
    minimum: int | None = None
    maximum: int | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg of a code: what becomes one transfer.

    debit and credit: the name of an account parameter, ``@name`` of a system account, or ``@name:parameter`` where a currency parameter picks
    among the currencies of that system account; empty for capture, release and reverse, which follow from ref.
    amount: formula over the parameters and derived values, in minor units; for capture and release 0 means all that is left.
    ref, expires_at, value_date, posted_at: names of parameters of type transfer, time, date and time.
    optional: left out when its amount is 0. words: the text parameters travel with this leg.
    gl_debit and gl_credit: code in the chart of accounts; 0: the class of the account itself.
    """

    kind: Kind = Kind.POST
    debit: str = ""
    credit: str = ""
    amount: str = "0"
    ref: str | None = None
    expires_at: str | None = None
    value_date: str | None = None
    posted_at: str | None = None
    optional: bool = False
    final: bool = False
    forced: bool = False
    words: bool = True
    gl_debit: int = 0
    gl_credit: int = 0


@dataclass(frozen=True, slots=True)
class CodeSpec:
    """A transaction code as it is defined.

    number: what the journal records (1..99,999); name: snake_case; derived: names and formulas that other formulas may use.
    roles: who may use it; approval_above: minor units of the largest leg above which a second person approves (None: never). The gateway applies both.
    """

    number: int
    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    legs: tuple[Leg, ...]
    derived: tuple[tuple[str, str], ...] = ()
    roles: tuple[str, ...] = ()
    approval_above: int | None = None


@dataclass(frozen=True, slots=True)
class TransactionCode:
    """One version of a code as recorded: version counts from 1; it holds from effective_from_us until the next version does."""

    spec: CodeSpec
    version: int
    effective_from_us: int
    recorded_at_us: int

    @property
    def name(self) -> str:
        """The code's name."""
        return self.spec.name

    @property
    def number(self) -> int:
        """The code's number."""
        return self.spec.number


@dataclass(frozen=True, slots=True)
class GlCode:
    """A line of the chart of accounts. kind: asset, liability, equity, income or expense."""

    number: int
    title: str
    kind: str

    @property
    def side(self) -> str:
        """The side that makes the balance grow: ``D`` for assets and expenses, ``C`` for the rest."""
        return "D" if self.kind in ("asset", "expense") else "C"


@dataclass(frozen=True, slots=True)
class SystemAccountSpec:
    """An account of the credit union itself that formulas call ``@name``. gl: its class in the chart of accounts."""

    name: str
    title: str
    gl: int
    side: str


@dataclass(frozen=True, slots=True)
class SystemAccount:
    """A system account as opened in one currency; account is its id in the ledger."""

    name: str
    currency: str
    account: int
    title: str
    gl: int
    side: str


def code_refusal(code: str, refusal: str, message: str, field: str, category: Category = Category.INVALID) -> Refusal:
    """A refusal about one place of one transaction code; its message begins with the code's name."""
    return Refusal(refusal, f"{code}: {message}", category=category, field=field, transaction_code=code)
