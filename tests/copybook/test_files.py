"""Record files and the command: a data set as bytes, and as lines of JSON."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from twincore.bench.copybook import bench_copybook
from twincore.cli import app, main
from twincore.copybook import RecordForm, join, parse, records
from twincore.kernel.refusal import Refusal

BOOK = """
       01  PAYMENT.
           05  PAY-ID          PIC X(4).
           05  PAY-KIND        PIC X.
           05  PAY-AMOUNT      PIC S9(7)V99 COMP-3.
           05  PAY-PAYEE       PIC X(10).
           05  PAY-CARD REDEFINES PAY-PAYEE.
               10  CARD-LAST   PIC 9(4).
               10  CARD-RATE   COMP-1.
               10  FILLER      PIC X(2).
"""
LAYOUT = parse(BOOK).layout
CHOICE = ["--raw", "PAY-ID", "--redefines", "PAY-PAYEE=PAY-KIND:C=PAY-CARD,*=PAY-PAYEE"]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "PAYMENT.cpy"
    path.write_text(BOOK)
    return path


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "data"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("form", ["fixed", "variable"])
def test_a_file_is_its_records(tmp_path: Path, form: RecordForm) -> None:
    images = [bytes([n]) * LAYOUT.length for n in range(200)]
    assert list(records(written(tmp_path, b"".join(join(images, form, LAYOUT))), form, LAYOUT)) == images


def test_a_variable_record_stands_behind_its_length(tmp_path: Path) -> None:
    """Record descriptor word: two bytes of length with itself, two bytes of zeros (z/OS DFSMS Using Data Sets)."""
    assert b"".join(join([b"abc", b""], "variable", LAYOUT)) == b"\x00\x07\x00\x00abc\x00\x04\x00\x00"


@pytest.mark.parametrize(
    ("form", "content", "code", "number", "offset"),
    [
        ("fixed", bytes(20 * 3 + 7), "record_truncated", 4, 60),
        ("variable", b"\x00\x05\x00\x00a\x00\x06\x00\x00b", "record_truncated", 2, 9),
        ("variable", b"\x00\x05\x00\x00a\x00\x06", "record_truncated", 2, 5),
        ("variable", b"\x00\x03\x00\x00", "descriptor_invalid", 1, 0),
        ("variable", b"\x00\x05\x01\x00a", "descriptor_invalid", 1, 0),
        ("variable", b"\x80\x05\x00\x00a", "descriptor_invalid", 1, 0),
    ],
)
def test_a_file_that_ends_within_a_record_is_refused(
    tmp_path: Path, form: RecordForm, content: bytes, code: str, number: int, offset: int
) -> None:
    assert LAYOUT.length == 20
    with pytest.raises(Refusal) as refused:
        list(records(written(tmp_path, content), form, LAYOUT))
    assert (refused.value.code, refused.value.detail["record"], refused.value.detail["offset"]) == (code, number, offset)


@pytest.mark.parametrize(("form", "image"), [("fixed", b"abc"), ("variable", bytes(40_000))])
def test_a_record_that_the_form_has_no_place_for_is_refused(form: RecordForm, image: bytes) -> None:
    with pytest.raises(Refusal, match="record_length_wrong"):
        list(join([image], form, LAYOUT))


IMAGE = bytes.fromhex(
    "00014040" + "D7" + "000001234D" + "C8859393964040404040" + "C1C2C3C4" + "C3" + "000000500C" + "F0F0F4F2" + "40CCCCCD" + "4040"
)


@pytest.mark.parametrize("form", ["fixed", "variable"])
def test_the_command_decodes_and_encodes_a_file(tmp_path: Path, book: Path, form: str) -> None:
    content = IMAGE if form == "fixed" else b"".join(b"\x00\x18\x00\x00" + IMAGE[at : at + 20] for at in (0, 20))
    options = ["--copybook", str(book), "--codepage", "cp037", "--form", form, *CHOICE]
    decoded = CliRunner().invoke(app, ["copybook", "decode", str(written(tmp_path, content)), *options], catch_exceptions=False)
    first, second = map(json.loads, decoded.stdout.splitlines())
    assert first == {"PAY-ID": "00014040", "PAY-KIND": "P", "PAY-AMOUNT": -1234, "PAY-PAYEE": "Hello"}
    assert second["PAY-CARD"] == {"CARD-LAST": 42, "CARD-RATE": pytest.approx(0.8)}
    lines = tmp_path / "lines.jsonl"
    lines.write_text(decoded.stdout)
    back = CliRunner().invoke(
        app, ["copybook", "encode", str(lines), *options, "--output", str(tmp_path / "again")], catch_exceptions=False
    )
    assert back.stdout == "2 records\n"
    assert (tmp_path / "again").read_bytes() == content


def test_the_command_writes_to_standard_output_too(tmp_path: Path, book: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text('{"PAY-ID": "C1C2C3C4", "PAY-KIND": "P", "PAY-AMOUNT": -12.34, "PAY-PAYEE": "Hello"}\n')
    command = [Path(sys.executable).with_name("twincore"), "copybook", "encode", lines, "--copybook", book, "--codepage", "cp037", *CHOICE]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stdout.hex().upper() == "C1C2C3C4" + "D7" + "000001234D" + "C8859393964040404040"


@pytest.mark.parametrize(
    "line",
    ["{", "[]", "1", "", '{"PAY-KIND": "P", "PAY-KIND": "C"}', '{"PAY-AMOUNT": NaN}', "\xff", "[" * 100_000],
)
def test_a_line_that_is_no_record_is_refused(tmp_path: Path, book: Path, line: str) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_bytes(b'{"PAY-KIND": "P"}\n' + line.encode("latin-1") + b"\n")
    arguments = ["copybook", "encode", str(lines), "--copybook", str(book), "--output", str(tmp_path / "out")]
    with pytest.raises(Refusal, match="line_malformed") as refused:
        CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert refused.value.detail["line"] == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["PAYMENT.cpy", "lines.jsonl"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--dialect", "cobol"], "dialect_unknown"),
        (["--codepage", "cp875"], "codepage_unknown"),
        (["--redefines", "PAY-PAYEE"], "choice_malformed"),
        (["--redefines", "PAY-PAYEE=PAY-KIND:C"], "choice_malformed"),
        (["--redefines", "PAY-PAYEE=NOBODY"], "field_unknown"),
        (["--raw", "NOBODY"], "field_unknown"),
        (["--record", "NOBODY"], "record_unknown"),
        (["--replacing", "PAY"], "choice_malformed"),
    ],
)
def test_an_option_that_means_nothing_is_refused(tmp_path: Path, book: Path, options: list[str], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        CliRunner().invoke(
            app, ["copybook", "decode", str(written(tmp_path, IMAGE)), "--copybook", str(book), *options], catch_exceptions=False
        )


def test_a_refusal_is_said_on_standard_error_with_status_1(
    tmp_path: Path, book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, IMAGE[:9] + b"\x40" + IMAGE[10:])
    monkeypatch.setattr(sys, "argv", ["twincore", "copybook", "decode", str(path), "--copybook", str(book)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert "sign_invalid at record/1/PAY-AMOUNT" in capsys.readouterr().err


def test_the_command_shows_a_layout(book: Path) -> None:
    shown = CliRunner().invoke(app, ["copybook", "layout", "--copybook", str(book)], catch_exceptions=False).stdout
    assert "PAYMENT: 20 bytes" in shown
    found = json.loads(CliRunner().invoke(app, ["copybook", "layout", "--copybook", str(book), "--json"], catch_exceptions=False).stdout)
    amount = found["fields"][2]
    assert (amount["name"], amount["offset"], amount["length"], amount["type"], amount["digits"], amount["scale"]) == (
        "PAY-AMOUNT",
        5,
        5,
        "packed",
        9,
        2,
    )


def test_the_benchmark_verifies_what_it_measured() -> None:
    result = bench_copybook(2_000)
    assert (result["verified"], result["record_bytes"], result["fields"]) == (True, 350, 26)
