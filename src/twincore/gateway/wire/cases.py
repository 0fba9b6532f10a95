"""Investigations on the wire: cases and how they end, their ageing, and what each night has found."""

from typing import Annotated, Any, Literal

from pydantic import Field

from twincore.gateway.wire.scalar import (
    INT64_MAX,
    Answer,
    Body,
    Day,
    Detail,
    OutDay,
    OutId,
    OutTime,
    say_time,
    say_time_or_none,
    words,
)
from twincore.reconciliation import (
    Action,
    Bucket,
    Case,
    CaseKind,
    CaseState,
    Due,
    Note,
    Posting,
    ResultRecord,
)

NOTE_CHARS = 2_000
POSTINGS = 20
ITEMS = 1_000


class CaseNote(Answer):
    """One line of a case's history."""

    number: int
    event: str
    actor: str
    words: str
    at: OutTime


class CaseRecord(Answer):
    """An investigation. amount: the difference, seen from the file; suspense: how much of it stands in suspense."""

    id: OutId
    kind: CaseKind
    subject: str
    account: str | None
    currency: str | None
    amount: int
    suspense: int
    opened_on: OutDay
    opened_at: OutTime
    seen_on: OutDay
    state: CaseState
    summary: str
    assignee: str | None
    maker: str | None
    action: Action | None
    proposal: dict[str, Any] | None
    checker: str | None
    resolved_at: OutTime | None


class CaseHistory(CaseRecord):
    """An investigation with its history."""

    notes: list[CaseNote]


class CasePage(Answer):
    """A page of cases by the date of opening."""

    cases: list[CaseRecord]
    next: str | None


class CaseAssignment(Body):
    """Who is to look into a case."""

    assignee: Annotated[str, words(255, examples=["branch-12@harbour"])]


class CaseNoteOrder(Body):
    """What was found out."""

    words: Annotated[str, Field(min_length=1, max_length=NOTE_CHARS, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")]


class ResolutionPosting(Body):
    """A transaction code with its parameters."""

    code: Annotated[str, words(100)]
    parameters: Detail


class EntryKey(Body):
    """An entry of a statement."""

    statement: Annotated[int, Field(ge=1, le=2**31 - 1)]
    place: Annotated[int, Field(ge=1, le=2**31 - 1)]


class ResolutionOrder(Body):
    """How a case is to end.

    post: postings that take exactly what stands in suspense to where it belongs; match: entries and movements that are one event; explain: nothing
    stands in suspense, and the reason says what it was.
    """

    action: Action
    reason: Annotated[str, words(NOTE_CHARS)]
    postings: Annotated[list[ResolutionPosting], Field(max_length=POSTINGS, default_factory=list)]
    entries: Annotated[list[EntryKey], Field(max_length=ITEMS, default_factory=list)]
    movements: Annotated[list[Annotated[int, Field(ge=1, le=INT64_MAX)]], Field(max_length=ITEMS, default_factory=list)]

    def asked(self) -> list[Posting]:
        """The postings as the room takes them."""
        return [Posting(one.code, one.parameters) for one in self.postings]


class ResolutionAgreement(Body):
    """A second person's yes to the resolution that is proposed."""

    date: Annotated[Day | None, Field(description="Business date of the postings; today unless said.")] = None


class ResolutionRejection(Body):
    """A second person's no."""

    reason: Annotated[str, words(NOTE_CHARS)]


class AgeBucket(Answer):
    """What is unresolved for so many days, and what stands in suspense for it."""

    currency: str
    first_day: int
    last_day: Annotated[int | None, Field(description="null: and longer.")]
    cases: int
    credits: int
    debits: int


class Ageing(Answer):
    """Unresolved cases by age and currency."""

    date: OutDay
    buckets: list[AgeBucket]


class ComparisonResult(Answer):
    """What one comparison of a date has found."""

    comparison: Literal["balances", "gl_lines"]
    cut_seq: int
    checked: int
    different: int
    figures: dict[str, Any]
    recorded_at: OutTime


class NightResult(Answer):
    """What the comparisons of a business date have found; empty before its night."""

    date: OutDay
    agrees: Annotated[bool, Field(description="There are results, and nothing differs.")]
    results: list[ComparisonResult]


class SuspensePosting(Answer):
    """A posting to or from suspense that waits for the end of the day."""

    id: OutId
    date: OutDay
    step: str
    case: OutId
    account: int
    code: str
    parameters: dict[str, Any]


class SuspensePostingPage(Answer):
    """A page of postings that wait, oldest first."""

    postings: list[SuspensePosting]
    next: str | None


def case_body(case: Case) -> dict[str, Any]:
    """A case as the wire has it."""
    return {
        "id": str(case.id),
        "kind": case.kind.value,
        "subject": case.subject,
        "account": case.account,
        "currency": case.currency,
        "amount": case.amount,
        "suspense": case.suspense,
        "opened_on": case.opened_on.isoformat(),
        "opened_at": say_time(case.opened_at_us),
        "seen_on": case.seen_on.isoformat(),
        "state": case.state.value,
        "summary": case.summary,
        "assignee": case.assignee,
        "maker": case.maker,
        "action": None if case.action is None else case.action.value,
        "proposal": case.proposal,
        "checker": case.checker,
        "resolved_at": say_time_or_none(case.resolved_at_us),
    }


def note_body(note: Note) -> dict[str, Any]:
    """A line of a case's history as the wire has it."""
    return {"number": note.number, "event": note.event, "actor": note.actor, "words": note.words, "at": say_time(note.at_us)}


def bucket_body(bucket: Bucket) -> dict[str, Any]:
    """A bucket of the ageing as the wire has it."""
    return {
        "currency": bucket.currency,
        "first_day": bucket.first_day,
        "last_day": bucket.last_day,
        "cases": bucket.cases,
        "credits": bucket.credits,
        "debits": bucket.debits,
    }


def result_body(result: ResultRecord) -> dict[str, Any]:
    """What a comparison has found, as the wire has it."""
    return {
        "comparison": result.comparison,
        "cut_seq": result.cut_seq,
        "checked": result.checked,
        "different": result.different,
        "figures": dict(result.figures),
        "recorded_at": say_time(result.recorded_at_us),
    }


def due_body(due: Due) -> dict[str, Any]:
    """A posting that waits, as the wire has it."""
    return {
        "id": str(due.id),
        "date": due.date.isoformat(),
        "step": due.step,
        "case": str(due.case),
        "account": due.account,
        "code": due.code,
        "parameters": due.parameters,
    }
