"""Business dates and their ends, and the calendar, on the wire."""

from enum import Enum
from typing import Annotated, Any, Literal

from pydantic import Field

from twincore.eod import Calendar, DayReport
from twincore.gateway.nights import NightAsked
from twincore.gateway.wire.scalar import Answer, Body, Day, OutDay, OutTime, Reason, say_time, say_time_or_none, words


class DayEnding(Body):
    """Why the date is ended now, if there is more to say than that it is over."""

    reason: Reason | None = None


class StepRecord(Answer):
    """What one step of a day's end has done so far."""

    step: str
    pages: int
    items: Annotated[int, Field(description="Transfers, accounts or postings, by what the step counts.")]
    done: bool
    took_ms: int
    figures: Annotated[dict[str, int], Field(description="Whole numbers by name, as the step has them.")]


class StopRecord(Answer):
    """The refusal that stopped a day's end. Remove its cause and ask again: it goes on where it was."""

    code: str
    message: str


class DayRecord(Answer):
    """A business date whose end was asked for or has begun."""

    date: OutDay
    status: Annotated[
        Literal["waiting", "running", "done", "stopped"], Field(description="waiting: asked for, and not begun; stopped: by a refusal.")
    ]
    business_day: bool
    period_ends: Annotated[list[Literal["month", "quarter", "year"]], Field(description="What ends with the date besides the day.")]
    from_seq: Annotated[int | None, Field(description="The date's own transfers are those after this one ...")]
    cut_seq: Annotated[int | None, Field(description="... up to this one, its cut.")]
    started_at: OutTime | None
    finished_at: OutTime | None
    took_ms: Annotated[int, Field(description="Work so far by the wall clock, milliseconds.")]
    step: Annotated[str | None, Field(description="The step that is under way.")]
    steps_done: int
    steps_planned: int
    steps: Annotated[list[StepRecord], Field(description="What is done, in the order in which it began. Lists leave it empty.")]
    posted: Annotated[int, Field(description="Postings made.")]
    refused: Annotated[int, Field(description="Postings that the ledger refused.")]
    discrepancies: Annotated[int, Field(description="Figures that reconciliation found to differ.")]
    trial_balance_zero: Annotated[bool | None, Field(description="Whether debits equal credits in the book; null until that is known.")]
    asked_by: str | None
    asked_at: OutTime | None
    stopped_by: StopRecord | None


class DayList(Answer):
    """Business dates whose end has begun, newest first."""

    days: list[DayRecord]
    next_date: Annotated[OutDay, Field(description="The next date to be ended; one that is under way is.")]
    next: Annotated[str | None, Field(description="Cursor of the next (older) page; null at the end.")]


class DayKind(Enum):
    """How a day differs from what its day of the week says."""

    HOLIDAY = "holiday"
    WORKING = "working"


class SpecialDay(Body):
    """A day that is not what its day of the week says."""

    date: Day
    kind: DayKind
    name: Annotated[str, words(80, examples=["Anzac Day"])]


class SpecialDays(Body):
    """Holidays and days worked all the same. A day that is there gets the new kind and name."""

    days: Annotated[list[SpecialDay], Field(min_length=1, max_length=400)]


class StateName(Enum):
    """Australian states and territories."""

    ACT = "ACT"
    NSW = "NSW"
    NT = "NT"
    QLD = "QLD"
    SA = "SA"
    TAS = "TAS"
    VIC = "VIC"
    WA = "WA"


class HolidayAdoption(Body):
    """The holidays of an Australian state in some years."""

    state: StateName
    years: Annotated[list[Annotated[int, Field(ge=2000, le=2100)]], Field(min_length=1, max_length=10)]
    reason: Reason | None = None


class Weekend(Body):
    """Days of the week without business."""

    weekend: Annotated[list[Annotated[int, Field(ge=1, le=7)]], Field(max_length=7, description="ISO days of the week, 1 is Monday.")]


class CalendarOpening(Body):
    """Where the days of a tenant begin, for one that was made by an earlier release."""

    first_date: Annotated[Day, Field(description="The first date to be ended: it takes in all that was recorded until then.")]
    weekend: Annotated[
        list[Annotated[int, Field(ge=1, le=7)]],
        Field(
            max_length=7, description="ISO days of the week, 1 is Monday; Saturday and Sunday if left out.", default_factory=lambda: [6, 7]
        ),
    ]
    year_end_month: Annotated[int, Field(ge=1, le=12, description="The month with which the tenant's year ends.")] = 6
    reason: Reason | None = None


class SpecialDayRecord(Answer):
    """A day that is not what its day of the week says."""

    date: OutDay
    kind: Literal["holiday", "working"]
    name: str


class CalendarRecord(Answer):
    """Which days are business days."""

    first_date: Annotated[OutDay, Field(description="Where the days of this tenant begin.")]
    weekend: Annotated[list[int], Field(description="ISO days of the week without business, 1 is Monday.")]
    year_end_month: int
    special_days: list[SpecialDayRecord]


class BusinessDayRecord(Answer):
    """What a date is in the calendar."""

    date: OutDay
    business_day: bool
    name: Annotated[str | None, Field(description="Of the holiday or the working day.")]
    next_business_day: Annotated[OutDay, Field(description="The date itself if it is one, or the first after it.")]
    previous_business_day: Annotated[OutDay, Field(description="The date itself if it is one, or the last before it.")]


def day_body(report: DayReport, asked: NightAsked | None, planned: tuple[str, ...], *, steps: bool = True) -> dict[str, Any]:
    """A date whose end has begun, as the wire has it. planned: the names of all steps, in order."""
    done = {step.step for step in report.steps if step.done}
    stopped = asked is not None and asked.status == "stopped" and not report.done
    return {
        "date": report.date.isoformat(),
        "status": "done" if report.done else "stopped" if stopped else "running",
        "business_day": report.business_day,
        "period_ends": [end.value for end in report.period_ends],
        "from_seq": report.from_seq,
        "cut_seq": report.cut_seq,
        "started_at": say_time(report.started_at_us),
        "finished_at": say_time_or_none(report.finished_at_us),
        "took_ms": report.took_ms,
        "step": None if report.done else next((name for name in planned if name not in done), None),
        "steps_done": len(done),
        "steps_planned": len(planned),
        "steps": [_step_body(step) for step in report.steps] if steps else [],
        "posted": report.posted,
        "refused": report.refused,
        "discrepancies": report.discrepancies,
        "trial_balance_zero": report.trial_balance_zero if "report" in done else None,
        **_asked_body(asked),
    }


def waiting_body(calendar: Calendar, asked: NightAsked, ends: list[str], planned: tuple[str, ...]) -> dict[str, Any]:
    """A date whose end was asked for and has not begun, as the wire has it."""
    return {
        "date": asked.date.isoformat(),
        "status": "stopped" if asked.status == "stopped" else "waiting",
        "business_day": calendar.is_business_day(asked.date),
        "period_ends": ends,
        "from_seq": None,
        "cut_seq": None,
        "started_at": None,
        "finished_at": None,
        "took_ms": 0,
        "step": None,
        "steps_done": 0,
        "steps_planned": len(planned),
        "steps": [],
        "posted": 0,
        "refused": 0,
        "discrepancies": 0,
        "trial_balance_zero": None,
        **_asked_body(asked),
    }


def calendar_body(calendar: Calendar) -> dict[str, Any]:
    """A calendar as the wire has it."""
    return {
        "first_date": calendar.first_date.isoformat(),
        "weekend": sorted(calendar.weekend),
        "year_end_month": calendar.year_end_month,
        "special_days": [{"date": day.isoformat(), "kind": kind, "name": name} for day, (kind, name) in sorted(calendar.special.items())],
    }


def _asked_body(asked: NightAsked | None) -> dict[str, Any]:
    return {
        "asked_by": None if asked is None else asked.asked_by,
        "asked_at": None if asked is None else say_time(asked.asked_at_us),
        "stopped_by": None if asked is None or asked.code is None else {"code": asked.code, "message": asked.message},
    }


def _step_body(step: Any) -> dict[str, Any]:
    return {
        "step": step.step,
        "pages": step.pages,
        "items": step.items,
        "done": step.done,
        "took_ms": step.took_ms,
        "figures": dict(step.figures),
    }
