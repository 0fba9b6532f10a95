"""What the simulation needs of a bank, in its own words. ``twincore.simulation.platform`` does it through the public API."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from twincore.simulation.instructions import Instruction
from twincore.simulation.intents import LoanWish
from twincore.simulation.report import ArrearsDay, Night


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one instruction: taken, or refused with a code."""

    ok: bool
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class LoanAnswer:
    """What became of a loan application.

    verdict: of the engine (approved, refused or referred); approved: after a person decided too, where it was referred; reasons: codes of what
    spoke against it; account: the loan account, where it was accepted; rate: a year's; fee: for setting it up, minor units.
    """

    verdict: str
    approved: bool
    reasons: tuple[str, ...] = ()
    account: int | None = None
    rate: float = 0.0
    fee: int = 0


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """An account that a member got. id: in the ledger; bsb and number: what people write on forms."""

    member: int
    product: str
    id: int
    bsb: str
    number: str


@dataclass(frozen=True, slots=True)
class NightPosting:
    """One posting of a night. code and title: of the transaction code; legs: (account debited, account credited, minor units); value_date: from which it counts."""

    code: str
    title: str
    legs: tuple[tuple[int, int, int], ...]
    value_date: date


class Bank(Protocol):
    """The verbs of the platform that life needs."""

    def set_clock(self, at_us: int) -> None:
        """Move the tenant's clock to a moment (microseconds since 1970 UTC)."""

    def post(self, instructions: Sequence[Instruction]) -> list[Answer]:
        """Ask for transactions, all of one desk, in order, in one request; an answer for each."""

    def post_one(self, instruction: Instruction) -> Answer:
        """Ask for one transaction in a request of its own."""

    def borrow(self, wish: LoanWish) -> LoanAnswer:
        """Apply for a loan, and accept it where it is approved."""

    def book_loan(self, account: int, *, due_day: int, repayment_account: int) -> None:
        """Have a loan's interest charged and its instalments collected by the nights. due_day: of the month."""

    def settle(self) -> None:
        """Settle the rails and the cash machines out of the credit union's liquidity."""

    def begin_night(self, day: date) -> int:
        """End a business date and wait until its night has posted all that it posts; gives how many. Raises ``Refused`` where it stopped."""

    def finish_night(self, day: date) -> Night:
        """Wait until the night of a business date is over. Raises ``Refused`` where it stopped."""

    def night_postings(self) -> list[NightPosting]:
        """What the nights have posted since this was last asked."""

    def arrears_on(self, day: date) -> ArrearsDay:
        """Loans and cards behind at the end of a date that has ended."""


class Progress(Protocol):
    """Who is told how far a run has come."""

    def begin(self, phase: str, total: int) -> None:
        """A phase begins; total: how many steps it has."""

    def step(self, count: int = 1, **figures: Any) -> None:
        """Steps of the phase are done; figures: what to show beside it."""


class Silent:
    """Nobody is told."""

    def begin(self, phase: str, total: int) -> None:
        """Nothing is shown."""

    def step(self, count: int = 1, **figures: Any) -> None:
        """Nothing is shown."""
