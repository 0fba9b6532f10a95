"""Source text to words: reference formats, comments, continuation lines, literals.

Fixed form is the classic one: columns 1-6 a sequence number, 7 an indicator, 8-72 the text, the rest a comment. Free form has no columns.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from twincore.copybook.model import COPYBOOK_BYTES_MAX, malformed
from twincore.kernel.refusal import Category, Refusal

Form = Literal["auto", "fixed", "free"]

_INDICATORS = " *-/Dd$"
_LEVEL_TOO_EARLY = re.compile(r"\s{0,5}\d{1,2}(\s|$)")
_COMPILER_WORDS = {"EJECT", "SKIP1", "SKIP2", "SKIP3"}
_WORD = re.compile(
    r"""(?P<blank>[\s]+|[,;](?=\s|$))
      | (?P<comment>\*>.*)
      | (?P<literal>(?P<prefix>[XxNn]?)(?P<quote>['"])(?P<inside>(?:(?!(?P=quote)).|(?P=quote){2})*)(?P=quote))
      | (?P<open>[XxNn]?['"].*)
      | (?P<period>\.(?=\s|$))
      | (?P<word>[^\s'"]+)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """kind: word, text (a literal), hex (the literal X'..') or period; text: a word in capitals, a literal as it is."""

    kind: Literal["word", "text", "hex", "period"]
    text: str
    line: int

    def __str__(self) -> str:
        return {"word": self.text, "text": f"'{self.text}'", "hex": f"X'{self.text}'", "period": "."}[self.kind]


def words(text: str, form: Form = "auto", replacing: Mapping[str, str] | None = None) -> Iterator[Word]:
    """The words of a copybook. replacing: what COPY ... REPLACING would put in place of what, such as ``:TAG:``, in its text.

    Refuses ``copybook_malformed`` with the line: a literal without end, a continuation of nothing; ``copybook_too_large``.
    """
    if len(text) > COPYBOOK_BYTES_MAX:
        raise Refusal("copybook_too_large", f"A copybook has at most {COPYBOOK_BYTES_MAX:,} characters.", category=Category.TOO_LARGE)
    lines = [line.expandtabs(8).rstrip() for line in text.replace("\r\n", "\n").replace("\x1a", "").split("\n")]
    fixed = form == "fixed" or (form == "auto" and _looks_fixed(lines))
    for number, line in _joined(lines) if fixed else _free(lines):
        replaced = line
        for old, new in (replacing or {}).items():
            replaced = replaced.replace(old, new)
        yield from _of_line(replaced, number)


def _looks_fixed(lines: list[str]) -> bool:
    """Fixed, unless a line has text in column 7 or a level number before column 8."""
    return not any((len(line) > 6 and line[6] not in _INDICATORS) or _LEVEL_TOO_EARLY.match(line[:7]) for line in lines)


def _free(lines: list[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, 1):
        if not line.lstrip().startswith("*"):
            yield number, line


def _joined(lines: list[str]) -> Iterator[tuple[int, str]]:
    """The text of fixed form, with continued lines put together."""
    held: tuple[int, str] | None = None
    for number, line in enumerate(lines, 1):
        indicator, body = line[6:7] or " ", line[7:72]
        if indicator in "*/Dd$" or not body.strip():
            continue
        if indicator == "-":
            if held is None:
                raise malformed(number, "it continues a line that is not there")
            held = (held[0], _continued(held[1], body.lstrip(), number))
        else:
            if held is not None:
                yield held
            held = (number, body)
    if held is not None:
        yield held


def _continued(before: str, after: str, number: int) -> str:
    """A literal goes on to column 72 and then behind the next line's first quote; a word goes on where it stopped."""
    quote = _open_quote(before)
    if quote is None:
        return before.rstrip() + after
    if not after.startswith(quote):
        raise malformed(number, f"the literal that it continues goes on behind a {quote}")
    return before.ljust(65) + after[1:]


def _open_quote(text: str) -> str | None:
    quote = None
    for character in text:
        if quote is None and character in "'\"":
            quote = character
        elif character == quote:
            quote = None
    return quote


def _of_line(line: str, number: int) -> Iterator[Word]:
    if line.strip().rstrip(".").upper() in _COMPILER_WORDS:
        return
    at = 0
    while at < len(line):
        found = _WORD.match(line, at)
        assert found is not None, "a blank, a quote or a word"
        at = found.end()
        kind = found.lastgroup
        if found["open"] is not None:
            raise malformed(number, "a literal has no end")
        if found["literal"] is not None:
            yield _literal(found, number)
        elif kind == "period":
            yield Word("period", ".", number)
        elif kind == "word":
            plain = found["word"].rstrip(",;")
            ended = plain.endswith(".")
            yield Word("word", plain.removesuffix(".").upper(), number)
            if ended:
                yield Word("period", ".", number)


def _literal(found: re.Match[str], number: int) -> Word:
    inside, quote = found["inside"], found["quote"]
    if found["prefix"].upper() == "X":
        if not re.fullmatch(r"(?:[0-9A-Fa-f]{2})+", inside):
            raise malformed(number, f"X'{inside}' is not whole bytes in hexadecimal")
        return Word("hex", inside, number)
    return Word("text", inside.replace(quote * 2, quote), number)
