"""The general ledger on the wire: what takes two people, periods, exchange rates and revaluations."""

from typing import Annotated, Any

from pydantic import Field

from twincore.gateway.wire.gl import GlNumber, GlWords
from twincore.gateway.wire.scalar import Answer, Body, Currency, Day, OutDay, OutId, OutTime, Reason, say_time, say_time_or_none, words
from twincore.gl import (
    LINES_MAX,
    RATE_UNIT,
    JournalLine,
    Period,
    Proposal,
    ProposalKind,
    ProposalStatus,
    Revaluation,
)
from twincore.kernel.money import AMOUNT_MAX

Side = Annotated[int, Field(ge=0, le=AMOUNT_MAX, description="Minor units; exactly one of debit and credit is above 0.")]


class GlPeriod(Answer):
    """A calendar month of the book."""

    first_date: OutDay
    last_date: OutDay
    closed: bool


class GlPeriodList(Answer):
    """The periods that the book has reached, in order."""

    periods: list[GlPeriod]


class GlJournalLineOrder(Body):
    """One side of a journal by hand."""

    account: GlNumber
    debit: Side = 0
    credit: Side = 0
    currency: Annotated[Currency | None, Field(description="The book's own unless said.")] = None
    words: GlWords | None = None

    def line(self) -> JournalLine:
        """The line as the room takes it."""
        return JournalLine(self.account, self.debit, self.credit, self.currency or "", self.words or "")


class GlJournalOrder(Body):
    """A journal by hand. The lines of each currency balance."""

    date: Day
    title: GlWords
    lines: Annotated[list[GlJournalLineOrder], Field(min_length=2, max_length=LINES_MAX)]
    reason: GlWords


class GlPeriodOrder(Body):
    """A period to be closed or opened again."""

    month: Annotated[Day, Field(description="Any date of the period.")]
    reason: GlWords


class GlYearEndOrder(Body):
    """A year whose result is to be carried to retained earnings."""

    year_end: Annotated[Day, Field(description="The last day of the year.")]
    reason: GlWords


class GlDecision(Body):
    """A second person's decision."""

    remark: GlWords | None = None


class GlRejection(Body):
    """A second person's no."""

    remark: GlWords


class GlWithdrawal(Body):
    """Taking back one's own proposal."""


class GlJournalLine(Answer):
    """One side of a proposed journal."""

    account: int
    debit: int
    credit: int
    currency: str
    words: str


class GlProposal(Answer):
    """What one person asked for and, once decided, who decided."""

    id: OutId
    kind: ProposalKind
    date: OutDay
    title: str
    lines: list[GlJournalLine]
    maker: str
    reason: str
    proposed_at: OutTime
    status: ProposalStatus
    checker: str | None
    decision: str | None
    decided_at: OutTime | None
    journal: Annotated[int | None, Field(description="Number of the journal that it posted.")]


class GlProposalPage(Answer):
    """A page of proposals, oldest first."""

    proposals: list[GlProposal]
    next: str | None


class ExchangeRateOrder(Body):
    """What one unit of a currency is worth in the book's currency."""

    currency: Currency
    date: Annotated[Day, Field(description="From here on until the next rate.")]
    rate: Annotated[str, words(32, pattern=r"^[0-9]{1,7}(\.[0-9]{1,9})?$", description="A decimal number as text.", examples=["1.5283"])]
    source: Annotated[GlWords, Field(examples=["Reserve Bank of Australia, 4 pm"])]


class ExchangeRateRecord(Answer):
    """A rate as recorded."""

    currency: str
    date: OutDay
    version: int
    rate: str
    source: str


class RateOnDate(Answer):
    """The rate that holds."""

    currency: str
    rate: str


class RateList(Answer):
    """The rates that hold on a date, by currency."""

    date: OutDay
    rates: list[RateOnDate]


class RevaluationOrder(Body):
    """The posted date at whose rates positions are to be revalued."""

    date: Day
    reason: Reason | None = None


class PositionWorth(Answer):
    """A currency's position (debits less credits, minor units), the rate, and what it is worth in the book's currency."""

    currency: str
    position: int
    rate: str
    value: int


class RevaluationRecord(Answer):
    """What a revaluation posted."""

    date: OutDay
    positions: list[PositionWorth]
    gain: Annotated[int, Field(description="Minor units of the book's currency; below 0 for a loss.")]
    journal: int | None
    repeated: Annotated[bool, Field(description="The date was revalued before, and nothing changed.")]


def period_body(period: Period) -> dict[str, Any]:
    """A period as the wire has it."""
    return {"first_date": period.first_date.isoformat(), "last_date": period.last_date.isoformat(), "closed": period.closed}


def proposal_body(proposal: Proposal) -> dict[str, Any]:
    """A proposal as the wire has it."""
    return {
        "id": str(proposal.id),
        "kind": proposal.kind.value,
        "date": proposal.date.isoformat(),
        "title": proposal.title,
        "lines": [
            {"account": line.account, "debit": line.debit, "credit": line.credit, "currency": line.currency, "words": line.words}
            for line in proposal.lines
        ],
        "maker": proposal.maker,
        "reason": proposal.reason,
        "proposed_at": say_time(proposal.proposed_at_us),
        "status": proposal.status.value,
        "checker": proposal.checker,
        "decision": proposal.decision,
        "decided_at": say_time_or_none(proposal.decided_at_us),
        "journal": proposal.journal,
    }


def say_rate(billionths: int) -> str:
    """A rate in billionths as a decimal number: ``1.5283``."""
    whole, rest = divmod(billionths, RATE_UNIT)
    return f"{whole}.{rest:09d}".rstrip("0").rstrip(".")


def revaluation_body(found: Revaluation) -> dict[str, Any]:
    """A revaluation as the wire has it."""
    return {
        "date": found.date.isoformat(),
        "positions": [
            {"currency": one.currency, "position": one.position, "rate": say_rate(one.rate), "value": one.value} for one in found.positions
        ],
        "gain": found.gain,
        "journal": found.journal,
        "repeated": found.repeated,
    }
