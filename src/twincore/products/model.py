"""All nouns of the products: products and their rules, product accounts, loan applications. Amounts are minor units, rates parts per million a year."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

ACCOUNTS_OPEN_MAX = 50_000
"""Product accounts opened in one call at the most."""
LIST_MAX = 200
"""Rows of one page at the most."""
NICKNAME_CHARS_MAX = 40
RATE_PPM_MAX = 1_000_000
"""A rate of interest is at most 100% a year."""
TERM_MONTHS_MAX = 480


class ProductKind(StrEnum):
    """The four kinds of product."""

    TRANSACTION = "transaction"
    SAVINGS = "savings"
    TERM_DEPOSIT = "term_deposit"
    LOAN = "loan"


class AccountStatus(StrEnum):
    """The life of a product account: open, frozen and open again, in the end closed for good."""

    OPEN = "open"
    FROZEN = "frozen"
    CLOSED = "closed"


class ApplicationStatus(StrEnum):
    """The life of a loan application."""

    SUBMITTED = "submitted"  # waits for the decision engine
    APPROVED = "approved"  # an offer stands until offer_until
    REFERRED = "referred"  # waits for a person's decision
    REFUSED = "refused"
    ACCEPTED = "accepted"  # the loan account is open
    WITHDRAWN = "withdrawn"


class Verdict(StrEnum):
    """What a decision, or one reason of it, says; ordered from best to worst by ``rank``."""

    APPROVED = "approved"
    REFERRED = "referred"
    REFUSED = "refused"

    @property
    def rank(self) -> int:
        """0 for approved, 1 for referred, 2 for refused."""
        return (Verdict.APPROVED, Verdict.REFERRED, Verdict.REFUSED).index(self)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a product that are applied. What a kind of product does not know stays at its default.

    account_class: chart-of-accounts code; side and ledger_flags (limited, over_capture): how its ledger accounts are opened.
    monthly_fee, establishment_fee, late_fee, overdraft_limit_maximum, opening_amount_minimum, loan_amount_*: minor units.
    interest_rate_ppm: a year, on credit balances (a loan: what is charged where no policy sets it); overdraft_rate_ppm: on overdrawn balances.
    currencies: empty means any. kyc: what must be known of the party ("unverified" takes all but refused).
    """

    account_class: int
    side: str
    ledger_flags: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    party_kinds: tuple[str, ...] = ("person", "organisation")
    kyc: str = "unverified"
    age_minimum: int | None = None
    age_maximum: int | None = None
    opening_amount_minimum: int = 0
    overdraft_limit_maximum: int = 0
    monthly_fee: int = 0
    interest_rate_ppm: int = 0
    overdraft_rate_ppm: int = 0
    day_count: str = "actual/365"
    term_months: tuple[int, ...] = ()
    loan_amount_minimum: int = 0
    loan_amount_maximum: int = 0
    loan_term_months_minimum: int = 0
    loan_term_months_maximum: int = 0
    establishment_fee: int = 0
    late_fee: int = 0
    offer_days: int = 0
    credit_policy: str | None = None


@dataclass(frozen=True, slots=True)
class ProductSpec:
    """A product as it is defined; rules: the JSON document that ``rules.read_rules`` takes."""

    name: str
    kind: ProductKind
    title: str
    description: str
    rules: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Product:
    """One version of a product as recorded; it holds from effective_from_us until the next version does."""

    name: str
    version: int
    kind: ProductKind
    title: str
    description: str
    rules: Rules
    effective_from_us: int
    recorded_at_us: int


class AccountOpening(NamedTuple):
    """One account to open. terms: see ``rules.read_terms``; age_years: needed where the product has an age limit."""

    product: str
    party: UUID
    currency: str
    terms: Mapping[str, Any] | None = None
    age_years: int | None = None


class ProductAccount(NamedTuple):
    """A product account; id is also its id in the ledger. bsb: ``802-001``; number: nine digits, the last one a check digit (Luhn).

    terms: what was agreed: nickname, statement, overdraft_limit, opening_amount, term_months, rate_ppm, amount, repayment, application.
    """

    id: int
    number: str
    bsb: str
    product: str
    version: int
    party: UUID
    currency: str
    status: AccountStatus
    terms: Mapping[str, Any]
    opened_at_us: int
    closed_at_us: int | None = None


@dataclass(frozen=True, slots=True)
class Applicant:
    """What the decision needs to know of who asks for a loan. Amounts are minor units a month; nothing here names a person.

    employment: full_time, part_time, casual, self_employed, retired or unemployed; residence: owner, mortgage, renting, boarding, with_family.
    card_limits: sum of the limits of all credit cards; defaults: defaults on record in five years.
    """

    age_years: int
    employment: str
    employed_months: int
    gross_income: int
    net_income: int
    living_expenses: int
    debt_repayments: int = 0
    card_limits: int = 0
    dependants: int = 0
    residence: str = "renting"
    defaults: int = 0


@dataclass(frozen=True, slots=True)
class LoanRequest:
    """A loan asked for: amount in minor units, repaid monthly over term_months."""

    party: UUID
    product: str
    currency: str
    amount: int
    term_months: int
    purpose: str
    applicant: Applicant


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a decision. code: stable; text: for people; measure and limit: the two numbers that were compared."""

    code: str
    verdict: Verdict
    text: str
    measure: int | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What the decision engine says. measures: every number it came to; rate_ppm and repayment: the offer, where there could be one."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    score: int
    band: str
    rate_ppm: int
    repayment: int
    measures: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoanApplication:
    """A loan application as recorded. decided_by: None where the engine decided; account: the loan account once accepted."""

    id: UUID
    request: LoanRequest
    product_version: int
    status: ApplicationStatus
    applied_by: str
    applied_at_us: int
    decision: Decision | None = None
    policy: str | None = None
    policy_version: int | None = None
    decided_by: str | None = None
    decided_reason: str | None = None
    decided_at_us: int | None = None
    offer_until_us: int | None = None
    account: int | None = None
    accepted_at_us: int | None = None


@dataclass(frozen=True, slots=True)
class CreditPolicy:
    """One version of a credit policy: the decision engine's rules as data (see ``lending.POLICY``)."""

    name: str
    version: int
    rules: Mapping[str, Any]
    effective_from_us: int
