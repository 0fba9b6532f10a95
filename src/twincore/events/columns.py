"""Avro by column: the values of many records of one flat schema at once, in the very bytes that writing them one by one gives.

Every field becomes a matrix of bytes, a row per record, and a mask of those that count; read row by row, the bytes that count are the records.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import fastavro
import numpy as np
import numpy.typing as npt

from twincore.kernel.refusal import Refusal

Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Column = npt.NDArray[Any] | Sequence[str] | Sequence[bytes] | int | str | bytes | bool | None
"""The values of one field: an array or a sequence with one per record, or one value that all records have.

``int`` and ``long``: an integer array. ``boolean``: an array of bools. ``enum``: an integer array of places among the symbols. ``fixed``: an array of
that many bytes each. ``string`` and ``bytes``: a sequence. A union with null: None for all records, or as its other branch.
"""
_LIMITS = {"int": 31, "long": 63}


def encode_columns(head: bytes, schema: Any, columns: Mapping[str, Column], count: int) -> list[bytes]:
    """The bytes of that many records, each behind ``head``.

    schema: as fastavro parses it, of a record whose fields hold no records, arrays or maps. A field with a default may be left out. Refuses
    ``event_invalid``, the field being the one that is wrong.
    """
    fields = schema["fields"]
    if unknown := columns.keys() - {field["name"] for field in fields}:
        raise _invalid(sorted(unknown)[0], "the schema has no such field")
    if count == 0:
        return []
    parts: list[tuple[Bytes, Mask | None]] = [(np.frombuffer(head, np.uint8), None)]
    named: dict[str, Any] = {}
    for field in fields:
        name, kind = field["name"], _named(field["type"], named)
        if name in columns:
            parts.append(_field(name, kind, columns[name], count))
        elif "default" in field:
            parts.append((_one(name, kind, field["default"]), None))
        else:
            raise _invalid(name, "it is missing and has no default")
    width = sum(part.shape[-1] for part, _ in parts)
    matrix, mask = np.empty((count, width), np.uint8), np.ones((count, width), np.bool_)
    at = 0
    for part, counts in parts:
        end = at + part.shape[-1]
        matrix[:, at:end] = part
        if counts is not None:
            mask[:, at:end] = counts
        at = end
    whole = matrix[mask].tobytes()
    ends = np.cumsum(mask.sum(axis=1)).tolist()
    return [whole[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True)]


def _named(kind: Any, named: dict[str, Any]) -> Any:
    """A type with references to enums and fixed types declared earlier replaced by them."""
    if isinstance(kind, list):
        return [_named(branch, named) for branch in kind]
    if isinstance(kind, dict) and "name" in kind:
        named[kind["name"]] = kind
    return named.get(kind, kind) if isinstance(kind, str) else kind


def _field(name: str, kind: Any, column: Column, count: int) -> tuple[Bytes, Mask | None]:
    """The bytes of one field, a row per record or one for all, and which of them count (None: all)."""
    if isinstance(column, str | bytes) or not isinstance(column, np.ndarray | Sequence):
        return _one(name, kind, column), None
    if len(column) != count:
        raise _invalid(name, f"it has {len(column)} values, not {count}")
    if isinstance(kind, list):
        others = [place for place, branch in enumerate(kind) if branch != "null"]
        if len(others) != 1:
            raise _invalid(name, "only a union of null and one other type is written by column")
        return _behind(_one(name, "long", others[0]), *_field(name, kind[others[0]], column, count), count)
    label = kind["type"] if isinstance(kind, dict) else kind
    if label in ("string", "bytes"):
        return _texts(name, label, column, count)
    array = np.asarray(column)
    if label in _LIMITS:
        return _varints(_whole(name, array, -(1 << _LIMITS[label]), (1 << _LIMITS[label]) - 1))
    if label == "enum":
        return _varints(_whole(name, array, 0, len(kind["symbols"]) - 1))
    if label == "boolean" and array.dtype == np.bool_:
        return array.astype(np.uint8).reshape(count, 1), None
    if label == "fixed" and array.ndim == 2 and array.dtype == np.uint8 and array.shape[1] == kind["size"]:
        return array, None
    if label == "fixed" and array.ndim == 1 and array.dtype.kind in "SV" and array.dtype.itemsize == kind["size"]:
        return np.ascontiguousarray(array).view(np.uint8).reshape(count, kind["size"]), None
    raise _invalid(name, f"an array of {array.dtype} is no {label}")


def _one(name: str, kind: Any, value: Any) -> Bytes:
    """The bytes of one value that all records have."""
    out = BytesIO()
    try:
        fastavro.validate(value, kind)
        fastavro.schemaless_writer(out, kind, value)
    except Exception as error:  # whatever the value did to the writer, it is not of the type
        raise _invalid(name, f"{value!r} is not of its type") from error
    return np.frombuffer(out.getvalue(), np.uint8)


def _whole(name: str, array: npt.NDArray[Any], least: int, most: int) -> npt.NDArray[np.int64]:
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise _invalid(name, f"an array of {array.dtype} holds no whole numbers")
    if len(array) and (int(array.min()) < least or int(array.max()) > most):
        raise _invalid(name, f"a value is not from {least} to {most}")
    return array.astype(np.int64)


def _varints(values: npt.NDArray[np.int64]) -> tuple[Bytes, Mask]:
    """Whole numbers as Avro has them: zigzag, then seven bits a byte, the least significant first."""
    zigzag = ((values << 1) ^ (values >> 63)).view(np.uint64)
    width = max(1, (int(zigzag.max()).bit_length() + 6) // 7)
    matrix, mask = np.empty((len(values), width), np.uint8), np.ones((len(values), width), np.bool_)
    for at in range(width):
        rest = zigzag >> np.uint64(7 * at)
        matrix[:, at] = (rest & np.uint64(0x7F)).astype(np.uint8)
        if at:
            more = rest > 0
            mask[:, at] = more
            matrix[:, at - 1] |= more.astype(np.uint8) << np.uint8(7)
    return matrix, mask


def _texts(name: str, label: str, column: Any, count: int) -> tuple[Bytes, Mask]:
    """Each text behind its length."""
    kind = str if label == "string" else bytes
    values = column.tolist() if isinstance(column, np.ndarray) else column
    if not all(isinstance(value, kind) for value in values):
        raise _invalid(name, f"not every value is a {label}")
    raw: list[bytes] = [value.encode() for value in values] if label == "string" else list(values)
    lengths = np.fromiter(map(len, raw), np.int64, count)
    width = int(lengths.max())
    matrix = np.array(raw, f"S{max(width, 1)}").view(np.uint8).reshape(count, max(width, 1))[:, :width]
    head, counts = _varints(lengths)
    return np.hstack([head, matrix]), np.hstack([counts, np.arange(width) < lengths[:, None]])


def _behind(first: Bytes, part: Bytes, counts: Mask | None, count: int) -> tuple[Bytes, Mask]:
    """A field behind bytes that all records have."""
    body = np.broadcast_to(part, (count, part.shape[-1]))
    mask = np.ones(body.shape, np.bool_) if counts is None else counts
    return np.hstack([np.tile(first, (count, 1)), body]), np.hstack([np.ones((count, len(first)), np.bool_), mask])


def _invalid(field: str, reason: str) -> Refusal:
    return Refusal("event_invalid", f"These columns make no events: {field}: {reason}.", field=field)
