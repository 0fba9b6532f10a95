"""Literals of VALUE clauses, in the terms of the field that they belong to."""

import re

from twincore.copybook.clauses import FIGURES, Written
from twincore.copybook.model import Figure, Kind, Literal, malformed
from twincore.copybook.source import Word

_NUMBER = re.compile(r"([+-]?)(\d*)(?:\.(\d+))?")


def literal(written: Written, kind: Kind, characters: int, scale: int) -> Literal:
    """The value that a literal gives to a field: unscaled for a number. Refuses ``copybook_malformed`` where the two do not fit."""
    word = written.word
    figure = FIGURES.get(word.text) if word.kind == "word" else None
    if kind is not Kind.TEXT:
        if figure == "ZERO":
            return 0
        if word.kind != "word" or figure is not None:
            raise malformed(word.line, f"the value of a number is {word}")
        return _floating(word) if kind is Kind.FLOATING else _unscaled(word, scale)
    if figure in ("LOW", "HIGH"):
        return Figure[figure]
    if figure is not None:
        return {"ZERO": "0" * characters, "SPACE": "", "QUOTE": '"' * characters}[figure]
    if word.kind == "hex":
        return bytes.fromhex(word.text) if not written.every else (bytes.fromhex(word.text) * characters)[:characters]
    if word.kind != "text":
        raise malformed(word.line, f"the value of a text is {word}, without quotes")
    text = word.text
    if written.every and text:
        text = (text * (characters // len(text) + 1))[:characters]
    if len(text) > characters:
        raise malformed(word.line, f"the value {word} has more than {characters} characters")
    return text.rstrip(" ")


def _unscaled(word: Word, scale: int) -> int:
    found = _NUMBER.fullmatch(word.text)
    if found is None or not (found[2] or found[3]):
        raise malformed(word.line, f"{word} is not a number")
    fraction = (found[3] or "").rstrip("0")
    if scale < 0:
        whole = int(found[2] or "0")
        if fraction or whole % 10**-scale:
            raise malformed(word.line, f"{word} has digits that the picture has not")
        value = int(whole // 10**-scale)
    else:
        if len(fraction) > scale:
            raise malformed(word.line, f"{word} has more digits after the point than the picture")
        value = int((found[2] or "0") + fraction.ljust(scale, "0"))
    return -value if found[1] == "-" else value


def _floating(word: Word) -> float:
    try:
        return float(word.text)
    except ValueError:
        raise malformed(word.line, f"{word} is not a number") from None
