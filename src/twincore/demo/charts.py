"""Charts as inline SVG, drawn by hand: no script, nothing loaded, colours from the page's own style so that light and dark both work.

Every function takes numbers and a width in pixels and gives one ``<svg>``. Text is set at its real size for that width, so a page draws a wide
and a narrow one and shows whichever fits. Marks carry a ``<title>``, which browsers show as a tip and screen readers read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import floor, log10

Format = Callable[[float], str]


class Canvas:
    """An SVG under construction: marks are added in drawing order. Lengths are pixels."""

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self._parts: list[str] = []

    def rect(
        self, x: float, y: float, width: float, height: float, style: str, tip: str = "", *, round_: float = 0, opacity: float | None = None
    ) -> None:
        """A rectangle; style: class names."""
        extra = (f' rx="{round_:g}"' if round_ else "") + (f' fill-opacity="{opacity:.3f}"' if opacity is not None else "")
        self._mark(
            "rect", f'x="{x:.1f}" y="{y:.1f}" width="{max(0.0, width):.1f}" height="{max(0.0, height):.1f}" class="{style}"{extra}', tip
        )

    def circle(self, x: float, y: float, radius: float, style: str, tip: str = "") -> None:
        """A disc."""
        self._mark("circle", f'cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" class="{style}"', tip)

    def line(self, x1: float, y1: float, x2: float, y2: float, style: str) -> None:
        """A straight line."""
        self._mark("line", f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{style}"', "")

    def path(self, steps: str, style: str, tip: str = "") -> None:
        """A path in SVG's own path language."""
        self._mark("path", f'd="{steps}" class="{style}"', tip)

    def text(self, x: float, y: float, words: str, style: str = "", *, anchor: str = "start") -> None:
        """Words; anchor: start, middle or end."""
        where = f' text-anchor="{anchor}"' if anchor != "start" else ""
        self._parts.append(f'<text x="{x:.1f}" y="{y:.1f}" class="{style}"{where}>{escape(words)}</text>')

    def svg(self, label: str, *, grows: bool = True) -> str:
        """The whole picture; label: what it shows, in a sentence; grows: whether it fills more room than it was drawn for."""
        box = f'viewBox="0 0 {self.width:g} {self.height:g}"' + ("" if grows else f' style="max-width:{self.width:g}px"')
        return f'<svg {box} role="img" aria-label="{escape(label)}" class="chart">{"".join(self._parts)}</svg>'

    def _mark(self, name: str, attributes: str, tip: str) -> None:
        self._parts.append(f"<{name} {attributes}><title>{escape(tip)}</title></{name}>" if tip else f"<{name} {attributes}/>")


def ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Round numbers from at or below low to at or above high, about so many steps apart."""
    span = max(high - low, 1e-9)
    power: float = 10 ** floor(log10(span / about))
    step = next(power * nice for nice in (1, 2, 2.5, 5, 10) if span / (power * nice) <= about + 0.5)
    first = floor(low / step) * step
    found = [first]
    while found[-1] < high - step * 1e-6:
        found.append(first + step * len(found))
    return found


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one layer: values by place, and the class that colours it."""

    name: str
    style: str
    values: Sequence[float]


def stacked_bars(
    series: Sequence[Series],
    labels: Sequence[str],
    *,
    width: float,
    label: str,
    money: Format,
    shaded: Sequence[bool] = (),
    tips: Sequence[str] = (),
    tall: float = 330.0,
) -> str:
    """A bar per place with a layer per series, the first at the bottom. labels: below the axis, empty ones are left out; shaded: e.g. weekends."""
    narrow = width < 500
    height = min(tall, 250.0) if narrow else tall
    left, right, top, bottom = (44.0, 4.0, 12.0, 30.0) if narrow else (58.0, 6.0, 14.0, 32.0)
    canvas = Canvas(width, height)
    count = len(labels)
    totals = [sum(one.values[n] for one in series) for n in range(count)]
    scale = ticks(0, max([*totals, 1]))
    per_unit = (height - top - bottom) / scale[-1]
    step = (width - left - right) / max(1, count)
    for n, on in enumerate(shaded):
        if on:
            canvas.rect(left + n * step, top, step, height - top - bottom, "shade")
    _rows(canvas, scale, left, width - right, height - bottom, per_unit, money)
    thick = min(step * 0.78, 46.0)
    for n in range(count):
        y = height - bottom
        x = left + n * step + (step - thick) / 2
        for one in series:
            high = one.values[n] * per_unit
            if high > 0.2:
                y -= high
                place = tips[n] if tips else labels[n]
                canvas.rect(x, y, thick, max(0.0, high - 0.6), one.style, f"{place} · {one.name} {money(one.values[n])}")
        if labels[n]:
            canvas.text(left + (n + 0.5) * step, height - bottom + 18, labels[n], "axis", anchor="middle")
    canvas.line(left, height - bottom, width - right, height - bottom, "base")
    return canvas.svg(label)


def lines(series: Sequence[Series], labels: Sequence[str], *, width: float, label: str, money: Format) -> str:
    """A line per series with its name and last value at its end."""
    narrow = width < 500
    height = 250.0 if narrow else 300.0
    left, right, top, bottom = (44.0, 88.0, 14.0, 30.0) if narrow else (58.0, 148.0, 16.0, 32.0)
    canvas = Canvas(width, height)
    count = len(labels)
    scale = ticks(0, max([*(max(one.values) for one in series), 1]))
    per_unit = (height - top - bottom) / scale[-1]
    step = (width - left - right) / max(1, count - 1)
    _rows(canvas, scale, left, width - right, height - bottom, per_unit, money)
    ends = _apart([height - bottom - one.values[-1] * per_unit for one in series], 35.0 if not narrow else 33.0, top + 8, height - bottom)
    for one, end in zip(series, ends, strict=True):
        points = [(left + n * step, height - bottom - value * per_unit) for n, value in enumerate(one.values)]
        canvas.path("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points), f"stroke {one.style}")
        x, y = points[-1]
        canvas.circle(x, y, 3.5, one.style, f"{one.name} {money(one.values[-1])}")
        canvas.text(x + 10, end - 2, one.name, "label")
        canvas.text(x + 10, end + 13, money(one.values[-1]), "label strong")
    for n, words in enumerate(labels):
        if words:
            canvas.text(left + n * step, height - bottom + 18, words, "axis", anchor="middle")
    canvas.line(left, height - bottom, width - right, height - bottom, "base")
    return canvas.svg(label)


def heat(
    values: Sequence[Sequence[float]],
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    width: float,
    label: str,
    tip: Callable[[int, int], str],
) -> str:
    """A field of cells, darker where the value is larger. values[row][column]; columns: empty names are left out."""
    left, top = 44.0, 8.0
    cell = (width - left) / len(columns)
    tall = min(cell, 34.0) if len(columns) > 10 else 22.0
    canvas = Canvas(width, top + tall * len(rows) + 26)
    most = max(max(row) for row in values) or 1
    for r, name in enumerate(rows):
        if name:
            canvas.text(left - 8, top + tall * (r + 0.5) + 4, name, "axis", anchor="end")
        for c in range(len(columns)):
            share = values[r][c] / most
            canvas.rect(left + c * cell, top + r * tall, cell, tall, "cell none")
            canvas.rect(
                left + c * cell + 1,
                top + r * tall + 1,
                cell - 2,
                tall - 2,
                "cell heat",
                tip(r, c),
                round_=3,
                opacity=0.04 + 0.96 * share**0.8,
            )
    for c, name in enumerate(columns):
        if name:
            canvas.text(left + (c + 0.5) * cell, top + tall * len(rows) + 18, name, "axis", anchor="middle")
    return canvas.svg(label)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a funnel: how many came this far, and who left here (name and count)."""

    name: str
    count: int
    note: str
    left: Sequence[tuple[str, int]] = ()


def funnel(stages: Sequence[Stage], *, width: float, label: str) -> str:
    """Stages from left to right with ribbons between them as tall as they are many; who leaves turns down before the next stage."""
    narrow = width < 500
    leavers = max([0, *(sum(1 for _, count in stage.left if count) for stage in stages)])
    head, tall, drop = 66.0, (110.0 if narrow else 130.0), 54.0 + 22 * max(0, leavers - 1) if leavers else 4.0
    canvas = Canvas(width, head + tall + drop)
    most = max(1, stages[0].count)
    bar = 12.0 if narrow else 16.0
    step = (width - bar - (64 if narrow else 110)) / max(1, len(stages) - 1)
    for n, stage in enumerate(stages):
        x = n * step
        height = tall * stage.count / most
        if n + 1 < len(stages):
            onward = tall * stages[n + 1].count / most
            middle = x + bar + (step - bar) / 2
            canvas.path(
                f"M{x + bar:.1f} {head}C{middle:.1f} {head} {middle:.1f} {head} {x + step:.1f} {head}V{head + onward:.1f}"
                f"C{middle:.1f} {head + onward:.1f} {middle:.1f} {head + onward:.1f} {x + bar:.1f} {head + onward:.1f}Z",
                "ribbon",
            )
        canvas.rect(x, head, bar, height, "stage", f"{stage.name}: {stage.count}", round_=2)
        canvas.text(x, 12, stage.name, "label")
        canvas.text(x, 36, f"{stage.count:,}", "figure")
        canvas.text(x, 54, stage.note, "axis")
        below = head + tall * (stages[n + 1].count if n + 1 < len(stages) else stage.count) / most
        for m, (name, count) in enumerate(one for one in stage.left if one[1]):
            share = tall * count / most
            y, out = below, x + bar + (step - bar) * (0.34 if narrow else 0.28)
            bend = head + tall + 14 + m * 22
            canvas.path(
                f"M{x + bar:.1f} {y:.1f}C{out:.1f} {y:.1f} {out + share * 0.2:.1f} {y:.1f} {out + share * 0.2:.1f} {bend:.1f}"
                f"H{out - share * 0.8:.1f}C{out - share * 0.8:.1f} {y + share:.1f} {out - share * 0.8:.1f} {y + share:.1f} {x + bar:.1f} {y + share:.1f}Z",
                "ribbon away",
                f"{name}: {count}",
            )
            canvas.text(out - share * 0.3, bend + 18, f"{count:,}", "label strong", anchor="middle")
            canvas.text(out - share * 0.3, bend + 34, name, "axis", anchor="middle")
            below += share
    return canvas.svg(label, grows=False)


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment on a balance: place from 0 to 1 of the time shown, what there is after it, and what happened."""

    place: float
    after: float
    tip: str
    name: str = ""
    good: bool = True


def balance_steps(
    opening: float, marks: Sequence[Mark], labels: Sequence[tuple[float, str]], *, width: float, label: str, money: Format
) -> str:
    """A running balance: flat until something happens. Marks with a name are labelled; labels: (place, words) below the axis."""
    narrow = width < 500
    height = 250.0 if narrow else 320.0
    left, right, top, bottom = (44.0, 8.0, 28.0, 30.0) if narrow else (58.0, 12.0, 30.0, 32.0)
    canvas = Canvas(width, height)
    values = [opening, *(mark.after for mark in marks)]
    scale = ticks(min(0.0, min(values)), max(values))
    per_unit = (height - top - bottom) / (scale[-1] - scale[0])
    zero = height - bottom + scale[0] * per_unit
    room = width - left - right
    _rows(canvas, scale, left, width - right, zero, per_unit, money)
    y = zero - opening * per_unit
    moves = (f"H{left + mark.place * room:.1f}V{zero - mark.after * per_unit:.1f}" for mark in marks)
    steps = [f"M{left:.1f} {y:.1f}", *moves, f"H{width - right:.1f}"]
    canvas.path("".join(steps) + f"V{zero:.1f}H{left:.1f}Z", "area")
    canvas.path("".join(steps), "stroke balance")
    named: list[tuple[float, float, float]] = []
    for mark in marks:
        x, y = left + mark.place * room, zero - mark.after * per_unit
        if not mark.name:
            canvas.circle(x, y, 1.8, "small", mark.tip)
            continue
        canvas.circle(x, y, 4, "good" if mark.good else "out", mark.tip)
        half = 3.4 * len(mark.name)
        middle = min(max(x, left + half), width - right - half)
        where = max(12.0, y - 10) if mark.good else min(y + 20, height - bottom - 6)
        if all(abs(middle - x2) > half + half2 + 8 or abs(where - y2) > 16 for x2, y2, half2 in named):
            canvas.text(middle, where, mark.name, "label", anchor="middle")
            named.append((middle, where, half))
    for place, words in labels:
        canvas.text(left + place * room, height - bottom + 18, words, "axis", anchor="middle")
    canvas.line(left, zero, width - right, zero, "base")
    return canvas.svg(label)


def spans(parts: Sequence[tuple[str, float, str]], *, width: float, label: str, words: Format) -> str:
    """One bar split in parts (name, length, class), each named below where there is room."""
    total = sum(length for _, length, _ in parts) or 1
    canvas = Canvas(width, 30)
    x = 0.0
    for name, length, style in parts:
        wide = width * length / total
        canvas.rect(x, 2, max(0.5, wide - 1.5), 26, style, f"{name} {words(length)}", round_=3)
        x += wide
    return canvas.svg(label)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole: its name, how much (not below zero), the class that colours it."""

    name: str
    amount: int
    style: str


def scales(sides: Sequence[tuple[str, Sequence[Part]]], *, width: float, label: str, money: Format) -> str:
    """A bar per side, on one scale, split into parts that are named where there is room; sides: (name, parts). Equal sums are equally long."""
    narrow = width < 500
    tall, head, gap = (38.0, 22.0, 16.0) if narrow else (46.0, 24.0, 18.0)
    canvas = Canvas(width, (head + tall) * len(sides) + gap * (len(sides) - 1) + 2)
    most = max([*(sum(part.amount for part in parts) for _, parts in sides), 1])
    y = 0.0
    for name, parts in sides:
        total = sum(part.amount for part in parts)
        canvas.text(0, y + 14, name, "label")
        canvas.text(width, y + 14, money(total), "label strong", anchor="end")
        x = 0.0
        for part in parts:
            wide = width * part.amount / most
            canvas.rect(x, y + head, max(0.0, wide - 1.5), tall, part.style, f"{part.name} {money(part.amount)}", round_=3)
            if wide > 7.4 * max(len(part.name), len(money(part.amount))) + 20:
                canvas.text(x + 10, y + head + tall / 2 - 3, part.name, f"on {part.style}")
                canvas.text(x + 10, y + head + tall / 2 + 13, money(part.amount), f"on {part.style} strong")
            x += wide
        y += head + tall + gap
    return canvas.svg(label)


def proof_path(leaf: str, path: Sequence[str], root: str, *, width: float, label: str) -> str:
    """How an entry leads to the root: its own hash below, at each level the neighbour's hash that it is joined with, the root on top."""
    narrow = width < 500
    rung = 34.0
    canvas = Canvas(width, rung * (len(path) + 1))
    show = 10 if narrow else 16
    spine = width * (0.36 if narrow else 0.34)
    y = canvas.height - rung / 2 - 2
    levels = ["this transfer", *(f"level {n + 1}" for n in range(len(path)))]
    levels[-1] = "root"
    canvas.line(spine, y - rung * len(path), spine, y, "wire")
    for n, name in enumerate(levels):
        top = n == len(levels) - 1
        canvas.text(spine - 16, y + 4, name, "label strong" if n == 0 or top else "axis", anchor="end")
        canvas.circle(spine, y, 6 if n == 0 or top else 4, "good" if n == 0 or top else "small")
        if n == 0 or top:
            canvas.text(spine + 16, y + 4, (leaf if n == 0 else root)[: show + 4] + "…", "mono strong")
        if n < len(path):
            middle = y - rung / 2
            canvas.line(spine, middle, spine + (20 if narrow else 60), middle, "wire")
            canvas.rect(spine + (20 if narrow else 60), middle - 5, 10, 10, "neighbour", "the neighbour's hash", round_=2)
            canvas.text(spine + (36 if narrow else 78), middle + 4, path[n][:show] + "…", "mono")
        y -= rung
    return canvas.svg(label, grows=False)


def _rows(canvas: Canvas, scale: Sequence[float], left: float, right: float, zero: float, per_unit: float, money: Format) -> None:
    for tick in scale:
        y = zero - tick * per_unit
        canvas.line(left, y, right, y, "row")
        canvas.text(left - 8, y + 4, money(tick), "axis", anchor="end")


def _apart(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move labels apart so that no two are closer than a gap, keeping their order and within bounds as far as possible."""
    order = sorted(range(len(places)), key=lambda n: places[n])
    moved = list(places)
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + gap)
    if order and moved[order[-1]] > high:
        moved[order[-1]] = high
        for after, before in pairwise(reversed(order)):
            moved[before] = min(moved[before], moved[after] - gap)
    return [max(low, y) for y in moved]
