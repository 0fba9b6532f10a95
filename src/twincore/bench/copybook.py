"""``twincore bench copybook``: how fast records of a mainframe become columns, and columns records.

The record has 350 bytes in 26 fields, all of them read: EBCDIC text, zoned, packed and binary numbers, a table, and redefined bytes with a discriminator.
Every record is another one. What was encoded is compared with what was decoded, byte by byte.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from twincore.copybook import Discriminator, Record, decode, decode_columns, encode, encode_columns, parse

RUNS: Final = 5
ONE_BY_ONE: Final = 5_000
COPYBOOK: Final = """
       01  DAILY-TRANSACTION.
           05  DT-KIND                 PIC X(1).
               88  DT-IS-CARD          VALUE 'C'.
           05  DT-BANK                 PIC X(4).
           05  DT-SORT-CODE            PIC 9(6).
           05  DT-ACCOUNT              PIC 9(8).
           05  DT-DATE                 PIC 9(8).
           05  DT-TIME                 PIC 9(6).
           05  DT-REFERENCE            PIC 9(12).
           05  DT-TYPE                 PIC X(3).
           05  DT-DESCRIPTION          PIC X(40).
           05  DT-AMOUNT               PIC S9(10)V99.
           05  DT-BALANCE              PIC S9(13)V99 COMP-3.
           05  DT-AVAILABLE            PIC S9(13)V99 COMP-3.
           05  DT-RATE                 PIC 9(4)V99 COMP-3.
           05  DT-SEQUENCE             PIC S9(18) COMP.
           05  DT-BRANCH               PIC 9(4) COMP.
           05  DT-STATUS               PIC S9(9) COMP-5.
           05  DT-PAYEE                PIC X(60).
           05  DT-PAYEE-ACCOUNT        PIC X(34).
           05  DT-SPLIT OCCURS 3 TIMES.
               10  DT-SPLIT-CODE       PIC X(2).
               10  DT-SPLIT-AMOUNT     PIC S9(9)V99 COMP-3.
           05  DT-DETAIL.
               10  DT-NARRATIVE        PIC X(60).
           05  DT-CARD REDEFINES DT-DETAIL.
               10  DT-CARD-NUMBER      PIC 9(16).
               10  DT-CARD-EXPIRY      PIC 9(4).
               10  DT-CARD-FEE         PIC S9(7)V99
                                       LEADING SEPARATE.
               10  DT-CARD-PLACE       PIC X(30).
           05  DT-TRAILER              PIC X(20).
           05  FILLER                  PIC X(18).
"""


def bench_copybook(records: int = 200_000, seed: int = 1) -> dict[str, Any]:
    """Run the benchmark; returns the JSON object of ``twincore bench copybook``: medians of five runs, records per second."""
    layout = parse(COPYBOOK).record(redefines={"DT-DETAIL": Discriminator("DT-KIND", {"DT-IS-CARD": "DT-CARD"}, "DT-DETAIL")})
    data = encode_columns(layout, made_up(layout, records, np.random.default_rng(seed)), "cp037")
    columns = decode_columns(layout, data, "cp037")
    some = [data[n * layout.length : (n + 1) * layout.length] for n in range(min(records, ONE_BY_ONE))]
    values = [decode(layout, image, "cp037") for image in some]
    exact = encode_columns(layout, columns, "cp037") == data and all(
        encode(layout, value, "cp037") == image for value, image in zip(values, some, strict=True)
    )
    return {
        "decoded_per_s": _rate(lambda: decode_columns(layout, data, "cp037"), records),
        "encoded_per_s": _rate(lambda: encode_columns(layout, columns, "cp037"), records),
        "decoded_singly_per_s": _rate(lambda: [decode(layout, image, "cp037") for image in some], len(some)),
        "encoded_singly_per_s": _rate(lambda: [encode(layout, value, "cp037") for value in values], len(values)),
        "records": records,
        "record_bytes": layout.length,
        "fields": len(columns),
        "verified": exact,
    }


def made_up(layout: Record, count: int, rng: np.random.Generator) -> dict[str, Any]:
    """Values for every field, within what it can hold; a third of the records are of cards."""
    columns: dict[str, Any] = {}
    letters = np.array(list("ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789"))
    card = rng.random(count) < 1 / 3
    for column in layout.columns:
        field, shape = column.field, (count, *column.counts)
        if field.filler:
            continue
        if field.digits:
            most = 10**field.digits - 1
            made: Any = rng.integers(-most if field.signed else 0, most, shape, dtype=np.int64, endpoint=True)
        else:
            drawn = rng.integers(0, len(letters), (*shape, field.length))
            made = np.strings.rstrip(np.ascontiguousarray(letters[drawn]).view(f"U{field.length}")[..., 0])
        if column.within:
            made = np.where(card == (column.within[-1][1].name == "DT-CARD"), made, np.zeros((), made.dtype))
        columns[column.key] = made
    columns["DT-KIND"] = np.where(card, "C", "T")
    return columns


def _rate(work: Callable[[], object], count: int) -> int:
    taken = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return round(count / statistics.median(taken))
