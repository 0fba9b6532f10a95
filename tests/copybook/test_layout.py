"""From a copybook's text to where each field lies."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twincore.copybook import GNUCOBOL, Kind, Record, Sign, Usage, parse
from twincore.kernel.refusal import Refusal


def layout(items: str) -> Record:
    """The layout of a record with these items, written without columns."""
    return parse(f"01 REC.\n{items}", form="free").layout


def places(record: Record) -> dict[str, tuple[int, int]]:
    """Where each field lies: offset and length."""
    return {column.key: (column.offset, column.field.length) for column in record.columns}


ACCOUNT = """
000100* THE ACCOUNT OF A MEMBER
000200 01  ACCOUNT-RECORD.                                              CR0001
000300     05  EYE-CATCHER             PIC X(4) VALUE 'ACCT'.
000400     05  ACCOUNT-KEY.
000500         10  SORT-CODE           PIC 9(6).
000600         10  ACCOUNT-NUMBER      PIC 9(8).
000700     05  ACCOUNT-TYPE            PICTURE IS X(8).
000800         88  IS-SAVINGS          VALUE 'SAVER', 'ISA'.
000900         88  IS-LOAN             VALUES ARE 'LOAN' 'MORTGAGE'.
001000     05  INTEREST-RATE           PIC 9(4)V99.
001100     05  OVERDRAFT-LIMIT         PIC 9(8) COMP.
001200     05  AVAILABLE-BALANCE       PIC S9(10)V99.
001300     05  ACTUAL-BALANCE          PIC S9(10)V99
001400                                 USAGE IS COMP-3.
001500     05  FILLER                  PIC X(3).
"""


def test_the_fields_of_a_record_lie_one_after_another() -> None:
    record = parse(ACCOUNT).layout
    assert record.name == "ACCOUNT-RECORD"
    assert record.length == 58
    assert places(record) == {
        "EYE-CATCHER": (0, 4),
        "SORT-CODE": (4, 6),
        "ACCOUNT-NUMBER": (10, 8),
        "ACCOUNT-TYPE": (18, 8),
        "INTEREST-RATE": (26, 6),
        "OVERDRAFT-LIMIT": (32, 4),
        "AVAILABLE-BALANCE": (36, 12),
        "ACTUAL-BALANCE": (48, 7),
        "FILLER-1": (55, 3),
    }


def test_money_knows_its_scale_and_is_an_integer_of_minor_units() -> None:
    balance = parse(ACCOUNT).layout.field("ACTUAL-BALANCE")
    assert (balance.kind, balance.usage, balance.digits, balance.scale, balance.signed) == (Kind.NUMBER, Usage.PACKED, 12, 2, True)
    assert str(balance.decimal(-123456)) == "-1234.56"


def test_condition_names_are_kept_with_their_values() -> None:
    savings, loan = parse(ACCOUNT).layout.field("ACCOUNT-TYPE").conditions
    assert (savings.name, savings.ranges) == ("IS-SAVINGS", (("SAVER", "SAVER"), ("ISA", "ISA")))
    assert loan.ranges == (("LOAN", "LOAN"), ("MORTGAGE", "MORTGAGE"))


@pytest.mark.parametrize(
    ("clause", "length", "digits", "scale"),
    [
        ("PIC 9(5)", 5, 5, 0),
        ("PIC S9(7)V99", 9, 9, 2),
        ("PIC S9(7)V99 SIGN TRAILING SEPARATE CHARACTER", 10, 9, 2),
        ("PIC S9(7)V99 LEADING SEPARATE", 10, 9, 2),
        ("PIC S9V99 COMP-3", 2, 3, 2),
        ("PIC S9(4) PACKED-DECIMAL", 3, 4, 0),
        ("PIC S9(31) COMP-3", 16, 31, 0),
        ("PIC S9(4) COMP", 2, 4, 0),
        ("PIC S9(5) BINARY", 4, 5, 0),
        ("PIC 9(9) COMPUTATIONAL-4", 4, 9, 0),
        ("PIC S9(10) COMP", 8, 10, 0),
        ("PIC 9(18) COMP-5", 8, 18, 0),
        ("PIC 9(3)PPP", 3, 3, -3),
        ("PIC SVPP9(3)", 3, 3, 5),
        ("PIC PP9(3)", 3, 3, 5),
        ("PIC V9(4)", 4, 4, 4),
        ("PIC 99V", 2, 2, 0),
    ],
)
def test_a_number_takes_the_bytes_that_its_picture_and_usage_say(clause: str, length: int, digits: int, scale: int) -> None:
    field = layout(f"05 N {clause}.").field("N")
    assert (field.kind, field.length, field.digits, field.scale) == (Kind.NUMBER, length, digits, scale)


@pytest.mark.parametrize(
    ("clause", "length"),
    [
        ("PIC X", 1),
        ("PIC A(20)", 20),
        ("PIC X(3)9(2)A", 6),
        ("PIC -ZZ,ZZ9.99", 10),
        ("PIC $$$,$$9.99CR", 12),
        ("PIC 99/99/9999", 10),
        ("PIC 9(6) BLANK WHEN ZERO", 6),
        ("PIC N(10)", 20),
        ("PIC X(5) JUSTIFIED RIGHT", 5),
    ],
)
def test_a_text_takes_the_bytes_that_it_is_printed_with(clause: str, length: int) -> None:
    field = layout(f"05 T {clause}.").field("T")
    assert (field.kind, field.length) == (Kind.TEXT, length)


def test_usage_and_sign_of_a_group_hold_for_its_items() -> None:
    record = layout("05 G COMP-3. 10 A PIC S9(5). 10 B PIC X(2). 05 H SIGN LEADING SEPARATE. 10 C PIC S9(3).")
    assert record.field("A").usage is Usage.PACKED
    assert record.field("B").usage is Usage.DISPLAY
    assert record.field("C").sign is Sign.LEADING_SEPARATE
    assert record.length == 3 + 2 + 4


def test_tables_repeat_and_tables_of_tables_multiply() -> None:
    record = layout("05 YEAR OCCURS 2 TIMES INDEXED BY Y. 10 MONTH OCCURS 12. 15 TOTAL PIC S9(5) COMP-3. 10 CLOSED PIC X. 05 AFTER PIC X.")
    total = record.column("TOTAL")
    assert (total.offset, total.counts, total.strides) == (0, (2, 12), (37, 3))
    assert places(record)["AFTER"] == (74, 1)


def test_what_redefines_lies_on_what_it_redefines_and_the_longest_counts() -> None:
    record = layout(
        "05 KIND PIC X. 05 A PIC X(4). 05 B REDEFINES A. 10 B1 PIC 99. 10 B2 PIC 9(4). 05 C REDEFINES A PIC S9(9) COMP. 05 AFTER PIC X."
    )
    assert places(record) == {"KIND": (0, 1), "A": (1, 4), "B1": (1, 2), "B2": (3, 4), "C": (1, 4), "AFTER": (7, 1)}


def test_synchronized_items_are_aligned_as_the_language_reference_shows() -> None:
    """The examples of "Slack bytes within records" in the Enterprise COBOL Language Reference."""
    books = parse("""
       01 FIELD-A.
           05 FIELD-B PICTURE X(5).
           05 FIELD-C.
              10 FIELD-D PICTURE XX.
              10 FIELD-E COMPUTATIONAL PICTURE S9(6) SYNC.
       01 FIELD-L.
           05 FIELD-M PICTURE X(5).
           05 FIELD-N PICTURE XX.
           05 FIELD-O.
              10 FIELD-P COMPUTATIONAL PICTURE S9(6) SYNC.
       01 WORK-RECORD.
           05 WORK-CODE PICTURE X.
           05 COMP-TABLE OCCURS 10 TIMES.
              10 COMP-TYPE PICTURE X.
              10 COMP-PAY PICTURE S9(4)V99 COMP SYNC.
              10 COMP-HOURS PICTURE S9(3) COMP SYNC.
              10 COMP-NAME PICTURE X(5).
    """)
    first, second, table = books.records
    assert places(first)["FIELD-E"] == (8, 4)
    assert first.length == 12
    assert places(second)["FIELD-P"] == (8, 4)
    assert second.length == 12
    assert places(table) == {"WORK-CODE": (0, 1), "COMP-TYPE": (1, 1), "COMP-PAY": (4, 4), "COMP-HOURS": (8, 2), "COMP-NAME": (10, 5)}
    assert table.column("COMP-PAY").strides == (16,)


def test_a_record_synchronized_as_a_whole_aligns_every_item() -> None:
    record = parse("01 R SYNC.\n 05 A PIC X. 05 B COMP-1. 05 C PIC X. 05 D COMP-2. 05 E PIC X. 05 F PIC S9(18) COMP.", form="free").layout
    assert places(record) == {"A": (0, 1), "B": (4, 4), "C": (8, 1), "D": (16, 8), "E": (24, 1), "F": (28, 8)}


def test_gnucobol_aligns_long_binary_items_on_doublewords() -> None:
    record = parse("01 R.\n 05 A PIC X. 05 B PIC S9(18) COMP SYNC.", form="free", dialect=GNUCOBOL).layout
    assert places(record)["B"] == (8, 8)


def test_fixed_form_knows_sequence_numbers_comments_and_continued_literals() -> None:
    begin = "CR0042     05  A PIC X(70) VALUE '"
    first_part = ("ABCDEFG" * 10)[: 72 - len(begin)]
    text = (
        "000100 01  R.                                                           R0000100\n"
        "000200*    05  GONE PIC X(9).\n"
        f"{begin}{first_part}THIS IS BEHIND COLUMN 72\n"
        "      -    'AND SO ON'.\n"
        "      D    05  DEBUGGING PIC X.\n"
        "           05  B PIC X.  *> NOT A FIELD\n"
    )
    record = parse(text).layout
    assert record.field("A").value == first_part + "AND SO ON"
    assert places(record) == {"A": (0, 70), "B": (70, 1)}


def test_free_form_has_no_columns() -> None:
    assert places(parse("01 R.\n05 A PIC X(2). *> first\n05 B\nPIC 9.").layout) == {"A": (0, 2), "B": (2, 1)}


def test_a_copybook_without_a_record_of_its_own_gets_one() -> None:
    record = parse("           05  A PIC X.\n           05  B PIC X.\n", name="MEMBER").layout
    assert (record.name, record.length) == ("MEMBER", 2)


def test_a_copybook_is_copied_with_a_prefix() -> None:
    record = parse("       01  :TAG:-REC.\n           05  :TAG:-A PIC X.\n", replacing={":TAG:": "OLD"}).layout
    assert (record.name, record.columns[0].key) == ("OLD-REC", "OLD-A")


def test_fields_of_one_name_are_told_apart_by_their_groups() -> None:
    record = layout("05 FROM-ACCOUNT. 10 NUMBER PIC 9(8). 05 TO-ACCOUNT. 10 NUMBER PIC 9(8).")
    assert [column.key for column in record.columns] == ["FROM-ACCOUNT.NUMBER", "TO-ACCOUNT.NUMBER"]
    assert record.column("to-account.number").offset == 8
    tables = layout("05 FILLER OCCURS 2. 10 A PIC X. 05 FILLER OCCURS 2. 10 A PIC X.")
    assert [column.key for column in tables.columns] == ["FILLER-1.A", "FILLER-2.A"]
    with pytest.raises(Refusal, match="field_ambiguous"):
        record.column("NUMBER")
    with pytest.raises(Refusal, match="field_unknown"):
        record.column("NAME")


def test_a_record_is_asked_for_by_name_where_there_are_several() -> None:
    book = parse("01 A. 05 X PIC X. 01 B. 05 Y PIC XX. 77 C PIC 9.", form="free")
    assert [record.name for record in book.records] == ["A", "B", "C"]
    assert book.record("b").length == 2
    with pytest.raises(Refusal, match="record_name_needed"):
        _ = book.layout
    with pytest.raises(Refusal, match="record_unknown"):
        book.record("D")


@pytest.mark.parametrize(
    ("items", "line", "code"),
    [
        ("05 A PIC X(0).", 2, "copybook_malformed"),
        ("05 A PIC X(2.", 2, "copybook_malformed"),
        ("05 A PIC XS9.", 2, "copybook_malformed"),
        ("05 A PIC 9(32).", 2, "copybook_malformed"),
        ("05 A PIC 9(19) COMP.", 2, "copybook_malformed"),
        ("05 A.", 2, "copybook_malformed"),
        ("05 A PIC X\n05 B PIC X.", 3, "copybook_malformed"),
        ("05 A PIC X.\n07 B PIC X.", 3, "copybook_malformed"),
        ("05 A PIC X.\n04 B PIC X.", 3, "copybook_malformed"),
        ("05 A PIC X.\n05 B PIC X.\n05 C REDEFINES A PIC X.", 4, "copybook_malformed"),
        ("05 A PIC X.\n05 A PIC X.", 3, "copybook_malformed"),
        ("05 A PIC X VALUE 'AB'.", 2, "copybook_malformed"),
        ("05 A PIC 9 VALUE 'A'.", 2, "copybook_malformed"),
        ("05 A PIC 9 VALUE 1.5.", 2, "copybook_malformed"),
        ("05 A PIC 9 VALUE -1.", 2, "copybook_malformed"),
        ("05 A PIC X VALUE 'B.", 2, "copybook_malformed"),
        ("05 A PIC X OCCURS 2 TO 5.", 2, "copybook_malformed"),
        ("05 A PIC X OCCURS 1 TO 5 DEPENDING ON N.", 2, "copybook_malformed"),
        ("05 A PIC S9 COMP-1.", 2, "copybook_malformed"),
        ("05 A PIC X SIGN LEADING.", 2, "copybook_malformed"),
        ("99 A PIC X.", 2, "copybook_malformed"),
        ("05 A PIC X\n   SOMEHOW.", 3, "copybook_malformed"),
        ("05 A PIC X(9) OCCURS 999999999.", 2, "copybook_malformed"),
        ("05 A OCCURS 9999. 10 B OCCURS 9999. 15 C PIC X.", 2, "copybook_malformed"),
        ("05 A POINTER.", 2, "copybook_unsupported"),
        ("05 A PIC G(4) DISPLAY-1.", 2, "copybook_unsupported"),
        ("COPY OTHER.", 2, "copybook_unsupported"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(items: str, line: int, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        layout(items)
    assert (refused.value.code, refused.value.detail["line"]) == (code, line)


@pytest.mark.parametrize("text", ["", "   \n", "01 .", "01", "01 R.", "88 A VALUE 1.", "\x00", "*" * 20, "01 R PIC X(9999999)."])
def test_nothing_that_is_no_copybook_gets_further_than_a_refusal(text: str) -> None:
    with pytest.raises(Refusal, match="copybook_"):
        parse(text, form="free")


WORDS = [
    "01",
    "05",
    "10",
    "77",
    "88",
    "R",
    "A",
    "B",
    "FILLER",
    "PIC",
    "X",
    "9(4)",
    "S9(7)V99",
    "COMP-3",
    "COMP",
    "OCCURS",
    "3",
    "TIMES",
    "DEPENDING",
    "ON",
]
WORDS += [
    "REDEFINES",
    "VALUE",
    "'a'",
    "ZERO",
    "SPACES",
    "SYNC",
    "SIGN",
    "LEADING",
    "SEPARATE",
    "THRU",
    "ALL",
    "TO",
    ".",
    ".",
    ".",
    "\n",
    "'",
    "-",
    "*",
]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join) | st.text(max_size=200), st.sampled_from(["auto", "fixed", "free"]))
def test_any_text_is_a_copybook_or_a_refusal(text: str, form: Any) -> None:
    try:
        records = parse(text, form=form).records
    except Refusal as refusal:
        code = refusal.code
    else:
        code = "copybook_"
        assert all(record.length == sum(slot.slack + slot.size for slot in record.root.slots) for record in records)
    assert code.startswith("copybook_")


def test_bytes_that_vary_in_length_are_not_redefined() -> None:
    with pytest.raises(Refusal, match="copybook_malformed"):
        layout("05 N PIC 9. 05 A PIC X(9). 05 B REDEFINES A. 10 T PIC X OCCURS 1 TO 9 DEPENDING ON N.")
