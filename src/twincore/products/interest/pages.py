"""Pages: the interest of up to 16,384 neighbouring accounts at the end of a date, as columns in memory and as one row in the database."""

import struct
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from twincore.kernel.db import Connection
from twincore.kernel.sql import load
from twincore.products.columns import Column, int4_column
from twincore.products.interest.accrual import Ints
from twincore.products.interest.model import PAGE_ACCOUNTS

_sql = load("twincore.products.interest")

SUMS = (
    "balance",
    "credit",
    "debit",
    "bonus",
    "credit_paid",
    "debit_paid",
    "credit_due",
    "debit_due",
    "minimum",
    "deposited",
    "salary",
    "withdrawals",
)
"""The int8 columns of a page, in the order in which they are read and written; ``schema.sql`` says what each holds."""

EPOCH_DAYS = date(2000, 1, 1).toordinal()
"""PostgreSQL counts days from 2000-01-01."""
_OID_INT8 = 20
_INT8 = np.dtype([("length", ">i4"), ("value", ">i8")])
_INT4 = np.dtype([("length", ">i4"), ("value", ">i4")])
_COPY_HEAD, _ARRAY_HEAD = 19, 20


@dataclass(slots=True)
class Page:
    """Accounts first to first + len(offer) - 1 at the end of a date. sums: name of ``SUMS`` -> one number for each account."""

    first: int
    date: date
    offer: npt.NDArray[np.int32]
    sums: dict[str, Ints] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Ints:
        return self.sums[name]

    def __setitem__(self, name: str, value: Ints) -> None:
        self.sums[name] = value

    def __len__(self) -> int:
        return len(self.offer)


def empty_page(first: int, day: date) -> Page:
    """A page before its first account."""
    return Page(first, day, np.zeros(0, np.int32), {name: np.zeros(0, np.int64) for name in SUMS})


def first_of_page(account: int) -> int:
    """The first account of the page that an account stands on."""
    return account // PAGE_ACCOUNTS * PAGE_ACCOUNTS


def read_page(conn: Connection, tenant: int, first: int, day: date) -> Page | None:
    """The page of a date, None if it was not accrued. Its arrays are the caller's to change."""
    payload = _copy(conn, _sql.copy_page, {"tenant": tenant, "first": first, "date": day})
    if len(payload) < _COPY_HEAD + 4:
        return None
    fields: list[memoryview | None] = []
    view, at = memoryview(payload), _COPY_HEAD + 2
    for _ in range(len(SUMS) + 1):
        (length,) = struct.unpack_from(">i", view, at)
        at += 4
        fields.append(None if length < 0 else view[at : at + length])
        at += max(length, 0)
    offer = np.frombuffer(_elements(fields[0]), _INT4)["value"].astype(np.int32)
    sums = {
        name: np.zeros(len(offer), np.int64) if part is None else np.frombuffer(_elements(part), _INT8)["value"].astype(np.int64)
        for name, part in zip(SUMS, fields[1:], strict=True)
    }
    return Page(first, day, offer, sums)


def write_page(conn: Connection, tenant: int, page: Page, *, cut_seq: int, overdrawn: int) -> None:
    """Store the page of a date; a page is stored once and never changed."""
    values: dict[str, Any] = {name: int8_column(page[name]) if name == "balance" or page[name].any() else None for name in SUMS}
    values |= {"tenant": tenant, "first": page.first, "date": page.date, "accounts": len(page), "offer": int4_column(page.offer)}
    conn.execute(_sql.write_page, values | {"cut_seq": cut_seq, "overdrawn": overdrawn})


def int8_column(values: npt.ArrayLike) -> Column:
    """A column of int8 as it is sent; the statement casts it (``%(amounts)s::int8[]``)."""
    numbers = np.asarray(values)
    rows = np.empty(len(numbers), _INT8)
    rows["length"], rows["value"] = 8, numbers
    return Column(_OID_INT8, len(rows), rows.tobytes())


def copy_rows(conn: Connection, statement: Any, values: dict[str, Any], **widths: int) -> npt.NDArray[np.void]:
    """The rows of a ``copy ... to stdout (format binary)`` whose columns are never null: name -> width in bytes (4 or 8), in order."""
    parts: list[tuple[str, str]] = [("columns", ">i2")]
    for name, width in widths.items():
        parts += [(f"{name}_width", ">i4"), (name, f">i{width}")]
    payload = _copy(conn, statement, values)
    return np.frombuffer(payload[_COPY_HEAD:-2], np.dtype(parts))


def _copy(conn: Connection, statement: Any, values: dict[str, Any]) -> bytes:
    with conn.cursor() as cursor, cursor.copy(statement, values) as copy:
        return b"".join(copy)


def _elements(array: memoryview | None) -> memoryview:
    """The elements of an array in PostgreSQL's binary form, behind its head (an empty one has a shorter head and none)."""
    assert array is not None, "this column is never null"
    return array[_ARRAY_HEAD:]
