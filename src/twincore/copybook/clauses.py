"""Words to entries: each data description entry with its clauses, as they are written and nothing worked out yet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from twincore.copybook.model import Occurs, Sign, Usage, malformed, unsupported
from twincore.copybook.source import Word

USAGES = {
    "DISPLAY": Usage.DISPLAY,
    "NATIONAL": Usage.NATIONAL,
    "BINARY": Usage.BINARY,
    "COMP": Usage.BINARY,
    "COMP-4": Usage.BINARY,
    "COMP-5": Usage.NATIVE,
    "COMP-3": Usage.PACKED,
    "PACKED-DECIMAL": Usage.PACKED,
    "COMP-1": Usage.FLOAT,
    "COMP-2": Usage.DOUBLE,
}
USAGES |= {name.replace("COMP", "COMPUTATIONAL"): usage for name, usage in USAGES.items() if name.startswith("COMP")}
FOREIGN = {"INDEX", "POINTER", "POINTER-32", "COMP-6", "COMP-X", "DISPLAY-1", "FUNCTION-POINTER", "PROCEDURE-POINTER", "UTF-8"}
FIGURES = {
    "ZERO": "ZERO", "ZEROS": "ZERO", "ZEROES": "ZERO", "SPACE": "SPACE", "SPACES": "SPACE", "QUOTE": "QUOTE", "QUOTES": "QUOTE",
    "LOW-VALUE": "LOW", "LOW-VALUES": "LOW", "NULL": "LOW", "NULLS": "LOW", "HIGH-VALUE": "HIGH", "HIGH-VALUES": "HIGH",
}  # fmt: skip
_CLAUSES = {
    "REDEFINES", "PIC", "PICTURE", "USAGE", "SIGN", "OCCURS", "SYNC", "SYNCHRONIZED", "JUST", "JUSTIFIED", "BLANK", "VALUE", "VALUES",
    "LEADING", "TRAILING", "EXTERNAL", "GLOBAL", "IS", *USAGES, *FOREIGN,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """A literal of a VALUE clause as written. every: it stands behind ALL."""

    word: Word
    every: bool = False


@dataclass(slots=True)
class Entry:
    """One entry. name: empty for a FILLER."""

    level: int
    name: str
    line: int
    redefines: str | None = None
    picture: str | None = None
    usage: Usage | None = None
    sign: Sign | None = None
    occurs: Occurs | None = None
    sync: bool = False
    justified: bool = False
    blank_when_zero: bool = False
    ranges: list[tuple[Written, Written]] = field(default_factory=list)


class _Reader:
    """The words of one entry, taken one after another."""

    def __init__(self, words: list[Word]) -> None:
        self.words, self.at, self.line = words, 0, words[0].line

    def peek(self) -> str:
        """The next word, empty at the end; a literal in its quotes."""
        return str(self.words[self.at]) if self.at < len(self.words) else ""

    def take(self, what: str) -> Word:
        """The next word whatever it is; refuses the end."""
        if self.at == len(self.words):
            raise malformed(self.line, f"{what} is missing at the end of the entry")
        self.at += 1
        self.line = self.words[self.at - 1].line
        return self.words[self.at - 1]

    def skip(self, *optional: str) -> bool:
        """Leave one of these words out, if it is the next; say whether it was."""
        found = self.peek() in optional
        self.at += found
        return found

    def number(self, what: str) -> int:
        word = self.take(what)
        if word.kind != "word" or not word.text.isdecimal() or len(word.text) > 9:
            raise malformed(word.line, f"{what} is {word}, not a whole number")
        return int(word.text)

    def name(self, what: str) -> str:
        word = self.take(what)
        if word.kind != "word" or not any(c.isalpha() for c in word.text) or not all(c.isalnum() or c in "-_:" for c in word.text):
            raise malformed(word.line, f"{what} is {word}, not a name")
        return word.text


def entries(words: Iterable[Word]) -> Iterator[Entry]:
    """The entries in the order they are written. Refuses ``copybook_malformed`` and ``copybook_unsupported`` with the line."""
    sentence: list[Word] = []
    for word in words:
        if word.kind != "period":
            sentence.append(word)
        elif sentence:
            yield _entry(_Reader(sentence))
            sentence = []
    if sentence:
        raise malformed(sentence[0].line, "the entry that begins here does not end with a period")


def _entry(reader: _Reader) -> Entry:
    first = reader.peek()
    if first in ("COPY", "REPLACE", "EXEC", "-INC", "++INCLUDE"):
        raise unsupported(reader.line, f"{first} inside a copybook")
    line = reader.line
    level = reader.number("the level number")
    if not (1 <= level <= 49 or level in (66, 77, 88)):
        raise malformed(line, f"{level} is not a level number: there are 01 to 49, 66, 77 and 88")
    entry = Entry(level, "", line)
    if level == 66:
        return entry
    if not (reader.skip("FILLER") or reader.peek() in _CLAUSES or reader.peek() == ""):
        entry.name = reader.name("the name")
    while reader.peek():
        _clause(reader, entry)
    return entry


def _clause(reader: _Reader, entry: Entry) -> None:
    word = reader.take("a clause")
    match word.text if word.kind == "word" else "":
        case "REDEFINES":
            entry.redefines = reader.name("what is redefined")
        case "PIC" | "PICTURE":
            reader.skip("IS")
            entry.picture = reader.take("the picture").text
        case "USAGE":
            reader.skip("IS")
            entry.usage = _usage(reader.take("the usage"))
        case name if name in USAGES or name in FOREIGN:
            entry.usage = _usage(word)
        case "SIGN":
            reader.skip("IS")
            entry.sign = _sign(reader, reader.take("LEADING or TRAILING"))
        case "LEADING" | "TRAILING":
            entry.sign = _sign(reader, word)
        case "OCCURS":
            entry.occurs = _occurs(reader)
        case "SYNC" | "SYNCHRONIZED":
            reader.skip("LEFT", "RIGHT")
            entry.sync = True
        case "JUST" | "JUSTIFIED":
            reader.skip("RIGHT")
            entry.justified = True
        case "BLANK":
            reader.skip("WHEN")
            if not reader.skip("ZERO", "ZEROS", "ZEROES"):
                raise malformed(word.line, "BLANK WHEN is followed by ZERO")
            entry.blank_when_zero = True
        case "VALUE" | "VALUES":
            reader.skip("IS", "ARE")
            entry.ranges = _ranges(reader)
        case "WHEN" | "SET" | "TO" | "FALSE" if entry.level == 88 and entry.ranges:
            for skipped in ("SET", "TO", "FALSE", "IS"):
                reader.skip(skipped)
            _literal(reader)  # what SET ... TO FALSE moves: nothing that a reader of records needs
        case "EXTERNAL" | "GLOBAL" | "IS":
            pass
        case _:
            raise malformed(word.line, f"{word} is not a clause of a data description")


def _usage(word: Word) -> Usage:
    if word.text in USAGES:
        return USAGES[word.text]
    if word.text in FOREIGN:
        raise unsupported(word.line, f"USAGE {word.text}")
    raise malformed(word.line, f"{word} is not a usage")


def _sign(reader: _Reader, word: Word) -> Sign:
    if word.text not in ("LEADING", "TRAILING"):
        raise malformed(word.line, f"the sign is LEADING or TRAILING, not {word}")
    separate = reader.skip("SEPARATE")
    if separate:
        reader.skip("CHARACTER")
    return Sign(word.text.lower() + (" separate" if separate else ""))


def _occurs(reader: _Reader) -> Occurs:
    line = reader.line
    least = most = reader.number("the number of occurrences")
    if reader.skip("TO"):
        most = reader.number("the most occurrences")
    reader.skip("TIMES")
    depending = None
    if reader.skip("DEPENDING"):
        reader.skip("ON")
        depending = reader.name("what the number of occurrences depends on")
        if reader.peek() in ("OF", "IN"):
            raise unsupported(line, "a qualified name behind DEPENDING ON")
    while reader.peek() in ("ASCENDING", "DESCENDING", "INDEXED"):
        reader.take("a key")
        for word in ("KEY", "IS", "BY"):
            reader.skip(word)
        reader.name("a key")
        while reader.peek() and reader.peek() not in _CLAUSES | {"ASCENDING", "DESCENDING", "INDEXED"}:
            reader.name("a key")
    if depending is not None and most == least:
        least = 1  # OCCURS 5 DEPENDING ON, as some compilers take it
    if most < 1 or least > most or (depending is None and least != most):
        raise malformed(line, f"OCCURS {least} TO {most} is not a number of occurrences" + ("" if depending else " without DEPENDING ON"))
    return Occurs(least, most, depending)


def _ranges(reader: _Reader) -> list[tuple[Written, Written]]:
    found = []
    while True:
        first = last = _literal(reader)
        if reader.skip("THRU", "THROUGH"):
            last = _literal(reader)
        found.append((first, last))
        if not reader.peek() or reader.peek() in _CLAUSES | {"WHEN", "SET", "FALSE"}:
            return found


def _literal(reader: _Reader) -> Written:
    every = reader.skip("ALL")
    return Written(reader.take("the value"), every)
