"""Nouns of interest. Amounts are minor units, rates parts per million a year, accruals micro-units: a millionth of a minor unit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

MICRO = 1_000_000
"""Micro-units of one minor unit: interest is kept with six more digits than its currency."""
PAGE_ACCOUNTS = 16_384
"""Accounts of one page: page n holds the accounts from n * 16,384 on."""
BALANCE_MAX = 10**13
"""Beyond this many minor units, either way, an account is not accrued: its sums could leave 64 bits within years."""
STEPS = ("capitalise", "protection", "fees", "maturities", "settlement")
"""The steps that leave postings due, in the order in which they run."""


@dataclass(frozen=True, slots=True)
class Tier:
    """A rate and the balance from which it holds."""

    from_amount: int
    rate_ppm: int


@dataclass(frozen=True, slots=True)
class Bonus:
    """A rate on top for a month with at least deposit_minimum deposited and at most withdrawals_maximum withdrawals.

    balance_maximum: the part of a balance above it earns no bonus; None: all of it does.
    """

    rate_ppm: int
    deposit_minimum: int = 0
    withdrawals_maximum: int = 0
    balance_maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Overdraft:
    """Interest on overdrawn balances, charged monthly, and a fee on the day on which an account is overdrawn by more than fee_free."""

    rate_ppm: int
    fee: int = 0
    fee_free: int = 0


@dataclass(frozen=True, slots=True)
class MonthlyFee:
    """A fee at the end of each month, waived by any of: lowest balance in the month, salary in the month, the holder's age."""

    amount: int
    waived_from_balance: int | None = None
    waived_from_salary: int | None = None
    waived_below_age: int | None = None
    waived_from_age: int | None = None


@dataclass(frozen=True, slots=True)
class Reduction:
    """From this share of the term on (ppm), an early withdrawal costs this share of the interest (ppm)."""

    from_elapsed_ppm: int
    reduction_ppm: int


@dataclass(frozen=True, slots=True)
class Availability:
    """Part of a deposit, and after how many business days it may be spent. amount None: the rest."""

    amount: int | None
    business_days: int


@dataclass(frozen=True, slots=True)
class Plan:
    """How an account bears interest and fees. tiers begin at 0; whole_balance: the tier's rate is for all of it, else each slice has its own.

    day_count: actual/365 (fixed), actual/360, actual/actual or 30/360; cycle: daily, monthly, quarterly, yearly or maturity.
    """

    day_count: str = "actual/365"
    tiers: tuple[Tier, ...] = (Tier(0, 0),)
    whole_balance: bool = False
    bonus: Bonus | None = None
    overdraft: Overdraft | None = None
    cycle: str = "monthly"
    withholding_rate_ppm: int = 470_000
    monthly_fee: MonthlyFee | None = None
    early_withdrawal: tuple[Reduction, ...] = (Reduction(0, 0),)
    availability: Mapping[str, tuple[Availability, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """A plan as recorded: it rules the product's accounts from effective_from until the next version does."""

    product: str
    version: int
    plan: Plan
    effective_from: date
    recorded_at_us: int


@dataclass(frozen=True, slots=True)
class MovementReport:
    """What ``build_movements`` did. movements: accounts and value dates that moved; repeated: it was done before."""

    date: date
    from_seq: int
    cut_seq: int
    movements: int
    repeated: bool


@dataclass(frozen=True, slots=True)
class AccrualReport:
    """What ``accrue`` did. credit and debit: micro-units accrued on the date, corrections included; repeated: pages that were done before."""

    date: date
    accounts: int
    pages: int
    repeated: int
    credit: int
    debit: int
    corrections: int


class PostingDue(NamedTuple):
    """A posting that falls due at the end of a date: transaction code, its parameters, and the id of its first transfer."""

    date: date
    step: str
    account: int
    code: str
    parameters: dict[str, Any]
    id: UUID
    status: str


class Interest(NamedTuple):
    """One account's interest at the end of a date; credit, debit and bonus in micro-units, the others in minor units, all since its first day."""

    balance: int
    credit: int
    debit: int
    bonus: int
    credit_paid: int
    debit_paid: int

    @property
    def credit_accrued(self) -> int:
        """Earned and not yet due, in micro-units."""
        return self.credit - self.credit_paid * MICRO

    @property
    def debit_accrued(self) -> int:
        """Charged and not yet due, in micro-units."""
        return self.debit - self.debit_paid * MICRO


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a term deposit, from placed_on until matures_on. at_maturity: pay (all to pay_to), renew (all), renew_principal (interest to pay_to)."""

    account: int
    placed_on: date
    matures_on: date
    months: int
    rate_ppm: int
    at_maturity: str
    pay_to: int | None
    status: str


@dataclass(frozen=True, slots=True)
class EarlyWithdrawal:
    """What breaking a term deposit comes to. interest: of the amount, before the reduction; paid: after it; tax: withheld of paid."""

    account: int
    amount: int
    interest: int
    reduction_ppm: int
    paid: int
    tax: int
    due: PostingDue
