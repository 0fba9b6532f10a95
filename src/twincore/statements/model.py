"""Nouns of statements. Amounts are minor units; a balance is credits less debits, so that what is owed is below zero; dates are business dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

Day = date
"""A date, where a field has that very name."""
PAGE_ACCOUNTS = 20_000
"""Account numbers of one page of ``prepare_statements``."""
LINES_MAX = 5_000
"""Lines of one document at the most; the rest is read page by page."""
LIST_MAX = 1_000
"""Statements, lines or notices of one page of a list at the most."""
MATURITY_NOTICE_DAYS = 14
"""How long before the end of its term the holder of a term deposit is told."""


class StatementKind(StrEnum):
    """What a statement is of."""

    DEPOSIT = "deposit"
    LOAN = "loan"
    CARD = "card"


class NoticeKind(StrEnum):
    """What a notice is about."""

    STATEMENT_READY = "statement_ready"
    RATE_CHANGE = "rate_change"
    ARREARS = "arrears"
    MATURITY = "maturity"


class Statement(NamedTuple):
    """A statement as prepared: it covers from_date to date, which is the journal's stretch (from_seq, cut_seq]. number counts from 1."""

    account: int
    date: date
    number: int
    kind: StatementKind
    currency: str
    from_date: Day
    from_seq: int
    cut_seq: int
    opening: int
    closing: int
    credit_limit: int
    prepared_at_us: int


class Line(NamedTuple):
    """A line of a statement. amount: above zero a credit; balance: after it. date: of posting, where the bank is.

    seq and transfer: its place and id in the journal; seq None: charged by the statement, and refused when it was to be posted.
    """

    seq: int | None
    transfer: UUID
    date: date
    value_date: Day
    title: str
    words: str
    amount: int
    balance: int


class Proof(NamedTuple):
    """The first signed state of the journal's tree under which every line of a statement is proven. note: C2SP signed checkpoint."""

    size: int
    root: bytes
    note: str
    sealed_at_us: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What moved on an account in a stretch of the journal, by what it was.

    interest_earned: before tax; tax_withheld: of it; interest_charged and fees: less what was given back; all are zero or more as a rule, and
    below zero where more was taken back than given. lines: how many.
    """

    credits: int = 0
    debits: int = 0
    interest_earned: int = 0
    tax_withheld: int = 0
    interest_charged: int = 0
    fees: int = 0
    lines: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            self.credits + other.credits,
            self.debits + other.debits,
            self.interest_earned + other.interest_earned,
            self.tax_withheld + other.tax_withheld,
            self.interest_charged + other.interest_charged,
            self.fees + other.fees,
            self.lines + other.lines,
        )


@dataclass(frozen=True, slots=True)
class CardPart:
    """What a card's statement asks for: minimum to be paid by due_on, of which overdue was due before. balances: the five that are owed."""

    due_on: date
    minimum: int
    overdue: int
    balances: Mapping[str, int]
    difference: int


@dataclass(frozen=True, slots=True)
class LoanPart:
    """How a loan stood: rate in ppm a year, level instalment, the next one (None: none to come), days and amount overdue."""

    rate_ppm: int
    instalment: int
    next_due: date | None
    next_payment: int | None
    days_overdue: int
    overdue: int


@dataclass(frozen=True, slots=True)
class StatementSummary:
    """A statement without its lines. year: totals of the tax year so far; accrued: interest earned (below zero: charged) and not yet posted.

    proof: None while the journal is not sealed that far.
    """

    statement: Statement
    totals: Totals
    year: Totals
    accrued: int
    card: CardPart | None
    loan: LoanPart | None
    proof: Proof | None


class TaxLine(NamedTuple):
    """One account in a tax year."""

    account: int
    bsb: str
    number: str
    product: str
    title: str
    currency: str
    totals: Totals


@dataclass(frozen=True, slots=True)
class TaxSummary:
    """A member's interest and withholding in an Australian tax year, 1 July to 30 June. year: in which it ends; proof as in ``StatementSummary``."""

    party: UUID
    year: int
    first: date
    last: date
    lines: tuple[TaxLine, ...]
    proof: Proof | None


class Notice(NamedTuple):
    """What a member was told about an account at the end of a date. facts: the figures that the words name."""

    account: int
    date: date
    kind: NoticeKind
    title: str
    body: str
    facts: Mapping[str, Any]
    prepared_at_us: int


@dataclass(frozen=True, slots=True)
class StatementReport:
    """What one page of ``prepare_statements`` did. cursor: where the next page begins (after this account); done: there is no next page."""

    date: date
    statements: int
    notices: int
    cursor: int
    done: bool

    @property
    def items(self) -> int:
        """Statements and notices together."""
        return self.statements + self.notices
