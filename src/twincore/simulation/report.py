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
class Report:
    """Everything about a run. ``document`` is what report.json holds."""

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
