"""The sections about the bank: its nights, interest and fees, arrears and what is set aside for them, statements; and, with them, its books."""

from collections.abc import Sequence
from datetime import date
from html import escape
from statistics import median

from twincore.demo import book_sections
from twincore.demo.charts import Series, stacked_bars
from twincore.demo.parts import bar, chart, figures, legend, section, table, unfold, verdict
from twincore.demo.words import MoneyWords, axis_days, brief_day, day_words, month_words, plural, short_day
from twincore.simulation import ArrearsDay, Fee, Night, NightLine, ProvisionLine, Report, Statements

WORK = {
    "Interest and fees": {
        "movements", "accrue", "capitalise", "post_capitalise", "protection", "post_protection", "fees", "post_fees", "maturities", "post_maturities",
        "post_settlements",
    },
    "Standing orders": {"standing_orders", "post_standing_orders"},
    "Loans and cards": {
        "credit_movements", "reprice_loans", "loan_interest", "post_loan_interest", "repayments", "post_repayments", "arrears", "post_arrears",
        "post_write_offs", "cards", "post_cards", "credit_accruals",
    },
    "Statements": {"statements"},
    "General ledger": {"gl_batch", "gl_accruals"},
    "Reconciliation": {"external_movements", "match", "cases", "post_cases", "reconcile", "report"},
}  # fmt: skip
"""What the steps of a night are about."""
GROUPS = {
    "interest_paid": "Interest paid", "interest_charged": "Interest charged", "fee": "Fees", "tax": "Tax withheld", "collection": "Loans and cards collected",
    "standing_order": "Standing orders", "maturity": "Term deposits", "protection": "Overdraft protection", "other": "Other",
}  # fmt: skip
BUCKETS = (0, 30, 60, 90, 182, 273, 365)
"""Days past due from which the bank's buckets of arrears begin; the first is what is late by less than 30."""
BUCKET_COLOURS = {"0": "g4", "30": "g2", "60": "g5"}
"""Colours of buckets of arrears; later ones share one."""
SHOWN = 6
"""Rows that a list of nights shows at once; more unfold."""
MONTH_END, SAMPLE = "month-end", "statement"
"""Folders beside the page."""
NOTICES = {
    "statement_ready": "that a statement is ready", "rate_change": "of a new rate", "arrears": "of arrears", "maturity": "that a deposit matures",
}  # fmt: skip


def bank(report: Report, money: MoneyWords) -> str:
    """What the bank earned, what it has and what it waits for; nothing where no night was lived."""
    told = report.banking
    if not told.nights:
        return ""
    parts = [_interest(report, money), arrears(told.arrears, told.provisioning, money)]
    if told.balance_sheets:
        parts.append(book_sections.balance_sheet(told.balance_sheets, money))
    if told.income_statements:
        parts.append(book_sections.income_statement(told.income_statements, money))
    return "".join(parts)


def books(report: Report, money: MoneyWords) -> str:
    """The nights, what they prepared, and that the books agree; nothing where no night was lived."""
    told = report.banking
    if not told.nights:
        return ""
    parts = [nights(told.nights, told.postings, money), _statements(report)]
    if told.trial_balance is not None:
        parts.append(book_sections.trial_balance(told.trial_balance, money, folded=True))
    if told.subledger is not None:
        parts.append(book_sections.subledger(told.subledger, money))
    return "".join(parts)


def bucket_words(bucket: str | int) -> str:
    """1 to 29 days, 365 days and more."""
    first = int(bucket)
    after = next((one for one in BUCKETS if one > first), None)
    return f"{max(1, first)} to {after - 1} days" if after else f"{first} days and more"


def _interest(report: Report, money: MoneyWords) -> str:
    bank = report.banking
    recount = bank.recount
    charged = sum(fee.volume for fee in bank.fees)
    body = figures(
        [
            ("Paid to members", money.short(bank.interest_paid), "interest on savings and deposits"),
            ("Charged", money.short(bank.interest_charged), "interest on loans, cards and overdrafts"),
            ("Tax withheld", money.short(bank.tax_withheld), "where no tax file number is known"),
            (
                "Fees",
                money.short(charged),
                f"{plural(sum(fee.count for fee in bank.fees), 'time')}, waived {sum(fee.waived for fee in bank.fees):,}",
            ),
        ],
        "inset",
    )
    body += f'<div class="split"><div>{_fees(bank.fees, money)}</div><div>{_recount(report, money)}</div></div>'
    sub = "Interest accrues every night to a millionth of a cent and is posted to the cent when it falls due."
    if recount.compared:
        same = recount.compared - recount.differences
        sub += (
            f" The simulation worked out the interest on savings a second time, in fractions and from its own book: {same:,} of "
            f"{plural(recount.compared, 'payment')} are the same, to the cent."
        )
    return section("Interest and fees", sub, body, "interest")


def _fees(fees: Sequence[Fee], money: MoneyWords) -> str:
    if not fees:
        return "<h3>Fees</h3><p>None were charged.</p>"
    most = max(max(fee.volume for fee in fees), 1)
    rows = [
        [escape(fee.title), bar(fee.volume / most, "alt"), f"{fee.count:,}", money.full(fee.volume), f"{fee.waived:,}"]
        for fee in sorted(fees, key=lambda fee: (-fee.volume, fee.name))
    ]
    waivers: dict[str, int] = {}
    for fee in fees:
        for reason, count in fee.waivers.items():
            waivers[reason] = waivers.get(reason, 0) + count
    body = "<h3>Fees</h3>" + table("", [("Fee", ""), ("", "bar"), ("Charged", "n"), ("Amount", "n"), ("Waived", "n")], rows)
    if waivers:
        named = ", ".join(
            f"{escape(reason.replace('_', ' '))} {count:,}" for reason, count in sorted(waivers.items(), key=lambda p: (-p[1], p[0]))
        )
        body += f'<p class="note">Waived by: {named}.</p>'
    return body


def _recount(report: Report, money: MoneyWords) -> str:
    recount = report.banking.recount
    if not recount.compared:
        return ""
    rows = [
        [
            month_words(f"{month}-01"),
            money.figure(computed),
            money.figure(posted),
            verdict(computed == posted, "same", money.full(posted - computed)),
        ]
        for month, computed, posted in recount.by_month
    ]
    if recount.tax_computed or recount.tax_posted:
        same = recount.tax_computed == recount.tax_posted
        difference = money.full(recount.tax_posted - recount.tax_computed)
        rows.append(
            ["Tax withheld", money.figure(recount.tax_computed), money.figure(recount.tax_posted), verdict(same, "same", difference)]
        )
    body = "<h3>Savings interest, worked out twice</h3>"
    body += table("", [("", ""), ("Simulation", "n"), ("Bank", "n"), ("", "n")], rows)
    return body + (
        f'<p class="note">{plural(recount.accounts, "account")}, {plural(recount.compared, "payment")} compared one by one, '
        f"{plural(recount.differences, 'difference') if recount.differences else 'no difference'}.</p>"
    )


def arrears(days: Sequence[ArrearsDay], provisioning: Sequence[ProvisionLine], money: MoneyWords) -> str:
    """Arrears day by day and by bucket, and what is set aside; a single day has no chart."""
    if not days:
        return ""
    seen = {bucket for day in days for bucket in day.owed if day.owed[bucket] or day.accounts.get(bucket)}
    shown = sorted(seen, key=int)
    last = days[-1]
    behind = sum(last.accounts.values())
    sub = (
        f"On {day_words(last.date)} {plural(behind, 'loan or card', 'loans and cards')} {'was' if behind == 1 else 'were'} behind with "
        f"{money.full(sum(last.overdue.values()))} of {money.full(sum(last.owed.values()))} owed on them."
    )
    body = _arrears_chart(days, shown, money) if len(days) > 1 and shown else ""
    split = _arrears_table(last, shown, money)
    if provisioning:
        split = f'<div class="split"><div>{split}</div><div>{_provisions(provisioning, money)}</div></div>'
    return section("Arrears", sub, body + split, "arrears")


def _arrears_chart(days: Sequence[ArrearsDay], shown: Sequence[str], money: MoneyWords) -> str:
    series = [Series(bucket_words(bucket), BUCKET_COLOURS.get(bucket, "g3"), [day.owed.get(bucket, 0) for day in days]) for bucket in shown]
    calendar = [date.fromisoformat(day.date) for day in days]
    tips = [f"{short_day(day.date)} · {sum(day.accounts.values())} behind" for day in days]

    def draw(width: float) -> str:
        label = f"What is owed on loans and cards that are behind, by days past due, {len(days)} days"
        return stacked_bars(
            series, axis_days(calendar, width - 64), width=width, label=label, money=money.short, tips=tips, tall=270.0,
        )  # fmt: skip

    rows = [
        [
            escape(short_day(day.date)),
            f"{sum(day.accounts.values()):,}",
            money.full(sum(day.overdue.values())),
            *(f"{day.accounts.get(bucket, 0):,} · {money.full(day.owed.get(bucket, 0))}" for bucket in shown),
        ]
        for day in days
    ]
    heads = [("End of", ""), ("Behind", "n"), ("Overdue", "n"), *((f"{one.name}: accounts, owed", "n") for one in series)]
    return (
        chart(draw)
        + legend([(f"{one.name} past due", one.style) for one in series])
        + unfold("The same as a table", table("Arrears", heads, rows))
    )


def _arrears_table(day: ArrearsDay, shown: Sequence[str], money: MoneyWords) -> str:
    rows = [
        [
            bucket_words(bucket),
            f"{day.accounts.get(bucket, 0):,}",
            money.full(day.overdue.get(bucket, 0)),
            money.full(day.owed.get(bucket, 0)),
        ]
        for bucket in shown
    ]
    heads = [("Past due", ""), ("Accounts", "n"), ("Overdue", "n"), ("Owed", "n")]
    return f"<h3>Behind on {brief_day(day.date)}</h3>" + (table("", heads, rows) if rows else "<p>Nobody.</p>")


def _provisions(lines: Sequence[ProvisionLine], money: MoneyWords) -> str:
    rows = []
    for line in sorted(lines, key=lambda line: (line.product, line.stage, line.bucket)):
        late = f", {bucket_words(line.bucket)}" if line.bucket else ""
        rows.append(
            [
                f'{escape(product_words(line.product))}<span class="plain">stage {line.stage}{late}, {plural(line.accounts, "account")}</span>',
                money.figure(line.owed),
                money.figure(line.provision),
            ]
        )
    rows.append(["Sum", money.figure(sum(line.owed for line in lines)), money.figure(sum(line.provision for line in lines))])
    styles = [*("" for _ in lines), "sum"]
    return "<h3>To set aside</h3>" + table("", [("Product", ""), ("Owed", "n"), ("Provision", "n")], rows, styles=styles)


def product_words(name: str) -> str:
    """A product's name for people."""
    return name.replace("_", " ").replace("-", " ").capitalize()


def nights(lived: Sequence[Night], postings: Sequence[NightLine], money: MoneyWords) -> str:
    """How long each night took and with what; what the nights posted."""
    calendar = [date.fromisoformat(night.date) for night in lived]
    groups = {name: [sum(ms for step, ms in night.steps.items() if step in work) / 1000 for night in lived] for name, work in WORK.items()}
    known = {step for work in WORK.values() for step in work}
    groups["Other"] = [sum(ms for step, ms in night.steps.items() if step not in known) / 1000 for night in lived]
    series = [Series(name, f"g{n % 7}", values) for n, (name, values) in enumerate(groups.items()) if any(values)]

    def draw(width: float) -> str:
        label = f"Seconds that the platform worked on each of {len(lived)} nights, by what it worked on"
        tips = [short_day(day) for day in calendar]
        return stacked_bars(
            series, axis_days(calendar, width - 64), width=width, label=label, money=seconds_words, tips=tips, tall=240.0,
        )  # fmt: skip

    rows = [
        [
            escape(short_day(night.date)) + ("" if night.business_day else '<span class="plain">no business day</span>'),
            escape(", ".join(night.period_ends)) or "",
            f"{night.took_ms / 1000:.2f}",
            f"{night.transfers:,}",
            f"{night.posted:,}",
            f"{night.refused:,}",
            verdict(night.trial_balance_zero and not night.discrepancies, "holds", f"{night.discrepancies} differ"),
        ]
        for night in lived
    ]
    heads = [
        ("Night of", ""),
        ("Ends", ""),
        ("Seconds", "n"),
        ("Transfers of the day", "n"),
        ("Posted", "n"),
        ("Refused", "n"),
        ("Books", "n"),
    ]
    differ = sum(night.discrepancies for night in lived)
    zero = sum(night.trial_balance_zero for night in lived)
    waited = sum(night.seconds for night in lived)
    longest = max(lived, key=lambda night: night.took_ms)
    sub = (
        f"After its last hour each day is ended through the API: interest, fees, repayments, statements, the general ledger, and everything "
        "counted again; what a night posts stands in the next day's books. "
        f"{zero} of {plural(len(lived), 'night')} left a trial balance of zero, {plural(differ, 'figure') if differ else 'no figure'} differed. The platform worked "
        f"{seconds_words(median(night.took_ms for night in lived) / 1000)} on the middle one and {seconds_words(longest.took_ms / 1000)} on the longest "
        f"({short_day(longest.date)}). The books are done while the next day is lived, so the run waited {seconds_words(waited)} in all."
    )
    body = chart(draw) + legend([(one.name, one.style) for one in series])
    body += _postings(postings, money) + unfold("Night by night", table("Nights", heads, rows))
    return section("The nights", sub, body, "nights")


def seconds_words(seconds: float) -> str:
    """0.25 s, 12 s."""
    return f"{seconds:.2g} s" if seconds < 10 else f"{seconds:.0f} s"


def _postings(postings: Sequence[NightLine], money: MoneyWords) -> str:
    if not postings:
        return ""
    most = max(max(line.volume for line in postings), 1)
    order = list(GROUPS)
    rows = [
        [
            f'{escape(line.title)}<span class="plain">{escape(GROUPS.get(line.group, line.group))}</span>',
            bar(line.volume / most),
            f"{line.count:,}",
            money.full(line.volume),
        ]
        for line in sorted(
            postings, key=lambda line: (order.index(line.group) if line.group in order else len(order), -line.volume, line.code)
        )
    ]
    total, volume = sum(line.count for line in postings), sum(line.volume for line in postings)
    words = f"What the nights posted: {plural(total, 'transfer')}, {money.short(volume)}"
    return unfold(words, table("", [("Posting", ""), ("", "bar"), ("Count", "n"), ("Moved", "n")], rows))


def _statements(report: Report) -> str:
    bank = report.banking
    prepared = sum(one.statements for one in bank.statements)
    body = _prepared([one for one in bank.statements if one.statements or one.notices])
    links = []
    if bank.sample is not None:
        one = bank.sample
        links.append(
            f"<li>A statement of {escape(one.member)} ({escape(product_words(one.product))} {escape(one.account_number)}, {brief_day(one.date)}): "
            f'<a href="{SAMPLE}/{escape(one.html)}">as a page</a>, <a href="{SAMPLE}/{escape(one.pdf)}">as a PDF</a></li>'
        )
    links += [
        f'<li>Month end {day_words(month.date)}: <a href="{MONTH_END}/{escape(month.month)}/index.html">the pack</a></li>'
        for month in bank.month_ends
    ]
    if links:
        body += f'<h3 style="margin-top:18px">Beside this page</h3><ul class="links">{"".join(links)}</ul>'
    sub = f"{plural(prepared, 'statement')} {'was' if prepared == 1 else 'were'} prepared by the nights; each is drawn as a page or a PDF when somebody asks for it."
    return section("Statements and month ends", sub, body, "statements")


def _prepared(days: Sequence[Statements]) -> str:
    notices: dict[str, int] = {}
    for one in days:
        for kind, count in one.notices.items():
            notices[kind] = notices.get(kind, 0) + count
    told = ", ".join(f"{count:,} {escape(NOTICES.get(kind, kind.replace('_', ' ')))}" for kind, count in sorted(notices.items()))
    note = f'<p class="note">Members were told {plural(sum(notices.values()), "thing")}: {told}.</p>' if notices else ""
    rows = [[day_words(one.date), f"{one.statements:,}"] for one in days if one.statements]
    if not rows:
        return "<p>No statement fell due in these days.</p>" + note
    shown = table("", [("Night of", ""), ("Statements", "n")], rows)
    return (shown if len(rows) <= SHOWN else unfold(f"By night: {plural(len(rows), 'night')}", shown)) + note
