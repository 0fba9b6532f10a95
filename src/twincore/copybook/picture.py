"""PICTURE character-strings: how many characters, how many digits, where the point is."""

import re
from dataclasses import dataclass
from typing import Literal

from twincore.copybook.model import DIGITS_MAX, RECORD_BYTES_MAX, malformed, unsupported

_SYMBOL = re.compile(r"(CR|DB|[A-Z0-9+\-*/$,.])(?:\((\d{1,9})\))?")
_NUMERIC = re.compile(r"(S?)(?:(9+)(P*)V?|(9*)V(9*)|V?(P+)(9+))")
_EDITED = set("AXBENPSVZ90*/+-$,.") | {"CR", "DB"}


@dataclass(frozen=True, slots=True)
class Picture:
    """characters: the item's length in characters in DISPLAY; digits, scale, signed: of a number, where digits are the ones stored."""

    category: Literal["text", "number", "national"]
    characters: int
    digits: int = 0
    scale: int = 0
    signed: bool = False


def parse_picture(text: str, line: int) -> Picture:
    """What a PICTURE describes. An edited one is text: it holds a number as it is printed.

    Refuses ``copybook_malformed`` (symbols that do not go together), ``copybook_unsupported`` (DBCS).
    """
    symbols = _symbols(text, line)
    spread = "".join(symbol * count for symbol, count in symbols if len(symbol) == 1)
    names = {symbol for symbol, _ in symbols}
    if names <= set("S9VP"):
        return _number(text, spread, line)
    if "G" in names:
        raise unsupported(line, f"PICTURE {text}: double-byte characters")
    if names == {"N"}:
        return Picture("national", len(spread))
    if not names <= _EDITED or ("S" in names) or ("N" in names):
        raise malformed(line, f"PICTURE {text} has symbols that do not go together")
    return Picture("text", sum(len(symbol) * count for symbol, count in symbols if symbol not in "VP"))


def _symbols(text: str, line: int) -> list[tuple[str, int]]:
    found, at = [], 0
    while at < len(text):
        symbol = _SYMBOL.match(text, at)
        if symbol is None or (symbol[2] is not None and int(symbol[2]) == 0):
            raise malformed(line, f"{text!r} is not a PICTURE")
        found.append((symbol[1], int(symbol[2] or 1)))
        at = symbol.end()
    if not found or sum(count for _, count in found) > RECORD_BYTES_MAX:
        raise malformed(line, f"{text!r} is not a PICTURE of 1 to {RECORD_BYTES_MAX:,} characters")
    return found


def _number(text: str, spread: str, line: int) -> Picture:
    found = _NUMERIC.fullmatch(spread)
    if found is None:
        raise malformed(line, f"PICTURE {text} is not a number")
    signed = found[1] == "S"
    if found[2] is not None:
        digits, scale = len(found[2]), -len(found[3])
    elif found[6] is not None:
        digits, scale = len(found[7]), len(found[6]) + len(found[7])
    else:
        digits, scale = len(found[4]) + len(found[5]), len(found[5])
    if not 1 <= digits <= DIGITS_MAX or digits + len(found[3] or found[6] or "") > DIGITS_MAX:
        raise malformed(line, f"PICTURE {text} is a number of 1 to {DIGITS_MAX} digits")
    return Picture("number", digits, digits, scale, signed)
