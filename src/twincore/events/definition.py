"""Avro schemas, read strictly by the specification (Avro 1.12, "Schema Declaration"): what is wrong is refused with the place where it stands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from twincore.kernel.refusal import Refusal

PRIMITIVES = ("null", "boolean", "int", "long", "float", "double", "bytes", "string")
SCHEMA_BYTES_MAX = 1 << 20
"""Bytes of one schema's text at the most."""
DEPTH_MAX = 64
"""How deep types may be nested in one text."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FULL_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")


@dataclass(slots=True, eq=False)
class Field:
    """A field of a record."""

    name: str
    type: "Type"
    aliases: tuple[str, ...]
    has_default: bool


@dataclass(slots=True, eq=False)
class Type:
    """A type; a named one that refers to itself is the same object again.

    kind: a primitive, ``record``, ``enum``, ``fixed``, ``array``, ``map`` or ``union``. name: full name of a named type, else empty.
    """

    kind: str
    name: str = ""
    aliases: tuple[str, ...] = ()
    fields: list[Field] = field(default_factory=list)
    symbols: tuple[str, ...] = ()
    default: str | None = None  # of an enum
    size: int = 0  # of a fixed
    items: "Type | None" = None  # of an array or a map
    branches: list["Type"] = field(default_factory=list)  # of a union

    @property
    def local_name(self) -> str:
        """The name without its namespace."""
        return self.name.rpartition(".")[2]

    @property
    def label(self) -> str:
        """What people call it."""
        return self.name or self.kind


def parse(text: str) -> Type:
    """The type that a schema's JSON text declares. Refuses ``schema_invalid``, the field being the place as a JSON pointer."""
    if len(text) > SCHEMA_BYTES_MAX:
        raise _invalid("", f"a schema has at most {SCHEMA_BYTES_MAX} bytes")
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _invalid("", f"this is not JSON: {error}") from None
    return _Reader().read(document, "", "", 0)


def canonical(text: str) -> bytes:
    """The text by which two schemas are the same one: keys in order, no white space; documentation counts."""
    return orjson.dumps(orjson.loads(text), option=orjson.OPT_SORT_KEYS)


def _invalid(place: str, reason: str) -> Refusal:
    return Refusal("schema_invalid", f"Not an Avro schema: {reason}.", field=place or None)


class _Reader:
    """Reads one document; remembers the names declared so far."""

    def __init__(self) -> None:
        self.named: dict[str, Type] = {}

    def read(self, node: Any, place: str, namespace: str, depth: int) -> Type:
        if depth > DEPTH_MAX:
            raise _invalid(place, f"types are nested deeper than {DEPTH_MAX}")
        if isinstance(node, str):
            return self._by_name(node, place, namespace)
        if isinstance(node, list):
            return self._union(node, place, namespace, depth)
        if not isinstance(node, dict):
            raise _invalid(place, "a type is a name, an object or an array")
        kind = node.get("type")
        if kind in ("record", "error", "enum", "fixed"):
            return self._named(node, kind, place, namespace, depth)
        if kind in ("array", "map"):
            inner = "items" if kind == "array" else "values"
            if inner not in node:
                raise _invalid(place, f"{kind} without {inner}")
            return Type(kind, items=self.read(node[inner], f"{place}/{inner}", namespace, depth + 1))
        if kind is None:
            raise _invalid(place, "an object without type")
        return self.read(kind, f"{place}/type", namespace, depth + 1)

    def _by_name(self, name: str, place: str, namespace: str) -> Type:
        if name in PRIMITIVES:
            return Type(name)
        full = name if "." in name or not namespace else f"{namespace}.{name}"
        found = self.named.get(full) or self.named.get(name)
        if found is None:
            raise _invalid(place, f"there is no type {name!r}")
        return found

    def _union(self, node: list[Any], place: str, namespace: str, depth: int) -> Type:
        if not node:
            raise _invalid(place, "a union of nothing")
        branches = [self.read(branch, f"{place}/{at}", namespace, depth + 1) for at, branch in enumerate(node)]
        if any(branch.kind == "union" for branch in branches):
            raise _invalid(place, "a union directly in a union")
        labels = [branch.label for branch in branches]
        if len(set(labels)) != len(labels):
            raise _invalid(place, "a union with two branches of one type")
        return Type("union", branches=branches)

    def _named(self, node: dict[str, Any], kind: str, place: str, namespace: str, depth: int) -> Type:
        full = self._full_name(node, place, namespace)
        inside = full.rpartition(".")[0]
        aliases = tuple(self._alias(alias, f"{place}/aliases", inside) for alias in _strings(node, "aliases", place))
        found = Type("record" if kind == "error" else kind, name=full, aliases=aliases)
        self.named[full] = found
        if found.kind == "record":
            self._fields(found, node, place, inside, depth)
        elif kind == "enum":
            found.symbols = tuple(_strings(node, "symbols", place))
            if "symbols" not in node or any(not _NAME.fullmatch(symbol) for symbol in found.symbols):
                raise _invalid(f"{place}/symbols", "an enum has symbols, and they are names")
            if len(set(found.symbols)) != len(found.symbols):
                raise _invalid(f"{place}/symbols", "a symbol stands twice")
            found.default = node.get("default")
            if found.default is not None and found.default not in found.symbols:
                raise _invalid(f"{place}/default", "the default is no symbol of the enum")
        else:
            size = node.get("size")
            if not isinstance(size, int) or isinstance(size, bool) or size < 0:
                raise _invalid(f"{place}/size", "a fixed has a size in bytes")
            found.size = size
        return found

    def _fields(self, record: Type, node: dict[str, Any], place: str, namespace: str, depth: int) -> None:
        fields = node.get("fields")
        if not isinstance(fields, list):
            raise _invalid(place, "a record without fields")
        seen: set[str] = set()
        for at, entry in enumerate(fields):
            here = f"{place}/fields/{at}"
            if not isinstance(entry, dict) or "type" not in entry:
                raise _invalid(here, "a field is an object with name and type")
            name = entry.get("name")
            if not isinstance(name, str) or not _NAME.fullmatch(name):
                raise _invalid(f"{here}/name", f"{name!r} is not a name")
            if name in seen:
                raise _invalid(f"{here}/name", f"two fields are called {name}")
            seen.add(name)
            kind = self.read(entry["type"], f"{here}/type", namespace, depth + 1)
            record.fields.append(Field(name, kind, tuple(_strings(entry, "aliases", here)), "default" in entry))
            if "default" in entry and not _fits(kind, entry["default"]):
                raise _invalid(f"{here}/default", f"the default of {name} is not of its type")

    def _full_name(self, node: dict[str, Any], place: str, namespace: str) -> str:
        name = node.get("name")
        if not isinstance(name, str) or not _FULL_NAME.fullmatch(name):
            raise _invalid(f"{place}/name", f"{name!r} is not a name")
        given = node.get("namespace", namespace)
        if not isinstance(given, str) or (given and not _FULL_NAME.fullmatch(given)):
            raise _invalid(f"{place}/namespace", f"{given!r} is not a namespace")
        full = name if "." in name or not given else f"{given}.{name}"
        if full in PRIMITIVES or full in self.named:
            raise _invalid(f"{place}/name", f"{full} is declared already")
        return full

    @staticmethod
    def _alias(alias: str, place: str, namespace: str) -> str:
        if not _FULL_NAME.fullmatch(alias):
            raise _invalid(place, f"{alias!r} is not a name")
        return alias if "." in alias or not namespace else f"{namespace}.{alias}"


def _strings(node: Mapping[str, Any], name: str, place: str) -> list[str]:
    found = node.get(name, [])
    if not isinstance(found, list) or not all(isinstance(entry, str) for entry in found):
        raise _invalid(f"{place}/{name}", f"{name} is a list of strings")
    return found


_WHOLE = {"int": 31, "long": 63}


def _fits(kind: Type, value: Any) -> bool:
    """Whether a JSON value may be the default of a field of this type (of a union: of any of its branches, as Avro 1.12 has it)."""
    match kind.kind:
        case "null":
            return value is None
        case "boolean":
            return isinstance(value, bool)
        case "int" | "long":
            bits = _WHOLE[kind.kind]
            return isinstance(value, int) and not isinstance(value, bool) and -(1 << bits) <= value < 1 << bits
        case "float" | "double":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "string":
            return isinstance(value, str)
        case "bytes":
            return isinstance(value, str) and all(ord(character) < 256 for character in value)
        case "fixed":
            return isinstance(value, str) and len(value) == kind.size and all(ord(character) < 256 for character in value)
        case "enum":
            return value in kind.symbols
        case "array":
            return isinstance(value, list) and kind.items is not None and all(_fits(kind.items, entry) for entry in value)
        case "map":
            return isinstance(value, dict) and kind.items is not None and all(_fits(kind.items, entry) for entry in value.values())
        case "record":
            return isinstance(value, dict) and all(
                _fits(entry.type, value[entry.name]) if entry.name in value else entry.has_default for entry in kind.fields
            )
        case _:
            return any(_fits(branch, value) for branch in kind.branches)
