"""The small types of the wire: amounts, ids, times, words. Bodies are read strictly: unknown fields and near misses are refused."""

import re
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.money import AMOUNT_MAX

INT64_MAX = 2**63 - 1


class Body(BaseModel):
    """What a caller sends. Strict: no unknown field, no number in quotes, no float where an integer belongs."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Answer(BaseModel):
    """What the API gives back."""

    model_config = ConfigDict(extra="forbid", frozen=True)


PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
"""Text without control characters."""


def words(max_length: int, *, min_length: int = 1, pattern: str = PRINTABLE, **more: Any) -> Any:
    """For ``Annotated[str, ...]``: so many characters that fit a pattern; without one any text without control characters."""
    return Field(min_length=min_length, max_length=max_length, pattern=pattern, **more)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("time_zone_missing: Give the time zone, Z or an offset")
    if not 1970 <= moment.year <= 9998:
        raise ValueError("time_out_of_range: Give a time from 1970 to 9998")
    return moment


def _near(day: date) -> date:
    if not 1900 <= day.year <= 9998:
        raise ValueError("date_out_of_range: Give a date from 1900 to 9998")
    return day


def _plain(value: Any, depth: int = 0) -> None:
    if depth > 8:
        raise ValueError("detail_too_deep: Nest no deeper than 8")
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, str):
        if "\x00" in value:
            raise ValueError("text_unprintable: The character U+0000 is not allowed")
    elif isinstance(value, int):
        if not -INT64_MAX - 1 <= value <= INT64_MAX:
            raise ValueError("number_too_large: Integers must fit 64 bits")
    elif isinstance(value, float):
        raise ValueError("number_not_whole: Write fractions as text: floats have no place in a ledger")
    elif isinstance(value, list):
        for item in value:
            _plain(item, depth + 1)
    elif isinstance(value, dict):
        for name, item in value.items():
            _plain(name)
            _plain(item, depth + 1)
    else:
        raise ValueError("detail_type: Only JSON values are allowed")


def _plain_object(value: dict[str, Any]) -> dict[str, Any]:
    _plain(value)
    return value


Amount = Annotated[int, Field(ge=1, le=AMOUNT_MAX, description="Minor units (cents), a whole number.", examples=[2500])]
AmountOrAll = Annotated[
    int, Field(ge=0, le=AMOUNT_MAX, description="Minor units; 0 for a capture or release means all that is left, for a reversal always 0.")
]
Signed = Annotated[int, Field(ge=-INT64_MAX, le=INT64_MAX, description="Minor units, may be negative.")]
AccountId = Annotated[int, Field(ge=1, le=INT64_MAX, description="Ledger account id.", examples=[1001])]
Seq = Annotated[int, Field(ge=0, le=INT64_MAX, description="Place in the journal, from 1 without a gap.")]
Time = Annotated[
    datetime, AfterValidator(_aware), Field(description="RFC 3339 with a time zone, to the microsecond.", examples=["2026-03-02T09:30:00Z"])
]
Day = Annotated[date, AfterValidator(_near), Field(description="A calendar date.", examples=["2026-03-02"])]
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)?")


def _written(moment: Any) -> Any:
    if not isinstance(moment, str) or not _RFC_3339.fullmatch(moment):
        raise ValueError("time_malformed: Write the time as RFC 3339 has it")
    return moment


TimeParameter = Annotated[
    datetime, BeforeValidator(_written), AfterValidator(_aware), WithJsonSchema({"type": "string", "format": "date-time"})
]
"""A time in an address: there everything is text, and numbers must not pass for times."""
_FULL_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def _written_day(day: Any) -> Any:
    if isinstance(day, date):
        return day
    if not isinstance(day, str) or not _FULL_DATE.fullmatch(day):
        raise ValueError("date_malformed: Write the date as year-month-day")
    return day


DayParameter = Annotated[
    date,
    BeforeValidator(_written_day),
    AfterValidator(_near),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-03-02"]}),
]
"""A date in an address."""
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$", description="ISO 4217 alphabetic code.", examples=["AUD"])]
TenantName = Annotated[
    str, words(40, min_length=2, pattern="^[a-z][a-z0-9-]*$", description="The tenant's short name.", examples=["harbour"])
]
Detail = Annotated[
    dict[str, Any],
    AfterValidator(_plain_object),
    Field(
        description="Words that travel along: any JSON object without fractions, at most 4,096 bytes.",
        examples=[{"merchant": "Corner Grocer"}],
    ),
]
Reason = Annotated[str, words(400, description="Why, for the audit trail.", examples=["Member asked at the counter."])]
Identity = Annotated[UUID, Field(description="A UUID.")]

OutTime = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time", "description": "RFC 3339, UTC, to the microsecond."})]
OutDay = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
OutId = Annotated[str, WithJsonSchema({"type": "string", "format": "uuid"})]


def say_time(us: int) -> str:
    """Microseconds since the epoch as RFC 3339 in UTC: ``2026-03-02T09:30:00.000000Z``."""
    return to_datetime(us).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def say_time_or_none(us: int | None) -> str | None:
    """Like ``say_time``; None stays None."""
    return None if us is None else say_time(us)


def hear_time(moment: datetime | None) -> int | None:
    """A time of the wire in microseconds since the epoch; None stays None."""
    return None if moment is None else to_us(moment)
