"""The page: one file that needs nothing else, and that a reader of any kind can read."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.simulation.made_report import made_report
from twincore.demo import render
from twincore.demo.run import write
from twincore.simulation import Banking, Invariant, Report

BROWSER_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
KEYS = (
    "tenant", "members", "accounts", "products", "days", "transactions", "volume_minor", "currency", "loan_applications",
    "loan_approvals", "elapsed_s", "transactions_per_s", "journal_root", "invariants",
)  # fmt: skip


@pytest.fixture(scope="module")
def report() -> Report:
    return made_report()


@pytest.fixture(scope="module")
def page(report: Report) -> str:
    return render(report)


class Tags(HTMLParser):
    """Checks that tags close in order, and collects what a page would load."""

    VOID = frozenset({"meta", "br", "hr", "img", "input", "link"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name in ("src", "href", "srcset", "xlink:href", "action", "data") and value and not value.startswith("#"):
                (self.links if tag == "a" else self.loads).append(value)
            if name == "id" and value:
                self.ids.append(value)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parts_of(page: str, anchor: str) -> list[str]:
    """The sections of a page with an anchor."""
    return re.findall(rf'<section id="{anchor}".*?</section>', page, re.DOTALL)


def test_the_page_is_well_formed_and_loads_nothing(page: str) -> None:
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    assert tags.loads == []
    assert not [link for link in tags.links if ":" in link or link.startswith("/")], "links lead beside the page, nowhere else"
    assert len(tags.ids) == len(set(tags.ids))
    assert not tags.seen & {"script", "link", "iframe", "object", "embed", "img"}
    assert "url(" not in page
    assert "@import" not in page


def test_words_of_the_bank_cannot_become_markup(page: str) -> None:
    assert "<script" not in page
    assert "Shop &lt;3&gt; &amp; Co" in page
    assert "CU &amp; Test" in page


def test_every_chart_says_what_it_shows(page: str) -> None:
    charts = re.findall(r"<svg [^>]*class=\"chart\"[^>]*>", page)
    assert len(charts) >= 33, "eleven charts for three widths"
    assert all('role="img"' in chart and re.search(r'aria-label="[^"]{8,}"', chart) for chart in charts)


def test_the_page_shows_every_part(page: str) -> None:
    money = ("days", "held", "hours", "categories", "merchants", "loans", "refusals", "member")
    bank = ("interest", "arrears", "balance-sheet", "income-statement", "nights", "statements", "trial-balance", "subledger")
    for anchor in (*money, *bank, "proof", "receipt", "asked", "time"):
        assert f'<section id="{anchor}"' in page


def test_a_breach_is_said_at_the_top_and_named(report: Report) -> None:
    broken = made_report()
    broken.invariants["balanced"] = Invariant(False, 1000)
    broken.breaches = ["balanced: transfer 17"]
    page = render(broken)
    assert "5 of 6 invariants hold" in page
    assert "balanced: transfer 17" in page
    assert not broken.ok
    assert report.ok


def test_refusals_that_should_not_be_are_a_breach() -> None:
    report = made_report()
    report.unexpected = [{"act": "card", "code": "parameter_missing", "message": "There is no account."}]
    assert not report.ok
    assert "parameter_missing" in render(report)


@pytest.mark.parametrize("days", [1, 3, 8, 45, 90])
def test_short_and_long_runs_have_pages_too(days: int) -> None:
    tags = Tags()
    tags.feed(render(made_report(days)))
    assert tags.open == []


def test_a_run_without_loans_fraud_or_refusals_has_a_page() -> None:
    report = made_report(3)
    report.funnel = type(report.funnel)()
    report.loan_applications = report.loan_approvals = 0
    report.fraud, report.fraud_labels, report.refusals, report.holds, report.story, report.receipt = {}, [], {}, {}, None, None
    assert "Nothing was refused." in render(report)


def test_a_run_without_nights_has_a_page() -> None:
    report = made_report(3)
    report.banking = Banking()
    page = render(report)
    assert '<section id="proof"' in page
    assert '<section id="nights"' not in page


def test_the_json_report_has_the_agreed_keys(report: Report, tmp_path: Path) -> None:
    document, page = write(report, tmp_path)
    told = json.loads(document.read_text(encoding="utf-8"))
    assert tuple(told)[: len(KEYS)] == KEYS
    assert told["invariants"]["balanced"] == {"ok": True, "checked": 1000}
    assert told["volume_minor"] == 5_000_000_00
    assert page.stat().st_size < 1_500_000


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(BROWSER_FLAGS))
        yield started
        started.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 800, 1280])
def test_the_page_fits_every_window(browser: Browser, page: str, width: int, scheme: str) -> None:
    window = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    asked: list[str] = []
    troubles: list[str] = []
    window.on("request", lambda request: asked.append(request.url))
    window.on("console", lambda message: troubles.append(message.text))
    window.set_content(page)
    assert window.evaluate("document.documentElement.scrollWidth") <= width, "nothing makes the page scroll sideways"
    shown = window.evaluate("[...document.querySelectorAll('svg.chart')].filter(s => s.getBoundingClientRect().width > 0).length")
    assert shown == page.count('class="chart"') // 3, "of each chart one is shown"
    smallest = window.evaluate(
        "Math.min(...[...document.querySelectorAll('svg.chart text')].filter(t => t.getBoundingClientRect().width > 0)"
        ".map(t => parseFloat(getComputedStyle(t).fontSize) * t.ownerSVGElement.getBoundingClientRect().width / t.ownerSVGElement.viewBox.baseVal.width))"
    )
    assert smallest >= 9, "letters stay readable"
    assert contrast_of(window.evaluate(COLOURS)) >= 4.5
    assert [url for url in asked if not url.startswith(("about:", "data:"))] == []
    assert troubles == []
    window.close()


COLOURS = "[getComputedStyle(document.querySelector('.sub')).color, getComputedStyle(document.querySelector('section')).backgroundColor]"


def contrast_of(colours: list[str]) -> float:
    """The contrast of two CSS colours, as WCAG 2.2 defines it."""

    def luminance(colour: str) -> float:
        channels = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted(map(luminance, colours), reverse=True)
    return (light + 0.05) / (dark + 0.05)
