"""The report as one HTML page: nothing is loaded, no script runs, light and dark and paper all work."""

from html import escape
from importlib.resources import files

from twincore.demo import bank_sections, money_sections, proof_sections
from twincore.demo.parts import figures
from twincore.demo.words import MoneyWords, day_words, plural
from twincore.simulation import Report

_CHECK = (
    '<svg viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="10" fill="currentColor"/>'
    '<path d="M5.6 10.4l3 3 5.8-6.4" fill="none" stroke="var(--card)" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)
_CROSS = (
    '<svg viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="10" fill="currentColor"/>'
    '<path d="M6.6 6.6l6.8 6.8m0-6.8l-6.8 6.8" fill="none" stroke="var(--card)" stroke-width="2.2" stroke-linecap="round"/></svg>'
)


def render(report: Report) -> str:
    """The page of a report, complete."""
    money = MoneyWords(report.currency)
    told = [
        ("members", "Members", money_sections.render(report, money)),
        ("bank", "The bank", bank_sections.bank(report, money)),
        ("night", "Nights and books", bank_sections.books(report, money)),
        ("proofs", "Proof", proof_sections.render(report, money)),
    ]
    chapters = [one for one in told if one[2]]
    body = "".join(f'<p class="chapter" id="{anchor}">{words}</p>{shown}' for anchor, words, shown in chapters)
    title = f"{report.title}: {report.scenario}, {plural(report.days, 'day')}"
    return document(title, _lead(report, money), _head(report, money, chapters), body, _foot(report))


def document(title: str, description: str, head: str, body: str, foot: str) -> str:
    """A complete page; head, body and foot are HTML already."""
    style = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en-AU">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>",
            f'<meta name="description" content="{escape(description)}">',
            f"<style>{style}</style>",
            "</head>",
            "<body>",
            head,
            "<main>",
            body,
            "</main>",
            foot,
            "</body>",
            "</html>",
            "",
        ]
    )


def badge(good: bool, words: str) -> str:
    """The verdict at the top of a page."""
    return f'<p class="verdict">{_CHECK}{words}</p>' if good else f'<p class="verdict bad">{_CROSS}{words}</p>'


def _lead(report: Report, money: MoneyWords) -> str:
    when = day_words(report.start)
    return (
        f"{plural(report.members, 'invented member')} lived {plural(report.days, 'day')} of banking from {when}: "
        f"{report.transactions:,} transactions, {money.short(report.volume_minor)} moved, every cent accounted for."
        if report.ok
        else f"{plural(report.members, 'invented member')} lived {plural(report.days, 'day')} of banking from {when}, and something did not hold."
    )


def _head(report: Report, money: MoneyWords, chapters: list[tuple[str, str, str]]) -> str:
    held = sum(one.ok for one in report.invariants.values())
    if report.ok:
        verdict = badge(True, f"All {plural(held, 'invariant')} hold")
    else:
        verdict = badge(False, f"{held} of {plural(len(report.invariants), 'invariant')} hold: see below what does not")
    shown = [
        ("Members", f"{report.members:,}", plural(report.population.get("households", 0), "household")),
        ("Accounts", f"{report.accounts:,}", plural(report.products, "product")),
        ("Transactions", f"{report.transactions:,}", f"in {plural(report.days, 'day')}"),
        ("Moved", money.short(report.volume_minor), f"{money.short(report.volume_minor // max(1, report.transactions))} on average"),
        ("Loans", f"{report.loan_approvals:,} of {report.loan_applications:,}", "applications approved"),
        ("Took", f"{report.elapsed_s:.0f} s", f"{report.transactions_per_s:,.0f} transactions/s"),
    ]
    if report.banking.nights:
        shown[4:4] = _night_figures(report, money)
    links = "".join(f'<a href="#{anchor}">{words}</a>' for anchor, words, _ in chapters)
    return (
        f'<header><p class="eyebrow">Synthetic credit union · {escape(report.scenario)} · seed {report.seed}</p>'
        f"<h1>{escape(report.title)}, {plural(report.days, 'day').replace(' ', '&nbsp;')} in {report.elapsed_s:.0f} seconds</h1>"
        f'<p class="lead">{escape(_lead(report, money))}</p>{verdict}{figures(shown, "eight" if len(shown) == 8 else "")}'
        f'<nav class="chapters" aria-label="Chapters">{links}</nav></header>'
    )


def _night_figures(report: Report, money: MoneyWords) -> list[tuple[str, str, str]]:
    bank = report.banking
    differ = sum(night.discrepancies for night in bank.nights)
    return [
        ("Nights", f"{len(bank.nights):,}", f"{plural(differ, 'discrepancy', 'discrepancies') if differ else 'no discrepancy'}"),
        ("Interest paid", money.short(bank.interest_paid), f"{money.short(bank.interest_charged)} charged"),
    ]


def _foot(report: Report) -> str:
    command = f"twincore demo --members {report.members} --days {report.days} --seed {report.seed}"
    return (
        "<footer><p><strong>Nobody here exists.</strong> Names, homes, incomes and merchants are invented; telephone numbers, e-mail addresses and tax "
        "file numbers come from ranges that are not in use. Suburbs and postcodes are real.</p>"
        f"<p>Live it again: <code>{escape(command)}</code>. The same seed leads to the same journal, to the last byte.</p></footer>"
    )
