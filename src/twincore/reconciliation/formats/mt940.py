"""MT940, the customer statement message: strict, one statement per message, with the line of everything that is wrong.

Fields after the SWIFT user handbook, category 9: ``:20:`` ``:25:`` or ``:25P:`` ``:28C:`` ``:60F/M:`` ``:61:`` with ``:86:`` ``:62F/M:``
``:64:`` ``:65:``. The message may stand bare or in its blocks ``{1:...}{2:...}{4:`` ... ``-}``; several may follow each other.
"""

import re
from dataclasses import dataclass
from datetime import date

from twincore.reconciliation.formats.file import StatementEntry, StatementFile, check_closing, lines_of, malformed, minor_units

_TAG = re.compile(r":([0-9]{2}[A-Z]?):(.*)")
_BALANCE = re.compile(r"([CD])([0-9]{6})([A-Z]{3})([0-9,]{1,15})")
_LINE = re.compile(
    r"(?P<value>[0-9]{6})(?P<entry>[0-9]{4})?(?P<mark>R?[CD])(?P<funds>[A-Z])?(?P<amount>[0-9,]{2,15})"
    r"(?P<type>[NSF][A-Z0-9]{3})(?P<reference>.{1,16}?)(?://(?P<servicer>.{1,16}))?"
)
_SIGNS = {"C": 1, "D": -1, "RC": -1, "RD": 1}
_ALONE = ("20", "21", "25", "25P", "28C", "60F", "60M", "62F", "62M", "64")
_KNOWN = {*_ALONE, "61", "86", "65"}
_NONE = {"NONREF", ""}


@dataclass(frozen=True, slots=True)
class _Field:
    line: int
    tag: str
    value: str
    more: tuple[str, ...]


def read_mt940(content: bytes) -> list[StatementFile]:
    """The statements of a file, one per message, in its order.

    Refuses ``statement_malformed`` and ``statement_balance_wrong``, both with the line.
    """
    statements = [_statement(message) for message in _messages(lines_of(content))]
    if not statements:
        raise malformed(1, "there is no message")
    return statements


def _messages(lines: list[str]) -> list[list[_Field]]:
    messages: list[list[_Field]] = []
    fields: list[_Field] = []
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip(" ")
        if line.startswith("{"):
            if fields:
                raise malformed(number, "a message begins before the one before has ended")
            if not re.fullmatch(r"(\{[1235]:[^{}]*(\{[^{}]*\}[^{}]*)*\})*\{4:", line):
                raise malformed(number, "the blocks before the text are not those of a message")
        elif re.fullmatch(r"-(\}(\{5:.*\})?)?", line):
            if fields:
                messages.append(fields)
            fields = []
        elif found := _TAG.fullmatch(line):
            if found[1] not in _KNOWN:
                raise malformed(number, f"field {found[1]} does not belong to an MT940")
            if found[1] == "20" and fields:
                messages.append(fields)
                fields = []
            fields.append(_Field(number, found[1], found[2], ()))
        elif line and fields and not line.startswith(":"):
            last = fields.pop()
            fields.append(_Field(last.line, last.tag, last.value, (*last.more, line)))
        elif line:
            raise malformed(number, "it belongs to no field")
    return [*messages, fields] if fields else messages


def _statement(fields: list[_Field]) -> StatementFile:
    alone: dict[str, _Field] = {}
    for field in fields:
        if field.tag in _ALONE:
            if field.tag[:2] in alone:
                raise malformed(field.line, f"field {field.tag[:2]} stands twice")
            alone[field.tag[:2]] = field
            if field.more:
                raise malformed(field.line + 1, f"field {field.tag} has one line")
    start = fields[0].line
    for tag in ("20", "25", "28", "60", "62"):
        if tag not in alone:
            raise malformed(start, f"the message that begins here has no field {tag}")
    order = [field.tag[:2] for field in fields if field.tag[:2] in ("20", "25", "28", "60", "61", "62")]
    if order != sorted(order):
        raise malformed(start, "the fields of the message that begins here are not in order")
    number = re.fullmatch(r"([0-9]{1,5})(?:/([0-9]{1,5}))?", alone["28"].value)
    if number is None:
        raise malformed(alone["28"].line, "field 28C is not a statement number")
    identification = alone["25"].value
    if not 1 <= len(identification) <= 35:
        raise malformed(alone["25"].line, "field 25 is not an account")
    opening, opening_on, currency = _balance(alone["60"])
    closing, closing_on, closing_currency = _balance(alone["62"])
    if closing_currency != currency:
        raise malformed(alone["62"].line, f"it closes in {closing_currency}, but opens in {currency}")
    statement = StatementFile(
        line=start,
        reference=f"{int(number[1])}/{int(number[2] or 1)}/{closing_on.year}",
        identification=identification,
        currency=currency,
        opening=opening,
        opening_on=opening_on,
        closing=closing,
        closing_on=closing_on,
        entries=_entries(fields, currency),
    )
    return check_closing(alone["62"].line, statement)


def _entries(fields: list[_Field], currency: str) -> tuple[StatementEntry, ...]:
    entries: list[StatementEntry] = []
    for at, field in enumerate(fields):
        if field.tag == "61":
            follows = fields[at + 1] if at + 1 < len(fields) else None
            entries.append(_entry(field, follows if follows is not None and follows.tag == "86" else None, currency))
        elif field.tag == "86" and (len(field.more) > 5 or any(len(text) > 65 for text in (field.value, *field.more))):
            raise malformed(field.line, "field 86 has at most six lines of 65 characters")
    return tuple(entries)


def _balance(field: _Field) -> tuple[int, date, str]:
    found = _BALANCE.fullmatch(field.value)
    if found is None:
        raise malformed(field.line, f"field {field.tag} is not a balance")
    amount = minor_units(found[4], found[3], field.line, ",", point_needed=True)
    return amount if found[1] == "C" else -amount, _date(found[2], field.line), found[3]


def _entry(field: _Field, details: _Field | None, currency: str) -> StatementEntry:
    found = _LINE.fullmatch(field.value)
    if found is None:
        raise malformed(field.line, "field 61 is not a statement line")
    if found["funds"] and found["funds"] != currency[2]:
        raise malformed(field.line, f"its funds code is {found['funds']}, not that of {currency}")
    if len(field.more) > 1 or any(len(text) > 34 for text in field.more):
        raise malformed(field.line + 1, "supplementary details are one line of at most 34 characters")
    amount = minor_units(found["amount"], currency, field.line, ",", point_needed=True)
    value_date = _date(found["value"], field.line)
    booked_on = value_date if found["entry"] is None else _entry_date(found["entry"], value_date, field.line)
    reference, servicer = (found["reference"] or "").strip(), (found["servicer"] or "").strip()
    said = [] if details is None else [details.value, *details.more]
    return StatementEntry(
        line=field.line,
        amount=_SIGNS[found["mark"]] * amount,
        booked_on=booked_on,
        value_date=value_date,
        reference="" if reference in _NONE else reference,
        servicer_reference="" if servicer in _NONE else servicer,
        words=" ".join(text.strip() for text in (*field.more, *said)),
    )


def _date(text: str, line: int) -> date:
    """YYMMDD; years from 80 on are of the last century (SWIFT, T50)."""
    year = int(text[:2])
    try:
        return date(year + (1900 if year > 79 else 2000), int(text[2:4]), int(text[4:]))
    except ValueError:
        raise malformed(line, f"{text!r} is not a date") from None


def _entry_date(text: str, value_date: date, line: int) -> date:
    """MMDD in the year that brings it nearest to the value date."""
    nearest = []
    for year in (value_date.year - 1, value_date.year, value_date.year + 1):
        try:
            found = date(year, int(text[:2]), int(text[2:]))
        except ValueError:
            continue
        nearest.append((abs((found - value_date).days), found))
    if not nearest:
        raise malformed(line, f"{text!r} is not a day of the year")
    return min(nearest)[1]
