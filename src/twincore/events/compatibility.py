"""Whether data written with one schema can be read with another: the rules of "Schema Resolution" (Avro 1.12), and the levels of a registry."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from twincore.events.definition import Field, Type
from twincore.kernel.refusal import Refusal

_PROMOTIONS = {
    "int": {"long", "float", "double"},
    "long": {"float", "double"},
    "float": {"double"},
    "string": {"bytes"},
    "bytes": {"string"},
}
"""What a written primitive may be read as, besides itself."""


class Level(StrEnum):
    """What a new version must be compatible with. BACKWARD: it reads data of the version before; FORWARD: the one before reads its data."""

    NONE = "NONE"
    BACKWARD = "BACKWARD"
    BACKWARD_TRANSITIVE = "BACKWARD_TRANSITIVE"
    FORWARD = "FORWARD"
    FORWARD_TRANSITIVE = "FORWARD_TRANSITIVE"
    FULL = "FULL"
    FULL_TRANSITIVE = "FULL_TRANSITIVE"


@dataclass(frozen=True, slots=True)
class Incompatibility:
    """One reason why the reader cannot read what the writer wrote. path: where in the reader's schema, as a JSON pointer."""

    kind: str
    path: str
    message: str


def incompatibilities(reader: Type, writer: Type) -> list[Incompatibility]:
    """Why data written with ``writer`` may not be readable with ``reader``; empty: it always is.

    Refuses ``schema_invalid`` where hundreds of records lead into each other.
    """
    try:
        return _Comparison().compare(reader, writer, "")
    except RecursionError:
        raise Refusal("schema_invalid", "Not an Avro schema that can be compared: its types lead too deep into each other.") from None


def against_history(level: Level, new: Type, earlier: Sequence[Type]) -> list[Incompatibility]:
    """Why a new version may not follow the earlier ones (oldest first) under a level; empty: it may."""
    if level is Level.NONE or not earlier:
        return []
    compared = earlier if level.endswith("_TRANSITIVE") else earlier[-1:]
    reasons: list[Incompatibility] = []
    for old in reversed(compared):
        if level.startswith(("BACKWARD", "FULL")):
            reasons += incompatibilities(new, old)
        if level.startswith(("FORWARD", "FULL")):
            reasons += incompatibilities(old, new)
    return reasons


class _Comparison:
    """One comparison. A pair of records that it is in the middle of counts as readable: if it is not, that is found where the pair began.

    Verdicts are remembered, or schemas that name a record twice at each level would take for ever. What was found readable while a pair was
    assumed to be is forgotten again if that pair turns out not to be.
    """

    def __init__(self) -> None:
        self._begun: set[tuple[int, int]] = set()
        self._unreadable: dict[tuple[int, int], list[Incompatibility]] = {}
        self._readable: dict[tuple[int, int], None] = {}  # in order of their finding

    def compare(self, reader: Type, writer: Type, path: str) -> list[Incompatibility]:
        if writer.kind == "union":
            return [
                Incompatibility("MISSING_UNION_BRANCH", path, f"the reader cannot read the writer's branch {branch.label}")
                for branch in writer.branches
                if self.compare(reader, branch, path)
            ]
        if reader.kind == "union":
            if any(not self.compare(branch, writer, path) for branch in reader.branches):
                return []
            return [Incompatibility("MISSING_UNION_BRANCH", path, f"no branch of the reader reads the writer's {writer.label}")]
        if reader.kind != writer.kind:
            if reader.kind in _PROMOTIONS.get(writer.kind, ()):
                return []
            return [Incompatibility("TYPE_MISMATCH", path, f"the reader expects {reader.label}, the writer wrote {writer.label}")]
        match reader.kind:
            case "array" | "map":
                assert reader.items is not None
                assert writer.items is not None
                return self.compare(reader.items, writer.items, f"{path}/{'items' if reader.kind == 'array' else 'values'}")
            case "record":
                return self._record(reader, writer, path)
            case "enum" | "fixed":
                return self._named(reader, writer, path)
            case _:
                return []

    def _record(self, reader: Type, writer: Type, path: str) -> list[Incompatibility]:
        pair = (id(reader), id(writer))
        if pair in self._begun or pair in self._readable:
            return []
        if pair in self._unreadable:
            return self._unreadable[pair][:1]  # the others were told where it was met first
        self._begun.add(pair)
        before = len(self._readable)
        reasons = self._named(reader, writer, path)
        self._begun.remove(pair)
        if not reasons:
            self._readable[pair] = None
            return []
        while len(self._readable) > before:
            self._readable.popitem()
        self._unreadable[pair] = reasons
        return reasons

    def _named(self, reader: Type, writer: Type, path: str) -> list[Incompatibility]:
        reasons: list[Incompatibility] = []
        if reader.local_name != writer.local_name and writer.name not in reader.aliases:
            reasons.append(
                Incompatibility("NAME_MISMATCH", f"{path}/name", f"the reader expects {reader.name}, the writer wrote {writer.name}")
            )
        if reader.kind == "fixed" and reader.size != writer.size:
            message = f"the reader expects {reader.size} bytes, the writer wrote {writer.size}"
            reasons.append(Incompatibility("FIXED_SIZE_MISMATCH", f"{path}/size", message))
        if reader.kind == "enum" and reader.default is None and (unknown := set(writer.symbols) - set(reader.symbols)):
            message = f"the reader does not know the symbols {', '.join(sorted(unknown))} and has no default"
            reasons.append(Incompatibility("MISSING_ENUM_SYMBOLS", f"{path}/symbols", message))
        for at, field in enumerate(reader.fields):
            here = f"{path}/fields/{at}"
            written = _written(field, writer)
            if written is not None:
                reasons += self.compare(field.type, written.type, f"{here}/type")
            elif not field.has_default:
                message = f"the reader's field {field.name} is not in what the writer wrote and has no default"
                reasons.append(Incompatibility("READER_FIELD_MISSING_DEFAULT_VALUE", here, message))
        return reasons


def _written(field: Field, writer: Type) -> Field | None:
    """The writer's field that the reader's field is read from: of its name, or of one of its aliases."""
    by_name = {written.name: written for written in writer.fields}
    return next((by_name[name] for name in (field.name, *field.aliases) if name in by_name), None)
