"""One record: bytes to values and back.

The bytes of the first table are those of "Examples: numeric data and internal representation" in the Enterprise COBOL Programming Guide.
"""

from decimal import Decimal
from typing import Any

import pytest

from twincore.copybook import GNUCOBOL, IBM, Dialect, Discriminator, Record, decode, encode, parse
from twincore.kernel.refusal import Refusal


def layout(items: str, dialect: Dialect = IBM) -> Record:
    return parse(f"01 REC.\n{items}", form="free", dialect=dialect).layout


PUBLISHED = [
    ("PIC S9999", 1234, "F1F2F3C4"),
    ("PIC S9999", -1234, "F1F2F3D4"),
    ("PIC 9999", 1234, "F1F2F3F4"),
    ("PIC S9999 SIGN LEADING", 1234, "C1F2F3F4"),
    ("PIC S9999 SIGN LEADING", -1234, "D1F2F3F4"),
    ("PIC S9999 SIGN TRAILING SEPARATE", 1234, "F1F2F3F44E"),
    ("PIC S9999 SIGN TRAILING SEPARATE", -1234, "F1F2F3F460"),
    ("PIC S9999 SIGN LEADING SEPARATE", 1234, "4EF1F2F3F4"),
    ("PIC S9999 SIGN LEADING SEPARATE", -1234, "60F1F2F3F4"),
    ("PIC S9999 BINARY", 1234, "04D2"),
    ("PIC S9999 COMP", -1234, "FB2E"),
    ("PIC 9999 COMP-4", 1234, "04D2"),
    ("PIC S9999 COMP-5", 12345, "3039"),
    ("PIC S9999 COMP-5", -12345, "CFC7"),
    ("PIC 9999 COMP-5", 60000, "EA60"),
    ("PIC S9999 PACKED-DECIMAL", 1234, "01234C"),
    ("PIC S9999 COMP-3", -1234, "01234D"),
    ("PIC 9999 COMP-3", 1234, "01234F"),
    ("COMP-1", 1234.0, "434D2000"),
    ("COMP-1", -1234.0, "C34D2000"),
    ("COMP-2", 1234.0, "434D200000000000"),
    ("COMP-2", -1234.0, "C34D200000000000"),
]


@pytest.mark.parametrize(("clause", "value", "image"), PUBLISHED)
def test_numbers_have_the_bytes_that_the_programming_guide_shows(clause: str, value: float, image: str) -> None:
    record = layout(f"05 N {clause}.")
    assert encode(record, {"N": value}, "cp037").hex().upper() == image
    assert decode(record, bytes.fromhex(image), "cp037") == {"N": value}


@pytest.mark.parametrize(
    ("clause", "image", "value"),
    [
        ("PIC S9(3) COMP-3", "123A", 123),
        ("PIC S9(3) COMP-3", "123E", 123),
        ("PIC S9(3) COMP-3", "123F", 123),
        ("PIC S9(3) COMP-3", "123B", -123),
        ("PIC S9(3) COMP-3", "000D", 0),
        ("PIC 9(3) COMP-3", "123C", 123),
        ("PIC S9(3)", "F1F2F3", 123),
        ("PIC S9(3)", "F1F2A3", 123),
        ("PIC S9(3)", "F1F2B3", -123),
        ("PIC S9(3)", "F0F0D0", 0),
        ("PIC 9(3)", "F1F2C3", 123),
    ],
)
def test_every_sign_that_the_machine_takes_is_read(clause: str, image: str, value: int) -> None:
    """Preferred and alternate sign codes: z/Architecture Principles of Operation, "Decimal-operand data codes"."""
    assert decode(layout(f"05 N {clause}."), bytes.fromhex(image), "cp037") == {"N": value}


@pytest.mark.parametrize(
    ("image", "value"),
    [
        ("C276A000", -118.625),
        ("41100000", 1.0),
        ("40800000", 0.5),
        ("00000000", 0.0),
        ("3F100000", 1 / 256),
        ("7FFFFFFF", 16.0**63 * (1 - 2**-24)),
    ],
)
def test_hexadecimal_floating_point_is_read_and_written(image: str, value: float) -> None:
    record = layout("05 F COMP-1.")
    assert decode(record, bytes.fromhex(image), "cp037") == {"F": value}
    assert encode(record, {"F": value}, "cp037").hex().upper() == image


def test_a_fraction_that_hexadecimal_does_not_end_in_is_rounded_to_the_nearest() -> None:
    assert encode(layout("05 F COMP-1."), {"F": 0.1}, "cp037").hex().upper() == "4019999A"


def test_all_56_bits_of_a_long_floating_point_number_survive() -> None:
    record, image = layout("05 F COMP-2."), bytes.fromhex("40CCCCCCCCCCCCCD")
    values = decode(record, image, "cp037")
    assert values["F"] == 0.8
    assert encode(record, values, "cp037") == image


def test_floating_point_of_the_other_machine_is_ieee_in_its_own_order() -> None:
    record = layout("05 F COMP-1. 05 D COMP-2. 05 N PIC S9(9) COMP-5. 05 B PIC S9(9) COMP.", GNUCOBOL)
    image = bytes.fromhex("0000C03F" + "0000000000A85DC0" + "15CD5B07" + "075BCD15")
    assert decode(record, image, "ascii") == {"F": 1.5, "D": -118.625, "N": 123456789, "B": 123456789}
    assert encode(record, decode(record, image, "ascii"), "ascii") == image


@pytest.mark.parametrize(
    ("page", "text", "image"),
    [
        ("cp037", "Hello [!]", "C88593939640 BA5ABB"),
        ("cp500", "Hello [!]", "C88593939640 4A4F5A"),
        ("cp1140", "€ 5", "9F40F5"),
        ("cp273", "Ärger, süß", "4A998785996B40A2D0A1"),
        ("cp1047", "^[¬Ý¨] A", "5FADB0BABBBD40C1"),
        ("ascii", "Hello", "48656C6C6F"),
        ("IBM-037", "A", "C1"),
    ],
)
def test_text_is_in_its_code_page(page: str, text: str, image: str) -> None:
    data = bytes.fromhex(image.replace(" ", ""))
    record = layout(f"05 T PIC X({len(data)}).")
    assert decode(record, data, page) == {"T": text}
    assert encode(record, {"T": text}, page) == data


@pytest.mark.parametrize("page", ["cp037", "cp500", "cp1140", "cp273", "cp1047"])
def test_any_bytes_become_text_and_the_same_bytes_again(page: str) -> None:
    record, image = layout("05 T PIC X(256)."), bytes(range(256))
    assert encode(record, decode(record, image, page), page) == image


@pytest.mark.parametrize("page", ["cp037", "cp500", "cp1140", "cp273", "cp1047"])
def test_numbers_do_not_depend_on_the_ebcdic_page(page: str) -> None:
    record = layout("05 A PIC S9(5). 05 B PIC S9(5) SIGN LEADING SEPARATE. 05 C PIC S9(5) COMP-3.")
    values = {"A": -12345, "B": -12345, "C": -12345}
    assert encode(record, values, page).hex().upper() == "F1F2F3F4D5" + "60F1F2F3F4F5" + "12345D"


@pytest.mark.parametrize(
    ("page", "value", "image"), [("ascii", -123, b"12L"), ("ascii", 120, b"12{"), ("ascii", 123, b"12C"), ("ascii", -120, b"12}")]
)
def test_zoned_numbers_of_a_translated_file_carry_letters(page: str, value: int, image: bytes) -> None:
    record = layout("05 N PIC S9(3).")
    assert encode(record, {"N": value}, page) == image
    assert decode(record, image, page) == {"N": value}


def test_zoned_numbers_of_a_compiler_on_an_ascii_machine_are_read_too() -> None:
    record = layout("05 N PIC S9(3).")
    assert [decode(record, image, "ascii")["N"] for image in (b"123", b"12s", b"12L", b"12C")] == [123, -123, -123, 123]
    assert encode(layout("05 N PIC S9(3).", GNUCOBOL), {"N": -123}, "ascii") == b"12s"


def test_texts_are_filled_with_spaces_and_read_without_them() -> None:
    record = layout("05 L PIC X(6). 05 R PIC X(6) JUST RIGHT. 05 N PIC N(3).")
    image = encode(record, {"L": "ab", "R": "ab", "N": "é"}, "cp037")
    assert image.hex() == "818240404040" + "404040408182" + "00e900200020"
    assert decode(record, image, "cp037") == {"L": "ab", "R": "ab", "N": "é"}


def test_a_raw_field_is_its_bytes() -> None:
    record = layout("05 ID PIC X(4). 05 T PIC X(2).").choosing(raw=["ID"])
    image = bytes.fromhex("00014040C1C2")
    assert decode(record, image, "cp037") == {"ID": b"\x00\x01\x40\x40", "T": "AB"}
    assert encode(record, {"ID": b"\x00\x01\x40\x40", "T": "AB"}, "cp037") == image
    assert encode(record, {"ID": "00014040", "T": "AB"}, "cp037") == image


def test_what_is_not_given_is_its_value_or_else_zero_or_spaces() -> None:
    record = layout(
        "05 A PIC X(3) VALUE 'ABC'. 05 B PIC S9(3)V99 VALUE -1.5. 05 C PIC X(2). 05 D PIC 9(2). 05 E PIC X(2) VALUE LOW-VALUES. 05 F PIC X(3) VALUE ALL 'x-'."
        " 05 G PIC X(2) VALUE X'0102'. 05 FILLER PIC X(2) VALUE HIGH-VALUES. 05 H PIC S9(3) COMP-3 VALUE ZERO. 05 FILLER PIC X."
    )
    image = encode(record, {}, "cp037").hex().upper()
    assert image == "C1C2C3" + "F0F0F1F5D0" + "4040" + "F0F0" + "0000" + "A760A7" + "0102" + "FFFF" + "000C" + "40"


def test_a_record_is_changed_in_one_field_and_keeps_everything_else() -> None:
    record = layout("05 A PIC X(2). 05 FILLER PIC X(3). 05 B PIC S9(3) COMP-3. 05 C PIC 9(2).")
    image = bytes.fromhex("C1C2" + "010203" + "123A" + "4040")
    changed = encode(record, {"A": "Z"}, "cp037", over=image)
    assert changed.hex().upper() == "E940" + "010203" + "123A" + "4040"
    with pytest.raises(Refusal, match="record_truncated"):
        encode(record, {"A": "Z"}, "cp037", over=image[:-1])


def test_groups_are_dicts_tables_lists_and_fillers_nothing() -> None:
    record = layout(
        "05 G. 10 A PIC 9. 10 FILLER PIC X. 05 FILLER. 10 B PIC 9. 05 T OCCURS 2. 10 C PIC 9. 10 D PIC 9 OCCURS 2. 05 FILLER OCCURS 2. 10 E PIC 9."
    )
    values = {"G": {"A": 1}, "B": 2, "T": [{"C": 3, "D": [4, 5]}, {"C": 6, "D": [7, 8]}], "FILLER-3": [{"E": 9}, {"E": 0}]}
    image = encode(record, values, "ascii")
    assert image == b"1 2" + b"345678" + b"90"
    assert decode(record, image, "ascii") == values
    assert decode(record, image, "ascii", fillers=True)["G"] == {"A": 1, "FILLER-1": ""}


STATEMENT = (
    "05 LINES-USED PIC 9. 05 LINE-ITEM OCCURS 0 TO 5 DEPENDING ON LINES-USED. 10 WHAT PIC X(2). 10 PRICE PIC 9(2). 05 TOTAL PIC 9(3)."
)


def test_what_follows_a_table_of_varying_length_moves_up() -> None:
    record = layout(STATEMENT)
    assert (record.length, record.fixed) == (24, False)
    values = {"LINES-USED": 2, "LINE-ITEM": [{"WHAT": "AB", "PRICE": 12}, {"WHAT": "C", "PRICE": 3}], "TOTAL": 15}
    assert encode(record, values, "ascii") == b"2AB12C 03015"
    assert decode(record, b"2AB12C 03015", "ascii") == values
    assert decode(record, b"0015", "ascii") == {"LINES-USED": 0, "LINE-ITEM": [], "TOTAL": 15}
    assert decode(record, b"0015".ljust(24), "ascii")["TOTAL"] == 15  # in a file of fixed records


@pytest.mark.parametrize("image", [b"6" + b"AB12" * 5 + b"015", b"9015"])
def test_a_counter_beyond_its_table_is_refused(image: bytes) -> None:
    with pytest.raises(Refusal, match="count_invalid"):
        decode(layout(STATEMENT), image, "ascii")


def test_a_counter_and_its_rows_agree() -> None:
    with pytest.raises(Refusal, match="count_invalid"):
        encode(layout(STATEMENT), {"LINES-USED": 2, "LINE-ITEM": [{"WHAT": "A"}]}, "ascii")


DETAIL = (
    "05 KIND PIC X. 88 IS-CARD VALUE 'C'. 88 IS-LATE VALUE 'P' THRU 'R'. 05 PLAIN PIC X(6). 05 CARD REDEFINES PLAIN. 10 NUMBER PIC 9(4). 10 CHECK PIC 9."
    " 05 LATE REDEFINES PLAIN PIC S9(5) SIGN LEADING SEPARATE. 05 AFTER PIC X."
)
BY_KIND = {"PLAIN": Discriminator("KIND", {"IS-CARD": "CARD", "IS-LATE": "LATE", "X": "PLAIN"})}


def test_redefined_bytes_are_read_as_the_record_says() -> None:
    record = layout(DETAIL).choosing(BY_KIND)
    assert decode(record, b"C12345 !", "ascii") == {"KIND": "C", "CARD": {"NUMBER": 1234, "CHECK": 5}, "AFTER": "!"}
    assert decode(record, b"Q-12345!", "ascii") == {"KIND": "Q", "LATE": -12345, "AFTER": "!"}
    assert decode(record, b"Xabcdef!", "ascii") == {"KIND": "X", "PLAIN": "abcdef", "AFTER": "!"}
    for image in (b"C12345 !", b"Q-12345!", b"Xabcdef!"):
        assert encode(record, decode(record, image, "ascii"), "ascii") == image
    with pytest.raises(Refusal, match="redefines_undecided"):
        decode(record, b"Zabcdef!", "ascii")


def test_redefined_bytes_are_read_as_the_reader_says() -> None:
    assert decode(layout(DETAIL).choosing({"PLAIN": "card"}), b"?12345 !", "ascii")["CARD"] == {"NUMBER": 1234, "CHECK": 5}
    assert decode(layout(DETAIL), b"?12345 !", "ascii")["PLAIN"] == "12345"


def test_redefined_bytes_are_written_as_the_values_are_named() -> None:
    record = layout(DETAIL)
    assert encode(record, {"KIND": "?", "CARD": {"NUMBER": 12}}, "ascii") == b"?00120  "
    assert encode(record, {"KIND": "?", "LATE": -12}, "ascii") == b"?-00012 "
    with pytest.raises(Refusal, match="redefines_ambiguous"):
        encode(record, {"CARD": {"NUMBER": 1}, "LATE": 2}, "ascii")
    with pytest.raises(Refusal, match="redefines_ambiguous"):
        encode(record.choosing(BY_KIND), {"KIND": "Q", "CARD": {"NUMBER": 1}}, "ascii")


def test_a_discriminator_may_be_in_the_same_row_of_a_table() -> None:
    record = layout("05 ROW OCCURS 2. 10 KIND PIC 9. 10 A PIC X(2). 10 B REDEFINES A PIC 9(2).")
    record = record.choosing({"A": Discriminator("KIND", {2: "B"}, "A")})
    assert decode(record, b"1xy242", "ascii") == {"ROW": [{"KIND": 1, "A": "xy"}, {"KIND": 2, "B": 42}]}
    assert encode(record, {"ROW": [{"KIND": 1, "A": "xy"}, {"KIND": 2, "B": 42}]}, "ascii") == b"1xy242"


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ({"PLAIN": "NOBODY"}, "field_unknown"),
        ({"NOBODY": "CARD"}, "field_unknown"),
        ({"PLAIN": Discriminator("NOBODY", {})}, "field_unknown"),
        ({"PLAIN": Discriminator("AFTER", {"!": "CARD"})}, "discriminator_misplaced"),
    ],
)
def test_a_choice_is_of_what_there_is(choices: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        layout(DETAIL).choosing(choices)


MIXED = "05 T PIC X(2). 05 Z PIC S9(4). 05 P PIC S9(4) COMP-3. 05 U PIC 9(3). 05 S PIC S9(2) TRAILING SEPARATE. 05 V PIC 9(3) COMP-3."
SOUND = "C1C2" + "F1F2F3C4" + "01234C" + "F1F2F3" + "F1F24E" + "123F"


@pytest.mark.parametrize(
    ("at", "image", "code", "name", "offset"),
    [
        (2, "40F2F3C4", "digit_invalid", "Z", 2),
        (2, "F1F2F3FA", "sign_invalid", "Z", 5),
        (2, "F1FAF3C4", "digit_invalid", "Z", 3),
        (2, "40404040", "digit_invalid", "Z", 2),
        (6, "0A234C", "digit_invalid", "P", 6),
        (6, "012A4C", "digit_invalid", "P", 7),
        (6, "012349", "sign_invalid", "P", 8),
        (6, "11234C", "digit_invalid", "P", 6),
        (6, "404040", "sign_invalid", "P", 8),
        (9, "F1F240", "digit_invalid", "U", 11),
        (9, "F1F2D3", "sign_invalid", "U", 11),
        (12, "F1F2F3", "sign_invalid", "S", 14),
        (12, "F1404E", "digit_invalid", "S", 13),
        (15, "123D", "sign_invalid", "V", 16),
    ],
)
def test_bytes_that_are_no_number_are_refused_with_record_field_and_offset(at: int, image: str, code: str, name: str, offset: int) -> None:
    data = bytearray.fromhex(SOUND)
    data[at : at + len(image) // 2] = bytes.fromhex(image)
    with pytest.raises(Refusal) as refused:
        decode(layout(MIXED), bytes(data), "cp037", number=17)
    detail = refused.value.detail
    assert (refused.value.code, detail["record"], detail["name"], detail["offset"]) == (code, 17, name, offset)
    assert refused.value.field == f"record/17/{name}"
    assert f"X'{image}'" in refused.value.message


@pytest.mark.parametrize("length", range(17))
def test_a_record_that_ends_early_is_refused(length: int) -> None:
    with pytest.raises(Refusal, match="record_truncated"):
        decode(layout(MIXED), bytes.fromhex(SOUND)[:length], "cp037")


def test_a_record_that_goes_on_is_refused() -> None:
    with pytest.raises(Refusal, match="record_too_long"):
        decode(layout(MIXED), bytes.fromhex(SOUND) + b"\x40", "cp037")


def test_a_byte_without_a_character_is_refused() -> None:
    with pytest.raises(Refusal, match="text_invalid"):
        decode(layout("05 T PIC X(2)."), b"A\x80", "ascii")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"T": "ABC"}, "text_too_long"),
        ({"T": "€"}, "text_invalid"),
        ({"T": 1}, "value_type_wrong"),
        ({"Z": 10_000}, "number_too_large"),
        ({"Z": -10_000}, "number_too_large"),
        ({"P": 10_000}, "number_too_large"),
        ({"U": -1}, "number_negative"),
        ({"Z": 1.0}, "value_type_wrong"),
        ({"Z": "1"}, "value_type_wrong"),
        ({"Z": True}, "value_type_wrong"),
        ({"Z": None}, "value_type_wrong"),
        ({"Z": Decimal("1.5")}, "number_inexact"),
        ({"Z": Decimal("1E-9999999")}, "number_inexact"),
        ({"Z": Decimal("1E+9999999")}, "number_too_large"),
        ({"Z": Decimal("NaN")}, "number_inexact"),
        ({"ZZ": 1}, "field_unknown"),
    ],
)
def test_a_value_that_the_field_cannot_hold_is_refused(values: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        encode(layout(MIXED), values, "cp037", number=3)
    assert refused.value.code == code
    assert refused.value.detail["record"] == 3


def test_a_decimal_is_taken_exactly() -> None:
    record = layout("05 A PIC S9(15)V99 COMP-3. 05 B PIC 9(3)PPP. 05 C PIC VPP9(2).")
    values = {"A": Decimal("-99999999999999.99"), "B": Decimal("123000"), "C": Decimal("0.0012")}
    assert decode(record, encode(record, values, "cp037"), "cp037") == {"A": -9999999999999999, "B": 123, "C": 12}


def test_an_unknown_code_page_is_refused() -> None:
    with pytest.raises(Refusal, match="codepage_unknown"):
        decode(layout(MIXED), b"", "cp9999")


def test_sixteen_digits_and_more_keep_every_cent() -> None:
    record = layout("05 A PIC S9(16)V99 COMP-3. 05 B PIC S9(29)V99 COMP-3. 05 C PIC S9(18) COMP. 05 D PIC S9(29)V99.")
    values = {"A": 999999999999999999, "B": -(10**31) + 1, "C": -999999999999999999, "D": 10**31 - 1}
    assert decode(record, encode(record, values, "cp037"), "cp037") == values


def test_slack_bytes_are_left_as_they_are() -> None:
    record = layout("05 A PIC X. 05 B PIC S9(9) COMP SYNC.")
    assert encode(record, {"A": "A", "B": 1}, "cp037").hex() == "c1" + "000000" + "00000001"
    assert encode(record, {"B": 1}, "cp037", over=bytes.fromhex("C1FFFFFF00000000")).hex() == "c1ffffff" + "00000001"


@pytest.mark.parametrize(
    ("discriminator", "image", "holds"),
    [
        (Discriminator("K", {"IS-LOW": "B"}, "A"), b"\x00\x00", "B"),
        (Discriminator("K", {"IS-LOW": "B"}, "A"), b"\x00\x01", "A"),
        (Discriminator("K", {"IS-EMPTY": "B"}, "A"), b"  ", "B"),
        (Discriminator("K", {"IS-HEX": "B"}, "A"), b"\x01\x02", "B"),
        (Discriminator("K", {"IS-MIDDLE": "B"}, "A"), b"MX", "B"),
        (Discriminator("K", {"IS-MIDDLE": "B"}, "A"), b"NA", "A"),
        (Discriminator("K", {"IS-FOREIGN": "B"}, "A"), b"XY", "A"),
        (Discriminator("K", {"N": "B"}, "A"), b"N ", "B"),
    ],
)
@pytest.mark.parametrize("raw", [[], ["K"]])
def test_conditions_are_compared_by_their_bytes(discriminator: Discriminator, image: bytes, holds: str, raw: list[str]) -> None:
    record = layout(
        "05 K PIC X(2). 88 IS-LOW VALUE LOW-VALUES. 88 IS-EMPTY VALUE SPACES. 88 IS-HEX VALUE X'0102'. 88 IS-MIDDLE VALUE 'M' THRU 'N' FALSE 'A'."
        " 88 IS-FOREIGN VALUE '€'. 05 A PIC X. 05 B REDEFINES A PIC X."
    ).choosing({"A": discriminator}, raw)
    assert holds in decode(record, image + b"!", "ascii")


def test_a_case_is_a_value_of_its_field() -> None:
    record = layout("05 K PIC 9. 88 IS-TWO VALUE 2. 05 A PIC X. 05 B REDEFINES A PIC X.")
    assert decode(record.choosing({"A": Discriminator("K", {"is-two": "B"}, "A")}), b"2!", "ascii") == {"K": 2, "B": "!"}
    with pytest.raises(Refusal, match="choice_malformed"):
        record.choosing({"A": Discriminator("K", {"2": "B"}, "A")})


def test_a_record_that_ends_in_slack_bytes_has_them() -> None:
    record = layout("05 N PIC 9. 05 T OCCURS 1 TO 3 DEPENDING ON N. 10 B PIC S9(4) COMP SYNC. 10 C PIC X.")
    image = encode(record, {"N": 1, "T": [{"B": 5, "C": "!"}]}, "ascii")
    assert image == b"1\x00\x00\x05!\x00"
    with pytest.raises(Refusal, match="record_truncated"):
        decode(record, image[:-1], "ascii")
