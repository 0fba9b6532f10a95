"""Parts that sections of the page are built from."""

from collections.abc import Callable, Sequence
from html import escape

WIDE, MIDDLE, NARROW = 1000.0, 640.0, 330.0
"""Widths in pixels that a chart across the page is drawn for; the page shows the one that fits."""
HALF = 460.0


def chart(draw: Callable[[float], str], *, wide: float = WIDE) -> str:
    """A chart drawn for three widths of window, of which one is shown."""
    drawn = {"w1": draw(wide), "w2": draw(MIDDLE), "w3": draw(NARROW)}
    return "".join(f'<div class="{style}">{svg}</div>' for style, svg in drawn.items())


def section(title: str, sub: str, body: str, anchor: str) -> str:
    """A titled card."""
    return f'<section id="{anchor}" aria-labelledby="{anchor}-title"><h2 id="{anchor}-title">{escape(title)}</h2><p class="sub">{sub}</p>{body}</section>'


def legend(names: Sequence[tuple[str, str]]) -> str:
    """Names with their colours (names of CSS variables)."""
    return (
        '<ul class="legend">'
        + "".join(f'<li><i style="background:var(--{colour})"></i>{escape(name)}</li>' for name, colour in names)
        + "</ul>"
    )


def table(
    caption: str, heads: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]], *, row_heads: bool = True, styles: Sequence[str] = ()
) -> str:
    """A table: heads are (words, class); cells are HTML already; the first cell of a row names it; styles: a class for each row, where there are any."""
    head = "".join(f'<th scope="col" class="{style}">{escape(words)}</th>' for words, style in heads)
    body = []
    for place, row in enumerate(rows):
        cells = []
        for n, cell in enumerate(row):
            style = heads[n][1]
            cells.append(f'<th scope="row">{cell}</th>' if n == 0 and row_heads else f'<td class="{style}">{cell}</td>')
        body.append((f'<tr class="{styles[place]}">' if styles and styles[place] else "<tr>") + "".join(cells) + "</tr>")
    words = f"<caption>{escape(caption)}</caption>" if caption else ""
    return (
        f'<div class="scroll" tabindex="0" role="group" aria-label="{escape(caption) or "Table"}"><table>{words}<thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def figures(items: Sequence[tuple[str, str, str]], style: str = "") -> str:
    """A few large figures in a row: (name, figure, what it says of itself)."""
    cells = "".join(f"<div><dt>{escape(name)}</dt><dd>{figure}<small>{escape(note)}</small></dd></div>" for name, figure, note in items)
    return f'<dl class="figures {style}">{cells}</dl>'


def verdict(holds: bool, good: str, bad: str) -> str:
    """Whether something holds, in a cell."""
    return f'<span class="pass">{escape(good)}</span>' if holds else f'<span class="fail">{escape(bad)}</span>'


def bar(share: float, style: str = "") -> str:
    """A bar in a table cell; share: 0 to 1 of the room."""
    return f'<span class="{style}" style="width:{max(0.0, min(1.0, share)) * 100:.1f}%"></span>'


def unfold(summary: str, body: str) -> str:
    """Something that is there for those who ask."""
    return f"<details><summary>{escape(summary)}</summary>{body}</details>"
