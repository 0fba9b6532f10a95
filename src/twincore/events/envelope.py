"""Changes captured by Debezium, or by any replicator that writes its envelope (before, after, op, source, ts_ms), in JSON or Avro."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from twincore.events.coder import Coder
from twincore.events.model import Record
from twincore.kernel.refusal import Refusal

_NUMBER = re.compile(r"(?P<whole>[+-]?[0-9]{1,30})(?:\.(?P<decimals>[0-9]{0,30}))?")


class Operation(StrEnum):
    """What happened to the row."""

    CREATE = "c"
    UPDATE = "u"
    DELETE = "d"
    READ = "r"  # it was there when a snapshot was taken
    TRUNCATE = "t"  # all rows are gone


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one row, as captured. source: where (connector, table, position); source_at_ms, seen_at_ms: milliseconds since 1970."""

    operation: Operation
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    source: Mapping[str, Any]
    source_at_ms: int | None
    seen_at_ms: int | None
    snapshot: bool

    @property
    def row(self) -> Mapping[str, Any]:
        """The row it is about: as it is now, or as it was when deleted."""
        found = self.after if self.after is not None else self.before
        assert found is not None, "a truncation is about no row"
        return found


def read_change(record: Record, coder: Coder | None = None) -> Change | None:
    """The change in a record: JSON, with or without its schema beside it, or Avro with the schema's id in front (then a coder is needed).

    None for what is no change: a tombstone (it follows a delete, for compaction), a logical message, a heartbeat or a transaction's marker.
    Refuses ``envelope_invalid`` and what ``Coder.decode`` refuses: park the record, it will never be readable.
    """
    if record.value is None:
        return None
    if record.value[:1] == b"\0":
        if coder is None:
            raise _invalid("it is written in Avro, and no registry is configured")
        return change_of(coder.decode(record.value).record)
    try:
        document = orjson.loads(record.value)
    except orjson.JSONDecodeError as error:
        raise _invalid(f"it is neither Avro nor JSON: {error}") from None
    if isinstance(document, dict) and document.keys() == {"schema", "payload"}:
        document = document["payload"]
    if document is None:
        return None
    if not isinstance(document, dict):
        raise _invalid("it is no object")
    return change_of(document)


def change_of(envelope: Mapping[str, Any]) -> Change | None:
    """The change in an envelope that was read; None if it is no change. Refuses ``envelope_invalid``, naming the field."""
    op = envelope.get("op")
    if op is None and not envelope.keys() & {"before", "after"} and envelope.keys() & {"ts_ms", "status"}:
        return None  # a heartbeat, or the marker of a transaction's beginning or end
    if op == "m":
        return None
    try:
        operation = Operation(str(op))
    except ValueError:
        raise _invalid(f"op is {op!r}", "op") from None
    before, after = _row(envelope, "before"), _row(envelope, "after")
    if after is None and operation in (Operation.CREATE, Operation.UPDATE, Operation.READ):
        raise _invalid(f"there is no row after {operation.name.lower()}", "after")
    if before is None and operation is Operation.DELETE:
        raise _invalid("there is no row before delete: the source must log whole rows (REPLICA IDENTITY FULL, or the like)", "before")
    if operation is Operation.DELETE and after is not None:
        raise _invalid("a deleted row has an after", "after")
    source = envelope.get("source")
    if not isinstance(source, Mapping):
        raise _invalid("source is no object", "source")
    snapshot = source.get("snapshot")
    return Change(
        operation,
        before,
        after,
        source,
        _milliseconds(source, "ts_ms", "source/ts_ms"),
        _milliseconds(envelope, "ts_ms", "ts_ms"),
        operation is Operation.READ or snapshot is True or snapshot in ("true", "first", "first_in_data_collection", "last", "incremental"),
    )


def minor_units(value: object, scale: int, *, field: str | None = None) -> int:
    """Money in a captured row as an integer, exactly.

    scale: decimals of the currency. value: bytes (Avro's decimal, two's complement of the unscaled number, written with this scale), a text such
    as ``"-12.34"`` (``decimal.handling.mode=string``), or an integer, taken as minor units. Refuses ``envelope_invalid`` for all else,
    floating-point numbers above all, and for more decimals than the currency has.
    """
    if isinstance(value, bytes) and value:
        return int.from_bytes(value, "big", signed=True)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and (number := _NUMBER.fullmatch(value)):
        whole, decimals = number["whole"], (number["decimals"] or "").rstrip("0")
        if len(decimals) <= scale:
            return int(whole + decimals.ljust(scale, "0"))
    raise _invalid(f"{field or 'it'} is {value!r}, which is no amount of {scale} decimals", field)


def precise_minor_units(value: str, *, field: str | None = None) -> int:
    """Money as JSON carries it with ``decimal.handling.mode=precise``: base64 of the two's complement of the unscaled number."""
    try:
        raw = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError, TypeError):
        raw = b""
    if not raw:
        raise _invalid(f"{value!r} is no base64 of a decimal", field)
    return int.from_bytes(raw, "big", signed=True)


def _row(envelope: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    row = envelope.get(name)
    if row is not None and not isinstance(row, Mapping):
        raise _invalid(f"{name} is no object", name)
    return row


def _milliseconds(node: Mapping[str, Any], name: str, field: str) -> int | None:
    value = node.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise _invalid(f"{field} is no whole number", field)
    return value


def _invalid(reason: str, field: str | None = None) -> Refusal:
    return Refusal("envelope_invalid", f"This is no Debezium envelope: {reason}.", field=field)
