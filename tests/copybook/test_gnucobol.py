"""The codec beside a COBOL compiler: GnuCOBOL writes what the codec reads, and reads what the codec writes, field by field."""

import os
import random
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from twincore.copybook import GNUCOBOL, Record, decode, decode_columns, encode, parse

pytestmark = pytest.mark.skipif(
    shutil.which("cobc") is None, reason="beside a COBOL compiler: apt-get install --no-install-recommends gnucobol3"
)

NUMBERS = {
    "ZONED": "PIC S9(9)V99",
    "PLAIN": "PIC 9(11)",
    "LEADING-SIGN": "PIC S9(7) SIGN LEADING",
    "TRAILING-SEPARATE": "PIC S9(8) SIGN TRAILING SEPARATE",
    "LEADING-SEPARATE": "PIC S9(18) SIGN LEADING SEPARATE",
    "PACKED": "PIC S9(13)V99 COMP-3",
    "PACKED-EVEN": "PIC S9(6) COMP-3",
    "PACKED-UNSIGNED": "PIC 9(10) COMP-3",
    "PACKED-LONG": "PIC S9(18) COMP-3",
    "HALFWORD": "PIC S9(4) COMP",
    "FULLWORD": "PIC S9(7)V99 COMP",
    "DOUBLEWORD": "PIC S9(18) COMP",
    "UNSIGNED-FULLWORD": "PIC 9(9) COMP",
    "OWN-ORDER": "PIC S9(9) COMP-5",
    "OWN-ORDER-LONG": "PIC S9(18) COMP-5",
    "FRACTION": "PIC SV9(5)",
}
SIGNS = {"EBCDIC": replace(GNUCOBOL, ascii_overpunch="translated"), "ASCII": GNUCOBOL}


def compiled(folder: Path, source: str, *options: str) -> Path:
    (folder / "program.cob").write_text(source)
    done = subprocess.run(["cobc", "-x", "-std=ibm", *options, "program.cob", "-o", "program"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder / "program"


def sentence(*words: str) -> str:
    return "".join(f"           {word}\n" for word in words)


def layout_of(copybook: str, signs: str) -> Record:
    return parse(copybook, dialect=SIGNS[signs]).layout


@pytest.mark.parametrize("signs", ["EBCDIC", "ASCII"])
def test_the_compiler_reads_what_we_write_and_writes_what_we_read(tmp_path: Path, signs: str) -> None:
    """Each number goes through COBOL's own arithmetic: moved into a field of another usage, and from there into a second record."""
    copybook = "".join(
        ["       01  REC.\n", *(f"           05 {name} {clause}.\n" for name, clause in NUMBERS.items()), "           05 T PIC X(9).\n"]
    )
    record = layout_of(copybook, signs)
    rng = random.Random(5)
    rows: list[dict[str, Any]] = []
    for n in range(300):
        row: dict[str, Any] = {"T": f"row {n}"}
        for name in NUMBERS:
            field = record.field(name)
            most = 10 ** rng.choice([0, 1, field.digits // 2, field.digits]) - 1
            row[name] = rng.randint(-most * field.signed, most)
        rows.append(row)
    images = [encode(record, row, "ascii") for row in rows]
    (tmp_path / "in.bin").write_bytes(b"".join(images))
    (tmp_path / "REC.cpy").write_text(copybook)
    second = copybook.replace("01  REC.", "01  OUT.").replace("05 ", "05 O-")
    moves = [f"COMPUTE WORK = {name} * {10 ** record.field(name).scale}\nDISPLAY WORK\nMOVE {name} TO O-{name}" for name in NUMBERS]
    program = (
        "       IDENTIFICATION DIVISION.\n       PROGRAM-ID. COPYIT.\n       ENVIRONMENT DIVISION.\n       INPUT-OUTPUT SECTION.\n       FILE-CONTROL.\n"
        + sentence('SELECT F ASSIGN TO "in.bin" ORGANIZATION SEQUENTIAL.', 'SELECT G ASSIGN TO "out.bin" ORGANIZATION SEQUENTIAL.')
        + "       DATA DIVISION.\n       FILE SECTION.\n       FD F.\n"
        + copybook
        + "       FD G.\n"
        + second
        + "       WORKING-STORAGE SECTION.\n       77 WORK PIC S9(18) SIGN LEADING SEPARATE.\n       77 DONE PIC 9 VALUE 0.\n       PROCEDURE DIVISION.\n"
        + sentence("OPEN INPUT F OUTPUT G.", "PERFORM UNTIL DONE = 1", "READ F AT END MOVE 1 TO DONE NOT AT END")
        + sentence(*"\n".join(moves).split("\n"), "MOVE T TO O-T", "WRITE OUT", "END-READ", "END-PERFORM.", "CLOSE F G.", "STOP RUN.")
    )
    done = subprocess.run([compiled(tmp_path, program, f"-fsign={signs}")], cwd=tmp_path, capture_output=True, text=True, check=True)
    seen = list(map(int, done.stdout.split()))
    assert seen == [row[name] for row in rows for name in NUMBERS]
    out = (tmp_path / "out.bin").read_bytes()
    assert out == b"".join(images)
    found = decode_columns(record, out, "ascii")
    assert all(found[name].tolist() == [row[name] for row in rows] for name in NUMBERS)


SHAPES = """
       01  REC.
           05  A               PIC X.
           05  B               PIC S9(9) COMP SYNC.
           05  C               PIC S9(4) COMP SYNC.
           05  D               PIC X(3).
           05  E               COMP-1 SYNC.
           05  F               PIC X.
           05  G               COMP-2 SYNC.
           05  H               PIC X.
           05  I               PIC S9(18) COMP SYNC.
           05  J OCCURS 3 TIMES.
               10  K           PIC X.
               10  L           PIC S9(4) COMP SYNC.
           05  M               PIC X(4).
           05  N REDEFINES M.
               10  O           PIC 9(2).
               10  PLAIN       PIC X(2).
           05  EDITED          PIC ---,--9.99.
           05  R               PIC X(4) JUSTIFIED RIGHT.
"""


def test_the_compiler_lays_fields_out_where_we_do(tmp_path: Path) -> None:
    record = layout_of(SHAPES, "EBCDIC")
    names = [column.key + "(2)" * len(column.counts) for column in record.columns]
    shown = [f"SET P TO ADDRESS OF {name}\nCOMPUTE WHERE-IT-IS = P-NUMBER - BASE\nDISPLAY WHERE-IT-IS" for name in names]
    program = (
        "       IDENTIFICATION DIVISION.\n       PROGRAM-ID. SHAPES.\n       DATA DIVISION.\n       WORKING-STORAGE SECTION.\n"
        + "       01 ADDRESSES.\n           05 P-GROUP.\n             10 P POINTER.\n           05 P-NUMBER REDEFINES P-GROUP PIC 9(18) COMP-5.\n"
        + "       77 BASE PIC 9(18) COMP-5.\n       77 WHERE-IT-IS PIC 9(9).\n"
        + SHAPES
        + "       PROCEDURE DIVISION.\n"
        + sentence("SET P TO ADDRESS OF REC", "MOVE P-NUMBER TO BASE")
        + sentence(*"\n".join(shown).split("\n"), "DISPLAY LENGTH OF REC", "STOP RUN.")
    )
    done = subprocess.run([compiled(tmp_path, program)], cwd=tmp_path, capture_output=True, text=True, check=True)
    *found, length = map(int, done.stdout.split())
    assert dict(zip(names, found, strict=True)) == {
        name: column.offset + sum(column.strides) for name, column in zip(names, record.columns, strict=True)
    }
    assert length == record.length


VARYING = """
       01  REC.
           05  N               PIC 9.
           05  ROW OCCURS 0 TO 5 TIMES DEPENDING ON N.
               10  WHAT        PIC X(2).
               10  PRICE       PIC S9(3)V99 COMP-3.
           05  TOTAL           PIC 9(3).
"""


def test_the_compiler_moves_up_what_follows_a_table_of_varying_length(tmp_path: Path) -> None:
    record = layout_of(VARYING, "EBCDIC")
    program = (
        "       IDENTIFICATION DIVISION.\n       PROGRAM-ID. VARYING.\n       DATA DIVISION.\n       WORKING-STORAGE SECTION.\n       77 I PIC 9.\n       77 L PIC 99.\n"
        + VARYING
        + "       PROCEDURE DIVISION.\n"
        + sentence("PERFORM VARYING I FROM 0 BY 1 UNTIL I > 5", "MOVE I TO N", "PERFORM FILL VARYING L FROM 1 BY 1 UNTIL L > I")
        + sentence("MOVE 123 TO TOTAL", 'DISPLAY REC (1:4 + 5 * I) "|" WITH NO ADVANCING', "END-PERFORM.", "STOP RUN.")
        + "       FILL.\n"
        + sentence('MOVE "AB" TO WHAT (L).', "COMPUTE PRICE (L) = L * -1.11.")
    )
    done = subprocess.run([compiled(tmp_path, program, "-fodoslide")], cwd=tmp_path, capture_output=True, check=True, env=os.environ)
    images = done.stdout.split(b"|")[:-1]
    for n, image in enumerate(images):
        values = {"N": n, "ROW": [{"WHAT": "AB", "PRICE": -111 * (i + 1)} for i in range(n)], "TOTAL": 123}
        assert decode(record, image, "ascii") == values
        assert encode(record, values, "ascii") == image
    assert len(images) == 6
