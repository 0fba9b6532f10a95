"""The nouns of the end of the day: a calendar, a day with its cut, a page of a step, a standing order. Amounts are minor units."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import Enum
from typing import Any, NamedTuple
from uuid import UUID

from twincore.kernel.refusal import Refusal


class Frequency(Enum):
    """How often a standing order pays."""

    ONCE = "once"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


class PeriodEnd(Enum):
    """What ends with a date besides the day. A year is the book's, which ends in the month the calendar says."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Day:
    """A business date being ended: its own transfers are (from_seq, cut_seq] of the journal. opens_on: the date that its postings belong to."""

    tenant: int
    opens_on: date
    date: date
    from_seq: int
    cut_seq: int
    now_us: int


@dataclass(frozen=True, slots=True)
class PageDone:
    """What one page of a step has done. cursor: where the next one begins; figures: whole numbers, summed over the pages in the report."""

    items: int
    cursor: int = 0
    done: bool = True
    figures: Mapping[str, int] = field(default_factory=dict)


class Due(NamedTuple):
    """A posting to be made: id of its first transfer, transaction code, parameters."""

    id: UUID
    code: str
    parameters: Mapping[str, Any]


class Result(NamedTuple):
    """What became of a posting: the seq of its first transfer, or the ledger's refusal."""

    id: UUID
    seq: int | None
    refusal: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    """A page was committed. number: the step's place among steps, from 1; items: of this page."""

    date: date
    step: str
    number: int
    steps: int
    page: int
    items: int
    done: bool


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class StepReport:
    """What a step has done. items: what it counts by (transfers, accounts, postings); done: whether it has ended; took_ms: by the wall clock."""

    step: str
    pages: int
    items: int
    done: bool
    took_ms: int
    figures: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DayReport:
    """A day's end. business_day: whether the date was one; period_ends: what ended with it; finished_at_us None: it is under way."""

    date: date
    from_seq: int
    cut_seq: int
    business_day: bool
    period_ends: tuple[PeriodEnd, ...]
    started_at_us: int
    finished_at_us: int | None
    steps: tuple[StepReport, ...]

    @property
    def done(self) -> bool:
        """Whether all of it is done."""
        return self.finished_at_us is not None

    @property
    def posted(self) -> int:
        """Postings made."""
        return self.figure("posted")

    @property
    def refused(self) -> int:
        """Postings that the ledger refused; the rooms that asked for them know which and why."""
        return self.figure("refused")

    @property
    def discrepancies(self) -> int:
        """Figures that reconciliation found to differ."""
        return self.figure("discrepancies")

    @property
    def took_ms(self) -> int:
        """Milliseconds of work so far, by the wall clock: pauses after a kill do not count."""
        return sum(step.took_ms for step in self.steps)

    @property
    def trial_balance_zero(self) -> bool:
        """Whether debits equal credits in every currency of the book."""
        return self.figure("trial_balance_zero") == 1

    def body(self) -> dict[str, Any]:
        """The report as JSON."""
        said = {
            "date": str(self.date),
            "done": self.done,
            "business_day": self.business_day,
            "period_ends": [e.value for e in self.period_ends],
        }
        sums = {"posted": self.posted, "refused": self.refused, "discrepancies": self.discrepancies, "took_ms": self.took_ms}
        return (
            said
            | sums
            | {
                "from_seq": self.from_seq,
                "cut_seq": self.cut_seq,
                "trial_balance_zero": self.trial_balance_zero,
                "steps": [asdict(step) for step in self.steps],
            }
        )

    def figure(self, name: str) -> int:
        """The sum of a figure over all steps."""
        return sum(step.figures.get(name, 0) for step in self.steps)


@dataclass(frozen=True, slots=True)
class StandingOrderSpec:
    """A payment asked for in advance: a transaction code with its parameters, which name the payer as ``from_account`` or ``account``.

    It falls due on starts_on and then by frequency (a day that a month lacks is its last one), to ends_on or for so many occurrences, whatever comes
    first. retries: business days on which it is tried again where the money is lacking.
    """

    code: str
    parameters: Mapping[str, Any]
    frequency: Frequency
    starts_on: date
    ends_on: date | None = None
    occurrences: int | None = None
    retries: int = 3


@dataclass(frozen=True, slots=True)
class StandingOrder:
    """A standing order as recorded. status: active, ended or cancelled; next_on: date of occurrence ``number``, before it moves to a business day."""

    id: UUID
    payer: int
    code: str
    parameters: Mapping[str, Any]
    frequency: Frequency
    starts_on: date
    ends_on: date | None
    occurrences: int | None
    retries: int
    status: str
    number: int
    next_on: date


class Payment(NamedTuple):
    """One occurrence of a standing order. status: due, posted, failed or cancelled; reason: of the last refusal; id: of its first transfer."""

    number: int
    due_on: date
    id: UUID
    status: str
    attempts: int
    reason: str | None


def invalid(code: str, message: str, place: str) -> Refusal:
    """A refusal of what was asked for itself."""
    return Refusal(code, message, field=place)
