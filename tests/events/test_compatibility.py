"""Schemas: what is one, and which may follow which. Expected verdicts follow "Schema Declaration" and "Schema Resolution" of Avro 1.12.

Random pairs are judged by two others as well: Apache's own checker, and fastavro, which must be able to read whatever the verdict promises.
"""

import contextlib
import io
import json
import warnings
from typing import Any

import fastavro
import fastavro.utils
import pytest
from avro.compatibility import ReaderWriterCompatibilityChecker, SchemaCompatibilityType
from avro.schema import parse as apache_parse
from hypothesis import given, note, settings
from hypothesis import strategies as st

from twincore.events import schema_names, schema_versions, subject_of
from twincore.events.compatibility import Level, against_history, incompatibilities
from twincore.events.definition import parse
from twincore.kernel.refusal import Refusal


def record(*fields: object, name: str = "R", **more: object) -> dict[str, object]:
    return {"type": "record", "name": name, "fields": list(fields), **more}


def field(name: str, kind: object, **more: object) -> dict[str, object]:
    return {"name": name, "type": kind, **more}


def kinds(reader: object, writer: object) -> list[str]:
    return [reason.kind for reason in incompatibilities(parse(json.dumps(reader)), parse(json.dumps(writer)))]


A_LONG, A_STRING = field("a", "long"), field("a", "string")
COLOURS = {"type": "enum", "name": "E", "symbols": ["RED", "BLUE"]}
MORE_COLOURS = {"type": "enum", "name": "E", "symbols": ["RED", "BLUE", "GREEN"]}
FIXED_4, FIXED_8 = ({"type": "fixed", "name": "F", "size": size} for size in (4, 8))
TREE = record(field("value", "int"), field("next", ["null", "R"]))
WIDE_TREE = record(field("value", "long"), field("next", ["null", "R"]))
TEXT_TREE = record(field("value", "string"), field("next", ["null", "R"]))


@pytest.mark.parametrize(
    ("reader", "writer", "expected"),
    [
        # a field more or less
        (record(A_LONG, field("b", "int", default=0)), record(A_LONG), []),
        (record(A_LONG, field("b", "int")), record(A_LONG), ["READER_FIELD_MISSING_DEFAULT_VALUE"]),
        (record(A_LONG), record(A_LONG, field("b", "int")), []),
        (record(field("b", "long", aliases=["a"])), record(A_LONG), []),
        (record(field("b", "long")), record(A_LONG), ["READER_FIELD_MISSING_DEFAULT_VALUE"]),
        # a type changed
        (record(A_STRING), record(A_LONG), ["TYPE_MISMATCH"]),
        ("long", "int", []),
        ("float", "int", []),
        ("double", "int", []),
        ("float", "long", []),
        ("double", "long", []),
        ("double", "float", []),
        ("string", "bytes", []),
        ("bytes", "string", []),
        ("int", "long", ["TYPE_MISMATCH"]),
        ("long", "float", ["TYPE_MISMATCH"]),
        ("string", "int", ["TYPE_MISMATCH"]),
        ("boolean", "int", ["TYPE_MISMATCH"]),
        # unions
        (["null", "long"], "long", []),
        (["null", "long"], "int", []),
        (["null", "string"], "long", ["MISSING_UNION_BRANCH"]),
        ("long", ["null", "long"], ["MISSING_UNION_BRANCH"]),
        ("long", ["int", "long"], []),
        (["null", "long"], ["null", "int"], []),
        (["null"], ["null", "int"], ["MISSING_UNION_BRANCH"]),
        # containers
        ({"type": "array", "items": "long"}, {"type": "array", "items": "int"}, []),
        ({"type": "array", "items": "int"}, {"type": "array", "items": "long"}, ["TYPE_MISMATCH"]),
        ({"type": "map", "values": "int"}, {"type": "map", "values": "string"}, ["TYPE_MISMATCH"]),
        ({"type": "map", "values": "int"}, {"type": "array", "items": "int"}, ["TYPE_MISMATCH"]),
        # named types
        (MORE_COLOURS, COLOURS, []),
        (COLOURS, MORE_COLOURS, ["MISSING_ENUM_SYMBOLS"]),
        (COLOURS | {"default": "RED"}, MORE_COLOURS, []),
        (FIXED_4, FIXED_8, ["FIXED_SIZE_MISMATCH"]),
        (FIXED_4, FIXED_4 | {"name": "G"}, ["NAME_MISMATCH"]),
        (FIXED_4 | {"aliases": ["G"]}, FIXED_4 | {"name": "G"}, []),
        (record(A_LONG, name="S"), record(A_LONG), ["NAME_MISMATCH"]),
        (record(A_LONG, namespace="new"), record(A_LONG, namespace="old"), []),  # "unqualified names" match
        # types that hold themselves
        (WIDE_TREE, TREE, []),
        (TEXT_TREE, TREE, ["TYPE_MISMATCH"]),
    ],
)
def test_whether_one_schema_reads_what_another_wrote(reader: object, writer: object, expected: list[str]) -> None:
    assert kinds(reader, writer) == expected


def test_a_record_that_names_the_next_one_twice_is_compared_once() -> None:
    def chain(length: int, end: object) -> object:
        records: list[object] = [record(field("x", end), name="R0")]
        records += [record(field("a", f"R{n}"), field("b", f"R{n}"), name=f"R{n + 1}") for n in range(length)]
        return records

    assert kinds(chain(60, "long"), chain(60, "int")) == []
    assert set(kinds(chain(60, "int"), chain(60, "long"))) == {"MISSING_UNION_BRANCH"}


def test_a_schema_that_leads_too_deep_is_refused_and_not_an_error_of_ours() -> None:
    def deep(prefix: str) -> object:
        links = [record(field("x", f"R{n - 1}" if n else "int"), name=f"R{n}") for n in range(600)]
        fields = [field(f"{prefix}{n}", ["null", link], default=None) for n, link in enumerate(links)]
        return record(*fields, field("last", "R599"), name="Top")

    with pytest.raises(Refusal, match="schema_invalid"):
        kinds(deep("reader"), deep("writer"))


def test_a_verdict_that_leant_on_a_wrong_assumption_is_taken_back() -> None:
    """B reads B only if A reads A, which it does not for its second field; so the branch that holds B directly must fail as well."""

    def schema(kind: str) -> object:
        b = record(field("back", ["null", "A"]), name="B")
        return record(field("a", ["null", record(field("b", ["null", b]), field("x", kind), name="A")]), field("b", ["null", "B"]))

    assert kinds(schema("string"), schema("long")) == ["MISSING_UNION_BRANCH", "MISSING_UNION_BRANCH"]


V1, V2, V3 = (parse(json.dumps(record(A_LONG, *more))) for more in ((), (field("b", "int", default=0),), (field("b", "int"),)))


@pytest.mark.parametrize(
    ("level", "new", "earlier", "allowed"),
    [
        (Level.NONE, parse('"int"'), [V1], True),
        (Level.BACKWARD, V3, [V1], False),
        (Level.BACKWARD, V3, [V1, V2], True),  # only the last one counts
        (Level.BACKWARD_TRANSITIVE, V3, [V1, V2], False),
        (Level.BACKWARD, V1, [V3], True),
        (Level.FORWARD, V1, [V3], False),
        (Level.FORWARD, V3, [V1], True),
        (Level.FORWARD_TRANSITIVE, V1, [V3, V2], False),
        (Level.FORWARD, V1, [V3, V2], True),
        (Level.FULL, V2, [V1], True),
        (Level.FULL, V3, [V1], False),
        (Level.FULL, V1, [V3], False),
        (Level.FULL_TRANSITIVE, V2, [V1, V3], True),
        (Level.FULL_TRANSITIVE, V3, [V1, V2], False),
        (Level.BACKWARD, V3, [], True),
    ],
)
def test_what_each_level_asks_of_a_new_version(level: Level, new: Any, earlier: list[Any], allowed: bool) -> None:
    assert (not against_history(level, new, earlier)) is allowed


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        ("nothing", None),
        ("[]", None),
        ('"text"', None),
        ("3", None),
        ("{}", None),
        ('{"type": "array"}', None),
        ('["int", "int"]', None),
        ('["int", ["long"]]', None),
        ('{"type": "record", "name": "R"}', None),
        (json.dumps(record(name="a-b")), "/name"),
        (json.dumps(record(name="")), "/name"),
        (json.dumps(record(name="int")), "/name"),
        (json.dumps(record(A_LONG, A_LONG)), "/fields/1/name"),
        (json.dumps(record(field("a", "Nobody"))), "/fields/0/type"),
        (json.dumps(record(field("a", "int", default="x"))), "/fields/0/default"),
        (json.dumps(record(field("a", "int", default=2**31))), "/fields/0/default"),
        (json.dumps(record(field("a", "int", default=True))), "/fields/0/default"),
        (json.dumps(record(field("a", FIXED_4, default="abc"))), "/fields/0/default"),
        (json.dumps(record(field("a", FIXED_4), field("b", FIXED_4))), "/fields/1/type/name"),
        (json.dumps({"type": "enum", "name": "E", "symbols": ["A", "A"]}), "/symbols"),
        (json.dumps({"type": "enum", "name": "E", "symbols": ["A"], "default": "B"}), "/default"),
        (json.dumps({"type": "enum", "name": "E"}), "/symbols"),
        (json.dumps({"type": "fixed", "name": "F", "size": -1}), "/size"),
        (json.dumps({"type": "fixed", "name": "F", "size": True}), "/size"),
        ('{"type": ' * 70 + '"int"' + "}" * 70, None),
        ("[" * 100_000, None),
    ],
)
def test_what_is_no_schema_is_refused_with_its_place(schema: str, place: str | None) -> None:
    with pytest.raises(Refusal, match="schema_invalid") as refused:
        parse(schema)
    if place is not None:
        assert refused.value.field == place


NAMES = ("A", "B", "C")


@st.composite
def schemas(draw: st.DrawFn, depth: int = 3) -> object:
    """A random schema; named types have names of their depth, so that none is declared twice in one place of a document."""
    primitives = st.sampled_from(["null", "boolean", "int", "long", "float", "double", "bytes", "string"])
    kind = draw(st.sampled_from(["primitive", "primitive", "record", "enum", "fixed", "array", "map", "union"])) if depth else "primitive"
    inner = schemas(depth - 1)
    match kind:
        case "record":
            names = draw(st.lists(st.sampled_from("abcd"), unique=True, max_size=3))
            fields = []
            for at, name in enumerate(names):
                wanted = _renamed(draw(inner), f"{depth}{at}")
                fields.append(
                    field(name, wanted, **({"default": 0} if wanted in ("int", "long", "double") and draw(st.booleans()) else {}))
                )
            return record(*fields, name=draw(st.sampled_from(NAMES)))
        case "enum":
            symbols = draw(st.lists(st.sampled_from(["X", "Y", "Z"]), unique=True, min_size=1))
            return {"type": "enum", "name": draw(st.sampled_from(NAMES)), "symbols": symbols}
        case "fixed":
            return {"type": "fixed", "name": draw(st.sampled_from(NAMES)), "size": draw(st.integers(1, 2))}
        case "array":
            return {"type": "array", "items": draw(inner)}
        case "map":
            return {"type": "map", "values": draw(inner)}
        case "union":
            return draw(st.lists(primitives, unique=True, min_size=1, max_size=4))
        case _:
            return draw(primitives)


def _renamed(node: object, suffix: str) -> object:
    """Named types with a suffix that says where they stand, in both of two schemas alike."""
    if isinstance(node, dict):
        found = {key: _renamed(value, suffix) if key in ("type", "items", "values", "fields") else value for key, value in node.items()}
        if node.get("type") in ("record", "enum", "fixed"):
            found["name"] = f"{node['name']}{suffix}"
        return found
    return [_renamed(entry, suffix) for entry in node] if isinstance(node, list) else node


@given(reader=schemas(), writer=schemas())
@settings(max_examples=400)
def test_random_pairs_are_judged_as_apaches_checker_judges_them(reader: object, writer: object) -> None:
    ours = not kinds(reader, writer)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        checker = ReaderWriterCompatibilityChecker()  # type: ignore[no-untyped-call]
        theirs = checker.get_compatibility(apache_parse(json.dumps(reader)), apache_parse(json.dumps(writer)))
    note(f"ours {kinds(reader, writer)}, theirs {theirs.messages}")
    assert ours is (theirs.compatibility is SchemaCompatibilityType.compatible)


@given(schema=schemas(), other=schemas(), seed=st.integers(0, 1000))
@settings(max_examples=300)
def test_what_is_called_readable_can_be_read(schema: object, other: object, seed: int) -> None:
    for reader, writer in ((schema, other), (schema, schema)):
        if kinds(reader, writer):
            continue
        written, wanted = (fastavro.parse_schema(json.loads(json.dumps(one))) for one in (writer, reader))
        out = io.BytesIO()
        fastavro.schemaless_writer(out, written, next(fastavro.utils.generate_many(written, 1)))
        with contextlib.suppress(UnicodeDecodeError):  # bytes that are read as a string must be text
            fastavro.schemaless_reader(io.BytesIO(out.getvalue()), written, wanted)


@pytest.mark.parametrize("name", schema_names())
def test_each_version_of_our_schemas_reads_all_that_came_before(name: str) -> None:
    history = [parse(definition) for definition in schema_versions(name)]
    for at, version in enumerate(history):
        assert version.name == subject_of(name)
        assert against_history(Level.BACKWARD_TRANSITIVE, version, history[:at]) == []


@pytest.mark.parametrize("name", schema_names())
def test_our_schemas_say_what_every_field_is_and_hold_no_floating_point(name: str) -> None:
    def check(node: object) -> None:
        assert node not in ("float", "double")
        if isinstance(node, dict):
            if "name" in node:
                assert node.get("doc"), node["name"]
            for value in node.values():
                check(value)
        elif isinstance(node, list):
            for entry in node:
                check(entry)

    check(json.loads(schema_versions(name)[-1]))
