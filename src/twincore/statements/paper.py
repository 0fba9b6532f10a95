"""A document before it is drawn: what stands on it, in which order. The same paper becomes a page of HTML and a PDF."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figures:
    """A row of figures that are read first: (label, figure); the last one stands out."""

    items: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of label and value, under a title."""

    title: str
    items: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Words:
    """Paragraphs under a title; the title may be empty."""

    title: str
    paragraphs: Sequence[str]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. small: a second line below, smaller; link: where the small line leads."""

    text: str
    small: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. share: of the width, of all shares together; right: figures that stand below one another."""

    title: str
    share: int
    right: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a title; first and last are rows that stand out (brought forward, totals)."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    first: Sequence[Cell] = ()
    last: Sequence[Cell] = ()


Block = Figures | Facts | Words | Table


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: who gives it, to whom, what it is, and what stands on it.

    address: lines of the receiver; about: label and value pairs beside it; foot: a line at the foot of every page; synthetic: nothing on it is real.
    """

    issuer: str
    title: str
    subtitle: str
    address: Sequence[str]
    about: Sequence[tuple[str, str]]
    blocks: Sequence[Block]
    foot: str
    synthetic: bool = False
