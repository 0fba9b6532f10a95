"""The sections about what the credit union has, owes and earns: balance sheet, income statement, trial balance, general ledger against subledger.

Each is drawn from one or several statements of the general ledger, so that the page and the month-end pack show them in the same way.
"""

from collections.abc import Sequence
from html import escape

from twincore.demo.charts import Part, scales
from twincore.demo.parts import chart, legend, section, table, unfold, verdict
from twincore.demo.words import MoneyWords, brief_day, day_words, plural, span_words
from twincore.simulation import BalanceSheet, BookLine, IncomeStatement, Subledger, TrialBalance

_COLOURS = ("g0", "g1", "g4", "g6", "g2", "g5", "g3", "g8", "g7")


def balance_sheet(sheets: Sequence[BalanceSheet], money: MoneyWords) -> str:
    """The balance sheet at one or several dates, the last one drawn."""
    last = sheets[-1]
    has, owes = _sides(last)

    def draw(width: float) -> str:
        label = f"What the credit union has beside what it owes and what is its own on {day_words(last.date)}: both are {money.short(_sum(has))}"
        return scales(
            [("What it has", has), ("What it owes, and what is its own", owes)],
            width=width,
            label=label,
            money=lambda amount: money.full(int(amount)),
        )

    rows, styles = _Rows(money, len(sheets)).parts(
        [
            ("Assets", [sheet.assets for sheet in sheets], [sheet.total_assets for sheet in sheets], []),
            ("Liabilities", [sheet.liabilities for sheet in sheets], [sheet.total_liabilities for sheet in sheets], []),
            (
                "Equity",
                [sheet.equity for sheet in sheets],
                [sheet.total_equity for sheet in sheets],
                [("Result not carried forward", [sheet.result for sheet in sheets]), ("Rounding", [sheet.rounding for sheet in sheets])],
            ),
        ]
    )
    both = [sheet.total_liabilities + sheet.total_equity for sheet in sheets]
    rows.append(["Liabilities and equity", *(money.figure(amount) for amount in both)])
    styles.append("sum")
    heads = [("", ""), *((brief_day(sheet.date), "n") for sheet in sheets)]
    body = chart(draw) + legend([(f"{part.name} {money.short(part.amount)}", part.style) for part in (*has, *owes)])
    body += f'<div class="book">{table("", heads, rows, styles=styles)}</div>'
    balanced = all(sheet.balanced for sheet in sheets)
    sub = (
        f"From the general ledger, which each night posts from the journal. On {day_words(last.date)} assets are {money.full(last.total_assets)}; "
        f"liabilities and equity are {'the same, to the cent' if balanced else '<strong>not the same</strong>'}."
    )
    return section("Balance sheet", sub, body, "balance-sheet")


def income_statement(statements: Sequence[IncomeStatement], money: MoneyWords) -> str:
    """The income statement of one or several periods that follow each other, and of all of them, which is drawn."""
    if len(statements) > 1:
        statements = [*statements, in_all(statements)]
    last = statements[-1]
    earned, spent = _earned(last)

    def draw(width: float) -> str:
        words = "left" if last.result >= 0 else "short"
        label = f"What was earned beside what it took to earn it, {span_words(last.from_date, last.to_date)}: {money.short(abs(last.result))} {words}"
        return scales(
            [("What came in", earned), ("What it was spent on, and what is left", spent)],
            width=width,
            label=label,
            money=lambda amount: money.full(int(amount)),
        )

    rows, styles = _Rows(money, len(statements)).parts(
        [
            ("Income", [one.income for one in statements], [one.total_income for one in statements], []),
            ("Expenses", [one.expenses for one in statements], [one.total_expenses for one in statements], []),
        ]
    )
    rows.append(["Result", *(money.figure(one.result) for one in statements)])
    styles.append("sum")
    heads = [("", ""), *((span_words(one.from_date, one.to_date), "n") for one in statements)]
    body = chart(draw) + legend([(f"{part.name} {money.short(part.amount)}", part.style) for part in (*earned, *spent)])
    body += f'<div class="book">{table("", heads, rows, styles=styles)}</div>'
    sub = (
        f"Interest counts on the day it is earned, not when it is paid: every night accrues it. {span_words(last.from_date, last.to_date)}: "
        f"{money.full(abs(last.result))} more was {'earned than spent' if last.result >= 0 else 'spent than earned'}. The simulation pays no wages and no rent."
    )
    return section("Income statement", sub, body, "income-statement")


def in_all(statements: Sequence[IncomeStatement]) -> IncomeStatement:
    """Periods that follow each other as one: each line is the sum of its own."""
    income, expenses = (_added([line for one in statements for line in lines(one)]) for lines in (_income, _expenses))
    earned, spent = sum(line.amount for line in income), sum(line.amount for line in expenses)
    return IncomeStatement(statements[0].from_date, statements[-1].to_date, income, expenses, earned, spent, earned - spent)


def trial_balance(trial: TrialBalance, money: MoneyWords, *, folded: bool) -> str:
    """Every line of the general ledger with what was ever debited and credited."""
    rows = [
        [
            f"{line.account} {escape(line.title)}",
            escape(line.heading),
            *(money.figure(amount) for amount in (line.debits, line.credits, line.balance)),
        ]
        for line in trial.lines
    ]
    rows.append(
        ["Sum", "", money.figure(trial.debits), money.figure(trial.credits), money.figure(sum(line.balance for line in trial.lines))]
    )
    styles = [*("" for _ in trial.lines), "sum"]
    heads = [("Account", ""), ("Stands under", ""), ("Debits", "n"), ("Credits", "n"), ("Balance", "n")]
    shown = f'<div class="book">{table("", heads, rows, styles=styles)}</div>'
    said = verdict(trial.zero, "Debits equal credits", "Debits and credits differ")
    body = f"<p>{said}: {money.full(trial.debits)} and {money.full(trial.credits)} over {plural(len(trial.lines), 'account')}.</p>"
    body += unfold("All accounts", shown) if folded else shown
    sub = f"Everything that was ever debited and credited up to {day_words(trial.date)}. A positive balance is a debit balance."
    return section("Trial balance", sub, body, "trial-balance")


def subledger(found: Subledger, money: MoneyWords) -> str:
    """The general ledger beside the accounts of the journal that stand behind each of its lines; lines where nothing is are only counted."""
    moved = [line for line in found.lines if line.subledger or line.general_ledger or line.journals or not line.agrees]
    rows = [
        [
            f'{line.account} {escape(line.title)}<span class="plain">{plural(line.accounts, "account")}'
            + (f"; {money.figure(line.journals)} more in the general ledger alone" if line.journals else "")
            + "</span>",
            money.figure(line.subledger),
            money.figure(line.general_ledger),
            verdict(line.agrees, "agrees", money.figure(line.difference)),
        ]
        for line in moved
    ]
    heads = [("Line", ""), ("Accounts", "n"), ("General ledger", "n"), ("", "n")]
    agreeing = sum(line.agrees for line in found.lines)
    accounts = sum(line.accounts for line in found.lines)
    sub = (
        f"{agreeing} of {plural(len(found.lines), 'line')} agree: what {plural(accounts, 'account')} of the journal add up to on {day_words(found.date)}, and what the "
        "general ledger has for them. Debits less credits, to the cent."
    )
    idle = len(found.lines) - len(moved)
    note = f'<p class="note">In {plural(idle, "more line")} there is nothing on either side.</p>' if idle else ""
    return section("General ledger against the accounts", sub, f'<div class="book">{table("", heads, rows)}</div>{note}', "subledger")


def _income(statement: IncomeStatement) -> list[BookLine]:
    return statement.income


def _expenses(statement: IncomeStatement) -> list[BookLine]:
    return statement.expenses


def _added(lines: Sequence[BookLine]) -> list[BookLine]:
    added: dict[int, BookLine] = {}
    for line in lines:
        before = added[line.account].amount if line.account in added else 0
        added[line.account] = BookLine(line.account, line.title, line.heading, before + line.amount)
    return [added[account] for account in sorted(added)]


class _Rows:
    """Rows of a statement with a column per date or period."""

    def __init__(self, money: MoneyWords, columns: int) -> None:
        self._money = money
        self._columns = columns

    def parts(
        self, parts: Sequence[tuple[str, Sequence[Sequence[BookLine]], Sequence[int], Sequence[tuple[str, Sequence[int]]]]]
    ) -> tuple[list[list[str]], list[str]]:
        """Rows and their classes. parts: (name, lines by column, totals, rows of their own); what is 0 in each column is left out."""
        rows: list[list[str]] = []
        styles: list[str] = []
        for name, columns, totals, own in parts:
            rows.append([name, *("" for _ in totals)])
            styles.append("head")
            titles = {line.account: line.title for lines in columns for line in lines}
            amounts = [{line.account: line.amount for line in lines} for lines in columns]
            shown = [(titles[account], [found.get(account, 0) for found in amounts]) for account in sorted(titles)]
            for title, figures in (*shown, *own):
                if any(figures):
                    rows.append([escape(title), *(self._money.figure(amount) for amount in figures)])
                    styles.append("")
            rows.append([f"Total {name.lower()}", *(self._money.figure(amount) for amount in totals)])
            styles.append("total")
        return rows, styles


def _sides(sheet: BalanceSheet) -> tuple[list[Part], list[Part]]:
    """The two sides of a balance sheet by heading; what is below zero on one side stands on the other."""
    equity = [*sheet.equity, BookLine(0, "", "Result", sheet.result), BookLine(0, "", "Rounding", sheet.rounding)]
    return _parted(_headings(sheet.assets), _headings([*sheet.liabilities, *equity]))


def _earned(statement: IncomeStatement) -> tuple[list[Part], list[Part]]:
    income = {line.title: line.amount for line in statement.income}
    expenses = {line.title: line.amount for line in statement.expenses}
    return _parted(income, expenses | {"Result": statement.result})


def _parted(left: dict[str, int], right: dict[str, int]) -> tuple[list[Part], list[Part]]:
    crossed = {name: -amount for name, amount in left.items() if amount < 0}
    returned = {name: -amount for name, amount in right.items() if amount < 0}
    sides = ({name: amount for name, amount in left.items() if amount > 0} | returned, {n: a for n, a in right.items() if a > 0} | crossed)
    drawn: list[list[Part]] = []
    for side in sides:
        taken = sum(len(parts) for parts in drawn)
        drawn.append([Part(name, amount, _COLOURS[(taken + n) % len(_COLOURS)]) for n, (name, amount) in enumerate(side.items())])
    return drawn[0], drawn[1]


def _headings(lines: Sequence[BookLine]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.heading] = sums.get(line.heading, 0) + line.amount
    return sums


def _sum(parts: Sequence[Part]) -> float:
    return sum(part.amount for part in parts)
