"""The sections of the page about proof: what was asked for and what came, invariants, the receipt of one transfer, how the time went."""

import json
from html import escape

from twincore.demo.charts import proof_path, spans
from twincore.demo.parts import HALF, chart, legend, section, table, unfold
from twincore.demo.words import MoneyWords, moment_words, percent, plural
from twincore.simulation import Report

MEANINGS = {
    "balanced": "Debits equal credits, over the sums and over the raw rows.",
    "materialised": "Stored balances equal what the rows of each account add up to.",
    "running": "Every row's running balances follow from the rows before it.",
    "chain": "Every block's hash recomputes and links to the one before.",
    "limits": "No account is beyond its limit unless a recorded force-post says why.",
    "isolation": "Every table keeps tenants apart by row-level security, enabled and forced.",
    "audit": "The audit trail's chain of hashes recomputes.",
    "holds": "What is held on each account equals its open holds.",
    "reversals": "Nothing was reversed twice, and every reversal is the whole of its original.",
    "sealed": "The signed Merkle tree recomputes from the journal's rows.",
}
_COLOURS = ("g6", "g2", "g3", "g1", "g0", "g4", "g5")


def render(report: Report, money: MoneyWords) -> str:
    """All of them, in order."""
    return _proof(report) + _receipt(report, money) + _asked(report, money) + _time(report)


def _proof(report: Report) -> str:
    rows = [
        [
            f'{escape(name.replace("_", " ").capitalize())}<span class="plain">{escape(_meaning(name))}</span>',
            f"{one.checked:,}",
            '<span class="pass">holds</span>' if one.ok else '<span class="fail">broken</span>',
        ]
        for name, one in report.invariants.items()
    ]
    body = table("", [("Invariant", ""), ("Checked", "n"), ("Result", "n")], rows)
    if report.breaches or report.unexpected:
        said = [*report.breaches, *(f"{one['act']}: {one['code']} {one['message']}" for one in report.unexpected[:20])]
        body += "<h3>What does not hold</h3><ul>" + "".join(f"<li>{escape(one)}</li>" for one in said) + "</ul>"
    checked = report.reconciled.get("accounts", 0)
    differences = report.reconciled.get("differences", 0)
    body += (
        f'<p class="note">Besides, the simulation kept a book of its own from the answers it got: {plural(checked, "account")} compared with the '
        f"platform's balances at the end, {plural(differences, 'difference') if differences else 'no difference'}.</p>"
        f'<h3 style="margin-top:18px">Root of the journal</h3><code class="root">{escape(report.journal_root)}</code>'
        f'<p class="sub" style="margin:0">One hash over all {report.journal_transfers:,} transfers of the journal (RFC 6962). '
        f"Run seed {report.seed} again and it is the same.</p>"
    )
    return section("Proof", "What the platform recomputes from raw rows when asked, after the last day.", body, "proof")


def _meaning(name: str) -> str:
    return next((words for key, words in MEANINGS.items() if key in name), "")


def _receipt(report: Report, money: MoneyWords) -> str:
    receipt = report.receipt
    if not receipt:
        return ""
    path, told = receipt["path"], receipt["facts"]
    words = ", ".join(str(value) for value in (told["detail"] or {}).values())
    facts = {
        "Transfer": f"<code>{escape(told['id'])}</code>",
        "What": f"{money.full(told['amount'])} from account {told['debit']} to account {told['credit']}"
        + (f" ({escape(words)})" if words else ""),
        "When": escape(moment_words(told["posted_at"])) + " UTC",
        "Place": f"{receipt['index'] + 1:,} of {receipt['size']:,} in the journal",
    }
    document = json.dumps(receipt["document"], indent=1, ensure_ascii=False)
    left = '<dl class="facts">' + "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts.items()) + "</dl>"
    left += (
        '<p class="note">From the transfer upwards, each hash is joined with its neighbour (orange) and hashed again, until one is left: the root. '
        "Change one byte of the transfer and another root comes out. <code>scripts/verify_receipt.py</code> does the same with nothing of ours.</p>"
    )
    left += unfold(
        "The receipt as the platform gives it", f'<div class="scroll" tabindex="0"><pre class="mono">{escape(document)}</pre></div>'
    )
    label = f"The transfer's hash joined with {len(path)} neighbours leads to the root"
    right = chart(lambda width: proof_path(receipt["leaf"], path, receipt["root"], width=min(width, 480), label=label), wide=HALF)
    body = f'<div class="split"><div>{left}</div><div>{right}</div></div>'
    verdict = "it leads to the root above." if receipt["leads"] else "<strong>it does not lead to the root above.</strong>"
    sub = (
        f"A receipt shows that one transfer is in the journal with {plural(len(path), 'hash', 'hashes')} instead of all {report.journal_transfers:,} rows. "
        f"This one was checked by the simulation, outside the platform: {verdict}"
    )
    return section("The receipt of one transfer", sub, body, "receipt")


def _asked(report: Report, money: MoneyWords) -> str:
    asked = report.asked
    people = report.population
    rows = []

    def row(name: str, wanted: str, came: str, note: str = "") -> None:
        rows.append([name + (f'<span class="plain">{note}</span>' if note else ""), wanted, came])

    row("Transactions", f"{asked['transactions']:,.0f}", f"{report.transactions:,}", "2.5 a member and day")
    row("Money moved", money.short(asked["volume_minor"]), money.short(report.volume_minor))
    row("Loan applications", f"{asked['loan_applications']:,.0f}", f"{report.loan_applications:,}")
    row("Approved", percent(asked["approval"], 1, 0), percent(report.loan_approvals, report.loan_applications, 0))
    row("Unemployment", percent(asked["unemployment"], 1), percent(people["unemployed"], people["labour_force"]), "of the labour force")
    late, loans = report.arrears.get("in_arrears", 0), report.arrears.get("loans", 0)
    row("Loans in arrears", percent(asked["arrears"], 1), percent(late, loans), "a stylised baseline")
    row("Fraud labels", percent(asked["fraud"], 1, 2), percent(sum(report.fraud.values()), report.transactions, 2), "of transactions")
    row("Inflation", percent(asked["inflation"], 1), percent(asked["inflation"], 1), "a year; prices drift day by day")
    opening = report.opening
    note = (
        f'<p class="note">Before the first day {plural(opening.get("transfers", 0), "balance")} of {money.short(opening.get("volume_minor", 0))} '
        "were brought over from elsewhere; they are in the journal and not in these counts.</p>"
    )
    body = table("", [("", ""), ("Scenario", "n"), ("This run", "n")], rows) + note
    return section("What was asked for, and what came", escape(report.description) + ".", body, "asked")


def _time(report: Report) -> str:
    total = sum(report.phases.values())
    parts = [(name, seconds, _COLOURS[n % len(_COLOURS)]) for n, (name, seconds) in enumerate(report.phases.items())]
    body = chart(lambda width: spans(parts, width=width, label="Seconds by phase", words=lambda s: f"{s:.1f} s"))
    body += legend([(f"{name} {seconds:.1f} s", colour) for name, seconds, colour in parts])
    sub = f"{total:.1f} seconds in all, {report.requests:,} requests over HTTP, on a disk that is waited for: nothing is acknowledged before it is durable."
    if report.banking.nights:
        nights = sum(night.seconds for night in report.banking.nights)
        sub += f" {plural(len(report.banking.nights), 'night')} were waited for {nights:.1f} seconds of it."
    return section("How the time went", sub, body, "time")
