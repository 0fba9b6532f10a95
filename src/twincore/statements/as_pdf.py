"""Paper as a PDF: A4, with its typeface inside. The same paper gives the same bytes."""

import unicodedata
from collections.abc import Sequence
from functools import cache
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from twincore.statements.paper import Block, Cell, Column, Facts, Figures, Paper, Table, Words

_INK, _SOFT, _LINE, _DEEP, _TINT, _WARN = "#16202c", "#5b6875", "#d9dfe5", "#0f4c5c", "#eef4f5", "#8a4b08"
_WIDTH, _HEIGHT = A4
_LEFT, _RIGHT, _TOP, _BOTTOM = 18 * mm, _WIDTH - 18 * mm, _HEIGHT - 18 * mm, 24 * mm
_ROOM = _RIGHT - _LEFT
_BODY, _SMALL = 8.0, 6.4
_GAP = 6.0
_FOOT = 6.8
_PAGES, _PAGES_WIDTH = "pages", 30.0


def as_pdf(paper: Paper) -> bytes:
    """The document. Letters that its typeface lacks lose their marks; what is still missing becomes a question mark."""
    sheet = _Sheet(paper)
    sheet.head()
    for block in paper.blocks:
        sheet.block(block)
    return sheet.close()


@cache
def _faces() -> tuple[str, str, frozenset[int]]:
    """Names of the plain and the bold face, and the characters that they have."""
    plain, bold = TTFont("Vera", "Vera.ttf"), TTFont("VeraBd", "VeraBd.ttf")
    pdfmetrics.registerFont(plain)
    pdfmetrics.registerFont(bold)
    return "Vera", "VeraBd", frozenset(plain.face.charToGlyph) & frozenset(bold.face.charToGlyph)


def printable(text: str) -> str:
    """A text in the characters that the typeface has."""
    known = _faces()[2]
    if all(ord(letter) in known for letter in text):
        return text
    shown = []
    for letter in unicodedata.normalize("NFC", text):
        if ord(letter) in known:
            shown.append(letter)
            continue
        plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if ord(part) in known and not unicodedata.combining(part))
        shown.append(plain or ("" if unicodedata.combining(letter) else "?"))
    return "".join(shown)


class _Sheet:
    """The paper while it is written on, from the top down. y: where the next line begins."""

    def __init__(self, paper: Paper) -> None:
        self.paper, self.page = paper, 1
        self.plain, self.bold, _ = _faces()
        self.buffer = BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=A4, invariant=1, pageCompression=1, lang="en-AU")
        self.canvas.setTitle(paper.title)
        self.canvas.setAuthor(paper.issuer)
        self.canvas.setSubject(paper.subtitle)
        self.canvas.setCreator("twincore")
        self.y = _TOP
        self._letterhead()

    def close(self) -> bytes:
        """Finish. How many pages there are is known now, and filled in at the foot of each."""
        self._foot()
        self.canvas.showPage()
        self.canvas.beginForm(_PAGES, lowerx=0, lowery=0, upperx=_WIDTH, uppery=_HEIGHT)
        self.text(_RIGHT - _PAGES_WIDTH + 2, _BOTTOM - 18, f"of {self.page}", _FOOT, colour=_SOFT)
        self.canvas.endForm()
        self.canvas.save()
        return self.buffer.getvalue()

    def text(self, x: float, y: float, words: str, size: float, *, bold: bool = False, colour: str = _INK, right: bool = False) -> None:
        """One line; x is its left end, or its right one."""
        self.canvas.setFont(self.bold if bold else self.plain, size)
        self.canvas.setFillColor(colour)
        (self.canvas.drawRightString if right else self.canvas.drawString)(x, y, printable(words))

    def split(self, words: str, size: float, width: float, *, bold: bool = False) -> list[str]:
        """Words in lines of a width; what is too long for a line is broken."""
        face = self.bold if bold else self.plain
        shown, lines = printable(words), []
        if pdfmetrics.stringWidth(shown, face, size) <= width and "\n" not in shown:
            return [shown]
        for line in simpleSplit(shown, face, size, width):
            while pdfmetrics.stringWidth(line, face, size) > width and len(line) > 1:
                fits = len(line) - 1
                while fits > 1 and pdfmetrics.stringWidth(line[:fits], face, size) > width:
                    fits -= 1
                lines.append(line[:fits])
                line = line[fits:]
            lines.append(line)
        return lines or [""]

    def head(self) -> None:
        """Title, the receiver's address and what the document is about."""
        paper = self.paper
        self.y -= 18
        self.text(_LEFT, self.y, paper.title, 17, bold=True)
        self.y -= 14
        self.text(_LEFT, self.y, paper.subtitle, 9, colour=_SOFT)
        self.y -= 26
        top = self.y
        for line in paper.address:
            self.text(_LEFT, self.y, line, 9)
            self.y -= 12.5
        left, y = _LEFT + _ROOM * 0.5, top
        for label, value in paper.about:
            self.text(left, y, label, _BODY, colour=_SOFT)
            for line in self.split(value, _BODY, _RIGHT - left - 92, bold=True):
                self.text(left + 92, y, line, _BODY, bold=True)
                y -= 11.5
        self.y = min(self.y, y) - 12

    def block(self, block: Block) -> None:
        """One block, on a new page where it needs one."""
        if isinstance(block, Figures):
            self._figures(block)
        elif isinstance(block, Facts):
            self._facts(block)
        elif isinstance(block, Words):
            self._words(block)
        else:
            self._table(block)

    def _need(self, height: float) -> bool:
        """Whether a new page had to begin for so much height."""
        if self.y - height >= _BOTTOM:
            return False
        self._foot()
        self.canvas.showPage()
        self.page += 1
        self.y = _TOP
        self._letterhead()
        self.y -= 8
        return True

    def _letterhead(self) -> None:
        self.text(_LEFT, self.y, self.paper.issuer, 13, bold=True, colour=_DEEP)
        if self.paper.synthetic:
            self.text(_RIGHT, self.y + 1, "Synthetic: nobody on it is real", 7, colour=_WARN, right=True)
        self.canvas.setStrokeColor(_DEEP)
        self.canvas.setLineWidth(1.6)
        self.canvas.line(_LEFT, self.y - 8, _RIGHT, self.y - 8)
        self.y -= 20

    def _foot(self) -> None:
        self._rule(_BOTTOM - 8)
        for n, line in enumerate(self.split(self.paper.foot, 6.2, _ROOM - 70)[:3]):
            self.text(_LEFT, _BOTTOM - 18 - n * 8, line, 6.2, colour=_SOFT)
        self.text(_RIGHT - _PAGES_WIDTH, _BOTTOM - 18, f"Page {self.page}", _FOOT, colour=_SOFT, right=True)
        self.canvas.doForm(_PAGES)

    def _rule(self, y: float, colour: str = _LINE, width: float = 0.5) -> None:
        self.canvas.setStrokeColor(colour)
        self.canvas.setLineWidth(width)
        self.canvas.line(_LEFT, y, _RIGHT, y)

    def _title(self, words: str, height: float) -> None:
        if not words:
            return
        self._need(height + 26)
        self.y -= 16
        self.text(_LEFT, self.y, words, 10, bold=True, colour=_DEEP)
        self.y -= 8

    def _figures(self, block: Figures) -> None:
        self._need(48)
        width = (_ROOM - _GAP * (len(block.items) - 1)) / len(block.items)
        for n, (label, figure) in enumerate(block.items):
            x, last = _LEFT + n * (width + _GAP), n == len(block.items) - 1
            self.canvas.setFillColor(_DEEP if last else _TINT)
            self.canvas.roundRect(x, self.y - 38, width, 38, 4, stroke=0, fill=1)
            self.text(x + 9, self.y - 14, label, 6.8, colour="#d5e4e7" if last else _SOFT)
            size = 11.5
            while pdfmetrics.stringWidth(printable(figure), self.bold, size) > width - 18 and size > 6:
                size -= 0.5
            self.text(x + 9, self.y - 29, figure, size, bold=True, colour="#ffffff" if last else _INK)
        self.y -= 44

    def _facts(self, block: Facts) -> None:
        self._title(block.title, 12)
        for label, value in block.items:
            lines = self.split(value, _BODY, _ROOM - 170)
            self._need(12.5 * len(lines))
            self.y -= 11
            self.text(_LEFT, self.y, label, _BODY, colour=_SOFT)
            for n, line in enumerate(lines):
                self.text(_LEFT + 170, self.y - n * 11, line, _BODY)
            self.y -= 11 * (len(lines) - 1) + 1.5
        self.y -= 6

    def _words(self, block: Words) -> None:
        self._title(block.title, 14)
        self.y += 5
        for paragraph in block.paragraphs:
            self.y -= 3
            for line in self.split(paragraph, 8.6, _ROOM):
                self._need(13)
                self.y -= 12.5
                self.text(_LEFT, self.y, line, 8.6)
            self.y -= 5

    def _table(self, table: Table) -> None:
        self._title(table.title, 44)
        bounds = _bounds(table.columns)
        self._heads(table, bounds)
        for row, stands in [(table.first, True), *((row, False) for row in table.rows), (table.last, True)]:
            if row:
                self._row(table, bounds, row, stands)
        self.y -= 4

    def _heads(self, table: Table, bounds: Sequence[tuple[float, float]]) -> None:
        self.y -= 10
        for column, (left, right) in zip(table.columns, bounds, strict=True):
            self.text(right if column.right else left, self.y, column.title, 6.8, bold=True, colour=_SOFT, right=column.right)
        self.y -= 5
        self._rule(self.y, width=1)

    def _row(self, table: Table, bounds: Sequence[tuple[float, float]], row: Sequence[Cell], stands: bool) -> None:
        cells = []
        for column, cell, (left, right) in zip(table.columns, row, bounds, strict=True):
            words = [cell.text] if column.right else self.split(cell.text, _BODY, right - left, bold=stands)
            cells.append((column, cell, left, right, words, self.split(cell.small, _SMALL, right - left) if cell.small else []))
        height = max(10.5 * len(words) + 8.2 * len(small) for *_, words, small in cells) + 5
        if self._need(height):
            self._heads(table, bounds)
        if stands:
            self.canvas.setFillColor(_TINT)
            self.canvas.rect(_LEFT, self.y - height, _ROOM, height, stroke=0, fill=1)
        for column, cell, left, right, words, small in cells:
            y = self.y - 10.2
            for line in words:
                self.text(right if column.right else left, y, line, _BODY, bold=stands, right=column.right)
                y -= 10.5
            y += 1.6
            for line in small:
                self.text(left, y, line, _SMALL, colour=_SOFT)
                if cell.link:
                    width = pdfmetrics.stringWidth(line, self.plain, _SMALL)
                    self.canvas.linkURL(cell.link, (left, y - 1.5, left + width, y + _SMALL), relative=0)
                y -= 8.2
        self.y -= height
        self._rule(self.y)


def _bounds(columns: Sequence[Column]) -> list[tuple[float, float]]:
    """Left and right end of what stands in each column."""
    total, at, found = sum(column.share for column in columns), _LEFT, []
    for column in columns:
        width = _ROOM * column.share / total
        found.append((at + 4, at + width - 4))
        at += width
    return found
