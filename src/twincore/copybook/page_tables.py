"""A code page as numpy tables: what each byte, and each character, is."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from twincore.copybook.codepage import codepage

NO_BYTE: Final = 0xFFFF
"""Where a character has no byte."""


@dataclass(frozen=True, slots=True)
class PageTables:
    """characters: byte -> code point (0 where it has none); bytes_of: code point -> byte, or NO_BYTE; digit, sign: byte -> the digit and the
    sign (1, -1, 0 for none) of the last or first byte of a zoned number; zone: of plain digits, 0 to 15.
    """

    characters: npt.NDArray[np.uint32]
    bytes_of: npt.NDArray[np.uint16]
    digit: npt.NDArray[np.int64]
    sign: npt.NDArray[np.int64]
    zone: int


@cache
def page_tables(name: str) -> PageTables:
    """The tables of a code page by its own name (``CodePage.name``)."""
    page = codepage(name)
    there = 128 if name == "ascii" else 256
    characters, bytes_of = np.zeros(256, np.uint32), np.full(0x10000, NO_BYTE, np.uint16)
    for byte in range(there):
        characters[byte] = ord(page.decode(bytes([byte])))
        bytes_of[characters[byte]] = byte
    digit, sign = np.zeros(256, np.int64), np.zeros(256, np.int64)
    for byte, (value, negative) in page.overpunch.items():
        digit[byte], sign[byte] = value, -1 if negative else 1
    for table in (characters, bytes_of, digit, sign):
        table.flags.writeable = False
    return PageTables(characters, bytes_of, digit, sign, page.zero >> 4)
