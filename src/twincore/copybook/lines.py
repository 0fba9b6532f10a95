"""Record files to lines of JSON and back: what ``twincore copybook decode`` and ``encode`` do.

One JSON object per record, as ``decode`` gives it. Numbers are unscaled integers; going back, one written with a point (12.34) is taken exactly. A raw field, and
a floating-point number that JSON has no form for, is a string of hexadecimal digits.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from twincore.copybook.files import RecordForm, join, records
from twincore.copybook.layout import Record
from twincore.copybook.model import DIALECTS, Choice, Discriminator, Kind
from twincore.copybook.numbers import KeptFloat
from twincore.copybook.parse import parse
from twincore.copybook.record import Values, decode, encode
from twincore.kernel.refusal import Category, Refusal


def read_layout(
    path: Path,
    *,
    record: str = "",
    dialect: str = "ibm",
    redefines: Sequence[str] = (),
    raw: Sequence[str] = (),
    replacing: Sequence[str] = (),
) -> Record:
    """The layout in a copybook's file.

    redefines: choices as ``ITEM=NAME``, or ``ITEM=FIELD:CASE=NAME,...`` with ``*`` for all other cases; replacing: ``:TAG:=TEXT``.
    Refuses what ``parse`` and ``Copybook.record`` refuse; ``dialect_unknown``, ``choice_malformed``.
    """
    if dialect not in DIALECTS:
        raise Refusal("dialect_unknown", f"{dialect!r} is not a dialect: there are {', '.join(DIALECTS)}.", field="dialect")
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("latin-1")  # comments in some other page; a copybook's own words are ASCII
    pairs = dict(_pair(item, "replacing") for item in replacing)
    copybook = parse(text, dialect=DIALECTS[dialect], replacing=pairs)
    layout = copybook.record(record or None)
    return layout.choosing(dict(_choice(item, layout) for item in redefines), raw)


def _pair(text: str, option: str) -> tuple[str, str]:
    name, found, rest = text.partition("=")
    if not (name and found):
        raise Refusal("choice_malformed", f"{text!r} is not NAME=..., as --{option} takes it.", field=option)
    return name, rest


def _choice(text: str, layout: Record) -> tuple[str, Choice]:
    name, rest = _pair(text, "redefines")
    field, found, cases = rest.partition(":")
    if not found:
        return name, rest
    number = layout.field(field).kind is Kind.NUMBER
    named = dict(_pair(case, "redefines") for case in cases.split(","))
    otherwise = named.pop("*", None)
    return name, Discriminator(field, {_case(case, number): item for case, item in named.items()}, otherwise)


def _case(text: str, number: bool) -> str | int:
    return int(text) if number and text.lstrip("-").isdecimal() else text


def decode_lines(path: Path, layout: Record, page: str, form: RecordForm, *, fillers: bool = False) -> Iterator[str]:
    """The records of a file, each as a line of JSON. Refuses what ``records`` and ``decode`` refuse."""
    floating = any(column.field.kind is Kind.FLOATING for column in layout.columns)
    for number, image in enumerate(records(path, form, layout), 1):
        values = decode(layout, image, page, number=number, fillers=fillers)
        yield json.dumps(_plain(values) if floating else values, default=bytes.hex)


def encode_lines(path: Path, layout: Record, page: str, form: RecordForm) -> Iterator[bytes]:
    """A file's lines of JSON, each as a record. Refuses what ``encode`` and ``join`` refuse; ``line_malformed``."""
    yield from join((encode(layout, values, page, number=number) for number, values in _lines(path)), form, layout)


def write_records(path: Path, output: Path, layout: Record, page: str, form: RecordForm) -> int:
    """Write a file's lines of JSON as records to another file, whole or not at all; returns how many. Refuses as ``encode_lines`` does."""
    part = output.with_name(f".{output.name}.part")
    count = 0
    try:
        with part.open("wb") as file:
            for image in encode_lines(path, layout, page, form):
                file.write(image)
                count += 1
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
    return count


def _lines(path: Path) -> Iterator[tuple[int, Values]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                values = json.loads(line, parse_float=Decimal, parse_constant=_constant, object_pairs_hook=_object)
            except (ValueError, RecursionError) as error:
                raise _malformed(number, str(error)) from None
            if not isinstance(values, dict):
                raise _malformed(number, "it is not an object")
            yield number, values


def _malformed(number: int, reason: str) -> Refusal:
    return Refusal(
        "line_malformed",
        f"Line {number} is not a record in JSON: {reason}.",
        category=Category.INVALID,
        field=f"line/{number}",
        line=number,
    )


def _constant(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")


def _object(pairs: Iterable[tuple[str, Any]]) -> Values:
    values: Values = {}
    for name, value in pairs:
        if name in values:
            raise ValueError(f"{name} is there twice")
        values[name] = value
    return values


def _plain(value: Any) -> Any:
    """Values with every float that JSON cannot hold exactly as its bytes in hexadecimal."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.image.hex() if isinstance(value, KeptFloat) else value


def describe(layout: Record) -> Iterator[dict[str, Any]]:
    """The fields of a layout in order: name, offset (from 0, tables at their longest), length, occurrences, type, digits, scale, conditions."""
    for column in layout.columns:
        field = column.field
        yield {
            "name": column.key,
            "offset": column.offset,
            "length": field.length,
            "occurs": list(column.counts),
            "type": field.kind.value if field.kind is Kind.TEXT else field.usage.value,
            "digits": field.digits,
            "scale": field.scale,
            "sign": field.sign.value if field.sign.value != "none" else "yes" if field.signed else "none",
            "within": ".".join(field.path[:-1]),
            "description_of": [slot.name for slot, item in column.within if item is not slot.items[0]],
            "conditions": [condition.name for condition in field.conditions],
        }
