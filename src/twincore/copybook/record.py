"""One record to a dict of its values and back.

A group is a dict, a table a list, a FILLER nothing (its items count as its parent's). A text has no trailing spaces (no leading ones, if it is
JUSTIFIED), a number is an unscaled integer, a raw field is its bytes.
"""

from collections.abc import Mapping
from typing import Any, NoReturn

from twincore.copybook.codepage import CodePage, codepage
from twincore.copybook.layout import Record, Selection
from twincore.copybook.model import Field, Figure, Group, Item, Kind, Slot, Usage
from twincore.copybook.numbers import Wrong, read_number, write_number
from twincore.kernel.refusal import Refusal

Values = dict[str, Any]


def decode(layout: Record, data: bytes | memoryview, page: str, *, number: int = 1, fillers: bool = False) -> Values:
    """The values of one record.

    data: its bytes, no more and no fewer than it has; page: the code page's name; number: of the record, from 1, for refusals;
    fillers: FILLERs too, as FILLER-1 and so on in order.

    Refuses, with record, field, offset and bytes: ``digit_invalid``, ``sign_invalid``, ``text_invalid`` (no character has this byte),
    ``record_truncated``, ``record_too_long``, ``count_invalid`` (OCCURS DEPENDING ON), ``redefines_undecided`` (no case of the discriminator).
    Also ``codepage_unknown``.
    """
    reader = _Reading(layout, bytes(data), codepage(page), number, fillers)
    values: Values = {}
    end = reader.group(layout.root, 0, values)
    if end > len(reader.data):
        raise refused(layout, number, Wrong("record_truncated", f"the record ends after {len(reader.data)} bytes"), None, end)
    if end != len(reader.data) and len(reader.data) != layout.length:
        raise refused(layout, number, Wrong("record_too_long", f"it has {len(reader.data)} bytes where its layout has {end}"), None, end)
    return values


def encode(layout: Record, values: Mapping[str, Any], page: str, *, number: int = 1, over: bytes | None = None) -> bytes:
    """The bytes of one record; the inverse of ``decode``.

    values: what is missing is its VALUE, or else zero or spaces, or stays as it is in ``over`` (a record of the same layout that is changed). A number is an
    unscaled integer or a Decimal; a raw field is bytes, or a text of hexadecimal digits. Of redefined bytes the description is written that the choice names, else the one that has values.

    Refuses, with record and field: ``field_unknown``, ``value_type_wrong``, ``number_too_large``, ``number_negative``, ``number_inexact`` (a Decimal with more digits),
    ``text_too_long``, ``text_invalid``, ``count_invalid``, ``redefines_ambiguous``, ``redefines_undecided``, ``record_truncated`` (``over`` is shorter). Also ``codepage_unknown``.
    """
    writer = _Writing(layout, codepage(page), number, over)
    writer.group(layout.root, values, "")
    return bytes(writer.image)


def refused(layout: Record, number: int, wrong: Wrong, item: Item | None, offset: int, image: bytes = b"") -> Refusal:
    """The refusal of a record: what is wrong, and where. offset: of the field or the wrong byte, from 0."""
    name = item.name if item is not None else layout.name
    bytes_of = f" (X'{image.hex().upper()}')" if image else ""
    return Refusal(
        wrong.code,
        f"Record {number}, {name} at offset {offset}{bytes_of}: {wrong.reason}.",
        field=f"record/{number}/{name}",
        record=number,
        name=name,
        offset=offset,
    )


def selected(selection: Selection, value: object, page: CodePage) -> Item | None:
    """The item of a slot that holds, where the discriminator has this value; None if no case is met."""
    if selection.discriminator is None:
        return selection.otherwise
    for case, item in selection.cases:
        condition = next((c for c in selection.discriminator.conditions if isinstance(case, str) and c.name == case.upper()), None)
        if (condition is not None and holds(condition.ranges, value, page)) or (condition is None and same(case, value, page)):
            return item
    return selection.otherwise


def holds(ranges: tuple[tuple[object, object], ...], value: object, page: CodePage) -> bool:
    """Whether a value is in one of the ranges of a condition; texts are compared by their bytes."""
    return any(same(first, value, page) if first == last else _between(first, value, last, page) for first, last in ranges)


def same(literal: object, value: object, page: CodePage) -> bool:
    """Whether a value is what a literal says."""
    if isinstance(value, bytes):
        return page.is_image(value, literal)
    return page.matches(value, literal) if isinstance(value, str) else value == literal


def _between(first: object, value: object, last: object, page: CodePage) -> bool:
    if isinstance(first, int) and isinstance(value, int) and isinstance(last, int):
        return first <= value <= last
    if isinstance(first, str) and isinstance(value, str | bytes) and isinstance(last, str):
        low, middle, high = (text if isinstance(text, bytes) else page.image(text) for text in (first, value, last))
        if low is not None and middle is not None and high is not None:
            width, space = max(len(low), len(middle), len(high)), bytes([page.space])
            return low.ljust(width, space) <= middle.ljust(width, space) <= high.ljust(width, space)
    return False


class _Reading:
    """One record being read. seen: the last value of each field so far, for counters and discriminators."""

    def __init__(self, layout: Record, data: bytes, page: CodePage, number: int, fillers: bool) -> None:
        self.layout, self.data, self.page, self.number, self.fillers = layout, data, page, number, fillers
        self.seen: dict[Field, Any] = {}

    def group(self, group: Group, at: int, into: Values) -> int:
        """Read a group's items; returns where it ends."""
        for slot in group.slots:
            at += slot.slack
            item = slot.items[0] if len(slot.items) == 1 else self.choice(slot, at)
            end = self.item(item, at, into)
            at = end if len(slot.items) == 1 else at + slot.size
        if at > len(self.data):
            self.refuse(Wrong("record_truncated", f"the record ends after {len(self.data)} bytes"), group, at)
        return at + group.tail

    def choice(self, slot: Slot, at: int) -> Item:
        selection = self.layout.selections[id(slot)]
        value = self.seen.get(selection.discriminator) if selection.discriminator else None
        item = selected(selection, value, self.page)
        if item is None:
            self.refuse(Wrong("redefines_undecided", f"{value!r} says not which description holds"), slot.items[0], at)
        return item

    def item(self, item: Item, at: int, into: Values) -> int:
        if item.occurs is None:
            return self.once(item, at, into)
        rows: list[Any] = []
        for _ in range(self.count(item, at)):
            row: Values = {}
            at = self.once(item, at, row)
            rows.append(row if isinstance(item, Group) else row.get(item.name))
        if not item.filler or isinstance(item, Group) or self.fillers:
            into[item.name] = rows
        return at

    def count(self, item: Item, at: int) -> int:
        assert item.occurs is not None
        counter = self.layout.counters.get(item)
        if counter is None:
            return item.occurs.most
        count = self.seen.get(counter)
        if not isinstance(count, int) or not item.occurs.least <= count <= item.occurs.most:
            self.refuse(Wrong("count_invalid", f"{counter.name} is {count}, not {item.occurs.least} to {item.occurs.most}"), item, at)
        return count

    def once(self, item: Item, at: int, into: Values) -> int:
        """One occurrence."""
        if isinstance(item, Group):
            inner: Values = {}
            end = self.group(item, at, inner)
            if item.occurs is not None or item.transparent:
                into.update(inner)
            else:
                into[item.name] = inner
            return end
        raw = self.data[at : at + item.length]
        if len(raw) < item.length:
            self.refuse(Wrong("record_truncated", f"the record ends after {len(self.data)} bytes"), item, at)
        if item.filler and not self.fillers:
            return at + item.length
        try:
            value = read_value(raw, item, self.layout, self.page)
        except Wrong as wrong:
            self.refuse(wrong, item, at + wrong.index, raw)
        self.seen[item] = value
        into[item.name] = value
        return at + item.length

    def refuse(self, wrong: Wrong, item: Item, at: int, raw: bytes = b"") -> NoReturn:
        raise refused(self.layout, self.number, wrong, item, at, raw) from None


def read_value(raw: bytes, field: Field, layout: Record, page: CodePage) -> Any:
    """The value of a field's bytes; raises Wrong."""
    if field in layout.raw:
        return raw
    if field.kind is not Kind.TEXT:
        return read_number(raw, field, page, layout.dialect)
    try:
        text = raw.decode("utf-16-be") if field.usage is Usage.NATIONAL else page.decode(raw)
    except UnicodeDecodeError as error:
        raise Wrong("text_invalid", f"X'{raw[error.start]:02X}' is no character of {page.name}", error.start) from None
    return text.lstrip(" ") if field.justified else text.rstrip(" ")


class _Writing:
    """One record being written."""

    def __init__(self, layout: Record, page: CodePage, number: int, over: bytes | None) -> None:
        self.layout, self.page, self.number, self.over = layout, page, number, over
        self.image = bytearray()
        self.seen: dict[Field, Any] = {}

    def group(self, group: Group, values: Mapping[str, Any], path: str, known: bool = True) -> None:
        if known:
            self.check_names(group, values, path)
        for slot in group.slots:
            self.image += self.old(slot.slack) or bytes(slot.slack)
            start = len(self.image)
            item = slot.items[0] if len(slot.items) == 1 else self.choice(slot, values)
            self.item(item, values, path)
            if len(slot.items) > 1:
                short = start + slot.size - len(self.image)
                self.image += self.old(short) or bytes([self.page.space]) * short
        self.image += self.old(group.tail) or bytes(group.tail)

    def old(self, count: int) -> bytes:
        """What ``over`` has in the next bytes."""
        if self.over is None or not count:
            return b""
        found = self.over[len(self.image) : len(self.image) + count]
        if len(found) < count:
            self.refuse(Wrong("record_truncated", f"the record to be changed ends after {len(self.over)} bytes"), self.layout.root)
        return found

    def check_names(self, group: Group, values: object, path: str) -> None:
        if not isinstance(values, Mapping):
            self.refuse(Wrong("value_type_wrong", f"a group is an object of its items, not {type(values).__name__}"), group)
        if unknown := values.keys() - self.layout.names[group]:
            name = f"{path}{min(unknown, key=str)}"
            self.refuse(Wrong("field_unknown", f"there is no field {name}"), group)

    def choice(self, slot: Slot, values: Mapping[str, Any]) -> Item:
        selection = self.layout.selections[id(slot)]
        given = [item for item in slot.items if values.keys() & self.names(item)]
        if selection.discriminator is not None:
            value = self.seen.get(selection.discriminator)
            item = selected(selection, value, self.page)
            if item is None:
                self.refuse(Wrong("redefines_undecided", f"{value!r} says not which description holds"), slot.items[0])
        elif len(given) == 1 and selection.otherwise is slot.items[0]:
            return given[0]
        else:
            assert selection.otherwise is not None
            item = selection.otherwise
        if any(other is not item for other in given):
            self.refuse(
                Wrong("redefines_ambiguous", f"there are values for {', '.join(i.name for i in given)}, and {item.name} holds"), item
            )
        return item

    def item(self, item: Item, values: Mapping[str, Any], path: str) -> None:
        if item.occurs is None:
            self.once(item, values, path)
            return
        rows = values.get(item.name)
        count = self.count(item, rows)
        for n in range(count):
            if rows is None:
                self.once(item, {}, path)
            elif isinstance(item, Group):
                self.group(item, rows[n], f"{path}{item.name}[{n}].")
            else:
                self.once(item, {item.name: rows[n]}, path)

    def count(self, item: Item, rows: object) -> int:
        assert item.occurs is not None
        if rows is not None and not isinstance(rows, list | tuple):
            self.refuse(Wrong("value_type_wrong", f"a table is a list, not {type(rows).__name__}"), item)
        counter = self.layout.counters.get(item)
        count = item.occurs.most if counter is None else self.seen.get(counter)
        if not isinstance(count, int) or not item.occurs.least <= count <= item.occurs.most:
            assert counter is not None
            self.refuse(Wrong("count_invalid", f"{counter.name} is {count}, not {item.occurs.least} to {item.occurs.most}"), item)
        if isinstance(rows, list | tuple) and len(rows) != count:
            self.refuse(Wrong("count_invalid", f"there are {len(rows)} rows where {count} belong"), item)
        return count

    def once(self, item: Item, values: Mapping[str, Any], path: str) -> None:
        if isinstance(item, Group):
            if item.transparent or item.occurs is not None:
                self.group(item, values, path, known=False)
            else:
                self.group(item, values.get(item.name, {}), f"{path}{item.name}.")
            return
        given = item.name in values
        if not given and (old := self.old(item.length)):
            self.image += old
            self.remember(old, item)
            return
        try:
            raw = write_value(values[item.name], item, self.layout, self.page) if given else default(item, self.layout, self.page)
        except Wrong as wrong:
            self.refuse(wrong, item)
        self.image += raw
        self.remember(raw, item)

    def names(self, item: Item) -> frozenset[str]:
        """The names by which values of an item are given."""
        return self.layout.names[item] if isinstance(item, Group) and item.transparent else frozenset((item.name,))

    def remember(self, raw: bytes, field: Field) -> None:
        """Keep the value of a counter or discriminator, as a reader of these bytes will find it."""
        if field in self.layout.remembered:
            try:
                self.seen[field] = read_value(raw, field, self.layout, self.page)
            except Wrong:
                self.seen[field] = None

    def refuse(self, wrong: Wrong, item: Item) -> NoReturn:
        raise refused(self.layout, self.number, wrong, item, len(self.image)) from None


def default(field: Field, layout: Record, page: CodePage) -> bytes:
    """The bytes of a field without a value: its VALUE, or else zero or spaces."""
    if field.value is not None:
        return write_value(field.value, field, layout, page)
    if field.kind is Kind.TEXT:
        return fitted("", field, page)
    return write_number(0, field, page, layout.dialect)


def write_value(value: object, field: Field, layout: Record, page: CodePage) -> bytes:
    """The bytes of a field's value; raises Wrong."""
    if isinstance(value, Figure):
        return bytes([value.value]) * field.length
    if isinstance(value, str) and (field in layout.raw or field.kind is Kind.FLOATING):
        return _hexadecimal(value, field)
    if isinstance(value, bytes | bytearray | memoryview) and field.kind is Kind.TEXT:
        image = bytes(value)
        if field in layout.raw and len(image) != field.length:
            raise Wrong("text_too_long", f"{len(image)} bytes are not the {field.length} of the field")
        if len(image) > field.length:
            raise Wrong("text_too_long", f"{len(image)} bytes are more than the {field.length} of the field")
        return image + bytes([page.space]) * (field.length - len(image))
    if field.kind is not Kind.TEXT:
        return write_number(value, field, page, layout.dialect)
    if not isinstance(value, str):
        raise Wrong("value_type_wrong", f"a text is not {type(value).__name__}")
    return fitted(value, field, page)


def _hexadecimal(text: str, field: Field) -> bytes:
    """The bytes of a raw field or a floating-point number that are given in hexadecimal digits."""
    try:
        image = bytes.fromhex(text)
    except ValueError:
        raise Wrong("value_type_wrong", f"{text!r} is not hexadecimal") from None
    if len(image) != field.length:
        raise Wrong("value_type_wrong", f"{len(image)} bytes are not the {field.length} of the field")
    return image


def fitted(text: str, field: Field, page: CodePage) -> bytes:
    """A text filled up with spaces to the length of its field; raises Wrong."""
    national = field.usage is Usage.NATIONAL
    try:
        image = text.encode("utf-16-be") if national else page.encode(text)
    except UnicodeEncodeError as error:
        raise Wrong("text_invalid", f"{error.object[error.start]!r} is no character of {page.name}") from None
    if len(image) > field.length:
        raise Wrong("text_too_long", f"{text!r} has more than {field.length} bytes")
    space = " ".encode("utf-16-be") if national else bytes([page.space])
    fill = space * ((field.length - len(image)) // len(space))
    return fill + image if field.justified else image + fill
