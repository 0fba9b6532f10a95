"""Code pages: which byte is which character, which digit, which sign.

cp037 (USA, Canada, Australia), cp500 (international), cp1140 (cp037 with the euro sign), cp273 (Germany, Austria), cp1047 (open systems on z/OS): each
has a character for every byte, so that any bytes become text and the same bytes again. ascii has 128.

Zoned numbers: the digit in the low half byte, the zone in the high one; the byte with the sign has zone C (or A, E; F for none) for plus
and D (or B) for minus (z/Architecture Principles of Operation, "Decimal-number formats").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from twincore.copybook.model import Dialect, Figure
from twincore.kernel.refusal import Category, Refusal

CODEPAGES: Final = ("cp037", "cp500", "cp1140", "cp273", "cp1047", "ascii")

# cp1047 has the characters of cp037, six of them elsewhere; Python knows no codec of it
_IN_1047, _IN_037 = bytes.fromhex("5FADB0BABBBD"), bytes.fromhex("B0BA5FADBDBB")
_TO_037, _FROM_037 = bytes.maketrans(_IN_1047, _IN_037), bytes.maketrans(_IN_037, _IN_1047)

_PLUS_ZONES, _MINUS_ZONES = (0xC, 0xA, 0xE, 0xF), (0xD, 0xB)
_NOT_A_DIGIT = ord("x")


@dataclass(frozen=True, slots=True)
class CodePage:
    """characters: the character of each byte, None where it has none; digits: a table for ``bytes.translate`` to ASCII digits, x for
    what is none; overpunch: byte -> digit and whether it is negative; positive, negative: the byte of each digit with that sign.
    """

    name: str
    space: int
    zero: int
    plus: int
    minus: int
    digits: bytes
    overpunch: Mapping[int, tuple[int, bool]]
    positive: bytes
    negative: Mapping[str, bytes]

    def decode(self, raw: bytes) -> str:
        """The text of some bytes; UnicodeDecodeError where a byte has no character."""
        return raw.translate(_TO_037).decode("cp037") if self.name == "cp1047" else raw.decode(self.name)

    def encode(self, text: str) -> bytes:
        """The bytes of a text; UnicodeEncodeError where a character has no byte."""
        return text.encode("cp037").translate(_FROM_037) if self.name == "cp1047" else text.encode(self.name)

    def zoned(self, digits: str) -> bytes:
        """Unsigned digits, as bytes."""
        return bytes(self.zero + ord(digit) - 48 for digit in digits)

    def signed_digit(self, digit: int, negative: bool, dialect: Dialect) -> int:
        """The byte that holds a digit together with the sign of its number."""
        if negative:
            return self.negative[dialect.ascii_overpunch][digit]
        return self.zero + digit if self.name == "ascii" and dialect.ascii_overpunch == "own" else self.positive[digit]

    def matches(self, value: str, literal: object) -> bool:
        """Whether a text is what a literal says, trailing spaces aside."""
        if isinstance(literal, Figure | bytes):
            return self.is_image(self.image(value), literal)
        return value == literal

    def image(self, text: str) -> bytes | None:
        """The bytes of a text without trailing spaces, None where a character has none."""
        try:
            return self.encode(text).rstrip(bytes([self.space]))
        except UnicodeEncodeError:
            return None

    def is_image(self, image: bytes | None, literal: object) -> bool:
        """Whether bytes are what a literal says, trailing spaces aside."""
        if not image:
            return image is not None and literal in ("", b"")
        if isinstance(literal, Figure):
            return image == bytes([literal.value]) * len(image)
        wanted = self.image(literal) if isinstance(literal, str) else literal
        space = bytes([self.space])
        return isinstance(wanted, bytes) and image.rstrip(space) == wanted.rstrip(space)


@cache
def codepage(name: str) -> CodePage:
    """A code page by its name. Refuses ``codepage_unknown``."""
    key = name.lower().replace("-", "").replace("_", "")
    key = "ascii" if key == "usascii" else key.replace("ibm", "cp")
    if key not in CODEPAGES:
        raise Refusal(
            "codepage_unknown",
            f"{name!r} is not a code page that is known here: there are {', '.join(CODEPAGES)}.",
            category=Category.INVALID,
            field="codepage",
        )
    plain = "cp037" if key == "cp1047" else key
    zero = "0".encode(plain)[0]
    digits = bytes(48 + byte - zero if zero <= byte < zero + 10 else _NOT_A_DIGIT for byte in range(256))
    # "{ABCDEFGHI" and "}JKLMNOPQR" are the EBCDIC bytes C0-C9 and D0-D9 in cp037, and what a translation of text makes of them
    positive, translated, own = (
        (b"{ABCDEFGHI", b"}JKLMNOPQR", b"pqrstuvwxy") if key == "ascii" else (bytes(range(0xC0, 0xCA)), bytes(range(0xD0, 0xDA)), b"")
    )
    signs: dict[int, tuple[int, bool]] = {}
    if key == "ascii":
        signs |= {zero + digit: (digit, False) for digit in range(10)}
        signs |= {byte: (digit, False) for digit, byte in enumerate(positive)}
        signs |= {byte: (digit, True) for row in (translated, own) for digit, byte in enumerate(row)}
    else:
        signs |= {zone << 4 | digit: (digit, False) for zone in _PLUS_ZONES for digit in range(10)}
        signs |= {zone << 4 | digit: (digit, True) for zone in _MINUS_ZONES for digit in range(10)}
    return CodePage(
        key,
        space=" ".encode(plain)[0],
        zero=zero,
        plus="+".encode(plain)[0],
        minus="-".encode(plain)[0],
        digits=digits,
        overpunch=signs,
        positive=positive,
        negative={"translated": translated, "own": own or translated},
    )
