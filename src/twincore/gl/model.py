"""All nouns of the general ledger. Amounts are integers of minor units of their currency; a balance is debits less credits unless it says otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

LINES_MAX = 1_000
"""Lines of one journal by hand at the most."""
WORDS_MAX = 280
"""Characters of a title, a reason or the words of a line at the most."""
RATE_UNIT = 1_000_000_000
"""Exchange rates are kept in billionths."""
RATE_MAX = 10**6
"""No unit of a foreign currency is worth more units of the book's own."""
JOURNALS_MAX = 1_000
"""Journals of one list at the most."""
ACCOUNT_MAX = 999_999
"""Largest number in the chart of accounts."""


class AccountKind(StrEnum):
    """The five kinds of accounts."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"

    @property
    def debit_side(self) -> bool:
        """Whether debits make the balance grow."""
        return self in (AccountKind.ASSET, AccountKind.EXPENSE)

    @property
    def result(self) -> bool:
        """Whether it belongs to the income statement."""
        return self in (AccountKind.INCOME, AccountKind.EXPENSE)


class Role(StrEnum):
    """What the room itself posts to one line of the chart for."""

    EXCHANGE_POSITION = "exchange_position"
    EXCHANGE_REVALUATION = "exchange_revaluation"
    EXCHANGE_GAIN = "exchange_gain"
    EXCHANGE_LOSS = "exchange_loss"
    RETAINED_EARNINGS = "retained_earnings"
    ACCRUED_LOAN_INTEREST = "accrued_loan_interest"
    ACCRUED_OVERDRAFT_INTEREST = "accrued_overdraft_interest"
    ACCRUED_DEPOSIT_INTEREST = "accrued_deposit_interest"


class Source(StrEnum):
    """Where a movement comes from: the subledger's batch, a journal made here, or the year end."""

    BATCH = "batch"
    JOURNAL = "journal"
    YEAR_END = "year_end"


class ProposalKind(StrEnum):
    """What two people decide."""

    JOURNAL = "journal"
    PERIOD_CLOSE = "period_close"
    PERIOD_REOPEN = "period_reopen"
    YEAR_END = "year_end"


class ProposalStatus(StrEnum):
    """How far a proposal is."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Book:
    """A tenant's general ledger. batch_date and cut_seq: the last date posted and the last transfer in it; None and 0 before the first."""

    tenant: int
    currency: str
    first_date: date
    year_end_month: int
    batch_date: date | None
    cut_seq: int
    journal: int


@dataclass(frozen=True, slots=True)
class GlAccountSpec:
    """A line to open. number: also the class of the ledger accounts that make it up; control: follows a subledger, so no journal by hand."""

    number: int
    title: str
    kind: AccountKind
    heading: str = ""
    role: Role | None = None
    control: bool = False


@dataclass(frozen=True, slots=True)
class GlAccount:
    """A line of the chart of accounts: it takes entries dated from open_from, and until the day before closed_from."""

    number: int
    title: str
    kind: AccountKind
    heading: str
    role: Role | None
    control: bool
    open_from: date
    closed_from: date | None

    def takes(self, day: date) -> bool:
        """Whether entries of a date may stand here."""
        return self.open_from <= day and (self.closed_from is None or day < self.closed_from)


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar month of the book."""

    first_date: date
    last_date: date
    closed: bool


@dataclass(frozen=True, slots=True)
class CodeMapping:
    """Where a leg of a transaction code goes: GL accounts; 0 means the class of the member's account. leg counts from 1."""

    code: str
    number: int
    leg: int
    debit: int
    credit: int


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of a batch: what the transfers of one code moved between two lines in one currency."""

    currency: str
    code: int
    debit: int
    credit: int
    amount: int
    transfers: int


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What the end of a day posted. repeated: it was posted before, and nothing changed; codes_unknown: numbers no transaction code has."""

    date: date
    from_seq: int
    cut_seq: int
    journal: int
    transfers: int
    entries: int
    totals: Mapping[str, int]
    codes_unknown: tuple[int, ...] = ()
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One side of a journal by hand: exactly one of debit and credit is above zero."""

    account: int
    debit: int = 0
    credit: int = 0
    currency: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class JournalSpec:
    """A journal by hand. A line without a currency is in the book's; the lines of each currency balance."""

    date: date
    title: str
    lines: tuple[JournalLine, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one person asked for and, once decided, who decided. journal: the number of what it posted."""

    id: UUID
    kind: ProposalKind
    date: date
    title: str
    lines: tuple[JournalLine, ...]
    maker: str
    reason: str
    proposed_at_us: int
    status: ProposalStatus
    checker: str | None
    decision: str | None
    decided_at_us: int | None
    journal: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a journal: a debit of one account and a credit of another. transfers: how many it sums up, 0 for one made here."""

    debit: int
    credit: int
    currency: str
    amount: int
    code: int = 0
    transfers: int = 0
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal as posted. checker: None where the end of day posted it."""

    number: int
    key: str
    date: date
    source: Source
    title: str
    maker: str
    checker: str | None
    posted_at_us: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class JournalHead:
    """A journal as posted, without its entries. checker: None where the end of day posted it."""

    number: int
    key: str
    date: date
    source: Source
    title: str
    maker: str
    checker: str | None
    posted_at_us: int


@dataclass(frozen=True, slots=True)
class TrialLine:
    """An account in one currency: all that was ever debited and credited up to the date."""

    account: int
    title: str
    kind: AccountKind
    heading: str
    currency: str
    debits: int
    credits: int

    @property
    def balance(self) -> int:
        """Debits less credits."""
        return self.debits - self.credits

    @property
    def own_balance(self) -> int:
        """The balance, positive on the side where the account grows."""
        return self.balance if self.kind.debit_side else -self.balance


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """Every account that ever moved, at the end of a date."""

    date: date
    lines: tuple[TrialLine, ...]

    def totals(self) -> dict[str, tuple[int, int]]:
        """Debit balances and credit balances by currency; the two columns agree."""
        sums: dict[str, list[int]] = {}
        for line in self.lines:
            columns = sums.setdefault(line.currency, [0, 0])
            columns[line.balance < 0] += abs(line.balance)
        return {currency: (columns[0], columns[1]) for currency, columns in sums.items()}

    @property
    def zero(self) -> bool:
        """Whether debits and credits agree in every currency."""
        return all(left == right for left, right in self.totals().values())


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A line of a statement in the book's currency, positive on the side where its kind grows."""

    account: int
    title: str
    heading: str
    amount: int


@dataclass(frozen=True, slots=True)
class BalanceSheet:
    """What the institution has and owes at the end of a date, in the book's currency.

    result: income less expense not yet carried to retained earnings; rounding: what translating foreign lines one by one left over.
    """

    date: date
    currency: str
    assets: tuple[StatementLine, ...]
    liabilities: tuple[StatementLine, ...]
    equity: tuple[StatementLine, ...]
    result: int
    rounding: int

    @property
    def total_assets(self) -> int:
        """All assets."""
        return sum(line.amount for line in self.assets)

    @property
    def total_liabilities(self) -> int:
        """All liabilities."""
        return sum(line.amount for line in self.liabilities)

    @property
    def total_equity(self) -> int:
        """Equity with the result."""
        return sum(line.amount for line in self.equity) + self.result

    @property
    def balanced(self) -> bool:
        """Whether assets are liabilities plus equity."""
        return self.total_assets == self.total_liabilities + self.total_equity + self.rounding


@dataclass(frozen=True, slots=True)
class IncomeStatement:
    """What was earned and spent from one date to another, both included, in the book's currency; the year end's own journal is left out."""

    from_date: date
    to_date: date
    currency: str
    income: tuple[StatementLine, ...]
    expenses: tuple[StatementLine, ...]

    @property
    def total_income(self) -> int:
        """All income."""
        return sum(line.amount for line in self.income)

    @property
    def total_expenses(self) -> int:
        """All expenses."""
        return sum(line.amount for line in self.expenses)

    @property
    def result(self) -> int:
        """Income less expenses."""
        return self.total_income - self.total_expenses


@dataclass(frozen=True, slots=True)
class AccountCard:
    """What moved one account in one currency: opening balance (debits less credits), the entries in order, closing balance."""

    account: int
    currency: str
    from_date: date
    to_date: date
    opening: int
    closing: int
    entries: tuple[tuple[date, int, Entry], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class SubledgerLine:
    """A line of the general ledger beside the ledger accounts of that class.

    subledger_*: sums over ``accounts`` ledger accounts at the cut; gl_*: what the batches have posted; journals: debits less credits of what
    was posted in the general ledger alone (by hand, revaluation, accruals, year end), which no ledger account knows.
    """

    account: int
    title: str
    currency: str
    accounts: int
    subledger_debits: int
    subledger_credits: int
    gl_debits: int
    gl_credits: int
    journals: int

    @property
    def subledger_balance(self) -> int:
        """Debits less credits of the ledger accounts."""
        return self.subledger_debits - self.subledger_credits

    @property
    def gl_balance(self) -> int:
        """Debits less credits of the line, as the batches have posted it."""
        return self.gl_debits - self.gl_credits

    @property
    def difference(self) -> int:
        """Subledger less general ledger, debits less credits: 0 where the books agree."""
        return self.subledger_balance - self.gl_balance

    @property
    def agrees(self) -> bool:
        """Whether debits and credits each are the same."""
        return self.subledger_debits == self.gl_debits and self.subledger_credits == self.gl_credits


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """What one unit of a currency is worth in the book's currency on a date, in billionths."""

    currency: str
    date: date
    version: int
    rate: int
    source: str


@dataclass(frozen=True, slots=True)
class PositionValue:
    """A currency's position (debits less credits, minor units), the rate, and its value in the book's currency."""

    currency: str
    position: int
    rate: int
    value: int


@dataclass(frozen=True, slots=True)
class Revaluation:
    """What a revaluation posted. gain: minor units of the book's currency, negative for a loss; journal: None if nothing had to move."""

    date: date
    positions: tuple[PositionValue, ...]
    gain: int
    journal: int | None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Accrual:
    """What is earned or owed and not yet posted to members' accounts.

    account: the accrued line; contra: the income or expense it stands against; balance: what the accrued line shall show, on the side where it grows.
    """

    account: int
    contra: int
    currency: str
    balance: int
