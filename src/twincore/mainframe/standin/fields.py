"""Numbers in the core's records as bytes, the few that are written for every posting, and where the fields are."""

from typing import Final

from twincore.copybook import Record
from twincore.mainframe.records import ACCOUNT, CHANGE, TRANSACTION

_TO_EBCDIC_DIGITS: Final = bytes.maketrans(b"0123456789", bytes(range(0xF0, 0xFA)))
DIGITS: Final = bytes(range(0xF0, 0xFA))
SPACE: Final = b"\x40"


def ebcdic(text: str, length: int) -> bytes:
    """A text of cp037, filled with spaces."""
    return text.encode("cp037").ljust(length, SPACE)


def packed(number: int) -> bytes:
    """PIC S9(15) COMP-3 of any scale: 8 bytes."""
    return bytes.fromhex(f"{number:015d}C" if number >= 0 else f"{-number:015d}D")


def unpacked(field: bytes) -> int:
    """The number of packed digits that are known to be sound."""
    digits = field.hex()
    return -int(digits[:-1]) if digits[-1] == "d" else int(digits[:-1])


def zoned(number: int, digits: int) -> bytes:
    """PIC 9(n) DISPLAY."""
    return (b"%0*d" % (digits, number)).translate(_TO_EBCDIC_DIGITS)


def signed_zoned(number: int, digits: int) -> bytes:
    """PIC S9(n) DISPLAY: the sign is in the zone of the last digit, C for plus and D for minus."""
    image = (b"%0*d" % (digits, abs(number))).translate(_TO_EBCDIC_DIGITS)
    return image[:-1] + bytes([image[-1] - (0x20 if number < 0 else 0x30)])


def from_signed_zoned(field: bytes) -> int:
    """The number of signed zoned digits that are known to be sound."""
    number = int(bytes(byte & 0x0F | 0x30 for byte in field))
    return -number if field[-1] >> 4 == 0xD else number


def place(record: Record, name: str) -> slice:
    """Where a field's bytes are."""
    column = record.column(name)
    return slice(column.offset, column.offset + column.field.length)


TRN: Final = {name: place(TRANSACTION, f"TRN-{name}") for name in ("ORIGIN", "VALUE-DATE", "DESCRIPTION", "ID", "AMOUNT", "SEQUENCE")}
LOG: Final = {
    name: place(CHANGE, f"LOG-{name}")
    for name in (
        "SOURCE",
        "DC",
        "TYPE",
        "BUSINESS-DATE",
        "LSN",
        "UOW",
        "QUEUE-RECORD",
        "ID",
        "AMOUNT",
        "ACTUAL",
        "AVAILABLE",
        "SUM",
        "COUNT",
    )
}
ACC: Final = {
    name: place(ACCOUNT, f"ACC-{name}")
    for name in [
        "CUSTOMER",
        "NAME",
        "CLASS",
        "STATUS",
        "RATE",
        "DEBIT-RATE",
        "LAST-POSTED",
        "CYCLE-DAY",
        "LAST-STATEMENT",
        "OVERDRAFT",
        "AVAILABLE",
        "ACTUAL",
        "EARMARK",
        "OPENING",
        "SUM",
        "COUNT",
        "ACCRUED",
        "STATEMENT-BALANCE",
        "LAST-LSN",
        "MONTHLY-FEE",
        "FEE-WAIVED-FROM",
    ]
}
