"""The sections of the page about money: per day, what is held, when and where people pay, loans, refusals, one member's month."""

from datetime import date, datetime, timedelta
from html import escape

from twincore.demo.charts import Mark, Series, Stage, balance_steps, funnel, heat, lines, stacked_bars
from twincore.demo.parts import HALF, bar, chart, legend, section, table, unfold
from twincore.demo.words import MoneyWords, axis_days, day_words, moment_words, percent, plural, short_day
from twincore.simulation import GROUPS, Line, Report

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LIVING = {"full_time": "works full time", "part_time": "works part time", "casual": "works casually", "self_employed": "is self-employed"}
REFUSALS = {
    "insufficient_funds": "The account had too little available: the purchase, bill or payment was declined.",
    "hold_expired": "The shop settled after the authorisation had run out.",
}
NAMED = {"payroll_credit": "Pay", "direct_credit_in": "Pension", "loan_disbursement": "Loan", "term_deposit_maturity": "Deposit matured"}


def render(report: Report, money: MoneyWords) -> str:
    """All of them, in order."""
    pair = f'<div class="pair">{_categories(report, money)}{_merchants(report, money)}</div>'
    second = f'<div class="pair">{_loans(report, money)}{_refusals(report)}</div>'
    return _per_day(report, money) + _held(report, money) + _hours(report) + pair + second + _story(report, money)


def _per_day(report: Report, money: MoneyWords) -> str:
    series = [Series(group, f"g{n}", [day.volumes.get(group, 0) for day in report.daily]) for n, group in enumerate(GROUPS)]
    series = [one for one in series if any(one.values)]
    days = [date.fromisoformat(day.date) for day in report.daily]
    totals = [sum(day.volumes.values()) for day in report.daily]

    def draw(width: float) -> str:
        labels = axis_days(days, width - 64)
        return stacked_bars(
            series,
            labels,
            width=width,
            label=f"Money moved per day by kind, {len(days)} days",
            money=money.short,
            shaded=[day.weekday() >= 5 for day in days],
            tips=[short_day(day) for day in days],
        )

    rows = [
        [
            escape(short_day(day.date)),
            f"{sum(day.counts.values()):,}",
            money.full(sum(day.volumes.values())),
            *(money.short(day.volumes.get(one.name, 0)) for one in series),
        ]
        for day in report.daily
    ]
    heads = [("Day", ""), ("Transactions", "n"), ("Moved", "n"), *((one.name, "n") for one in series)]
    busiest = max(range(len(days)), key=lambda n: totals[n]) if days else 0
    sub = (
        f"Pay days stand out, weekends (shaded) belong to the cards. The busiest day was {short_day(days[busiest])} with "
        f"{money.short(totals[busiest])}. A card authorisation is not counted until it settles."
    )
    body = chart(draw) + legend([(one.name, one.style) for one in series]) + unfold("The same as a table", table("Per day", heads, rows))
    return section("Money moved per day", sub, body, "days")


def _held(report: Report, money: MoneyWords) -> str:
    days = report.daily
    savings = [day.balances.get("savings", 0) + day.balances.get("savings_goal", 0) for day in days]
    series = [
        Series("Savings", "g0", savings),
        Series("Transaction", "g1", [day.balances.get("transaction", 0) + day.balances.get("bills", 0) for day in days]),
        Series("Term deposits", "g2", [day.balances.get("term_deposit", 0) for day in days]),
    ]
    owed = [
        Series("Loans owed", "g5", [day.balances.get("personal_loan", 0) for day in days]),
        Series("Cards owed", "g3", [day.balances.get("credit_card", 0) for day in days]),
    ]
    deposits = sum(one.values[-1] for one in series)
    owing = sum(one.values[-1] for one in owed)
    series += [one for one in owed if any(one.values) or one.name == "Loans owed"]

    def draw(width: float) -> str:
        labels = axis_days([date.fromisoformat(day.date) for day in days], width - (132 if width < 500 else 206))
        return lines(series, labels, width=width, label="What members hold and owe at the end of each day, by product", money=money.short)

    sub = f"At the end members held {money.short(deposits)} here and owed {money.short(owing)}."
    rows = [[escape(short_day(day.date)), *(money.full(int(one.values[n])) for one in series)] for n, day in enumerate(days)]
    heads = [("End of", ""), *((one.name, "n") for one in series)]
    return section("What members hold and owe", sub, chart(draw) + unfold("The same as a table", table("Balances", heads, rows)), "held")


def _hours(report: Report) -> str:
    values = report.hours
    flat = [(values[r][c], r, c) for r in range(7) for c in range(24)]
    most, day, hour = max(flat)
    weeks = [sum(1 for one in report.daily if one.weekday == r) for r in range(7)]

    def draw(width: float) -> str:
        if width > 500:
            columns = [f"{hour}" if hour % 3 == 0 else "" for hour in range(24)]
            return heat(values, WEEKDAYS, columns, width=width, label=words, tip=lambda r, c: f"{WEEKDAYS[r]} {c}:00 · {values[r][c]:,}")
        turned = [[values[r][c] for r in range(7)] for c in range(24)]
        rows = [f"{hour}:00" if hour % 3 == 0 else "" for hour in range(24)]
        return heat(turned, rows, WEEKDAYS, width=width, label=words, tip=lambda c, r: f"{WEEKDAYS[r]} {c}:00 · {values[r][c]:,}")

    words = "Purchases and payments by weekday and hour; darker is more"
    sub = f"Purchases and payments by the hour in which members made them. Most fell on {WEEKDAYS[day]} between {hour}:00 and {hour + 1}:00 ({most:,})."
    if len(set(weeks)) > 1:
        sub += f" In {plural(len(report.daily), 'day')} some weekdays come more often than others."
    rows = [[name, *(f"{values[r][c]:,}" for c in range(24))] for r, name in enumerate(WEEKDAYS)]
    heads = [("Day", ""), *((str(c), "n") for c in range(24))]
    return section("When people pay", sub, chart(draw) + unfold("The same as a table", table("Count by hour", heads, rows)), "hours")


def _lines(lines_: list[Line], money: MoneyWords, style: str, name: str) -> str:
    most = max((line.volume for line in lines_), default=1) or 1
    rows = [[escape(line.name), bar(line.volume / most, style), f"{line.count:,}", money.short(line.volume)] for line in lines_]
    return table("", [(name, ""), ("", "bar"), ("Count", "n"), ("Moved", "n")], rows)


def _categories(report: Report, money: MoneyWords) -> str:
    shown, rest = report.categories[:13], report.categories[13:]
    body = _lines(shown, money, "", "Category")
    if rest:
        body += unfold(f"{plural(len(rest), 'more category', 'more categories')}", _lines(rest, money, "", "Category"))
    return section("What it is for", "Every transaction by its category, the largest volume first.", body, "categories")


def _merchants(report: Report, money: MoneyWords) -> str:
    body = _lines(report.merchants, money, "alt", "Merchant")
    holds = report.holds
    if placed := holds.get("placed", 0):
        partial, released, expired = (holds.get(name, 0) for name in ("captured_in_part", "released", "expired"))
        body += (
            f'<p class="note">{placed:,} purchases were authorised first. {holds.get("captured", 0):,} settled in full one to three days later, '
            f"{partial:,} for less (fuel, mostly), {released:,} were given back and {expired:,} ran out.</p>"
        )
    return section("Where cards go", "The merchants with the largest card volume. All are invented.", body, "merchants")


def _loans(report: Report, money: MoneyWords) -> str:
    one = report.funnel
    stages = [
        Stage("Applied", one.applied, money.short(one.applied_amount), [("refused", one.refused)]),
        Stage("Approved", one.approved, money.short(one.approved_amount), [("not drawn", one.approved - one.drawn)]),
        Stage("Drawn", one.drawn, money.short(one.drawn_amount)),
    ]
    label = f"Of {one.applied} applications {one.approved} were approved and {one.drawn} drawn"
    sub = f"The platform decides by its own credit policy. {percent(one.approved, one.applied, 0)} were approved; {one.referred} were referred to a person first."
    body = chart(lambda width: funnel(stages, width=min(width, 560), label=label), wide=HALF)
    if one.reasons:
        rows = [
            [escape(reason.replace("_", " ")), f"{count:,}"]
            for reason, count in sorted(one.reasons.items(), key=lambda pair: (-pair[1], pair[0]))
        ]
        body += unfold("Reasons given", table("Reasons of decisions against", [("Reason", ""), ("Times", "n")], rows))
    if loans := report.arrears.get("loans", 0):
        late = report.arrears.get("in_arrears", 0)
        body += f'<p class="note">{late} of {plural(loans, "loan")} ({percent(late, loans)}) {"is" if late == 1 else "are"} in arrears.</p>'
    return section("Loans", sub, body, "loans")


def _refusals(report: Report) -> str:
    total = sum(report.refusals.values())
    asked = report.transactions + total
    sub = f"The platform said no {plural(total, 'time')}, {percent(total, asked, 2)} of what was asked. A refusal has a code and leaves no trace in the money."
    most = max(report.refusals.values(), default=1)
    rows = [
        [
            f'<code>{escape(code)}</code><span class="plain">{escape(REFUSALS.get(code, "Unexpected: the run asked for something wrong."))}</span>',
            bar(count / most, "warn"),
            f"{count:,}",
        ]
        for code, count in sorted(report.refusals.items(), key=lambda pair: -pair[1])
    ]
    body = table("", [("Code", ""), ("", "bar"), ("Times", "n")], rows) if rows else "<p>Nothing was refused.</p>"
    body += f'<p class="note">{plural(report.undone, "time")} a member looked at the balance first and let it be.</p>'
    if report.fraud:
        labelled = sum(report.fraud.values())
        kinds = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in sorted(report.fraud.items(), key=lambda pair: -pair[1]))
        stopped = sum(one["outcome"] != "taken" for one in report.fraud_labels)
        body += (
            f'<p class="note">{plural(labelled, "transaction")} carry a fraud label ({percent(labelled, report.transactions, 2)}): {escape(kinds)}. '
            f"{f'{stopped} of them failed for want of money.' if stopped else ''}</p>"
        )
    return section("Refusals and labels", sub, body, "refusals")


def _story(report: Report, money: MoneyWords) -> str:
    story = report.story
    if story is None or not story.entries:
        return ""
    first = datetime.combine(date.fromisoformat(report.start), datetime.min.time()).astimezone(
        datetime.fromisoformat(story.entries[0].at).tzinfo
    )
    first = first.replace(hour=0, minute=0, second=0)
    length = timedelta(days=report.days)
    marks = []
    biggest = sorted((entry.amount for entry in story.entries), key=abs, reverse=True)[:6]
    for entry in story.entries:
        place = (datetime.fromisoformat(entry.at) - first) / length
        named = NAMED.get(entry.kind, "") or (entry.title if entry.amount in biggest[:4] else "")
        tip = f"{moment_words(entry.at)} · {entry.title} {money.full(entry.amount)} · balance {money.full(entry.balance)}"
        marks.append(Mark(min(1.0, max(0.0, place)), entry.balance, tip, named if len(named) <= 20 else named[:19] + "…", entry.amount > 0))

    def draw(width: float) -> str:
        days = [(first + timedelta(days=n)).date() for n in range(report.days)]
        labels = [(n / report.days, words) for n, words in enumerate(axis_days(days, width - 64)) if words]
        return balance_steps(story.opening, marks, labels, width=width, label=f"Running balance of {story.name}", money=money.short)

    rows = [
        [
            escape(moment_words(entry.at)),
            escape(entry.title),
            f'<span class="in">+{money.full(entry.amount)}</span>' if entry.amount > 0 else money.full(entry.amount),
            money.full(entry.balance),
        ]
        for entry in reversed(story.entries)
    ]
    heads = [("When", ""), ("What", ""), ("Amount", "n"), ("Balance", "n")]
    into = sum(entry.amount for entry in story.entries if entry.amount > 0)
    out = -sum(entry.amount for entry in story.entries if entry.amount < 0)
    living = LIVING.get(story.living, f"is {story.living}")
    sub = (
        f"{escape(story.name)} of {escape(story.place)} {living}. BSB {escape(story.bsb)}, account {escape(story.account_number)}: "
        f"{money.full(story.opening)} on {day_words(report.start)}, {money.full(into)} in, {money.full(out)} out, "
        f"{money.full(story.entries[-1].balance)} at the end. The balances are the platform's own."
    )
    body = chart(draw) + unfold(f"The statement: {plural(len(story.entries), 'entry', 'entries')}", table("Newest first", heads, rows))
    length_words = "quarter" if report.days > 80 else "month" if 20 < report.days < 40 else "days"
    return section(f"One member's {length_words}", sub, body, "member")
