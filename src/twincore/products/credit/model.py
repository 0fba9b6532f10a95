"""All nouns of credit: products and their rules, schedules, charges, arrears, statements, postings due.

Amounts are minor units, rates parts per million a year, accruals units (a million of a minor unit), dates business dates.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

UNITS_PER_MINOR = 1_000_000
"""Accruals carry six more digits than the currency."""
PAGE_MAX = 5_000
"""Accounts of one page of a day-end verb at the most."""
BUCKETS = (30, 60, 90, 182, 273, 365)
"""Days past due at which an account enters the next bucket of arrears."""
TERM_MONTHS_MAX = 480
DAY_MAX = 28
"""Instalments fall due and statements close on a day that every month has."""
CARD_BALANCES = ("interest", "fees", "cash", "purchases", "balance_transfers")
"""The five balances that what is owed on a card is made of."""


class CreditKind(StrEnum):
    """The kinds of credit product."""

    PERSONAL_LOAN = "personal_loan"
    AUTO_LOAN = "auto_loan"
    HOME_LOAN = "home_loan"
    CREDIT_CARD = "credit_card"


class Method(StrEnum):
    """How a loan is repaid."""

    ANNUITY = "annuity"  # level instalments
    PRINCIPAL = "principal"  # level parts of principal, and the interest on top
    BULLET = "bullet"  # interest only; the principal with the last instalment


class CreditStatus(StrEnum):
    """The life of a credit account."""

    ACTIVE = "active"
    REPAID = "repaid"
    WRITTEN_OFF = "written_off"


class State(StrEnum):
    """Delinquency: how far an account is behind."""

    CURRENT = "current"
    LATE = "late"  # 1 to 29 days past due
    ARREARS = "arrears"  # 30 to 89
    DEFAULT = "default"  # 90 and more
    PROBATION = "probation"  # arrears of a default are cleared; current again when the probation is over
    HARDSHIP = "hardship"  # an arrangement is in force and kept


class Relief(StrEnum):
    """What a hardship arrangement gives."""

    PAUSE = "pause"  # no repayments
    REDUCED = "reduced"  # a smaller repayment


@dataclass(frozen=True, slots=True)
class LoanRules:
    """The rules of a loan product. rate_series: the reference rate that a variable rate follows, with a margin of each loan's own.

    provision_ppm: parts per million of the exposure that the bucket of arrears (0 and each of ``BUCKETS``) is provided for.
    late_fee is charged once per instalment, late_fee_after_days past its due date; collection_days: how long a repayment is tried again.
    """

    account_class: int
    amount_minimum: int
    amount_maximum: int
    term_months_minimum: int
    term_months_maximum: int
    rate_ppm: int
    day_count: str
    methods: tuple[str, ...]
    provision_ppm: Mapping[str, int]
    write_off_days: int
    rate_series: str | None = None
    interest_only_months_maximum: int = 0
    offset: bool = False
    redraw: bool = False
    security: bool = False
    establishment_fee: int = 0
    late_fee: int = 0
    late_fee_after_days: int = 1
    collection_days: int = 10
    hardship_months_maximum: int = 0
    probation_days: int = 0


@dataclass(frozen=True, slots=True)
class CardRules:
    """The rules of a credit card. A card follows the version of its product that holds on the day.

    rates_ppm: of purchases, cash and balance_transfers; grace_days: from the statement to the due date.
    minimum_share_ppm: part of the closing balance, but no less than minimum_floor, and overdue and over-limit amounts on top.
    payment_order: which balance a payment meets first; minimum_order: the same for payments up to the last statement's minimum.
    """

    account_class: int
    limit_minimum: int
    limit_maximum: int
    rates_ppm: Mapping[str, int]
    day_count: str
    grace_days: int
    minimum_floor: int
    minimum_share_ppm: int
    payment_order: tuple[str, ...]
    provision_ppm: Mapping[str, int]
    write_off_days: int
    minimum_order: tuple[str, ...] = ()
    late_fee: int = 0
    over_limit_fee: int = 0
    probation_days: int = 0


CreditRules = LoanRules | CardRules


@dataclass(frozen=True, slots=True)
class CreditProductSpec:
    """A credit product as it is defined; rules: the JSON document that ``rules.read_credit_rules`` takes."""

    name: str
    kind: CreditKind
    title: str
    description: str
    rules: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CreditProduct:
    """One version of a credit product as recorded; it holds from effective_from_us until the next version does."""

    name: str
    version: int
    kind: CreditKind
    title: str
    description: str
    rules: CreditRules
    effective_from_us: int
    recorded_at_us: int


@dataclass(frozen=True, slots=True)
class LoanTerms:
    """What was agreed for a loan.

    due_day: day of the month (1..28) on which interest is charged and an instalment falls due; the first one is the due day of the month after
    the loan began. rate_ppm: the fixed rate, until fixed_until (None: for the whole term; a variable loan has no fixed rate and follows the
    product's series plus margin_ppm). repayment: the level instalment (None: worked out). repayment_account: where instalments are collected
    from (None: the borrower pays). security_value: of what secures the loan.
    """

    amount: int
    term_months: int
    due_day: int
    method: Method = Method.ANNUITY
    rate_ppm: int | None = None
    fixed_until: date | None = None
    margin_ppm: int = 0
    interest_only_months: int = 0
    repayment: int | None = None
    repayment_account: int | None = None
    security_value: int = 0


@dataclass(frozen=True, slots=True)
class CardTerms:
    """What was agreed for a card. statement_day: 1..28; balance_transfers_until: after it transferred balances bear the rate of cash."""

    limit: int
    statement_day: int
    balance_transfers_until: date | None = None
    over_limit_agreed: bool = False


@dataclass(frozen=True, slots=True)
class Instalment:
    """One instalment: opening + interest - payment = closing, and principal = payment - interest."""

    number: int
    due: date
    opening: int
    interest: int
    payment: int
    closing: int

    @property
    def principal(self) -> int:
        """What the instalment takes off what is owed (below zero where the interest is not covered)."""
        return self.payment - self.interest


@dataclass(frozen=True, slots=True)
class Schedule:
    """The instalments of a loan to the end. payment: the level instalment (of level principal: its part)."""

    payment: int
    instalments: tuple[Instalment, ...]

    @property
    def interest(self) -> int:
        """All interest of the schedule."""
        return sum(i.interest for i in self.instalments)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of days with one balance and one rate. offset: what offset accounts take off; units: accrued, exact as a fraction of ``YEAR``."""

    start: date
    end: date
    balance: int
    offset: int
    rate_ppm: int
    parts: int


@dataclass(frozen=True, slots=True)
class CreditAccount:
    """A loan or card as it stands. owed: posted, minor units; due: instalments due so far, all in all (a card: the last minimum payment);
    paid: all that was paid (a card: since the last statement); next_due: the next due date or statement."""

    account: int
    product: str
    version: int
    kind: CreditKind
    currency: str
    status: CreditStatus
    opened_on: date
    terms: LoanTerms | CardTerms
    owed: int
    due: int
    due_on: date | None
    paid: int
    next_due: date
    state: State
    days_past_due: int
    arrears: int


@dataclass(frozen=True, slots=True)
class PostingDue:
    """A posting that the day's end asks for. id: of its first transfer; parameters: of the transaction code, as JSON."""

    id: UUID
    date: date
    step: str
    account: int
    code: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CreditReport:
    """What one page of a day-end verb did. last_account: where the next page begins (after it); done: there is no next page."""

    step: str
    date: date
    accounts: int
    postings: int
    amount: int
    last_account: int
    done: bool


@dataclass(frozen=True, slots=True)
class CardStatement:
    """A card's statement. balances: the five that make up closing; minimum: to be paid by due_on, overdue: the part of it that was due before.

    difference: closing less what the journal says is owed, and 0 unless a posting of a former statement was refused.
    """

    account: int
    closed_on: date
    due_on: date
    opening: int
    debits: int
    credits: int
    interest: int
    fees: int
    closing: int
    minimum: int
    overdue: int
    balances: Mapping[str, int]
    difference: int


@dataclass(frozen=True, slots=True)
class ProvisionLine:
    """Provisioning input: all accounts of one product in one bucket of arrears.

    stage: 1 to 3 after IFRS 9 (30 days past due: 2, 90 days: 3). exposure: owed, and the unused limit of cards; provision: by the product's
    rates on what security does not cover.
    """

    product: str
    bucket: int
    stage: int
    accounts: int
    owed: int
    undrawn: int
    secured: int
    provision: int
