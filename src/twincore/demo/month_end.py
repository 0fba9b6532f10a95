"""The month-end pack: a folder per month with everything that was true at its end, as CSV files for programs and one page for people."""

import csv
import io
import shutil
from collections.abc import Sequence
from html import escape
from pathlib import Path

from twincore.demo import bank_sections, book_sections
from twincore.demo.page import badge, document
from twincore.demo.parts import figures, section, table, unfold, verdict
from twincore.demo.words import MoneyWords, day_words, month_words, percent, plural
from twincore.simulation import BookLine, MonthEnd, Night, Report, StatementLine

STATEMENTS_SHOWN = 12
"""Statements that the page lists at once; the rest unfolds."""
LOANS = "Loans"
"""The heading of the balance sheet that what is lent stands under."""

COMPARISONS = {
    "balances": "Balances against the rows they are made of",
    "gl_lines": "General ledger against the accounts",
    "external": "Other banks' statements",
}
"""What a night's reconciliation compares."""
Table = tuple[Sequence[str], list[Sequence[str | int]]]


def write_packs(report: Report, folder: Path) -> list[Path]:
    """Write a pack for each month that ended during the run, and remove those of an earlier one; gives their pages in order."""
    packs = folder / bank_sections.MONTH_END
    shutil.rmtree(packs, ignore_errors=True)
    money = MoneyWords(report.currency)
    pages = []
    for month in report.banking.month_ends:
        pack = packs / month.month
        pack.mkdir(parents=True)
        tables = csv_tables(month, nights_of(report, month), money)
        for name, (heads, rows) in tables.items():
            (pack / f"{name}.csv").write_text(written(heads, rows), encoding="utf-8", newline="")
        page = pack / "index.html"
        page.write_text(render_pack(report, month, {name: len(rows) for name, (_, rows) in tables.items()}), encoding="utf-8")
        pages.append(page)
    return pages


def written(heads: Sequence[str], rows: Sequence[Sequence[str | int]]) -> str:
    """A table as CSV (RFC 4180); texts that a spreadsheet would take for a formula get an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    return out.getvalue()


def nights_of(report: Report, month: MonthEnd) -> list[Night]:
    """The nights of a month."""
    return [night for night in report.banking.nights if night.date[:7] == month.month]


def csv_tables(month: MonthEnd, lived: Sequence[Night], money: MoneyWords) -> dict[str, Table]:
    """Heads and rows of each file, by its name. Amounts have a decimal point and no sign of the currency."""
    plain = money.plain
    sheet, income, late = month.balance_sheet, month.income_statement, month.arrears
    sections = (("assets", sheet.assets), ("liabilities", sheet.liabilities), ("equity", sheet.equity))
    own = [("equity", "", "Result not carried forward", "", plain(sheet.result)), ("equity", "", "Rounding", "", plain(sheet.rounding))]
    return {
        "trial-balance": (
            ("account", "title", "kind", "heading", "debits", "credits", "balance"),
            [(one.account, one.title, one.kind, one.heading, *map(plain, (one.debits, one.credits, one.balance))) for one in month.trial_balance.lines],
        ),
        "balance-sheet": (
            ("section", "account", "title", "heading", "amount"),
            [*(row for name, lines in sections for row in _book_rows(name, lines, money)), *own],
        ),
        "income-statement": (
            ("section", "account", "title", "heading", "amount"),
            [*_book_rows("income", income.income, money), *_book_rows("expenses", income.expenses, money), ("result", "", "Result", "", plain(income.result))],
        ),
        "subledger": (
            ("account", "title", "accounts", "subledger", "general_ledger", "journals", "difference"),
            [
                (one.account, one.title, one.accounts, *map(plain, (one.subledger, one.general_ledger, one.journals, one.difference)))
                for one in month.subledger.lines
            ],
        ),
        "arrears": (
            ("days_past_due_from", "accounts", "overdue", "owed"),
            [(bucket, late.accounts[bucket], plain(late.overdue[bucket]), plain(late.owed[bucket])) for bucket in sorted(late.owed, key=int)],
        ),
        "provisioning": (
            ("product", "bucket", "stage", "accounts", "owed", "undrawn", "secured", "provision"),
            [
                (one.product, one.bucket, one.stage, one.accounts, *map(plain, (one.owed, one.undrawn, one.secured, one.provision)))
                for one in month.provisioning
            ],
        ),
        "reconciliation": (
            ("comparison", "checked", "different", "cases"),
            [(one.name, one.checked, one.different, one.cases) for one in month.reconciliation],
        ),
        "nights": (
            ("date", "business_day", "transfers", "posted", "refused", "discrepancies", "trial_balance_zero"),
            [
                (one.date, _yes(one.business_day), one.transfers, one.posted, one.refused, one.discrepancies, _yes(one.trial_balance_zero))
                for one in lived
            ],
        ),
        "statements": (
            ("account", "date", "kind", "title", "closing_balance"),
            [(one.account, one.date, one.kind, one.title, "" if one.closing is None else plain(one.closing)) for one in _in_order(month.statements)],
        ),
    }  # fmt: skip


FILES = {
    "trial-balance": "Trial balance",
    "balance-sheet": "Balance sheet",
    "income-statement": "Income statement",
    "subledger": "General ledger against the accounts",
    "arrears": "Arrears",
    "provisioning": "Provisioning",
    "reconciliation": "Reconciliation",
    "nights": "Nights",
    "statements": "Statements prepared",
}
"""Files of a pack and what they hold."""


def render_pack(report: Report, month: MonthEnd, rows: dict[str, int]) -> str:
    """The page of a pack; rows: how many each file has."""
    money = MoneyWords(report.currency)
    lived = nights_of(report, month)
    name = month_words(month.date)
    body = "".join(
        (
            book_sections.balance_sheet([month.balance_sheet], money),
            book_sections.income_statement([month.income_statement], money),
            bank_sections.arrears([month.arrears], month.provisioning, money),
            f'<div class="pair">{_reconciliation(month)}{_nights(lived)}</div>',
            book_sections.subledger(month.subledger, money),
            book_sections.trial_balance(month.trial_balance, money, folded=False),
            f'<div class="pair">{_statements(month, money)}{_files(rows)}</div>',
        )
    )
    lead = f"What {report.title} has, owes, earned and waits for at the end of {day_words(month.date)}, as its own general ledger has it."
    return document(f"{report.title}: month end {name}", lead, _head(report, month, lead, lived, money), body, _foot(report, month))


def holds(month: MonthEnd, lived: Sequence[Night]) -> list[str]:
    """What does not hold at the end of a month, in words; nothing if all is well."""
    found = [
        (month.trial_balance.zero, "the trial balance is not zero"),
        (month.balance_sheet.balanced, "assets are not liabilities and equity"),
        (month.subledger.agrees, "the general ledger and its accounts differ"),
        (not any(one.different for one in month.reconciliation), "reconciliation found differences"),
        (not any(night.discrepancies for night in lived), "a night found discrepancies"),
    ]
    return [words for well, words in found if not well]


def _head(report: Report, month: MonthEnd, lead: str, lived: Sequence[Night], money: MoneyWords) -> str:
    wrong = holds(month, lived)
    words = "The books agree" if not wrong else escape("; ".join(wrong).capitalize())
    sheet, income, late = month.balance_sheet, month.income_statement, month.arrears
    lent = sum(line.amount for line in sheet.assets if line.heading == LOANS)
    first = income.from_date[8:].lstrip("0")
    shown = [
        ("Assets", money.short(sheet.total_assets), f"{money.short(lent)} of them lent"),
        ("Result", money.short(income.result), f"{first} to {day_words(month.date)}"),
        ("Behind", percent(sum(late.owed.values()), lent), f"{money.short(sum(late.owed.values()))} of what is lent"),
        ("Statements", f"{len(month.statements):,}", "prepared for members"),
    ]
    return (
        f'<header><p class="eyebrow"><a href="../../report.html">{escape(report.title)}</a> · month end</p><h1>{month_words(month.date)}</h1>'
        f'<p class="lead">{escape(lead)}</p>{badge(not wrong, words)}{figures(shown, "eight")}{_others(report, month)}</header>'
    )


def _others(report: Report, month: MonthEnd) -> str:
    links = [
        f'<a href="../{escape(one.month)}/index.html">{month_words(one.date)}</a>'
        for one in report.banking.month_ends
        if one.month != month.month
    ]
    return f'<p class="note">Other months: {", ".join(links)}</p>' if links else ""


def _foot(report: Report, month: MonthEnd) -> str:
    return (
        f"<footer><p>Read from the platform's API on the night of {day_words(month.date)}, seed {report.seed}. <strong>Nobody here exists.</strong> "
        "Amounts in the files have a decimal point and no separator of thousands.</p></footer>"
    )


def _reconciliation(month: MonthEnd) -> str:
    rows = [
        [
            escape(COMPARISONS.get(one.name, bank_sections.product_words(one.name))),
            f"{one.checked:,}",
            f"{one.cases:,}",
            verdict(not one.different, "agrees", f"{one.different:,} differ"),
        ]
        for one in month.reconciliation
    ]
    body = table("", [("Comparison", ""), ("Checked", "n"), ("Cases", "n"), ("", "n")], rows) if rows else "<p>Nothing was compared.</p>"
    return section("Reconciliation", "What the last night of the month counted again, from raw rows.", body, "reconciliation")


def _nights(lived: Sequence[Night]) -> str:
    differ, zero = sum(night.discrepancies for night in lived), sum(night.trial_balance_zero for night in lived)
    rows = [
        ["Nights", f"{len(lived):,}"],
        ["Transfers of those days", f"{sum(night.transfers for night in lived):,}"],
        ["Posted by the nights", f"{sum(night.posted for night in lived):,}"],
        ["Refused, for want of money", f"{sum(night.refused for night in lived):,}"],
        ["Trial balance zero", verdict(zero == len(lived), f"{zero:,} of {len(lived):,}", f"{zero:,} of {len(lived):,}")],
        ["Discrepancies", verdict(not differ, "none", f"{differ:,}")],
    ]
    return section(
        "Nights", "Each day of the month was ended before the next one's books were.", table("", [("", ""), ("", "n")], rows), "nights"
    )


def _statements(month: MonthEnd, money: MoneyWords) -> str:
    kinds: dict[str, int] = {}
    for line in month.statements:
        kinds[line.kind] = kinds.get(line.kind, 0) + 1
    said = ", ".join(f"{count:,} {escape(kind)}" for kind, count in sorted(kinds.items()))
    sub = f"{plural(len(month.statements), 'statement')}{': ' + said if said else ''}."
    return section("Statements", sub, _statement_list(_in_order(month.statements), money), "statements")


def _statement_list(lines: Sequence[StatementLine], money: MoneyWords) -> str:
    if not lines:
        return "<p>None fell due.</p>"
    rows = [[f"{line.account}", escape(line.kind), money.figure(line.closing) if line.closing is not None else ""] for line in lines]
    heads = [("Account", ""), ("Kind", ""), ("Closing balance", "n")]
    body = table("", heads, rows[:STATEMENTS_SHOWN])
    return body + (
        unfold(f"{len(rows) - STATEMENTS_SHOWN:,} more", table("", heads, rows[STATEMENTS_SHOWN:])) if len(rows) > STATEMENTS_SHOWN else ""
    )


def _files(rows: dict[str, int]) -> str:
    listed = [
        [f'<a href="{name}.csv">{escape(title)}</a><span class="plain">{name}.csv</span>', f"{rows[name]:,}"]
        for name, title in FILES.items()
    ]
    return section(
        "The same for programs", "CSV in UTF-8, with a row of names first.", table("", [("File", ""), ("Rows", "n")], listed), "files"
    )


def _book_rows(name: str, lines: Sequence[BookLine], money: MoneyWords) -> list[Sequence[str | int]]:
    return [(name, line.account, line.title, line.heading, money.plain(line.amount)) for line in lines]


def _in_order(lines: Sequence[StatementLine]) -> list[StatementLine]:
    return sorted(lines, key=lambda line: (line.kind, line.account, line.date))


def _yes(true: bool) -> str:
    return "yes" if true else "no"


def _harmless(cell: str | int) -> str | int:
    """Words that begin as a formula does are marked as words; numbers stay numbers."""
    if not isinstance(cell, str) or not cell.startswith(("=", "+", "-", "@")) or cell[1:].replace(".", "", 1).isdigit():
        return cell
    return "'" + cell
