"""Many records of fixed length to columns: one numpy array per field.

A number of up to 18 digits is int64, unscaled (uint64 for unsigned COMP and COMP-5 of 8 bytes; Python integers in an object array for more digits),
COMP-1 and COMP-2 float64, a text ``U`` without trailing spaces, a raw field ``V``. Tables are further axes. ``V`` and ``U`` are numpy's: zero bytes
at the end of a ``U`` are not kept.
"""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from twincore.copybook.codepage import CodePage, codepage
from twincore.copybook.layout import Column, Record, Selection
from twincore.copybook.model import COLUMN_DIGITS_MAX, Dialect, Field, Item, Kind, Slot, Usage
from twincore.copybook.numbers import Wrong
from twincore.copybook.page_tables import page_tables
from twincore.copybook.record import read_value, refused, selected
from twincore.copybook.words import Mask, Rows, big, packed, zoned
from twincore.kernel.refusal import Category, Refusal

Values = npt.NDArray[Any]
_CHUNK_BYTES: Final = 1 << 20
"""Records are taken in runs of about this many bytes, which stay in the processor's cache while one field after another is read."""
_PACKED_SIGNS: Final = np.array([0] * 10 + [1, -1, 1, -1, 1, 1], np.int64)
_U64: Final = np.uint64
_Chosen = tuple[int, tuple[int, ...]]
"""A slot in one occurrence of the tables around its discriminator."""


def decode_columns(
    layout: Record,
    data: bytes | bytearray | memoryview,
    page: str,
    fields: Iterable[str] | None = None,
    *,
    first: int = 1,
    refusals: dict[int, Refusal] | None = None,
) -> dict[str, Values]:
    """The fields of many records, by their keys (``Record.columns``; all but FILLERs unless ``fields`` names some). Axis 0 is the record.

    first: the number of the first record, for refusals; refusals: if given, takes index (from 0) -> refusal of each record with an invalid field among
    those asked for, whose values are then 0 or empty in every column; if not, the first such record is refused, as ``decode`` refuses it.
    Where bytes are redefined, a column has 0 or nothing in records of the other description.

    Also refuses ``record_truncated`` (data that is not whole records), ``layout_varies`` (OCCURS DEPENDING ON), ``field_unknown``, ``codepage_unknown``.
    """
    rows = _rows(layout, data, first)
    columns = [layout.column(name) for name in fields] if fields is not None else [c for c in layout.columns if not c.field.filler]
    reader = Reading(layout, codepage(page), columns)
    out = {column.key: np.zeros((len(rows), *column.counts), _dtype(column.field, layout)) for column in columns}
    wrong = np.zeros(len(rows), np.bool_)
    step = run_of(layout)
    for start in range(0, len(rows), step):
        part = slice(start, start + step)
        reader.read(rows[part], {key: values[part] for key, values in out.items()}, wrong[part])
    for index in np.flatnonzero(wrong).tolist():
        refusal = _refusal(reader, rows[index : index + 1], first + index)
        if refusals is None:
            raise refusal
        refusals[index] = refusal
    if wrong.any():
        for values in out.values():
            values[wrong] = np.zeros((), values.dtype)
    return out


def raw_column(layout: Record, data: bytes | bytearray | memoryview, name: str) -> Rows:
    """The bytes of a field of many records, as they are: (records, ...tables, length); a view of the data, not a copy.

    Refuses as ``decode_columns`` does, but for what is in the bytes.
    """
    column = layout.column(name)
    rows = _rows(layout, data, 1)
    shape, strides = (len(rows), *column.counts, column.field.length), (layout.length, *column.strides, 1)
    return np.lib.stride_tricks.as_strided(rows[:, column.offset :], shape, strides, writeable=False)


def check_fixed(layout: Record) -> None:
    """Refuses ``layout_varies``: only records of one length can be taken by column."""
    if not layout.fixed:
        raise Refusal(
            "layout_varies",
            f"Records of {layout.name} differ in length (OCCURS DEPENDING ON): they are taken one by one.",
            category=Category.RULE,
        )


def run_of(layout: Record) -> int:
    """How many records are taken at once."""
    return max(1, _CHUNK_BYTES // layout.length)


def _rows(layout: Record, data: bytes | bytearray | memoryview, first: int) -> Rows:
    check_fixed(layout)
    flat = np.frombuffer(data, np.uint8)
    count, rest = divmod(len(flat), layout.length)
    if rest:
        raise refused(layout, first + count, Wrong("record_truncated", f"{rest} bytes are left of {layout.length}"), None, rest)
    return flat.reshape(count, layout.length)


def _dtype(field: Field, layout: Record) -> np.dtype[Any]:
    if field in layout.raw:
        return np.dtype(f"V{field.length}")
    if field.kind is Kind.TEXT:
        return np.dtype(f"U{field.length // 2 if field.usage is Usage.NATIONAL else field.length}")
    if field.kind is Kind.FLOATING:
        return np.dtype(np.float64)
    if field.digits > COLUMN_DIGITS_MAX:
        return np.dtype(object)
    whole_word = field.usage in (Usage.BINARY, Usage.NATIVE) and field.length == 8 and not field.signed
    return np.dtype(np.uint64 if whole_word else np.int64)


def _refusal(reader: "Reading", row: Rows, number: int) -> Refusal:
    """Why a record is refused: its first field among the columns that is invalid."""
    for column in reader.columns:
        for index, at in zip(indexes(column), places(column), strict=True):
            wrong = np.ones(1, np.bool_)
            if column.within:  # it may be another description that holds
                wrong[:] = False
                reader.occurrence(row, column, index, at, {}, wrong)
            raw = row[0, at : at + column.field.length].tobytes()
            if wrong.any():
                try:
                    read_value(raw, column.field, reader.layout, reader.page)
                except Wrong as found:
                    return refused(reader.layout, number, found, column.field, at + found.index, raw)
                if not column.within:
                    continue
                undecided = Wrong("redefines_undecided", f"no case says which description of {column.within[-1][0].name} holds")
                return refused(reader.layout, number, undecided, column.within[-1][0].items[0], at)
    raise AssertionError("a record was marked that has nothing invalid")


def indexes(column: Column) -> Iterator[tuple[int, ...]]:
    """The index of each occurrence of a field in the tables around it; one empty index if there is none."""
    yield from product(*map(range, column.counts))


def along(values: Values, index: tuple[int, ...]) -> Values:
    """One occurrence of a column, of all records; a view."""
    where: tuple[Any, ...] = (slice(None), *index)
    found: Values = values[where]
    return found


def places(column: Column) -> Iterator[int]:
    """The offset of each occurrence of a field."""
    for index in indexes(column):
        yield column.offset + sum(n * stride for n, stride in zip(index, column.strides, strict=True))


class Reading:
    """Records being read, a run at a time."""

    def __init__(self, layout: Record, page: CodePage, columns: list[Column]) -> None:
        self.layout, self.page, self.columns = layout, page, columns
        self.tables = page_tables(page.name)

    def read(self, rows: Rows, out: dict[str, Values], wrong: Mask) -> None:
        """Fill the columns of a run of records, and mark those with something invalid."""
        chosen: dict[_Chosen, npt.NDArray[np.int64]] = {}
        for column in self.columns:
            values = out[column.key]
            for index, at in zip(indexes(column), places(column), strict=True):
                found = self.occurrence(rows, column, index, at, chosen, wrong)
                along(values, index)[:] = found

    def occurrence(
        self, rows: Rows, column: Column, index: tuple[int, ...], at: int, chosen: dict[_Chosen, npt.NDArray[np.int64]], wrong: Mask
    ) -> Values:
        """One occurrence of a field, 0 or nothing where another description holds; marks the records where it is invalid."""
        found, bad = self.field(rows, at, column.field)
        holds = self.holding(rows, column, index, chosen, wrong)
        if holds is not None:
            found = np.where(holds, found, np.zeros((), found.dtype))
            bad = None if bad is None else bad & holds
        if bad is not None:
            wrong |= bad
        return found

    def holding(
        self,
        rows: Rows,
        column: Column,
        index: tuple[int, ...],
        chosen: dict[_Chosen, npt.NDArray[np.int64]],
        wrong: Mask,
    ) -> Mask | None:
        """Where the descriptions that the field is in are the ones that hold; None for everywhere."""
        mask: Mask | None = None
        for slot, item in column.within:
            selection = self.layout.selections[id(slot)]
            if selection.discriminator is None:
                if selection.otherwise is not item:
                    return np.zeros(len(rows), np.bool_)
                continue
            decider = self.layout.place(selection.discriminator)
            where = index[: len(decider.counts)]
            key = (id(slot), where)
            if key not in chosen:
                chosen[key] = self.choice(rows, selection, decider, where)
                wrong |= (chosen[key] < 0) if mask is None else (chosen[key] < 0) & mask
            here = chosen[key] == _index(slot, item)
            mask = here if mask is None else mask & here
        return mask

    def choice(self, rows: Rows, selection: Selection, decider: Column, where: tuple[int, ...]) -> npt.NDArray[np.int64]:
        """Which item of a slot holds in each record, by its place in the slot; -1 for none."""
        at = decider.offset + sum(n * stride for n, stride in zip(where, decider.strides, strict=True))
        unique, back = _distinct(rows[:, at : at + decider.field.length])
        found = np.full(len(unique), -1, np.int64)
        for n, image in enumerate(unique):
            try:
                item = selected(selection, read_value(image, decider.field, self.layout, self.page), self.page)
            except Wrong:
                continue
            found[n] = -1 if item is None else _index(selection.slot, item)
        return found[back]

    def field(self, rows: Rows, at: int, field: Field) -> tuple[Values, Mask | None]:
        """The values of a field that is at this offset, and where they are invalid."""
        if field in self.layout.raw:
            return np.ascontiguousarray(rows[:, at : at + field.length]).view(f"V{field.length}")[:, 0], None
        if field.kind is Kind.TEXT:
            return self.text(rows[:, at : at + field.length], field)
        if field.kind is Kind.FLOATING or field.digits > COLUMN_DIGITS_MAX:
            return self.one_by_one(rows[:, at : at + field.length], field)
        match field.usage:
            case Usage.PACKED:
                return _packed(rows, at, field)
            case Usage.BINARY | Usage.NATIVE:
                return _binary(rows, at, field, self.layout.dialect), None
            case _:
                return self.zoned(rows, at, field)

    def text(self, rows: Rows, field: Field) -> tuple[Values, Mask | None]:
        """Texts, from rows of just their bytes."""
        if field.usage is Usage.NATIONAL:
            return self.one_by_one(rows, field)
        codes = self.tables.characters.take(rows)
        texts = codes.view(f"U{field.length}")[:, 0]
        stripped: Values = np.strings.lstrip(texts, " ") if field.justified else np.strings.rstrip(texts, " ")
        if self.page.name != "ascii":
            return stripped, None
        return stripped, np.asarray((rows >= 128).any(axis=1))

    def one_by_one(self, rows: Rows, field: Field) -> tuple[Values, Mask]:
        """What has no arithmetic of its own: each value by itself."""
        values = np.zeros(len(rows), _dtype(field, self.layout))
        wrong = np.zeros(len(rows), np.bool_)
        image = np.ascontiguousarray(rows).tobytes()
        for n in range(len(rows)):
            try:
                values[n] = read_value(image[n * field.length : (n + 1) * field.length], field, self.layout, self.page)
            except Wrong:
                wrong[n] = True
        return values, wrong

    def zoned(self, rows: Rows, at: int, field: Field) -> tuple[Values, Mask]:
        """Zoned numbers of up to 18 digits."""
        sign = field.sign
        if sign.separate:
            mark = rows[:, at if sign.leading else at + field.length - 1]
            digits, wrong = self.plain(rows, at + sign.leading, field.digits)
            minus = mark == self.page.minus
            return np.where(minus, -digits, digits), wrong | ~(minus | (mark == self.page.plus))
        carrier = rows[:, at if sign.leading else at + field.length - 1]
        signs = self.tables.sign.take(carrier)
        carried = self.tables.digit.take(carrier)
        wrong = signs == 0 if field.signed else signs <= 0
        if field.digits > 1:
            rest, also = self.plain(rows, at + sign.leading, field.digits - 1)
            wrong |= also
            carried = carried * 10 ** (field.digits - 1) + rest if sign.leading else rest * 10 + carried
        return (carried * signs if field.signed else carried), wrong

    def plain(self, rows: Rows, at: int, count: int) -> tuple[npt.NDArray[np.int64], Mask]:
        """Unsigned digits, eight at a time."""
        head = (count - 1) % 8 + 1
        total, wrong = zoned(rows, at, head, self.tables.zone)
        for start in range(head, count, 8):
            more, also = zoned(rows, at + start, 8, self.tables.zone)
            total = total * _U64(10**8) + more
            wrong |= also
        return total.view(np.int64), wrong


def _index(slot: Slot, item: Item) -> int:
    return next(n for n, other in enumerate(slot.items) if other is item)


def _distinct(rows: Rows) -> tuple[list[bytes], npt.NDArray[np.intp]]:
    """The different rows there are, few of them, and which of them each row is."""
    length = rows.shape[1]
    if length == 1:
        there = np.flatnonzero(np.bincount(rows[:, 0], minlength=256))
        place = np.zeros(256, np.intp)
        place[there] = np.arange(len(there))
        return [bytes([byte]) for byte in there.tolist()], place.take(rows[:, 0])
    if length <= 8:
        words, back = np.unique(big(rows, 0, length), return_inverse=True)
        return [word.to_bytes(length, "big") for word in words.tolist()], back
    images, back = np.unique(np.ascontiguousarray(rows).view(f"V{length}")[:, 0], return_inverse=True)
    return [image.tobytes() for image in images], back


def _packed(rows: Rows, at: int, field: Field) -> tuple[Values, Mask]:
    length = field.length
    low = big(rows, at + max(0, length - 8), min(length, 8))
    signs = _PACKED_SIGNS.take((low & _U64(0xF)).view(np.int64))
    values, wrong = packed(low >> _U64(4))
    wrong |= signs == 0 if field.signed else signs <= 0
    if length > 8:
        more, also = packed(big(rows, at, length - 8))
        values += more * _U64(10**15)
        wrong |= also
    if not field.digits % 2:
        wrong |= rows[:, at] > 0x0F
    numbers = values.view(np.int64)
    return (numbers * signs if field.signed else numbers), wrong


def _binary(rows: Rows, at: int, field: Field, dialect: Dialect) -> Values:
    order = "<" if field.usage is Usage.NATIVE and dialect.native_order == "little" else ">"
    words: Values = rows[:, at : at + field.length].view(f"{order}{'i' if field.signed else 'u'}{field.length}")[:, 0]
    return words
