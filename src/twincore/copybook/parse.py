"""Entries to layouts: the tree of items, where each lies, and how long it is.

Boundary alignment and slack bytes follow the Enterprise COBOL Language Reference, "SYNCHRONIZED clause": a binary item of up to 4 digits
on a halfword, a longer one or a COMP-1 on a fullword, a COMP-2 on a doubleword; slack goes in front of the item, or of the groups that
begin with it, and behind each occurrence of a table that holds one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from twincore.copybook.clauses import Entry, Written, entries
from twincore.copybook.layout import Copybook, Record
from twincore.copybook.model import (
    BINARY_DIGITS_MAX,
    DEPTH_MAX,
    IBM,
    RECORD_BYTES_MAX,
    Condition,
    Dialect,
    Field,
    Figure,
    Group,
    Item,
    Kind,
    Literal,
    Sign,
    Slot,
    Usage,
    malformed,
    unsupported,
)
from twincore.copybook.picture import parse_picture
from twincore.copybook.source import Form, words
from twincore.copybook.values import literal


@dataclass(slots=True)
class _Node:
    entry: Entry
    inner: "list[_Node]" = field(default_factory=list)
    conditions: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Above:
    """What a group hands down to its items."""

    path: tuple[str, ...]
    usage: Usage | None
    sign: Sign | None
    sync: bool
    dialect: Dialect


def parse(
    text: str, *, dialect: Dialect = IBM, form: Form = "auto", replacing: Mapping[str, str] | None = None, name: str = "RECORD"
) -> Copybook:
    """A copybook from its text. name: of the record, where the copybook has no level 01 and begins below.

    Refuses ``copybook_malformed`` and ``copybook_unsupported`` with the line, ``copybook_too_large``. Not used, because it takes no part in where bytes lie:
    RENAMES (66), keys and indexes of tables, a VALUE or a condition of a group.
    """
    written = list(entries(words(text, form, replacing)))
    if written and written[0].level not in (1, 77):
        written.insert(0, Entry(1, name.upper(), written[0].line))
    roots = _tree(written)
    if not roots:
        raise malformed(1, "there is no entry")
    records = [_record(root, dialect) for root in roots]
    twice = next((record for n, record in enumerate(records) if record.name in {other.name for other in records[:n]}), None)
    if twice is not None:
        raise malformed(twice.root.line, f"there are two records of the name {twice.name}")
    return Copybook(tuple(records))


def _tree(written: list[Entry]) -> list[_Node]:
    roots: list[_Node] = []
    above: list[_Node] = []
    for entry in written:
        if entry.level == 66:
            continue
        if entry.level == 88:
            if not above or not entry.name or not entry.ranges:
                raise malformed(entry.line, "a condition (88) has a name and a value, and stands below an item")
            above[-1].conditions.append(entry)
            continue
        node, level = _Node(entry), 1 if entry.level == 77 else entry.level
        while above and above[-1].entry.level >= level:
            above.pop()
        if not above and level != 1:
            raise malformed(entry.line, f"level {entry.level:02} stands below no record")
        siblings = above[-1].inner if above else roots
        if above and siblings and siblings[0].entry.level != level:
            raise malformed(entry.line, f"level {level:02} is not the level of the items beside it, {siblings[0].entry.level:02}")
        siblings.append(node)
        above.append(node)
        if len(above) > DEPTH_MAX:
            raise malformed(entry.line, f"items are inside each other more than {DEPTH_MAX} deep")
    return roots


def _record(root: _Node, dialect: Dialect) -> Record:
    entry = root.entry
    if not entry.name:
        raise malformed(entry.line, "a record has a name")
    if entry.occurs is not None:
        raise malformed(entry.line, "OCCURS is not for a record")
    entry.redefines = None  # a record that redefines another is a record of its own here
    item = _build(root, _Above((), None, None, False, dialect), _Numbering())
    if isinstance(item, Field):
        item = Group(entry.name, (), entry.line, (Slot((item,), 0, item.size),), item.size)
    return Record(replace(item, path=()), dialect)


class _Numbering:
    """Names for FILLERs: FILLER-1 is the first of the record."""

    def __init__(self) -> None:
        self.count = 0

    def next(self) -> str:
        self.count += 1
        return f"FILLER-{self.count}"


def _build(node: _Node, above: _Above, numbering: _Numbering, at: int = 0) -> Item:
    """at: offset of its first byte from the start of the record, with all tables at their longest."""
    entry = node.entry
    name = entry.name or numbering.next()
    if not node.inner:
        return _field(node, above, name)
    if entry.picture is not None:
        raise malformed(node.inner[0].entry.line, f"{name} has a PICTURE, so nothing can be below it")
    inner = _Above(
        (*above.path, name) if (entry.name or entry.occurs) and entry.level != 1 else above.path,
        entry.usage or above.usage,
        entry.sign or above.sign,
        entry.sync or above.sync,
        above.dialect,
    )
    slots: list[Slot] = []
    end, alignment = 0, 1
    for child in node.inner:
        if child.entry.redefines is not None:
            place = _redefined(child.entry, slots)
            start = end - place.size
            item = _build(child, inner, numbering, at + start)
            if _varies(item) or any(map(_varies, place.items)):
                raise malformed(
                    child.entry.line, f"{item.name} and {child.entry.redefines} cannot share their bytes, as one has OCCURS DEPENDING ON"
                )
            end = start + max(place.size, _extent(item))
            slots[-1] = Slot((*place.items, item), place.slack, end - start)
        else:
            slack = -(at + end) % _first_alignment(child, inner)
            item = _build(child, inner, numbering, at + end + slack)
            slots.append(Slot((item,), slack, _extent(item)))
            end += slack + _extent(item)
        alignment = max(alignment, item.alignment)
        if at + end > RECORD_BYTES_MAX:
            raise malformed(child.entry.line, f"the record is longer than {RECORD_BYTES_MAX:,} bytes")
    tail = -end % alignment if entry.occurs is not None else 0
    return Group(
        name, (*above.path, name), entry.line, tuple(slots), end + tail, tail, not entry.name, entry.occurs, entry.redefines, alignment
    )


def _extent(item: Item) -> int:
    return item.size * (item.occurs.most if item.occurs else 1)


def _redefined(entry: Entry, slots: list[Slot]) -> Slot:
    if not slots or all(item.name != entry.redefines for item in slots[-1].items):
        raise malformed(entry.line, f"{entry.redefines} is not the item before it on the same level, so it cannot be redefined")
    return slots[-1]


def _varies(item: Item) -> bool:
    """Whether its length depends on a counter."""
    if item.occurs is not None and item.occurs.depending is not None:
        return True
    return isinstance(item, Group) and any(_varies(inner) for slot in item.slots for inner in slot.items)


def _first_alignment(node: _Node, above: _Above) -> int:
    """The alignment of the elementary item that the item begins with."""
    while node.inner:
        above = _Above((), node.entry.usage or above.usage, None, node.entry.sync or above.sync, above.dialect)
        node = node.inner[0]
    if not (node.entry.sync or above.sync):
        return 1
    usage = node.entry.usage or above.usage
    digits = parse_picture(node.entry.picture, node.entry.line).digits if node.entry.picture else 0
    return _alignment(usage, digits, above.dialect)


def _alignment(usage: Usage | None, digits: int, dialect: Dialect) -> int:
    match usage:
        case Usage.BINARY | Usage.NATIVE:
            return 2 if digits <= 4 else 4 if digits <= 9 else dialect.binary_alignment
        case Usage.FLOAT:
            return 4
        case Usage.DOUBLE:
            return 8
        case _:
            return 1


def _field(node: _Node, above: _Above, name: str) -> Field:
    entry = node.entry
    usage = entry.usage or above.usage or Usage.DISPLAY
    if usage in (Usage.FLOAT, Usage.DOUBLE):
        if entry.picture is not None:
            raise malformed(entry.line, f"{name} is floating-point, which has no PICTURE")
        length = 4 if usage is Usage.FLOAT else 8
        made = Field(name, (*above.path, name), entry.line, Kind.FLOATING, usage, length, signed=True)
    elif entry.picture is None:
        raise malformed(entry.line, f"{name} has neither a PICTURE nor items below it")
    else:
        made = _pictured(entry, above, name, usage)
    sync = entry.sync or above.sync
    made = replace(
        made,
        filler=not entry.name,
        justified=entry.justified,
        occurs=entry.occurs,
        redefines=entry.redefines,
        alignment=_alignment(usage, made.digits, above.dialect) if sync else 1,
    )
    value = _literal(made, entry.ranges[0][0]) if entry.ranges else None
    if len(entry.ranges) > 1:
        raise malformed(entry.line, f"{name} has more than one value")
    return replace(made, value=value, conditions=tuple(_condition(made, condition) for condition in node.conditions))


def _pictured(entry: Entry, above: _Above, name: str, usage: Usage) -> Field:
    assert entry.picture is not None
    picture = parse_picture(entry.picture, entry.line)
    path, line = (*above.path, name), entry.line
    if entry.sign is not None and not picture.signed:
        raise malformed(line, f"{name} has a SIGN clause, but no S in its PICTURE")
    if picture.category == "national" or (usage is Usage.NATIONAL and picture.category == "text"):
        if usage not in (Usage.DISPLAY, Usage.NATIONAL):
            raise malformed(line, f"{name} is national, which is not {usage.name}")
        return Field(name, path, line, Kind.TEXT, Usage.NATIONAL, picture.characters * 2)
    if usage is Usage.NATIONAL:
        raise unsupported(line, "a number in USAGE NATIONAL")
    if picture.category == "text" or entry.blank_when_zero:
        if usage is not Usage.DISPLAY:
            if entry.usage is None:  # a USAGE that a group hands down is for its numbers
                return Field(name, path, line, Kind.TEXT, Usage.DISPLAY, picture.characters)
            raise malformed(line, f"{name} is a text, which is not {usage.name}")
        return Field(name, path, line, Kind.TEXT, Usage.DISPLAY, picture.characters)
    sign = entry.sign or above.sign
    sign = (sign or Sign.TRAILING) if picture.signed and usage is Usage.DISPLAY else Sign.NONE
    length = _number_length(name, line, usage, picture.digits) + sign.separate
    return Field(name, path, line, Kind.NUMBER, usage, length, digits=picture.digits, scale=picture.scale, signed=picture.signed, sign=sign)


def _number_length(name: str, line: int, usage: Usage, digits: int) -> int:
    if usage is Usage.PACKED:
        return digits // 2 + 1
    if usage is Usage.DISPLAY:
        return digits
    if digits > BINARY_DIGITS_MAX:
        raise malformed(line, f"{name} is binary, which has at most {BINARY_DIGITS_MAX} digits")
    return 2 if digits <= 4 else 4 if digits <= 9 else 8


def _characters(made: Field) -> int:
    return made.length // 2 if made.usage is Usage.NATIONAL else made.length


def _literal(made: Field, written: Written) -> Literal:
    found = literal(written, made.kind, _characters(made), made.scale)
    fits = len(found) <= made.length if isinstance(found, bytes) else True
    if isinstance(found, int) and made.kind is Kind.NUMBER:
        fits = abs(found) < 10**made.digits and (made.signed or found >= 0)
    if not fits and not isinstance(found, Figure):
        raise malformed(written.word.line, f"the value {written.word} does not fit into {made.name}")
    return found


def _condition(made: Field, entry: Entry) -> Condition:
    pairs = tuple((_literal(made, first), _literal(made, last)) for first, last in entry.ranges)
    return Condition(entry.name, pairs, entry.line)
