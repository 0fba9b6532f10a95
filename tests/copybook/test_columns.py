"""Many records at once: the same as one by one, for any layout and any values."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twincore.copybook import (
    CODEPAGES,
    GNUCOBOL,
    IBM,
    Dialect,
    Discriminator,
    Field,
    Kind,
    Record,
    Usage,
    decode,
    decode_columns,
    encode,
    encode_columns,
    parse,
    raw_column,
)
from twincore.kernel.refusal import Refusal

LETTERS = "ABCXYZabcxyz019 -.,/{}"


def layout(items: str, dialect: Dialect = IBM) -> Record:
    return parse(f"01 REC.\n{items}", form="free", dialect=dialect).layout


@st.composite
def clauses(draw: st.DrawFn) -> str:
    """A PICTURE with a usage."""
    kind = draw(st.sampled_from(["text", "zoned", "packed", "binary", "native", "floating"]))
    if kind == "text":
        return f"PIC X({draw(st.integers(1, 40))})" + draw(st.sampled_from(["", "", " JUSTIFIED"]))
    if kind == "floating":
        return draw(st.sampled_from(["COMP-1", "COMP-2"]))
    most = {"zoned": 31, "packed": 31, "binary": 18, "native": 18}[kind]
    digits = draw(st.integers(1, most))
    scale = draw(st.integers(0, digits))
    whole, point = f"9({digits - scale})" * (digits > scale), f"V9({scale})" * (scale > 0)
    signed = draw(st.booleans())
    usage = {"zoned": "", "packed": " COMP-3", "binary": " COMP", "native": " COMP-5"}[kind]
    sign = draw(st.sampled_from(["", " LEADING", " TRAILING SEPARATE", " LEADING SEPARATE"])) if signed and kind == "zoned" else ""
    return f"PIC {'S' * signed}{whole}{point}{usage}{sign}"


@st.composite
def layouts(draw: st.DrawFn) -> Record:
    items = []
    for n in range(draw(st.integers(1, 8))):
        clause = draw(clauses())
        if draw(st.integers(0, 5)) == 0:
            inner = draw(clauses())
            items.append(f"05 G{n} OCCURS {draw(st.integers(1, 3))}. 10 A{n} {clause}. 10 B{n} {inner} OCCURS {draw(st.integers(1, 3))}.")
        else:
            items.append(f"05 F{n} {clause}" + draw(st.sampled_from([".", ".", " OCCURS 2.", " SYNC."])))
        if draw(st.integers(0, 4)) == 0:
            items.append(f"05 FILLER PIC X({draw(st.integers(1, 5))}).")
    return layout("\n".join(items), draw(st.sampled_from([IBM, GNUCOBOL])))


def values_of(field: Field) -> st.SearchStrategy[Any]:
    if field.kind is Kind.TEXT:
        side = str.lstrip if field.justified else str.rstrip
        return st.text(LETTERS, max_size=field.length).map(lambda text: side(text, " "))
    if field.kind is Kind.FLOATING:
        return st.integers(-(2**20), 2**20).map(lambda n: n / 16)
    most = 10**field.digits - 1
    if field.usage is Usage.NATIVE:
        most = 2 ** (field.length * 8 - field.signed) - 1
    return st.sampled_from([0, most, -most * field.signed]) | st.integers(-most * field.signed, most)


def nested(record: Record, index: int, columns: dict[str, list[Any]]) -> dict[str, Any]:
    """The dict of one record, from columns as nested lists."""
    values: dict[str, Any] = {}
    for key, column in columns.items():
        given, place = column[index], record.column(key)
        if len(place.field.path) == 1:
            values[key] = given
            continue
        for n, item in enumerate(given):
            values.setdefault(place.field.path[0], [{} for _ in given])[n][key] = item
    return values


@st.composite
def tables(draw: st.DrawFn) -> tuple[Record, dict[str, list[Any]], int]:
    record, count = draw(layouts()), draw(st.integers(1, 4))
    columns = {}
    for column in record.columns:
        if column.field.filler:
            continue
        values = values_of(column.field)
        for length in reversed(column.counts):
            values = st.lists(values, min_size=length, max_size=length)
        columns[column.key] = draw(st.lists(values, min_size=count, max_size=count))
    return record, columns, count


@settings(max_examples=150, deadline=None)
@given(tables(), st.sampled_from(CODEPAGES))
def test_by_column_and_one_by_one_say_the_same(table: tuple[Record, dict[str, list[Any]], int], page: str) -> None:
    record, columns, count = table
    rows = [nested(record, n, columns) for n in range(count)]
    images = [encode(record, row, page) for row in rows]
    assert all(len(image) == record.length for image in images)
    assert [decode(record, image, page) for image in images] == rows
    data = b"".join(images)
    found = decode_columns(record, data, page)
    assert {key: values.tolist() for key, values in found.items()} == columns
    assert encode_columns(record, found, page) == data


@settings(max_examples=300, deadline=None)
@given(tables(), st.data())
def test_by_column_and_one_by_one_refuse_the_same(table: tuple[Record, dict[str, list[Any]], int], data: st.DataObject) -> None:
    record, columns, count = table
    image = bytearray(b"".join(encode(record, nested(record, n, columns), "cp037") for n in range(count)))
    for _ in range(data.draw(st.integers(1, 6))):
        image[data.draw(st.integers(0, len(image) - 1))] = data.draw(st.integers(0, 255))
    one_by_one: dict[int, str] = {}
    for n in range(count):
        try:
            decode(record, bytes(image[n * record.length : (n + 1) * record.length]), "cp037", number=n + 1)
        except Refusal as refusal:
            one_by_one[n] = str(refusal)
    refusals: dict[int, Refusal] = {}
    found = decode_columns(record, image, "cp037", refusals=refusals)
    assert {n: str(refusal) for n, refusal in refusals.items()} == one_by_one
    for n in one_by_one:
        assert all(not np.any(values[n] != np.zeros((), values.dtype)) for values in found.values())


@settings(max_examples=300, deadline=None)
@given(clauses(), st.integers(0, 9), st.integers(0, 9), st.data())
def test_a_field_is_read_wherever_it_lies(clause: str, before: int, after: int, data: st.DataObject) -> None:
    """Short fields at the edges of short records have no eight bytes around them."""
    record = layout(f"05 FILLER PIC X({before or 1}). 05 F {clause}. 05 FILLER PIC X({after or 1}).")
    values = data.draw(st.lists(values_of(record.field("F")), min_size=1, max_size=3))
    image = b"".join(encode(record, {"F": value}, "cp037") for value in values)
    assert decode_columns(record, image, "cp037")["F"].tolist() == values
    assert [decode(record, image[n * record.length :][: record.length], "cp037")["F"] for n in range(len(values))] == values


KINDS = """
05 KIND PIC X. 88 IS-CARD VALUE 'C'.
05 PLAIN PIC X(6).
05 CARD REDEFINES PLAIN. 10 NUMBER PIC 9(4). 10 FEE PIC S9(3) COMP-3.
05 AFTER PIC 9.
"""
BY_KIND = {"PLAIN": Discriminator("KIND", {"IS-CARD": "CARD", "P": "PLAIN"})}


def images(record: Record, *rows: dict[str, Any]) -> bytes:
    return b"".join(encode(record, row, "cp037") for row in rows)


def test_redefined_bytes_are_read_where_their_description_holds() -> None:
    record = layout(KINDS).choosing(BY_KIND)
    data = images(record, {"KIND": "P", "PLAIN": "hello"}, {"KIND": "C", "CARD": {"NUMBER": 12, "FEE": -5}}, {"KIND": "P", "PLAIN": "you"})
    found = decode_columns(record, data, "cp037")
    assert found["PLAIN"].tolist() == ["hello", "", "you"]
    assert found["NUMBER"].tolist() == [0, 12, 0]
    assert found["FEE"].tolist() == [0, -5, 0]
    assert encode_columns(record, found, "cp037") == data


def test_a_record_that_no_description_fits_is_refused_by_column_too() -> None:
    record = layout(KINDS).choosing(BY_KIND)
    data = images(layout(KINDS), {"KIND": "P", "PLAIN": "a"}, {"KIND": "Z", "PLAIN": "b"})
    refusals: dict[int, Refusal] = {}
    assert decode_columns(record, data, "cp037", refusals=refusals)["PLAIN"].tolist() == ["a", ""]
    assert {n: refusal.code for n, refusal in refusals.items()} == {1: "redefines_undecided"}
    assert decode_columns(record, data, "cp037", ["KIND", "AFTER"])["KIND"].tolist() == ["P", "Z"]


def test_a_value_for_a_description_that_does_not_hold_is_never_dropped() -> None:
    record = layout(KINDS).choosing(BY_KIND)
    with pytest.raises(Refusal, match="redefines_ambiguous") as refused:
        encode_columns(record, {"KIND": np.array(["C", "P"]), "NUMBER": np.array([1, 2])}, "cp037", first=100)
    assert refused.value.detail["record"] == 101


def test_discriminators_in_tables_and_of_several_kinds_work_by_column() -> None:
    record = layout("05 ROW OCCURS 2. 10 KIND PIC 9(2). 10 A PIC X(2). 10 B REDEFINES A PIC 9(2). 05 Z PIC X.")
    record = record.choosing({"A": Discriminator("KIND", {2: "B"}, "A")})
    rows = [{"ROW": [{"KIND": 1, "A": "xy"}, {"KIND": 2, "B": 42}], "Z": "!"}, {"ROW": [{"KIND": 2, "B": 7}, {"KIND": 2, "B": 8}], "Z": ""}]
    data = images(record, *rows)
    found = decode_columns(record, data, "cp037")
    assert found["B"].tolist() == [[0, 42], [7, 8]]
    assert found["A"].tolist() == [["xy", ""], ["", ""]]
    assert encode_columns(record, found, "cp037") == data


def test_descriptions_within_descriptions_work_by_column() -> None:
    record = layout(
        "05 KIND PIC X. 05 A PIC X(4). 05 B REDEFINES A. 10 SORT PIC X. 10 C PIC X(3). 10 D REDEFINES C PIC 9(3). 05 AFTER PIC X."
    ).choosing({"A": Discriminator("KIND", {"B": "B"}, "A"), "C": Discriminator("SORT", {"D": "D"}, "C")})
    rows: list[dict[str, Any]] = [
        {"KIND": "A", "A": "text", "AFTER": ""},
        {"KIND": "B", "B": {"SORT": "C", "C": "abc"}, "AFTER": ""},
        {"KIND": "B", "B": {"SORT": "D", "D": 123}, "AFTER": "."},
    ]
    data = images(record, *rows)
    assert [decode(record, data[n * 6 : n * 6 + 6], "cp037") for n in range(3)] == rows
    found = decode_columns(record, data, "cp037")
    assert {key: found[key].tolist() for key in ("A", "C", "D")} == {"A": ["text", "", ""], "C": ["", "abc", ""], "D": [0, 0, 123]}
    assert encode_columns(record, found, "cp037") == data


def test_an_invalid_digit_is_refused_with_its_record_unless_refusals_are_collected() -> None:
    record = layout("05 A PIC 9(4). 05 B PIC S9(3) COMP-3.")
    data = images(record, *({"A": n, "B": -n} for n in range(5)))
    broken = data[:15] + b"\x40" + data[16:]
    with pytest.raises(Refusal) as refused:
        decode_columns(record, broken, "cp037", first=1001)
    assert (refused.value.code, refused.value.detail["record"], refused.value.detail["name"], refused.value.detail["offset"]) == (
        "digit_invalid",
        1003,
        "A",
        3,
    )
    refusals: dict[int, Refusal] = {}
    found = decode_columns(record, broken, "cp037", refusals=refusals)
    assert found["B"].tolist() == [0, -1, 0, -3, -4]
    assert list(refusals) == [2]
    assert decode_columns(record, broken, "cp037", ["B"])["B"].tolist() == [0, -1, -2, -3, -4]


def test_data_that_is_not_whole_records_is_refused() -> None:
    record = layout("05 A PIC 9(4).")
    with pytest.raises(Refusal, match="record_truncated") as refused:
        decode_columns(record, b"\xf0" * 10, "cp037")
    assert refused.value.detail["record"] == 3
    assert len(decode_columns(record, b"", "cp037")["A"]) == 0


def test_records_of_differing_length_are_not_for_columns() -> None:
    record = layout("05 N PIC 9. 05 T PIC X OCCURS 1 TO 3 DEPENDING ON N.")
    with pytest.raises(Refusal, match="layout_varies"):
        decode_columns(record, b"", "cp037")
    with pytest.raises(Refusal, match="layout_varies"):
        encode_columns(record, {}, "cp037")


def test_raw_fields_are_bytes_by_column_and_cost_no_copy() -> None:
    record = layout("05 ID PIC X(4). 05 N PIC 9(2).").choosing(raw=["ID"])
    data = images(record, {"ID": b"\x00\x01\x40\x40", "N": 1}, {"ID": b"abcd", "N": 2})
    found = decode_columns(record, data, "cp037")
    assert [bytes(value) for value in found["ID"]] == [b"\x00\x01\x40\x40", b"abcd"]
    assert encode_columns(record, found, "cp037") == data
    assert raw_column(record, data, "ID").tobytes() == b"\x00\x01\x40\x40abcd"
    assert not raw_column(record, data, "ID").flags.owndata


def test_raw_bytes_of_a_table_have_its_shape() -> None:
    record = layout("05 G OCCURS 2. 10 A PIC X. 10 B PIC X(2) OCCURS 2.")
    assert raw_column(record, b"axxyybzzww" * 3, "B").shape == (3, 2, 2, 2)
    assert raw_column(record, b"axxyybzzww" * 3, "B")[1, 1, 0].tobytes() == b"zz"


@pytest.mark.parametrize(
    ("columns", "code", "number"),
    [
        ({"A": np.array([1, 10_000])}, "number_too_large", 2),
        ({"A": np.array([-1, 1])}, "number_negative", 1),
        ({"A": np.array([1.0])}, "value_type_wrong", 1),
        ({"A": np.array([True])}, "value_type_wrong", 1),
        ({"A": np.array(["1"])}, "value_type_wrong", 1),
        ({"B": np.array([0, 0, -(2**63)])}, "number_too_large", 3),
        ({"T": np.array(["ab", "abc"])}, "text_too_long", 2),
        ({"T": np.array(["ab", "€"])}, "text_invalid", 2),
        ({"T": np.array([b"ab"])}, "value_type_wrong", 1),
        ({"C": np.array([10_000])}, "number_too_large", 1),
        ({"A": np.array([1, 2]), "B": np.array([1])}, "columns_differ", 1),
        ({"A": np.array([[1, 2]])}, "columns_differ", 1),
        ({"NOBODY": np.array([1])}, "field_unknown", None),
    ],
)
def test_a_column_with_a_value_that_the_field_cannot_hold_is_refused(columns: dict[str, Any], code: str, number: int | None) -> None:
    record = layout("05 A PIC 9(4). 05 B PIC S9(18) COMP-3. 05 C PIC S9(4) COMP. 05 T PIC X(2).")
    with pytest.raises(Refusal) as refused:
        encode_columns(record, columns, "cp037")
    assert (refused.value.code, refused.value.detail.get("record")) == (code, number)


def test_columns_that_are_not_given_have_their_values() -> None:
    record = layout("05 EYE PIC X(4) VALUE 'TRAN'. 05 A PIC 9(2). 05 B PIC S9(3) COMP-3 VALUE -7. 05 FILLER PIC X VALUE '*'.")
    assert encode_columns(record, {"A": np.array([1, 2], np.uint8)}, "ascii") == b"TRAN01\x00\x7d*TRAN02\x00\x7d*"
