"""Transfers as columns: what is asked for, and the journal's rows in the very bytes of PostgreSQL's binary COPY.

Every journal column has one width and is never null, so a block of rows is one NumPy array whose memory is the COPY payload. The same
bytes are the canonical form that blocks and receipts hash.
"""

import hashlib
import struct
from collections.abc import Sequence
from datetime import date
from operator import itemgetter
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
import orjson

from twincore.ledger.model import Flag, Kind, Transfer, TransferRequest

Array = npt.NDArray[np.int64]

EPOCH_US = 946_684_800_000_000
"""PostgreSQL counts time from 2000-01-01T00:00Z; this many microseconds after 1970."""
EPOCH_DAYS = 10_957
INFINITY = 2**63 - 1
NO_TIME = -(2**63)
NO_DATE = -(2**31)

REQUEST = np.dtype(
    [
        ("id_hi", "u8"),
        ("id_lo", "u8"),
        ("ref_hi", "u8"),
        ("ref_lo", "u8"),
        ("debit", "i8"),
        ("credit", "i8"),
        ("amount", "i8"),
        ("posted_at", "i8"),  # microseconds since 1970; NO_TIME: when it is posted
        ("expires_at", "i8"),  # microseconds since 1970; INFINITY: never
        ("code", "i4"),
        ("value_date", "i4"),  # days since 1970; NO_DATE: the business date of the posting
        ("kind", "i2"),
        ("flags", "i2"),
    ]
)
"""One transfer asked for, in native byte order. Ids are UUIDs cut in two halves of 64 bits."""

COLUMNS: tuple[tuple[str, int], ...] = (
    ("seq", 8),
    ("debit", 8),
    ("credit", 8),
    ("amount", 8),
    ("pending", 8),
    ("ref", 8),
    ("debit_prev", 8),
    ("credit_prev", 8),
    ("debit_posted", 8),
    ("debit_held", 8),
    ("credit_posted", 8),
    ("credit_held", 8),
    ("posted_at", 8),
    ("expires_at", 8),
    ("id", 16),
    ("command", 16),
    ("tenant", 4),
    ("code", 4),
    ("value_date", 4),
    ("kind", 2),
    ("flags", 2),
)
"""Name and width in bytes of the columns of ledger.transfer, in table order."""

COLUMN_LIST = ", ".join(name for name, _ in COLUMNS)


def _row_type() -> np.dtype[np.void]:
    fields: list[tuple[str, str]] = [("columns", ">i2")]
    for name, width in COLUMNS:
        fields.append((f"{name}_width", ">i4"))
        fields += [(f"{name}_hi", ">u8"), (f"{name}_lo", ">u8")] if width == 16 else [(name, f">i{width}")]
    return np.dtype(fields)


ROW = _row_type()
"""One journal row as a COPY tuple: a field count, then width and value of each column, big-endian."""

COPY_HEADER = b"PGCOPY\n\xff\r\n\0" + struct.pack(">II", 0, 0)
COPY_TRAILER = b"\xff\xff"

_BLANK = np.zeros(1, ROW)
_BLANK["columns"] = len(COLUMNS)
for _name, _width in COLUMNS:
    _BLANK[f"{_name}_width"] = _width


def blank_rows(count: int) -> npt.NDArray[np.void]:
    """That many rows with their widths set and every value zero."""
    return np.repeat(_BLANK, count)


def uuid_halves(value: UUID) -> tuple[int, int]:
    """The two 64-bit halves of a UUID."""
    number = value.int
    return number >> 64, number & 0xFFFF_FFFF_FFFF_FFFF


def id_keys(hi: npt.NDArray[np.uint64], lo: npt.NDArray[np.uint64]) -> list[bytes]:
    """The 16 bytes of each id, as keys of a dictionary."""
    pairs = np.empty((len(hi), 2), ">u8")
    pairs[:, 0], pairs[:, 1] = hi, lo
    raw = pairs.tobytes()
    return [raw[at : at + 16] for at in range(0, len(raw), 16)]


def requests_array(requests: Sequence[TransferRequest]) -> npt.NDArray[np.void]:
    """REQUEST rows of a list of requests, in the same order."""
    rows = np.empty(len(requests), REQUEST)
    for at, r in enumerate(requests):
        number = r.id.int
        ref = r.ref.int if r.ref is not None else 0
        rows[at] = (
            number >> 64,
            number & 0xFFFF_FFFF_FFFF_FFFF,
            ref >> 64,
            ref & 0xFFFF_FFFF_FFFF_FFFF,
            r.debit,
            r.credit,
            r.amount,
            NO_TIME if r.posted_at_us is None else r.posted_at_us,
            r.expires_at_us,
            r.code,
            NO_DATE if r.value_date is None else r.value_date.toordinal() - 719_163,
            r.kind,
            r.flags,
        )
    return rows


def detail_bytes(detail: dict[str, object]) -> bytes:
    """The canonical JSON of a transfer's detail: UTF-8, keys sorted, no white space."""
    return orjson.dumps(detail, option=orjson.OPT_SORT_KEYS)


_VALUES = itemgetter(*(place for place, name in enumerate(ROW.names or ()) if name != "columns" and not name.endswith("_width")))


def values_of(row: np.void) -> tuple[Any, ...]:
    """The values of one ROW in table order, each id as two halves; times in microseconds and dates in days since 2000."""
    values: tuple[Any, ...] = _VALUES(row.item())
    return values


def transfer_of(row: np.void, detail: bytes | None = None) -> Transfer:
    """The record of one ROW."""
    values = values_of(row)
    posted_at, expires_at, id_hi, id_lo, command_hi, command_lo, _tenant, code, value_date, kind, flags = values[12:]
    columns: tuple[Any, ...] = (
        *values[:12],
        posted_at + EPOCH_US,
        expires_at if expires_at == INFINITY else expires_at + EPOCH_US,
        UUID(int=id_hi << 64 | id_lo),
        UUID(int=command_hi << 64 | command_lo),
        code,
        date.fromordinal(value_date + EPOCH_DAYS + 719_163),
        Kind(kind),
        Flag(flags),
        None if detail is None else orjson.loads(detail),
    )
    return Transfer(*columns)


def rows_of_copy(payload: bytes) -> npt.NDArray[np.void]:
    """The ROWs in the output of ``COPY (select <columns> ...) TO STDOUT (FORMAT binary)``."""
    body = payload[len(COPY_HEADER) : -len(COPY_TRAILER)]
    return np.frombuffer(body, ROW)


def details_payload(first_seq: int, details: Sequence[tuple[int, bytes]]) -> bytes:
    """What a block hashes of its details: for each, in order, seq int8 and length int4 big-endian, then the body."""
    return b"".join(struct.pack(">qi", first_seq + at, len(body)) + body for at, body in details)


def block_hash(previous: bytes, first_seq: int, transfers: int, rows: bytes, details: bytes) -> bytes:
    """SHA-256(previous || first_seq int8 || transfers int4 || SHA-256(row tuples) || SHA-256(details payload)), big-endian."""
    return hashlib.sha256(
        previous + struct.pack(">qi", first_seq, transfers) + hashlib.sha256(rows).digest() + hashlib.sha256(details).digest()
    ).digest()
