"""Charts are well-formed pictures that say what they show, and draw numbers where they belong."""

import itertools
from xml.etree import ElementTree

import pytest

from twincore.demo.charts import (
    Mark,
    Series,
    Stage,
    balance_steps,
    funnel,
    heat,
    lines,
    proof_path,
    spans,
    stacked_bars,
    ticks,
)
from twincore.demo.words import MoneyWords, day_words, percent, plural

MONEY = MoneyWords("AUD")


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def of_style(picture: ElementTree.Element, style: str) -> list[ElementTree.Element]:
    return [mark for mark in picture.iter() if style in (mark.get("class") or "").split()]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 100, [0, 25, 50, 75, 100]),
        (0, 41_300, [0, 10_000, 20_000, 30_000, 40_000, 50_000]),
        (-30, 90, [-50, 0, 50, 100]),
        (0, 7, [0, 2, 4, 6, 8]),
    ],
)
def test_ticks_are_round_and_cover_the_range(low: float, high: float, expected: list[float]) -> None:
    assert ticks(low, high) == expected


def test_bars_are_as_tall_as_their_values() -> None:
    series = [Series("a", "g0", [100, 300]), Series("b", "g1", [100, 0])]
    picture = parsed(stacked_bars(series, ["Mon", "Tue"], width=900, label="Two days", money=str))
    low, high = (float(mark.get("height") or 0) for mark in of_style(picture, "g0"))
    assert high / low == pytest.approx(3, rel=0.02)
    assert len(of_style(picture, "g1")) == 1, "nothing is drawn for nothing"
    assert picture.get("role") == "img"
    assert picture.get("aria-label") == "Two days"


def test_every_mark_of_a_bar_says_its_value() -> None:
    svg = stacked_bars([Series("Pay", "g0", [100])], ["Mon"], width=330, label="One day", money=MONEY.short)
    assert "<title>Mon · Pay $1</title>" in svg


def test_lines_end_at_their_last_value_and_labels_keep_apart() -> None:
    series = [Series(name, "g0", [1.0, value]) for name, value in (("a", 50.0), ("b", 50.5), ("c", 51.0))]
    picture = parsed(lines(series, ["", ""], width=900, label="Three lines", money=str))
    places = sorted(float(mark.get("y") or 0) for mark in of_style(picture, "label") if mark.text in {"a", "b", "c"})
    assert all(b - a >= 29 for a, b in itertools.pairwise(places))


def test_heat_is_strongest_where_the_value_is_largest() -> None:
    picture = parsed(heat([[0, 5], [10, 1]], ["x", "y"], ["1", "2"], width=400, label="Four cells", tip=lambda r, c: f"{r}{c}"))
    shades = [float(mark.get("fill-opacity") or 0) for mark in of_style(picture, "heat")]
    assert shades[2] == max(shades) == 1
    assert shades[0] == min(shades)


def test_a_funnel_shows_who_came_through_and_who_left() -> None:
    picture = parsed(funnel([Stage("Applied", 75, "$1M", [("refused", 15)]), Stage("Approved", 60, "$750k")], width=460, label="Loans"))
    words = [mark.text for mark in picture.iter() if mark.text]
    assert {"Applied", "75", "Approved", "60", "refused", "15"} <= set(words)
    first, second = (float(mark.get("height") or 0) for mark in of_style(picture, "stage"))
    assert second / first == pytest.approx(60 / 75, abs=0.01)


def test_an_empty_funnel_is_still_a_picture() -> None:
    parsed(funnel([Stage("Applied", 0, "$0"), Stage("Approved", 0, "$0")], width=330, label="No loans"))


def test_a_balance_below_zero_is_drawn_below_the_line() -> None:
    marks = [Mark(0.5, -100.0, "overdrawn", "Rent", good=False), Mark(0.9, 300.0, "paid", "Pay")]
    picture = parsed(balance_steps(100.0, marks, [(0.0, "2 Mar")], width=900, label="Balance", money=str))
    (base,) = of_style(picture, "base")
    below, above = (float(mark.get("cy") or 0) for mark in picture.iter() if mark.tag.endswith("circle"))
    assert above < float(base.get("y1") or 0) < below


def test_parts_of_a_span_add_up_to_its_width() -> None:
    picture = parsed(spans([("a", 1.0, "g0"), ("b", 3.0, "g1")], width=400, label="Time", words=str))
    widths = [float(mark.get("width") or 0) + 1.5 for mark in picture.iter() if mark.tag.endswith("rect")]
    assert sum(widths) == pytest.approx(400)
    assert widths[1] == pytest.approx(300)


def test_a_proof_has_a_rung_for_each_neighbour() -> None:
    picture = parsed(proof_path("ab" * 32, ["cd" * 32] * 5, "ef" * 32, width=640, label="Proof"))
    assert len(of_style(picture, "neighbour")) == 5


@pytest.mark.parametrize(
    ("minor_units", "full", "short"),
    [
        (0, "$0.00", "$0"),
        (5, "$0.05", "$0"),
        (-300, "-$3.00", "-$3"),
        (123_456, "$1,234.56", "$1.23k"),
        (99_996, "$999.96", "$1k"),
        (1_250_000, "$12,500.00", "$12.5k"),
        (521_000_000, "$5,210,000.00", "$5.21M"),
        (500_000_000, "$5,000,000.00", "$5M"),
        (123_456_789_00, "$123,456,789.00", "$123M"),
    ],
)
def test_money_is_written_as_people_read_it(minor_units: int, full: str, short: str) -> None:
    assert (MONEY.full(minor_units), MONEY.short(minor_units)) == (full, short)


def test_a_currency_without_cents_has_none() -> None:
    assert MoneyWords("JPY").full(1500) == "JPY 1,500"


def test_words() -> None:
    assert day_words("2026-03-02") == "2 March 2026"
    assert (plural(1, "entry", "entries"), plural(2, "entry", "entries")) == ("1 entry", "2 entries")
    assert (percent(1, 8), percent(1, 0)) == ("12.5%", "none")
