"""The nouns of a copybook: what a record is made of, where each field lies, and what its bytes mean.

Words are those of the language: a record is described by items; an elementary item is a field, the others are groups. Offsets and
lengths are bytes; a record's first byte is at offset 0, its first line is line 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Final

from twincore.kernel.refusal import Refusal

RECORD_BYTES_MAX: Final = 1_048_576
"""Longest record; the access methods of a mainframe stop at 32,760 bytes, or 64 KiB for spanned ones."""
COPYBOOK_BYTES_MAX: Final = 4_194_304
DIGITS_MAX: Final = 31
"""Digits of a number in DISPLAY or packed decimal (Enterprise COBOL with ARITH(EXTEND)); binary ones have 18."""
BINARY_DIGITS_MAX: Final = 18
COLUMN_DIGITS_MAX: Final = 18
"""Numbers of more digits do not fit into int64: a column of them holds Python's own integers."""
DEPTH_MAX: Final = 49
"""As many levels as there are level numbers."""
FIELDS_MAX: Final = 100_000
"""Fields of one record, each occurrence counted."""


class Usage(Enum):
    """How the value is stored."""

    DISPLAY = "display"
    NATIONAL = "national"  # UTF-16, big-endian
    BINARY = "binary"  # COMP, COMP-4, BINARY: two's complement, big-endian, as many digits as the picture has
    NATIVE = "native"  # COMP-5: two's complement in the machine's own order, the full range of its bytes
    PACKED = "packed"  # COMP-3
    FLOAT = "float"  # COMP-1, 4 bytes
    DOUBLE = "double"  # COMP-2, 8 bytes


class Kind(Enum):
    """What the value is."""

    TEXT = "text"
    NUMBER = "number"
    FLOATING = "floating"


class Sign(Enum):
    """Where a number keeps its sign; a packed, binary or floating one has its own place for it."""

    NONE = "none"
    TRAILING = "trailing"
    LEADING = "leading"
    TRAILING_SEPARATE = "trailing separate"
    LEADING_SEPARATE = "leading separate"

    @property
    def separate(self) -> bool:
        """Whether the sign takes a byte of its own."""
        return self in (Sign.TRAILING_SEPARATE, Sign.LEADING_SEPARATE)

    @property
    def leading(self) -> bool:
        """Whether the sign is at the front."""
        return self in (Sign.LEADING, Sign.LEADING_SEPARATE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What differs between compilers and machines.

    native_order: byte order of COMP-5, "big" or "little"; floating: "hexadecimal" (System/370) or "ieee"; floating_order: byte order
    of COMP-1 and COMP-2; ascii_overpunch: the negative sign of a zoned number in an ASCII file is "translated" (what a text conversion
    makes of the EBCDIC character: J-R and }) or "own" (p-y, as compilers on ASCII machines write it); both are always read;
    binary_alignment: of a SYNCHRONIZED binary item of 8 bytes.
    """

    name: str
    native_order: str
    floating: str
    floating_order: str
    ascii_overpunch: str
    binary_alignment: int


IBM: Final = Dialect(
    "ibm", native_order="big", floating="hexadecimal", floating_order="big", ascii_overpunch="translated", binary_alignment=4
)
GNUCOBOL: Final = Dialect(
    "gnucobol", native_order="little", floating="ieee", floating_order="little", ascii_overpunch="own", binary_alignment=8
)
DIALECTS: Final[Mapping[str, Dialect]] = {dialect.name: dialect for dialect in (IBM, GNUCOBOL)}


class Figure(Enum):
    """A figurative constant that fills a field with one byte, whatever the code page."""

    LOW = 0x00
    HIGH = 0xFF


Literal = int | float | str | bytes | Figure
"""A VALUE: an unscaled integer (a float for COMP-1 and COMP-2), a text, bytes (X'..'), or a figurative constant."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition-name (level 88). ranges: the values it stands for, from..to inclusive; a single value is a range of one."""

    name: str
    ranges: tuple[tuple[Literal, Literal], ...]
    line: int


@dataclass(frozen=True, slots=True)
class Occurs:
    """A table: how often at least and at most. depending: the name of the counter of OCCURS DEPENDING ON."""

    least: int
    most: int
    depending: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """An elementary item.

    length: bytes of one occurrence; digits: decimal digits that are stored; scale: digits after the point (negative: zeros that are
    not stored before it), so that value = integer / 10**scale; path: names from below the record's own down to this one.
    """

    name: str
    path: tuple[str, ...]
    line: int
    kind: Kind
    usage: Usage
    length: int
    digits: int = 0
    scale: int = 0
    signed: bool = False
    sign: Sign = Sign.NONE
    justified: bool = False
    filler: bool = False
    occurs: Occurs | None = None
    redefines: str | None = None
    alignment: int = 1
    value: Literal | None = None
    conditions: tuple[Condition, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of one occurrence, as of a group."""
        return self.length

    def decimal(self, value: int) -> Decimal:
        """The number that an unscaled integer of this field stands for, exactly."""
        return Decimal((int(value < 0), tuple(map(int, str(abs(value)))), -self.scale))


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a group: an item and those that redefine it, all from the same byte on.

    slack: bytes put before it so that a SYNCHRONIZED item is aligned; size: bytes of the largest of them, with all occurrences.
    """

    items: "tuple[Item, ...]"
    slack: int
    size: int

    @property
    def name(self) -> str:
        """The name of the item that the others redefine."""
        return self.items[0].name


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """An item made of items. size: bytes of one occurrence at its longest; tail: of them, slack at the end."""

    name: str
    path: tuple[str, ...]
    line: int
    slots: tuple[Slot, ...]
    size: int
    tail: int = 0
    filler: bool = False
    occurs: Occurs | None = None
    redefines: str | None = None
    alignment: int = 1

    @property
    def transparent(self) -> bool:
        """Whether its items count as its parent's: it is a FILLER and no table."""
        return self.filler and self.occurs is None


Item = Field | Group


@dataclass(frozen=True, slots=True)
class Discriminator:
    """How a record says which of several descriptions of the same bytes holds.

    field: the name of a field before them; cases: its value, or the name of one of its conditions (level 88), -> the name of the
    description; otherwise: the description that holds in all other cases, if one does.
    """

    field: str
    cases: Mapping[str | int, str]
    otherwise: str | None = None


Choice = str | Discriminator
"""Which description of redefined bytes holds: always the one of this name, or as the record says."""


def malformed(line: int, reason: str) -> Refusal:
    """The refusal ``copybook_malformed`` of a line of a copybook, with the reason."""
    return Refusal("copybook_malformed", f"Line {line}: {reason}.", field=f"line/{line}", line=line)


def unsupported(line: int, what: str) -> Refusal:
    """The refusal ``copybook_unsupported`` of a line of a copybook: COBOL, but not known here."""
    return Refusal("copybook_unsupported", f"Line {line}: {what} is not supported.", field=f"line/{line}", line=line)
