"""Columns for PostgreSQL: arrays in its binary form, built whole, for statements that take tens of thousands of rows at once."""

import struct
from collections.abc import Iterable
from uuid import UUID

import numpy as np
import numpy.typing as npt
import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Dumper
from psycopg.pq import Format

_OID_INT4, _OID_UUID = 23, 2950
_head = struct.Struct(">iiIii").pack  # dimensions, has nulls, type of the elements, length, lower bound
_INT4 = np.dtype([("length", ">i4"), ("value", ">i4")])
_UUID = np.dtype([("length", ">i4"), ("value", "V16")])


class Column:
    """A one-dimensional array as it is sent; the statement casts it (``%(ids)s::int4[]``)."""

    __slots__ = ("form",)

    def __init__(self, oid: int, length: int, elements: bytes) -> None:
        self.form = _head(1, 0, oid, length, 1) + elements


class _ColumnDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: Column) -> Buffer | None:
        return obj.form


psycopg.adapters.register_dumper(Column, _ColumnDumper)


def int4_column(values: npt.ArrayLike) -> Column:
    """A column of int4 from whole numbers that fit."""
    numbers = np.asarray(values)
    rows = np.empty(len(numbers), dtype=_INT4)
    rows["length"], rows["value"] = 4, numbers
    return Column(_OID_INT4, len(rows), rows.tobytes())


def uuid_column(values: Iterable[UUID]) -> Column:
    """A column of uuid."""
    identifiers = np.frombuffer(b"".join([value.bytes for value in values]), dtype="V16")
    rows = np.empty(len(identifiers), dtype=_UUID)
    rows["length"], rows["value"] = 16, identifiers
    return Column(_OID_UUID, len(rows), rows.tobytes())
