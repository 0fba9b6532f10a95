"""A copybook's records: their fields by name, where each lies, and which description of redefined bytes holds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from twincore.copybook.model import FIELDS_MAX, Choice, Dialect, Discriminator, Field, Group, Item, Kind, Slot, malformed
from twincore.kernel.refusal import Category, Refusal


@dataclass(frozen=True, slots=True)
class Selection:
    """Which item of a slot holds: ``otherwise``, unless the discriminator's value or condition names another.

    otherwise: None where one of the cases must be met; counter dimensions of discriminator and slot agree as far as they go.
    """

    slot: Slot
    otherwise: Item | None
    discriminator: Field | None = None
    cases: tuple[tuple[str | int, Item], ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A field where it lies, with every table at its longest.

    key: its name, or names joined with a dot where another field has the same; offset: of the first occurrence, from 0;
    counts, strides: occurrences of each table around it, from the outside in, and the bytes from one to the next;
    within: the redefined slots that it is in, with the item of each that it belongs to.
    """

    key: str
    field: Field
    offset: int
    counts: tuple[int, ...]
    strides: tuple[int, ...]
    within: tuple[tuple[Slot, Item], ...]


class Record:
    """The layout of a record.

    length: its bytes, the most it can have; fixed: whether it always has them (no OCCURS DEPENDING ON); columns: its fields in order, those of
    all descriptions of redefined bytes; raw: fields whose bytes are taken as they are; names: of the values that each group can have.
    """

    def __init__(self, root: Group, dialect: Dialect, redefines: Mapping[str, Choice] | None = None, raw: Iterable[str] = ()) -> None:
        self.root, self.dialect, self.name, self.length = root, dialect, root.name, root.size
        placed = list(_columns(root, 0, (), (), ()))
        if sum(_occurrences(column) for column in placed) > FIELDS_MAX:
            raise malformed(root.line, f"the record has more than {FIELDS_MAX:,} fields, each occurrence counted")
        names: dict[str, int] = {}
        for column in placed:
            names[column.field.name] = names.get(column.field.name, 0) + 1
        self.columns = tuple(
            column
            if names[column.field.name] == 1
            else Column(".".join(column.field.path), column.field, column.offset, column.counts, column.strides, column.within)
            for column in placed
        )
        self._column = {column.field: column for column in self.columns}
        self._by_key = {column.key: column for column in self.columns}
        self.counters = MappingProxyType(dict(self._counters()))
        self.fixed = not self.counters
        self.names = MappingProxyType({item: self._names(item) for item in (root, *_items(root)) if isinstance(item, Group)})
        self._choices: dict[str, Choice] = dict(redefines or {})
        self.raw = frozenset(self.column(name).field for name in raw)
        self.selections = MappingProxyType({id(slot): self._selection(slot) for slot, _ in _redefined(root, 0)})
        known = {selection.slot.name for selection in self.selections.values()}
        self.deciders = frozenset(s.discriminator for s in self.selections.values() if s.discriminator is not None)
        self.remembered = self.deciders | frozenset(self.counters.values())
        if unknown := [name for name in self._choices if name not in known]:
            raise _unknown("redefines", unknown[0], known, self.name)

    def choosing(self, redefines: Mapping[str, Choice] | None = None, raw: Iterable[str] = ()) -> "Record":
        """The same layout with other choices: redefined item -> the description that holds; raw: names of fields to be taken as bytes.

        Without a choice the redefined item itself holds, not those that redefine it. Refuses ``field_unknown``, ``field_ambiguous``.
        """
        choices = self._choices | {name.upper(): choice for name, choice in (redefines or {}).items()}
        return Record(self.root, self.dialect, choices, [*(self._column[field].key for field in self.raw), *raw])

    def column(self, name: str) -> Column:
        """The field of a name, or of names joined with dots from the outside in. Refuses ``field_unknown``, ``field_ambiguous``."""
        if (known := self._by_key.get(name)) is not None:
            return known
        wanted = tuple(name.upper().split("."))
        found = [column for column in self.columns if _is_named(column.field.path, wanted)]
        if len(found) > 1:
            exact = [column for column in found if column.field.path == wanted]
            if len(exact) != 1:
                keys = ", ".join(column.key for column in found)
                raise Refusal("field_ambiguous", f"Record {self.name} has more than one field {name}: {keys}.", field=name)
            found = exact
        if not found:
            raise Refusal("field_unknown", f"Record {self.name} has no field {name}.", category=Category.NOT_FOUND, field=name)
        return found[0]

    def field(self, name: str) -> Field:
        """The field of a name: its length, digits, scale, conditions. Refuses ``field_unknown``, ``field_ambiguous``."""
        return self.column(name).field

    def place(self, field: Field) -> Column:
        """Where a field of this record lies."""
        return self._column[field]

    def _counters(self) -> Iterator[tuple[Item, Field]]:
        """Tables whose size depends on a field -> the field."""
        before: list[Field] = []
        for item in _items(self.root):
            if item.occurs is not None and item.occurs.depending is not None:
                counter = next((f for f in reversed(before) if f.name == item.occurs.depending), None)
                if counter is None or counter.kind is not Kind.NUMBER or counter.scale:
                    raise malformed(item.line, f"{item.occurs.depending} is not a whole number that stands before {item.name}")
                yield item, counter
            if isinstance(item, Field):
                before.append(item)

    def _names(self, group: Group) -> frozenset[str]:
        """The names that a group's values can have; two items of one name could not be told apart."""
        names: set[str] = set()
        for item in _named(group):
            if item.name in names:
                raise malformed(item.line, f"{group.name} has two items of the name {item.name}")
            names.add(item.name)
        return frozenset(names)

    def _selection(self, slot: Slot) -> Selection:
        choice = self._choices.get(slot.name)
        items = {item.name: item for item in slot.items}
        if choice is None:
            return Selection(slot, slot.items[0])
        named = [choice] if isinstance(choice, str) else [*choice.cases.values(), *([choice.otherwise] if choice.otherwise else [])]
        if unknown := [name for name in named if name.upper() not in items]:
            raise _unknown(slot.name, unknown[0], items, self.name)
        if isinstance(choice, str):
            return Selection(slot, items[choice.upper()])
        otherwise = items[choice.otherwise.upper()] if choice.otherwise else None
        return Selection(slot, otherwise, self._decider(slot, choice), tuple((v, items[n.upper()]) for v, n in choice.cases.items()))

    def _decider(self, slot: Slot, choice: Discriminator) -> Field:
        column = self.column(choice.field)
        known = {condition.name for condition in column.field.conditions}
        number = column.field.kind is Kind.NUMBER
        odd = [c for c in choice.cases if not (isinstance(c, str) and c.upper() in known) and isinstance(c, str) == number]
        if odd:
            reason = f"{odd[0]!r} is neither a value nor a condition of {choice.field}"
            raise Refusal("choice_malformed", f"{reason}, so it cannot say which description holds.", field=choice.field)
        first = min((place for place in self.columns if any(place_slot is slot for place_slot, _ in place.within)), key=lambda c: c.offset)
        if self.columns.index(column) >= self.columns.index(first) or column.counts != first.counts[: len(column.counts)]:
            raise Refusal(
                "discriminator_misplaced",
                f"{choice.field} does not stand before {slot.name} and in the same tables, so it cannot say which description holds.",
                field=choice.field,
            )
        return column.field


@dataclass(frozen=True, slots=True)
class Copybook:
    """A copybook: its records (levels 01 and 77) in order."""

    records: tuple[Record, ...]

    @property
    def layout(self) -> Record:
        """Its only record. Refuses ``record_name_needed`` where there are several."""
        return self.record()

    def record(self, name: str | None = None, *, redefines: Mapping[str, Choice] | None = None, raw: Iterable[str] = ()) -> Record:
        """A record by its name, with choices as in ``Record.choosing``.

        Refuses ``record_unknown``, ``record_name_needed`` (no name, and there are several), ``field_unknown``, ``field_ambiguous``.
        """
        names = ", ".join(record.name for record in self.records)
        if name is None and len(self.records) > 1:
            raise Refusal("record_name_needed", f"The copybook has more than one record: {names}.", field="record")
        found = [record for record in self.records if name is None or record.name == name.upper()]
        if not found:
            raise Refusal(
                "record_unknown", f"The copybook has no record {name}: there are {names}.", category=Category.NOT_FOUND, field="record"
            )
        return found[0].choosing(redefines, raw) if redefines or raw else found[0]


def _unknown(field: str, name: str, known: Iterable[str], record: str) -> Refusal:
    return Refusal(
        "field_unknown",
        f"Record {record} redefines no {name} here: there are {', '.join(sorted(known)) or 'none'}.",
        category=Category.NOT_FOUND,
        field=field,
    )


def _is_named(path: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether the last name is the wanted one, and the others stand above it in this order (as in ``C OF B OF A``)."""
    if path[-1] != wanted[-1]:
        return False
    above = iter(path[:-1])
    return all(name in above for name in wanted[:-1])


def _occurrences(column: Column) -> int:
    product = 1
    for count in column.counts:
        product *= count
    return product


def _items(group: Group) -> Iterator[Item]:
    """All items below a group, each before what is below it."""
    for slot in group.slots:
        for item in slot.items:
            yield item
            if isinstance(item, Group):
                yield from _items(item)


def _named(group: Group) -> Iterator[Item]:
    """The items directly below a group; those of a FILLER count as its parent's."""
    for slot in group.slots:
        for item in slot.items:
            if isinstance(item, Group) and item.transparent:
                yield from _named(item)
            else:
                yield item


def _redefined(group: Group, depth: int) -> Iterator[tuple[Slot, int]]:
    for slot in group.slots:
        if len(slot.items) > 1:
            yield slot, depth
        for item in slot.items:
            if isinstance(item, Group):
                yield from _redefined(item, depth + 1)


def _columns(
    group: Group, offset: int, counts: tuple[int, ...], strides: tuple[int, ...], within: tuple[tuple[Slot, Item], ...]
) -> Iterator[Column]:
    for slot in group.slots:
        offset += slot.slack
        for item in slot.items:
            inner = (*within, (slot, item)) if len(slot.items) > 1 else within
            repeats, steps = ((*counts, item.occurs.most), (*strides, item.size)) if item.occurs else (counts, strides)
            if isinstance(item, Field):
                yield Column(item.name, item, offset, repeats, steps, inner)
            else:
                yield from _columns(item, offset, repeats, steps, inner)
        offset += slot.size
