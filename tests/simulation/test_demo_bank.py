"""What the page and the month-end pack say of the bank: figures of the report, no others, and what is wrong is said."""

import csv
import re
from datetime import date
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from rich.console import Console

from tests.simulation.made_banking import made_balance_sheet
from tests.simulation.made_report import made_report
from tests.simulation.test_page import Tags, parts_of
from twincore.demo import render
from twincore.demo.bank_sections import bucket_words
from twincore.demo.book_sections import balance_sheet, in_all, income_statement
from twincore.demo.charts import Part, scales
from twincore.demo.month_end import FILES, write_packs
from twincore.demo.terminal import show
from twincore.demo.words import MoneyWords, axis_days, span_words
from twincore.simulation import BookLine, Comparison, Report, StatementLine

MONEY = MoneyWords("AUD")


@pytest.fixture(scope="module")
def report() -> Report:
    return made_report(90)


@pytest.fixture(scope="module")
def packs(report: Report, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_packs(report, tmp_path_factory.mktemp("report"))


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def told(report: Report, width: int = 120) -> str:
    console = Console(width=width, force_terminal=False, record=True, file=StringIO())
    show(report, console, "report.html", "report.json", ["month-end/2026-03/index.html"])
    return console.export_text()


def test_the_balance_sheet_has_a_column_for_each_month_end_and_the_last_day(report: Report) -> None:
    section = balance_sheet(report.banking.balance_sheets, MONEY)
    for heading in ("31 Mar 2026", "30 Apr 2026", "30 May 2026"):
        assert f">{heading}</th>" in section
    last = report.banking.balance_sheets[-1]
    assert section.count(f">{MONEY.figure(last.total_assets)}</td>") == 2, "assets, and liabilities with equity"
    assert "Provision for loan losses" not in section, "what is nothing in every column is left out"


def test_both_sides_of_a_balance_sheet_are_drawn_equally_long() -> None:
    sheet = made_balance_sheet(date(2026, 3, 31), 3)
    sheet.assets.append(BookLine(1130, "Suspense", "Suspense and other assets", -40_000_00))
    sheet.result -= 40_000_00
    section = balance_sheet([sheet], MONEY)
    wide = re.search(r'<div class="w1">(.*?)</div>', section)
    assert wide is not None
    ends = {
        y: max(float(x) + float(w) for x, y2, w in re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"', wide[1]) if y2 == y)
        for y in set(re.findall(r'<rect x="[\d.]+" y="([\d.]+)"', wide[1]))
    }
    assert len(ends) == 2
    assert max(ends.values()) - min(ends.values()) < 4, ends


def test_the_income_statement_ends_with_what_is_left(report: Report) -> None:
    statements = report.banking.income_statements
    section = income_statement(statements, MONEY)
    results = [one.total_income - one.total_expenses for one in statements]
    for result in (*results, sum(results)):
        assert f">{MONEY.figure(result)}</td>" in section
    spans = [span_words(one.from_date, one.to_date) for one in (*statements, in_all(statements))]
    assert spans == ["2 to 31 March 2026", "April 2026", "1 to 30 May 2026", "2 March to 30 May 2026"]
    assert all(f">{words}</th>" in section for words in spans)


def test_a_loss_is_called_one() -> None:
    statement = made_report(40).banking.income_statements[-1]
    statement.expenses.append(BookLine(5110, "Loans written off", "Loan losses", 90_000_00))
    statement.total_expenses += 90_000_00
    statement.result -= 90_000_00
    section = income_statement([statement], MONEY)
    assert "more was spent than earned" in section
    assert MONEY.figure(statement.result).startswith("\N{MINUS SIGN}")
    assert MONEY.figure(statement.result) in section


def test_parts_on_a_scale_are_as_long_as_they_are_many() -> None:
    svg = scales([("a", [Part("x", 30, "g0"), Part("y", 10, "g1")]), ("b", [Part("z", 20, "g2")])], width=400, label="Two sides", money=str)
    assert [round(float(wide)) for wide in re.findall(r'width="([\d.]+)"', svg)] == [298, 98, 198]


@pytest.mark.parametrize(
    ("bucket", "words"),
    [("0", "1 to 29 days"), ("30", "30 to 59 days"), ("60", "60 to 89 days"), ("182", "182 to 272 days"), ("365", "365 days and more")],
)
def test_buckets_of_arrears_are_named_by_their_days(bucket: str, words: str) -> None:
    assert bucket_words(bucket) == words


def test_arrears_are_drawn_for_every_day_and_bucket(report: Report) -> None:
    (section,) = parts_of(render(report), "arrears")
    days = set(re.findall(r"<title>(\w{3} \d+ \w{3}) · \d+ behind · ", section))
    assert len(days) == 90
    last = report.banking.arrears[-1]
    assert MONEY.full(sum(last.overdue.values())) in section
    assert MONEY.figure(sum(line.provision for line in report.banking.provisioning)) in section


def test_fees_and_their_waivers_are_told(report: Report) -> None:
    (section,) = parts_of(render(report), "interest")
    assert "Late &lt;fee&gt;" in section
    assert "salary 180, age 55, balance 25" in section
    assert "820 of 820 payments are the same, to the cent" in section


def test_interest_that_differs_is_said() -> None:
    report = made_report(40)
    recount = report.banking.recount
    recount.differences, recount.posted, recount.by_month = 1, recount.posted + 1, [("2026-03", 9_666_66, 9_666_67)]
    (section,) = parts_of(render(report), "interest")
    assert "409 of 410 payments are the same" in section
    assert "$0.01</span>" in section
    assert "1 DIFFER" in told(report)


def test_a_night_that_went_wrong_is_seen() -> None:
    report = made_report(40)
    report.banking.nights[7].discrepancies = 2
    report.banking.nights[9].trial_balance_zero = False
    (section,) = parts_of(render(report), "nights")
    assert "39 of 40 nights left a trial balance of zero, 2 figures differed" in section
    assert section.count('class="fail"') == 2
    assert "2 WRONG" in told(report)


def test_the_terminal_tells_of_the_bank(report: Report) -> None:
    words = told(report)
    assert "90   0.45 s the middle one, 1.35 s the longest" in words
    assert "month-end/2026-03/index.html" in words
    assert "trial balance of each night" in words
    assert max(len(line) for line in told(report, width=100).splitlines() if "│" in line) <= 100


def test_each_month_that_ended_has_a_pack(report: Report, packs: list[Path]) -> None:
    assert [page.parent.name for page in packs] == ["2026-03", "2026-04"]
    for page in packs:
        assert {path.name for path in page.parent.iterdir()} == {"index.html", *(f"{name}.csv" for name in FILES)}


def test_the_files_of_a_pack_add_up(report: Report, packs: list[Path]) -> None:
    folder, month = packs[0].parent, report.banking.month_ends[0]
    trial = rows_of(folder / "trial-balance.csv")
    assert sum(round(float(row["debits"]) * 100) for row in trial) == month.trial_balance.debits
    assert sum(round(float(row["balance"]) * 100) for row in trial) == 0
    sheet = rows_of(folder / "balance-sheet.csv")
    sides = {
        name: sum(round(float(row["amount"]) * 100) for row in sheet if row["section"] == name)
        for name in ("assets", "liabilities", "equity")
    }
    assert sides["assets"] == sides["liabilities"] + sides["equity"] == month.balance_sheet.total_assets
    assert len(rows_of(folder / "statements.csv")) == len(month.statements)
    assert len(rows_of(folder / "nights.csv")) == 30
    income = rows_of(folder / "income-statement.csv")
    assert income[-1]["section"] == "result"
    assert round(float(income[-1]["amount"]) * 100) == month.income_statement.result


def test_the_page_of_a_pack_is_complete_in_itself(report: Report, packs: list[Path]) -> None:
    for page in packs:
        tags = Tags()
        tags.feed(page.read_text(encoding="utf-8"))
        assert tags.open == []
        assert tags.loads == []
        assert len(tags.ids) == len(set(tags.ids))
        beside = {link for link in tags.links if link != "../../report.html"}
        assert beside
        assert all((page.parent / link).exists() for link in beside)
        assert "The books agree" in page.read_text(encoding="utf-8")


def test_a_pack_says_what_does_not_hold(tmp_path: Path) -> None:
    report = made_report(40)
    month = report.banking.month_ends[0]
    month.subledger.agrees = month.subledger.lines[1].agrees = False
    month.subledger.lines[1].difference = 5
    month.reconciliation.append(Comparison("external", 12, 1))
    (page,) = write_packs(report, tmp_path)
    words = page.read_text(encoding="utf-8")
    assert "The general ledger and its accounts differ; reconciliation found differences" in words
    assert "The books agree" not in words


def test_packs_of_an_earlier_run_do_not_stay(tmp_path: Path) -> None:
    write_packs(made_report(90), tmp_path)
    assert write_packs(made_report(10), tmp_path) == []
    assert not (tmp_path / "month-end").exists()


def test_words_of_members_are_no_formulas_in_a_spreadsheet(tmp_path: Path) -> None:
    report = made_report(40)
    report.banking.month_ends[0].statements = [StatementLine(1, "2026-03-31", "=HYPERLINK(1)", "deposit", -5)]
    (page,) = write_packs(report, tmp_path)
    (row,) = rows_of(page.parent / "statements.csv")
    assert row["title"] == "'=HYPERLINK(1)"
    assert row["closing_balance"] == "-0.05"


def test_links_lead_to_packs_and_the_statement(report: Report) -> None:
    tags = Tags()
    tags.feed(render(report))
    assert tags.links == [
        "statement/statement.html", "statement/statement.pdf", "month-end/2026-03/index.html", "month-end/2026-04/index.html",
    ]  # fmt: skip


@pytest.mark.parametrize(("days", "room", "least"), [(30, 936, 22), (90, 936, 7 * 6), (90, 266, 46), (30, 266, 46), (1, 266, 46)])
def test_words_below_an_axis_keep_apart(days: int, room: float, least: float) -> None:
    words = axis_days([date.fromordinal(date(2026, 3, 2).toordinal() + n) for n in range(days)], room)
    places = [n * room / days for n, word in enumerate(words) if word]
    assert words[0] == "2 Mar"
    assert all(b - a >= least for a, b in pairwise(places))


def test_the_first_of_a_month_has_room_for_its_name() -> None:
    words = axis_days([date.fromordinal(date(2026, 2, 28).toordinal() + n) for n in range(37)], 936)
    assert words[:3] == ["", "1 Mar", "2"]
    assert words[30:34] == ["30", "", "1 Apr", "2"]
