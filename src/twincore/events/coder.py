"""Records to bytes and back: Avro behind the five bytes that every Confluent client writes (a zero, and the schema's id in the registry).

Logical types are for other readers; here a date is its days since 1970, a timestamp its microseconds, and money the integer that it is.
"""

import struct
import threading
import time
from collections.abc import Iterable, Mapping
from decimal import Decimal
from io import BytesIO
from typing import Any, NamedTuple

import fastavro
import numpy as np
import orjson

from twincore.events.columns import Column, encode_columns
from twincore.events.compatibility import incompatibilities
from twincore.events.definition import canonical, parse
from twincore.events.registry import Registry
from twincore.events.schemas import names, subject, versions
from twincore.kernel.refusal import Category, Refusal

UNREADABLE = frozenset({"schema_not_found", "schema_unreadable"})
"""Refusals of bytes that may be readable once the registry is put right, or we are: the schema is at fault and not the bytes."""
AGAIN_S = 1.0
"""How long a registry is not asked again what it has just refused: a relay asks a hundred times a second."""
_MAGIC = 0
_HEAD = struct.Struct(">bI")
_FLOATING = {float, Decimal, np.float64, np.float32}
"""What the Avro writer would silently cut to a whole number. No schema of ours has a fraction."""
_UNKNOWN_MAX = 10_000
"""Ids that are remembered as unknown at the most: poisoned bytes may name any."""


class Decoded(NamedTuple):
    """A record read. name: the record's full name, e.g. ``twincore.TransferPosted``; schema: the id of the schema it was written with."""

    name: str
    record: Mapping[str, Any]
    schema: int


class _Pattern(NamedTuple):
    """How the records of one schema are written. flat: no field holds others, so that looking at their types finds a stray float."""

    head: bytes
    schema: Any
    flat: bool


class _Shape(NamedTuple):
    """How the values of one schema id are read: as they were written, and into which newer shape."""

    name: str
    written: Any
    wanted: Any


class _No(NamedTuple):
    """What a registry has refused, and until when it is not asked again (monotonic seconds)."""

    until: float
    refusal: Refusal


class Coder:
    """Writes and reads the values of events. Any number of threads may share one."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self._writers: dict[str, _Pattern] = {}
        self._shapes: dict[int, _Shape] = {}
        self._refused: dict[str, _No] = {}
        self._unknown: dict[int, _No] = {}
        self._learning = threading.Lock()

    def refused(self) -> dict[str, str]:
        """Subject of each schema of ours that the registry refuses, and why; it leaves here with the first event that is written after all."""
        return {subject(name): no.refusal.message for name, no in dict(self._refused).items()}

    def encode(self, name: str, record: Mapping[str, Any]) -> bytes:
        """The bytes of a record of one of our schemas, e.g. ``encode("TransferPosted", {...})``.

        At the first use every version of the schema is registered, oldest first. Refuses ``schema_incompatible`` and ``schema_invalid`` (see
        ``refused``; it is tried again each second), ``registry_unavailable``, and ``event_invalid`` if the record is not of the schema.
        """
        head, schema, flat = self._writers.get(name) or self._learn(name)
        out = BytesIO()
        out.write(head)
        try:
            if not flat:
                fastavro.validate(record, schema)
            elif not _FLOATING.isdisjoint(map(type, record.values())):
                raise TypeError("a floating-point number")
            fastavro.schemaless_writer(out, schema, record)
        except Exception as error:  # whatever the record did to the writer, it is not of the schema
            raise Refusal("event_invalid", f"This is no {name}: {type(error).__name__}: {error}.") from error
        return out.getvalue()

    def encode_all(self, name: str, records: Iterable[Mapping[str, Any]]) -> list[bytes]:
        """The bytes of many records of one schema."""
        return [self.encode(name, record) for record in records]

    def encode_columns(self, name: str, columns: Mapping[str, Column], count: int) -> list[bytes]:
        """The bytes of that many records of a flat schema from their columns: what ``encode`` gives of each, several times as fast.

        See ``columns.Column`` for what a column may be. Refuses as ``encode`` does.
        """
        head, schema, flat = self._writers.get(name) or self._learn(name)
        assert flat, f"{name} holds records or lists: encode it one by one"
        return encode_columns(head, schema, columns, count)

    def decode(self, value: bytes) -> Decoded:
        """The record in some bytes, in the newest shape we know of its schema; of a schema that is not ours, in the shape it was written in.

        Refuses ``event_invalid`` (not of this format, cut short, or with something behind it): these bytes will never be readable, park them;
        ``schema_not_found``, ``schema_unreadable``: park them until the registry, or our own schema, is put right; ``registry_unavailable``: try again.
        """
        if len(value) < _HEAD.size:
            raise Refusal("event_invalid", f"An event has at least {_HEAD.size} bytes, this one {len(value)}.")
        magic, schema = _HEAD.unpack_from(value)
        if magic != _MAGIC:
            raise Refusal("event_invalid", f"An event begins with the byte 0, this one with {value[0]}.")
        shape = self._shapes.get(schema) or self._shape(schema)
        source = BytesIO(value)
        source.seek(_HEAD.size)
        try:
            record = fastavro.schemaless_reader(source, shape.written, shape.wanted)
        except Exception as error:  # whatever the bytes did to the reader, they are not of the schema
            if shape.wanted is not None:
                self._check_readable(schema, shape.name)
            raise Refusal("event_invalid", f"These bytes are no {shape.name}: {type(error).__name__}: {error}.") from error
        if source.tell() != len(value):
            raise Refusal("event_invalid", f"There are {len(value) - source.tell()} bytes behind this {shape.name}.")
        if not isinstance(record, dict):
            raise Refusal("event_invalid", "An event is a record.")
        return Decoded(shape.name, record, schema)

    def _learn(self, name: str) -> _Pattern:
        with self._learning:
            if name not in self._writers:
                if (no := self._refused.get(name)) is not None and time.monotonic() < no.until:
                    raise no.refusal.with_traceback(None)
                try:
                    ids = [self.registry.register(subject(name), definition) for definition in versions(name)]
                except Refusal as refusal:
                    if refusal.category is not Category.UNAVAILABLE:
                        self._refused[name] = _No(time.monotonic() + AGAIN_S, refusal)
                    raise
                schema = _parsed(versions(name)[-1])
                self._writers[name] = _Pattern(_HEAD.pack(_MAGIC, ids[-1]), schema, _flat(schema))
                self._refused.pop(name, None)
            return self._writers[name]

    def _shape(self, schema: int) -> _Shape:
        if (no := self._unknown.get(schema)) is not None and time.monotonic() < no.until:
            raise no.refusal.with_traceback(None)
        try:
            definition = self.registry.definition(schema)
        except Refusal as refusal:
            if refusal.category is Category.UNAVAILABLE:
                raise
            if len(self._unknown) >= _UNKNOWN_MAX:
                self._unknown.clear()
            message = f"The registry knows no schema {schema}, with which this event says that it was written."
            unknown = Refusal("schema_not_found", message, category=Category.NOT_FOUND)
            self._unknown[schema] = _No(time.monotonic() + AGAIN_S, unknown)
            raise unknown from None
        self._unknown.pop(schema, None)
        try:
            written = _parsed(definition)
        except Exception as error:
            raise Refusal("schema_unreadable", f"Schema {schema} of the registry cannot be read: {error}.") from error
        full = str(written.get("name", "")) if isinstance(written, dict) else ""
        namespace, _, name = full.rpartition(".")
        wanted = None
        if f"{namespace}.{name}" == subject(name) and name in names() and canonical(definition) != canonical(versions(name)[-1]):
            wanted = _parsed(versions(name)[-1])
        shape = self._shapes[schema] = _Shape(full, written, wanted)
        return shape

    def _check_readable(self, schema: int, name: str) -> None:
        """Refuse ``schema_unreadable`` where what was written with a schema of the registry may be unreadable with ours."""
        newest = versions(name.rpartition(".")[2])[-1]
        if reasons := incompatibilities(parse(newest), parse(self.registry.definition(schema))):
            words = "; ".join(reason.message for reason in reasons)
            raise Refusal("schema_unreadable", f"Schema {schema} of {name!r} cannot be read with ours: {words}.")


def _parsed(definition: str) -> Any:
    return fastavro.parse_schema(_plain(orjson.loads(definition)))


def _flat(schema: Any) -> bool:
    """Whether no field of a record holds a record, an array or a map."""
    kinds = [kind for field in schema["fields"] for kind in (field["type"] if isinstance(field["type"], list) else [field["type"]])]
    return not any(isinstance(kind, dict) and kind["type"] in ("record", "array", "map") for kind in kinds)


def _plain(node: Any) -> Any:
    """A schema without its logical types."""
    if isinstance(node, dict):
        return {key: _plain(value) for key, value in node.items() if key not in ("logicalType", "precision", "scale")}
    return [_plain(entry) for entry in node] if isinstance(node, list) else node
