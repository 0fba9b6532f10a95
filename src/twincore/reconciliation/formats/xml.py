"""A small XML tree that knows its lines, and refuses what statements never need: document types, entities, and depth without end."""

from dataclasses import dataclass, field
from xml.parsers import expat

from twincore.kernel.refusal import Refusal
from twincore.reconciliation.formats.file import malformed

DEPTH_MAX = 40


@dataclass(slots=True)
class Element:
    """An element: its name without namespace, the line where it begins, attributes, text and children."""

    name: str
    line: int
    attributes: dict[str, str]
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def all(self, *path: str) -> list["Element"]:
        """Every element under a path of names."""
        found = [self]
        for name in path:
            found = [child for element in found for child in element.children if child.name == name]
        return found

    def first(self, *path: str) -> "Element | None":
        """The element under a path of names, or None; refuses where it stands twice."""
        found = self.all(*path)
        if len(found) > 1:
            raise malformed(found[1].line, f"{'/'.join(path)} stands twice")
        return found[0] if found else None

    def one(self, *path: str) -> "Element":
        """The element under a path of names; refuses where it is missing."""
        found = self.first(*path)
        if found is None:
            raise malformed(self.line, f"{self.name} has no {'/'.join(path)}")
        return found

    def said(self, *path: str) -> str:
        """The text under a path, without blanks around it; empty where the element is missing."""
        found = self.first(*path)
        return "" if found is None else found.text.strip()


def read_xml(content: bytes, namespace: str) -> Element:
    """The root of a UTF-8 document whose every element is of one namespace. Refuses ``statement_malformed`` with the line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise malformed(content.count(b"\n", 0, error.start) + 1, "it is not UTF-8") from None
    parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
    parser.buffer_text = True
    stack: list[Element] = []
    roots: list[Element] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if space != namespace:
            raise malformed(parser.CurrentLineNumber, f"{local} is not of the namespace {namespace}")
        if len(stack) >= DEPTH_MAX:
            raise malformed(parser.CurrentLineNumber, f"elements nest deeper than {DEPTH_MAX}")
        element = Element(local, parser.CurrentLineNumber, attributes)
        (stack[-1].children if stack else roots).append(element)
        stack.append(element)

    def end(_: str) -> None:
        stack.pop()

    def characters(data: str) -> None:
        stack[-1].text += data

    def refuse(*_: object) -> None:
        raise malformed(parser.CurrentLineNumber, "document types and entities are not accepted")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(text, True)
    except Refusal:
        raise
    except expat.ExpatError as error:
        raise malformed(error.lineno, f"it is not well-formed XML: {expat.ErrorString(error.code)}") from None
    return roots[0]
