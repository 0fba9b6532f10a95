"""Columns to many records of fixed length: the inverse of ``decode_columns``."""

from collections.abc import Mapping
from typing import Any, Final, NoReturn

import numpy as np
import numpy.typing as npt

from twincore.copybook.codepage import CodePage, codepage
from twincore.copybook.columns import Reading, Values, along, check_fixed, indexes, places, run_of
from twincore.copybook.layout import Column, Record
from twincore.copybook.model import COLUMN_DIGITS_MAX, Field, Group, Kind, Usage
from twincore.copybook.numbers import Wrong
from twincore.copybook.page_tables import NO_BYTE, page_tables
from twincore.copybook.record import encode, refused, write_value
from twincore.copybook.words import Mask, Rows, spread_packed, spread_zoned

_U64: Final = np.uint64


def encode_columns(layout: Record, columns: Mapping[str, Values], page: str, *, first: int = 1) -> bytes:
    """The records whose fields have these values, one after another.

    columns: name of a field -> its values as ``decode_columns`` gives them: unscaled integers, texts (``U``), bytes of raw fields (``V``), records along
    axis 0. Fields that are not given have their VALUE, or else zero or spaces. Of redefined bytes the description is written that holds by
    choice or by discriminator.

    Refuses, with record (counted from ``first``) and field, what ``encode`` refuses: ``value_type_wrong``, ``number_too_large``, ``number_negative``, ``text_too_long``,
    ``text_invalid``, ``redefines_ambiguous`` (a value that is not zero or empty where another description holds), ``redefines_undecided``,
    ``field_unknown``, ``codepage_unknown``; also ``layout_varies``, ``columns_differ`` (not of one length, or not of the shape of the tables).
    """
    check_fixed(layout)
    given = [(layout.column(key), np.asarray(values)) for key, values in columns.items()]
    count = len(given[0][1]) if given and given[0][1].ndim else 0
    for column, values in given:
        if values.shape != (count, *column.counts):
            reason = f"its values have shape {values.shape}, not {(count, *column.counts)}"
            raise refused(layout, first, Wrong("columns_differ", reason), column.field, column.offset)
    known, step = codepage(page), run_of(layout)
    return b"".join(_run(layout, known, first + start, [(c, v[start : start + step]) for c, v in given]) for start in range(0, count, step))


def _run(layout: Record, page: CodePage, first: int, given: list[tuple[Column, Values]]) -> bytes:
    """As many records as stay in the processor's cache while one field after another is written."""
    writer = _Writing(layout, page, first, {id(column): values for column, values in given}, len(given[0][1]))
    for column, values in given:
        for index, at in zip(indexes(column), places(column), strict=True):
            writer.occurrence(column, index, at, along(values, index))
    return writer.rows.tobytes()


class _Writing:
    """Records being written: first as they are with nothing but their discriminators, then a field at a time."""

    def __init__(self, layout: Record, page: CodePage, first: int, given: Mapping[int, Values], count: int) -> None:
        self.layout, self.page, self.first, self.given = layout, page, first, given
        self.reading = Reading(layout, page, [])
        self.bytes_of = page_tables(page.name).bytes_of
        self.rows = self.templates(count)
        self.chosen: dict[tuple[int, tuple[int, ...]], npt.NDArray[np.int64]] = {}

    def templates(self, count: int) -> Rows:
        """The records with their discriminators' values, and defaults for everything else."""
        columns = [column for column in self.layout.columns if column.field in self.layout.deciders and id(column) in self.given]
        parts = [(column, index, along(self.given[id(column)], index)) for column in columns for index in indexes(column)]
        kind = np.zeros(count, np.int64)
        for _, _, values in parts:  # records with the same discriminators are of one kind: there are few kinds
            unique, back = np.unique(values, return_inverse=True)
            kind = np.unique(kind * len(unique) + back, return_inverse=True)[1]
        rows = np.empty((count, self.layout.length), np.uint8)
        _, firsts = np.unique(kind, return_index=True)
        images = np.empty((len(firsts), self.layout.length), np.uint8)
        for n, example in enumerate(firsts.tolist()):
            images[n] = np.frombuffer(self.template(example, parts), np.uint8)
        rows[:] = images[kind]
        return rows

    def template(self, example: int, parts: list[tuple[Column, tuple[int, ...], Values]]) -> bytes:
        values: dict[str, Any] = {}
        number = self.first + example
        for column, index, given in parts:
            value = given[example]
            if column.within and _empty(given[example : example + 1])[0]:
                continue  # it may be in a description that does not hold
            _put(self.layout.root, column, index, value.item() if isinstance(value, np.generic) else value, values)
        return encode(self.layout, values, self.page.name, number=number)

    def occurrence(self, column: Column, index: tuple[int, ...], at: int, values: Values) -> None:
        """Write one occurrence of a field into all records whose description it belongs to."""
        field = column.field
        images, wrong = self.images(field, values)
        undecided = np.zeros(len(self.rows), np.bool_)
        holds = self.reading.holding(self.rows, column, index, self.chosen, undecided)
        if wrong is not None and (found := np.flatnonzero(wrong if holds is None else wrong & holds)).size:
            self.refuse(field, at, int(found[0]), values)
        place = self.rows[:, at : at + field.length]
        if holds is None:
            place[:] = images
            return
        lost = ~holds & ~_empty(values)
        if lost.any():
            n = int(np.flatnonzero(lost)[0])
            reason = "there is a value for it, and another description holds"
            raise refused(self.layout, self.first + n, Wrong("redefines_ambiguous", reason), field, at)
        place[holds] = images[holds]

    def refuse(self, field: Field, at: int, n: int, values: Values) -> NoReturn:
        value = values[n]
        try:
            write_value(value.item() if isinstance(value, np.generic) else value, field, self.layout, self.page)
        except Wrong as found:
            raise refused(self.layout, self.first + n, found, field, at) from None
        wrong = Wrong("value_type_wrong", f"a column of {values.dtype} is not for this field")
        raise refused(self.layout, self.first + n, wrong, field, at)

    def images(self, field: Field, values: Values) -> tuple[Rows, Mask | None]:
        """The bytes of a field's values, and where a value has none."""
        kind = values.dtype.kind
        if field in self.layout.raw:
            if kind not in "VS" or values.dtype.itemsize != field.length:
                return self.none(field, len(values))
            return np.ascontiguousarray(values).view(np.uint8).reshape(-1, field.length), None
        if kind == "O" or field.kind is Kind.FLOATING or field.digits > COLUMN_DIGITS_MAX:
            return self.one_by_one(field, values)
        if field.kind is Kind.TEXT:
            if kind != "U":
                return self.none(field, len(values))
            return self.one_by_one(field, values) if field.justified or field.usage is Usage.NATIONAL else self.texts(field, values)
        if kind not in "iu":
            return self.none(field, len(values))
        return self.numbers(field, values)

    def none(self, field: Field, count: int) -> tuple[Rows, Mask]:
        return np.zeros((count, field.length), np.uint8), np.ones(count, np.bool_)

    def one_by_one(self, field: Field, values: Values) -> tuple[Rows, Mask]:
        images, wrong = np.zeros((len(values), field.length), np.uint8), np.zeros(len(values), np.bool_)
        for n, value in enumerate(values.tolist()):
            try:
                images[n] = np.frombuffer(write_value(value, field, self.layout, self.page), np.uint8)
            except Wrong:
                wrong[n] = True
        return images, wrong

    def texts(self, field: Field, values: Values) -> tuple[Rows, Mask]:
        width = values.dtype.itemsize // 4
        codes = np.ascontiguousarray(values).view(np.uint32).reshape(len(values), width)
        lengths = np.strings.str_len(values)
        found = np.where(codes < len(self.bytes_of), self.bytes_of.take(codes, mode="clip"), NO_BYTE)
        inside = np.arange(width) < lengths[:, None]
        found = np.where(inside, found, self.page.space)
        wrong = (found == NO_BYTE).any(axis=1) | (lengths > field.length)
        images = np.full((len(values), field.length), self.page.space, np.uint8)
        images[:, : min(width, field.length)] = found[:, : field.length]
        return images, wrong

    def numbers(self, field: Field, values: Values) -> tuple[Rows, Mask]:
        if field.usage in (Usage.BINARY, Usage.NATIVE):
            return self.binary(field, values)
        negative = values < 0
        # the one int64 without a positive counterpart becomes its own magnitude as uint64
        size = np.abs(values.astype(np.int64, copy=False)).view(np.uint64) if values.dtype.kind == "i" else values.astype(np.uint64)
        wrong = size >= _U64(10**field.digits)
        if not field.signed:
            wrong = wrong | negative
        size = np.where(wrong, _U64(0), size)
        images = np.empty((len(values), field.length), np.uint8)
        if field.usage is Usage.PACKED:
            spread_packed(size // _U64(10), field.length - 1, images)
            signs = np.where(negative, 0x0D, 0x0C if field.signed else 0x0F).astype(np.uint8)
            images[:, -1] = (size % _U64(10)).astype(np.uint8) << 4 | signs
            return images, wrong
        separate, leading = field.sign.separate, field.sign.leading
        digits = images[:, 1:] if separate and leading else images[:, :-1] if separate else images
        spread_zoned(size, field.digits, self.page.zero, digits)
        if separate:
            images[:, 0 if leading else -1] = np.where(negative, self.page.minus, self.page.plus)
        elif field.signed:
            carrier = images[:, 0 if leading else -1]
            signed = np.array(
                [[self.page.signed_digit(d, minus, self.layout.dialect) for d in range(10)] for minus in (False, True)], np.uint8
            )
            carrier[:] = signed[negative.astype(np.intp), carrier - self.page.zero]
        return images, wrong

    def binary(self, field: Field, values: Values) -> tuple[Rows, Mask]:
        bits = field.length * 8
        if field.usage is Usage.NATIVE:
            least, most = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if field.signed else (0, 2**bits - 1)
        else:
            most = 10**field.digits - 1
            least = -most if field.signed else 0
        limits = np.iinfo(values.dtype)
        wrong = (values > min(most, limits.max)) | (values < max(least, limits.min))
        order = "<" if field.usage is Usage.NATIVE and self.layout.dialect.native_order == "little" else ">"
        words = values.astype(f"{order}{'i' if field.signed else 'u'}{field.length}")
        return words.view(np.uint8).reshape(-1, field.length), wrong


def _empty(values: Values) -> Mask:
    """Where a value is 0, or a text or bytes of nothing."""
    if values.dtype.kind in "VS":
        return np.asarray(~np.ascontiguousarray(values).view(np.uint8).reshape(len(values), -1).any(axis=1), np.bool_)
    nothing = values.dtype.type() if values.dtype.kind != "O" else 0
    return np.asarray(np.equal(values, nothing), np.bool_)


def _put(group: Group, column: Column, index: tuple[int, ...], value: object, into: dict[str, Any]) -> None:
    """Put a value where ``encode`` looks for it: below its groups, and in rows of the tables around it."""
    for slot in group.slots:
        for item in slot.items:
            if item is column.field:
                if item.occurs is None:
                    into[item.name] = value
                else:
                    into.setdefault(item.name, [0 if item.kind is not Kind.TEXT else ""] * item.occurs.most)[index[0]] = value
                return
            if isinstance(item, Group) and _holds(item, column.field):
                if item.transparent:
                    _put(item, column, index, value, into)
                elif item.occurs is None:
                    _put(item, column, index, value, into.setdefault(item.name, {}))
                else:
                    rows = into.setdefault(item.name, [{} for _ in range(item.occurs.most)])
                    _put(item, column, index[1:], value, rows[index[0]])
                return


def _holds(group: Group, field: Field) -> bool:
    return any(item is field or (isinstance(item, Group) and _holds(item, field)) for slot in group.slots for item in slot.items)
