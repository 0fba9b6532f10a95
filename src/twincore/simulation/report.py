"""The report of a run: what was asked for, what came of it, and what proves it. Money is minor units throughout."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Invariant:
    """One invariant as the platform itself reports it: whether it holds, and over how many things it was checked."""

    ok: bool
    checked: int


@dataclass(slots=True)
class Day:
    """One day: count and volume by group of transactions, and what members held and owed at its end."""

    date: str
    weekday: int
    counts: dict[str, int]
    volumes: dict[str, int]
    balances: dict[str, int]


@dataclass(slots=True)
class Line:
    """A name with how often and how much."""

    name: str
    count: int = 0
    volume: int = 0


@dataclass(slots=True)
class Funnel:
    """Loans: from the application to the money."""

    applied: int = 0
    applied_amount: int = 0
    approved: int = 0
    approved_amount: int = 0
    referred: int = 0
    refused: int = 0
    drawn: int = 0
    drawn_amount: int = 0
    reasons: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Entry:
    """One line of a member's account: amount is positive for money in; balance is the platform's running balance after it."""

    at: str
    title: str
    amount: int
    balance: int
    kind: str


@dataclass(slots=True)
class Story:
    """One member's month on one account, as the platform's history tells it."""

    name: str
    place: str
    living: str
    bsb: str
    account_number: str
    opening: int
    entries: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Night:
    """The end of one business date, as the platform told it when it was done.

    seconds: that the run waited for it (its books are done while the next day is lived); took_ms and steps: the platform's own count of its work (milliseconds by step, in order);
    transfers: of the date, up to its cut; posted and refused: by the night itself; discrepancies: figures that reconciliation found to differ.
    """

    date: str
    seconds: float
    took_ms: int
    transfers: int
    posted: int
    refused: int
    discrepancies: int
    trial_balance_zero: bool
    business_day: bool
    period_ends: list[str] = field(default_factory=list)
    steps: dict[str, int] = field(default_factory=dict)
    statements: int = 0
    notices: int = 0


@dataclass(slots=True)
class NightLine:
    """What the nights posted with one transaction code. group: interest_paid, interest_charged, fee, tax, collection, standing_order, maturity, protection or other."""

    code: str
    title: str
    group: str
    count: int = 0
    volume: int = 0


@dataclass(slots=True)
class Fee:
    """A kind of fee: how often and how much, how often it was waived, and by what (reason -> accounts and months)."""

    name: str
    title: str
    count: int = 0
    volume: int = 0
    waived: int = 0
    waivers: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Recount:
    """Interest on savings worked out a second time, in fractions from the simulation's own book, beside what the bank posted.

    compared: accounts times capitalisations; differences: how many of those are not the same to the minor unit; computed, posted, tax_computed and
    tax_posted: their sums; by_month: (month, computed, posted) in order.
    """

    accounts: int = 0
    compared: int = 0
    differences: int = 0
    computed: int = 0
    posted: int = 0
    tax_computed: int = 0
    tax_posted: int = 0
    by_month: list[tuple[str, int, int]] = field(default_factory=list)


@dataclass(slots=True)
class ArrearsDay:
    """Loans and cards behind at the end of a date, by bucket ("0" is 1 to 29 days past due, then "30", "60", "90", ...)."""

    date: str
    accounts: dict[str, int]
    overdue: dict[str, int]
    owed: dict[str, int]


@dataclass(slots=True)
class BookLine:
    """A line of a balance sheet or income statement: positive on the side where its kind grows."""

    account: int
    title: str
    heading: str
    amount: int


@dataclass(slots=True)
class BalanceSheet:
    """What the credit union has and owes at the end of a date. result: income less expense not carried to retained earnings yet; total_equity has it in."""

    date: str
    assets: list[BookLine]
    liabilities: list[BookLine]
    equity: list[BookLine]
    result: int
    rounding: int
    total_assets: int
    total_liabilities: int
    total_equity: int
    balanced: bool


@dataclass(slots=True)
class IncomeStatement:
    """What was earned and spent between two dates, both included."""

    from_date: str
    to_date: str
    income: list[BookLine]
    expenses: list[BookLine]
    total_income: int
    total_expenses: int
    result: int


@dataclass(slots=True)
class TrialLine:
    """An account of the general ledger: all that was ever debited and credited; balance: debits less credits."""

    account: int
    title: str
    kind: str
    heading: str
    debits: int
    credits: int
    balance: int


@dataclass(slots=True)
class TrialBalance:
    """Every account of the general ledger that ever moved, at the end of a date."""

    date: str
    zero: bool
    debits: int
    credits: int
    lines: list[TrialLine]


@dataclass(slots=True)
class SubledgerLine:
    """A line of the general ledger beside the members' accounts of that class. difference: 0 where they agree."""

    account: int
    title: str
    accounts: int
    subledger: int
    general_ledger: int
    journals: int
    difference: int
    agrees: bool


@dataclass(slots=True)
class Subledger:
    """The general ledger against the accounts behind it, debits less credits."""

    date: str
    agrees: bool
    lines: list[SubledgerLine]


@dataclass(slots=True)
class ProvisionLine:
    """What is owed on one product in one bucket, and what is set aside for it; stage after IFRS 9."""

    product: str
    bucket: int
    stage: int
    accounts: int
    owed: int
    undrawn: int
    secured: int
    provision: int


@dataclass(slots=True)
class Comparison:
    """One comparison of a night's reconciliation: how many figures were compared and how many differ."""

    name: str
    checked: int
    different: int
    cases: int = 0


@dataclass(slots=True)
class StatementLine:
    """A statement that was prepared for a member, as its notice tells it."""

    account: int
    date: str
    title: str
    kind: str
    closing: int | None = None


@dataclass(slots=True)
class Statements:
    """What a night prepared for members: statements, and notices by kind (statement_ready, rate_change, arrears, maturity)."""

    date: str
    statements: int
    notices: dict[str, int]


@dataclass(slots=True)
class Sample:
    """One statement beside the report: files in the folder that the run was given. member: whose; date: its last day."""

    member: str
    product: str
    account_number: str
    date: str
    html: str
    pdf: str


@dataclass(slots=True)
class MonthEnd:
    """Everything about the end of a month; month: "2026-03", date: its last day. The income statement is of that month (from the run's first day on)."""

    month: str
    date: str
    trial_balance: TrialBalance
    balance_sheet: BalanceSheet
    income_statement: IncomeStatement
    subledger: Subledger
    arrears: ArrearsDay
    provisioning: list[ProvisionLine]
    reconciliation: list[Comparison]
    statements: list[StatementLine]


@dataclass(slots=True)
class Banking:
    """What the nights did, and the books they left. Sums of interest are minor units, positive."""

    nights: list[Night] = field(default_factory=list)
    postings: list[NightLine] = field(default_factory=list)
    interest_paid: int = 0
    interest_charged: int = 0
    tax_withheld: int = 0
    recount: Recount = field(default_factory=Recount)
    fees: list[Fee] = field(default_factory=list)
    arrears: list[ArrearsDay] = field(default_factory=list)
    balance_sheets: list[BalanceSheet] = field(default_factory=list)
    income_statements: list[IncomeStatement] = field(default_factory=list)
    trial_balance: TrialBalance | None = None
    subledger: Subledger | None = None
    provisioning: list[ProvisionLine] = field(default_factory=list)
    reconciliation: list[Comparison] = field(default_factory=list)
    statements: list[Statements] = field(default_factory=list)
    sample: Sample | None = None
    month_ends: list[MonthEnd] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """Everything about a run. ``document`` is what report.json holds; ``banking`` is empty (no nights) where no night was needed."""

    tenant: str
    title: str
    scenario: str
    description: str
    seed: int
    start: str
    time_zone: str
    members: int
    accounts: int
    products: int
    days: int
    currency: str
    transactions: int = 0
    volume_minor: int = 0
    loan_applications: int = 0
    loan_approvals: int = 0
    elapsed_s: float = 0.0
    transactions_per_s: float = 0.0
    journal_root: str = ""
    journal_transfers: int = 0
    invariants: dict[str, Invariant] = field(default_factory=dict)
    breaches: list[str] = field(default_factory=list)
    opening: dict[str, int] = field(default_factory=dict)
    holds: dict[str, int] = field(default_factory=dict)
    refusals: dict[str, int] = field(default_factory=dict)
    unexpected: list[dict[str, str]] = field(default_factory=list)
    undone: int = 0
    fraud: dict[str, int] = field(default_factory=dict)
    fraud_labels: list[dict[str, str]] = field(default_factory=list)
    arrears: dict[str, int] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)
    population: dict[str, Any] = field(default_factory=dict)
    funnel: Funnel = field(default_factory=Funnel)
    daily: list[Day] = field(default_factory=list)
    categories: list[Line] = field(default_factory=list)
    merchants: list[Line] = field(default_factory=list)
    hours: list[list[int]] = field(default_factory=list)
    story: Story | None = None
    receipt: dict[str, Any] | None = None
    reconciled: dict[str, int] = field(default_factory=dict)
    banking: Banking = field(default_factory=Banking)
    phases: dict[str, float] = field(default_factory=dict)
    requests: int = 0

    @property
    def ok(self) -> bool:
        """Whether every invariant holds, every account agrees with the outsider's own book, and nothing was refused that should not be."""
        return bool(self.invariants) and not self.breaches and not self.unexpected and all(one.ok for one in self.invariants.values())

    def document(self) -> dict[str, Any]:
        """The report as JSON: the agreed keys first, everything else behind them."""
        first = (
            "tenant", "members", "accounts", "products", "days", "transactions", "volume_minor", "currency", "loan_applications",
            "loan_approvals", "elapsed_s", "transactions_per_s", "journal_root", "invariants",
        )  # fmt: skip
        every = asdict(self)
        return {name: every[name] for name in first} | {name: value for name, value in every.items() if name not in first} | {"ok": self.ok}
