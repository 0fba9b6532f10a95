"""Arrow on the wire: transfers as columns, in and out, with nothing done row by row; and rows of other items for where columns do not help."""

import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from twincore.kernel.refusal import Category, Refusal
from twincore.ledger import NEVER_US, NO_DATE, NO_TIME, REQUEST, Flag, Kind, Status
from twincore.sync import DECLINES

ROWS_MAX = 1_000_000
"""Items of one bulk request at the most."""

_UUID = pa.binary(16)
_TIME = "timestamp[us, tz=UTC]"
COLUMNS: Mapping[str, str] = {
    "id": "fixed_size_binary[16]",
    "kind": "string, or a dictionary of strings: post hold capture release reverse",
    "debit": "int64",
    "credit": "int64",
    "amount": "int64",
    "code": "int32",
    "ref": "fixed_size_binary[16]",
    "value_date": "date32",
    "expires_at": _TIME,
    "posted_at": _TIME,
    "linked": "bool",
    "final": "bool",
    "forced": "bool",
}
"""Columns that a stream of transfers may have; amount must be there. Null means as if left out."""

_KIND_NAMES = pa.array(["post", "hold", "capture", "release", "reverse"])
_KIND_NUMBERS = np.array([Kind.POST, Kind.HOLD, Kind.CAPTURE, Kind.RELEASE, Kind.REVERSE, 0], np.int16)
DECLINED: Mapping[str, int] = {code: max(Status) + 1 + place for place, code in enumerate(DECLINES)}
"""What stands for a decline of the stand-in control where the ledger's status would stand."""
_STATUS_NAMES = pa.array([*(status.name.lower() for status in Status), *DECLINED])
_STATUS_PLACE = np.zeros(max(Status) + 1 + len(DECLINED), np.int8)
for _place, _status in enumerate([*Status, *DECLINED.values()]):
    _STATUS_PLACE[_status] = _place

ANSWER = pa.schema([("status", pa.dictionary(pa.int8(), pa.string())), ("seq", pa.int64()), ("id", _UUID)])
"""One row for each transfer asked for, in the same order: created, exists or the code of the refusal; seq is 0 where refused."""


def read_stream(body: bytes) -> pa.Table:
    """The table of an Arrow IPC stream, checked through; refuses ``arrow_malformed`` and ``items_too_many``."""
    try:
        with pa.ipc.open_stream(pa.BufferReader(body)) as reader:
            batches, rows = [], 0
            for batch in reader:
                rows += batch.num_rows
                if rows > ROWS_MAX:
                    raise Refusal("items_too_many", f"A request has at most {ROWS_MAX:,} items.", category=Category.TOO_LARGE)
                batch.validate(full=True)
                batches.append(batch)
            table = pa.Table.from_batches(batches, reader.schema)
            table.column_names  # noqa: B018 - a name that is no UTF-8 shows here
    except (pa.ArrowException, OSError, ValueError, OverflowError, KeyError) as trouble:
        raise Refusal("arrow_malformed", f"The body is not a sound Arrow IPC stream: {str(trouble)[:200]}.") from None
    if table.num_rows == 0:
        raise Refusal("items_missing", "There is no item in the request.")
    return table


def transfer_columns(table: pa.Table) -> npt.NDArray[np.void]:
    """The transfers of a table as the ledger's REQUEST rows; where id is null or absent, both halves are 0.

    Refuses ``column_unknown``, ``column_missing``, ``column_type_wrong`` and ``column_null`` with the column.
    """
    if len(set(table.column_names)) != len(table.column_names):
        raise Refusal("column_unknown", "A column stands there twice.")
    for name in table.column_names:
        if name not in COLUMNS:
            raise Refusal("column_unknown", f"There is no column of this name; there are {', '.join(COLUMNS)}.", field=name[:100])
    if "amount" not in table.column_names:
        raise Refusal("column_missing", "The column amount must be there.", field="amount")
    rows = np.zeros(table.num_rows, REQUEST)
    rows["kind"], rows["posted_at"], rows["expires_at"], rows["value_date"] = Kind.POST, NO_TIME, NEVER_US, NO_DATE
    for name in ("debit", "credit", "amount"):
        _whole(table, rows, name, pa.int64(), 0)
    _whole(table, rows, "code", pa.int32(), 0)
    _whole(table, rows, "value_date", pa.date32(), NO_DATE, pa.int32())
    _whole(table, rows, "posted_at", pa.timestamp("us", "UTC"), NO_TIME, pa.int64())
    _whole(table, rows, "expires_at", pa.timestamp("us", "UTC"), NEVER_US, pa.int64())
    for name, hi, lo in (("id", "id_hi", "id_lo"), ("ref", "ref_hi", "ref_lo")):
        if (column := _column(table, name, _UUID)) is not None:
            halves = _halves(column)
            rows[hi], rows[lo] = halves[:, 0], halves[:, 1]
    if "kind" in table.column_names:
        rows["kind"] = _kinds(table)
    flags = np.zeros(table.num_rows, np.int16)
    for name, flag in (("linked", Flag.LINKED), ("final", Flag.FINAL), ("forced", Flag.FORCED)):
        if (column := _column(table, name, pa.bool_())) is not None:
            flags |= column.fill_null(False).to_numpy(zero_copy_only=False).astype(np.int16) * np.int16(flag)
    flags |= (rows["posted_at"] != NO_TIME).astype(np.int16) * np.int16(Flag.IMPORTED)
    rows["flags"] = flags
    return rows


def give_ids(rows: npt.NDArray[np.void], seed: bytes, first: int) -> None:
    """Fill in ids that were not given: UUIDs of version 8 (RFC 9562) of a seed of 16 bytes and the place of each row, counted from first."""
    missing = np.flatnonzero((rows["id_hi"] == 0) & (rows["id_lo"] == 0))
    if len(missing) == 0:
        return
    hi = int.from_bytes(seed[:8], "big") & 0xFFFF_FFFF_FFFF_0FFF | 0x8000
    lo = int.from_bytes(seed[8:16], "big") & 0x3FFF_FFFF_0000_0000 | 0x8000_0000_0000_0000
    rows["id_hi"][missing] = np.uint64(hi)
    rows["id_lo"][missing] = np.uint64(lo) + (missing + first).astype(np.uint64)


def answer_batch(rows: npt.NDArray[np.void], status: npt.NDArray[np.integer[Any]], seq: npt.NDArray[np.int64]) -> pa.RecordBatch:
    """What became of transfers, in the columns of ANSWER."""
    places = pa.array(_STATUS_PLACE[status], pa.int8())
    pairs = np.empty((len(rows), 2), ">u8")
    pairs[:, 0], pairs[:, 1] = rows["id_hi"], rows["id_lo"]
    ids = pa.FixedSizeBinaryArray.from_buffers(_UUID, len(rows), [None, pa.py_buffer(pairs.tobytes())])
    return pa.RecordBatch.from_arrays(
        [pa.DictionaryArray.from_arrays(places, _STATUS_NAMES), pa.array(seq, pa.int64()), ids], schema=ANSWER
    )


class AnswerStream:
    """Writes an Arrow IPC stream piece by piece: what each call returns is to be sent on."""

    def __init__(self, schema: pa.Schema = ANSWER) -> None:
        self._sink = io.BytesIO()
        self._writer = pa.ipc.new_stream(self._sink, schema)

    def write(self, batch: pa.RecordBatch) -> bytes:
        """The bytes of one more batch."""
        self._writer.write_batch(batch)
        return self._taken()

    def close(self) -> bytes:
        """The bytes that end the stream."""
        self._writer.close()
        return self._taken()

    def _taken(self) -> bytes:
        taken = self._sink.getvalue()
        self._sink.seek(0)
        self._sink.truncate()
        return taken


def json_rows(table: pa.Table) -> Iterator[bytes]:
    """The rows of a table as JSON objects, nulls left out; ids of 16 bytes become UUID text, times RFC 3339."""
    for batch in table.to_batches(max_chunksize=4096):
        for row in batch.to_pylist():
            yield orjson.dumps(_plain(row))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _plain(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        text = value.hex()
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}" if len(value) == 16 else text
    if isinstance(value, str | int | float | bool | date | datetime):
        return value
    return str(value)


def _column(table: pa.Table, name: str, kind: pa.DataType) -> Any:
    if name not in table.column_names:
        return None
    column = table.column(name)
    if column.type != kind:
        raise Refusal("column_type_wrong", f"The column {name} must be {COLUMNS[name]}, not {str(column.type)[:60]}.", field=name)
    return column.combine_chunks()


def _whole(table: pa.Table, rows: npt.NDArray[np.void], name: str, kind: pa.DataType, absent: int, view: pa.DataType | None = None) -> None:
    column = _column(table, name, kind)
    if column is None:
        return
    if view is not None:
        column = column.view(view)
    if column.null_count:
        if name == "amount":
            raise Refusal("column_null", "An amount is null.", field=name)
        column = column.fill_null(pa.scalar(absent, column.type))
    rows[name] = column.to_numpy(zero_copy_only=False)


def _halves(column: Any) -> npt.NDArray[np.uint64]:
    """The ids of a column in two halves of 64 bits; zeros where null."""
    raw = np.frombuffer(column.buffers()[1], np.uint8)
    pairs = raw[column.offset * 16 : (column.offset + len(column)) * 16].view(">u8").reshape(-1, 2).astype(np.uint64)
    if column.null_count:
        pairs[~column.is_valid().to_numpy(zero_copy_only=False)] = 0
    return np.ascontiguousarray(pairs)


def _kinds(table: pa.Table) -> npt.NDArray[np.int16]:
    column: Any = table.column("kind").combine_chunks()
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        raise Refusal("column_type_wrong", f"The column kind must be {COLUMNS['kind']}.", field="kind")
    places: Any = pc.index_in(column.fill_null("post"), value_set=_KIND_NAMES.cast(column.type))
    numbers: npt.NDArray[np.int16] = _KIND_NUMBERS[places.fill_null(5).to_numpy(zero_copy_only=False)]
    return numbers
