"""The demo at the terminal: how far it has come, and the report at its end."""

from collections.abc import Sequence
from statistics import median
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from twincore.demo.book_sections import in_all
from twincore.demo.words import MoneyWords, day_words, percent, plural
from twincore.simulation import Report

BLOCKS = "▁▂▃▄▅▆▇█"
SPARKS = 60
"""Values that a line of blocks holds at the most."""


class Bars:
    """Progress bars, one per phase; tells the simulation's progress to rich."""

    def __init__(self, console: Console, money: MoneyWords) -> None:
        self._money = money
        self._bars = Progress(
            SpinnerColumn(finished_text="[green]✓[/]"),
            TextColumn("[bold]{task.description:<22}"),
            BarColumn(bar_width=32),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.fields[figures]}"),
            console=console,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> "Bars":
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def begin(self, phase: str, total: int) -> None:
        """A new bar; the one before is done."""
        self._task = self._bars.add_task(phase, total=total, figures="")

    def step(self, count: int = 1, **figures: Any) -> None:
        """Move the bar, and show what is counted beside it."""
        assert self._task is not None, "a phase begins before its first step"
        words = ""
        if "transactions" in figures:
            words = f"{figures['transactions']:,} transactions, {self._money.short(figures['volume'])}"
        self._bars.update(self._task, advance=count, figures=words)


def show(report: Report, console: Console, page: str, document: str, packs: Sequence[str] = ()) -> None:
    """Print the report. page, document: where the HTML and JSON reports are; packs: where those of the month ends are."""
    money = MoneyWords(report.currency)
    console.print()
    console.print(Panel(_summary(report, money), box=box.ROUNDED, border_style="green" if report.ok else "red", padding=(1, 2)))
    if report.banking.nights:
        console.print(_bank(report, money))
    console.print(_invariants(report))
    if not report.ok:
        console.print(_wrong(report))
    console.print(Text.assemble(("Journal root  ", "dim"), (report.journal_root, "bold")), soft_wrap=True)
    console.print(Text.assemble(("Report        ", "dim"), page), soft_wrap=True)
    console.print(Text.assemble(("              ", "dim"), document), soft_wrap=True)
    for n, pack in enumerate(packs):
        console.print(Text.assemble(("              " if n else "Month ends    ", "dim"), pack), soft_wrap=True)
    console.print()


def sparkline(values: list[int]) -> str:
    """Values as blocks of eight heights."""
    most = max(values, default=0)
    return "".join(BLOCKS[value * (len(BLOCKS) - 1) // most] if most else BLOCKS[0] for value in values)


def _summary(report: Report, money: MoneyWords) -> RenderableType:
    verdict = Text("  every invariant holds", "bold green") if report.ok else Text("  something does not hold", "bold red")
    heading = Text.assemble(
        (report.title, "bold"), (f"  {report.scenario}, {plural(report.days, 'day')} from {day_words(report.start)}", "dim"), verdict
    )
    table = Table.grid(padding=(0, 3))
    table.add_column(style="dim")
    table.add_column(justify="right", style="bold")
    table.add_column(style="dim")
    refused = sum(report.refusals.values())
    late, loans = report.arrears.get("in_arrears", 0), report.arrears.get("loans", 0)
    table.add_row("members", f"{report.members:,}", plural(report.population["households"], "household"))
    table.add_row("accounts", f"{report.accounts:,}", plural(report.products, "product"))
    table.add_row("transactions", f"{report.transactions:,}", f"{report.transactions_per_s:,.0f} a second, everything included")
    table.add_row("moved", money.short(report.volume_minor), f"{money.full(report.volume_minor)}")
    table.add_row(
        "loans",
        f"{report.loan_approvals:,}",
        f"approved of {report.loan_applications:,}; {late} of {loans} in arrears ({percent(late, loans)})",
    )
    table.add_row("refused", f"{refused:,}", ", ".join(f"{count:,} {code}" for code, count in sorted(report.refusals.items())) or "nothing")
    labelled = sum(report.fraud.values())
    table.add_row("fraud labels", f"{labelled:,}", percent(labelled, report.transactions, 2) + " of transactions")
    table.add_row(
        "took", f"{report.elapsed_s:.1f} s", ", ".join(f"{name.lower()} {seconds:.1f}" for name, seconds in report.phases.items())
    )
    volumes = [sum(day.volumes.values()) for day in report.daily]
    weekly = len(volumes) > SPARKS
    if weekly:
        volumes = [sum(volumes[n : n + 7]) for n in range(0, len(volumes) - 6, 7)]
    days = Text.assemble(("moved per week  " if weekly else "moved per day  ", "dim"), (sparkline(volumes), "green"))
    return Group(heading, Text(), table, Text(), days)


def _bank(report: Report, money: MoneyWords) -> RenderableType:
    """What the nights did and the books they left."""
    bank = report.banking
    table = Table.grid(padding=(0, 3))
    table.add_column(style="dim")
    table.add_column(justify="right", style="bold")
    table.add_column(style="dim")
    seconds = [night.took_ms / 1000 for night in bank.nights]
    posted, refused = sum(night.posted for night in bank.nights), sum(night.refused for night in bank.nights)
    table.add_row(
        "nights",
        f"{len(bank.nights):,}",
        f"{median(seconds):.2f} s the middle one, {max(seconds):.2f} s the longest; {posted:,} posted, {refused:,} refused for want of money",
    )
    table.add_row(
        "interest",
        money.short(bank.interest_paid),
        f"paid, {money.short(bank.tax_withheld)} of it withheld for the tax office; {money.short(bank.interest_charged)} charged",
    )
    fees = f"{plural(sum(fee.count for fee in bank.fees), 'time')}, waived {sum(fee.waived for fee in bank.fees):,}"
    table.add_row("fees", money.short(sum(fee.volume for fee in bank.fees)), fees)
    if bank.arrears:
        last = bank.arrears[-1]
        table.add_row("behind", f"{sum(last.accounts.values()):,}", f"loans and cards, {money.short(sum(last.overdue.values()))} overdue")
    if bank.balance_sheets:
        sheet = bank.balance_sheets[-1]
        table.add_row(
            "assets",
            money.short(sheet.total_assets),
            f"{money.short(sheet.total_liabilities)} owed, {money.short(sheet.total_equity)} its own",
        )
    if bank.income_statements:
        income = in_all(bank.income_statements)
        table.add_row(
            "result", money.short(income.result), f"{money.short(income.total_income)} earned, {money.short(income.total_expenses)} spent"
        )
    prepared = sum(one.statements for one in bank.statements)
    table.add_row("statements", f"{prepared:,}", f"{plural(len(bank.month_ends), 'month-end pack')}")
    return Panel(table, title="The bank", title_align="left", box=box.ROUNDED, border_style="dim", padding=(1, 2))


def _books(report: Report) -> list[tuple[str, int, bool, str, str]]:
    """What besides the invariants agrees: name, over how many things, whether, and in which words."""
    bank = report.banking
    rows = []
    if bank.nights:
        good = sum(night.trial_balance_zero and not night.discrepancies for night in bank.nights)
        rows.append(
            ("trial balance of each night", len(bank.nights), good == len(bank.nights), "zero", f"{len(bank.nights) - good:,} WRONG")
        )
    if bank.subledger is not None:
        wrong = sum(not line.agrees for line in bank.subledger.lines)
        rows.append(("general ledger against accounts", len(bank.subledger.lines), bank.subledger.agrees, "agrees", f"{wrong:,} DIFFER"))
    if bank.recount.compared:
        wrong = bank.recount.differences
        rows.append(("savings interest, worked out twice", bank.recount.compared, not wrong, "the same", f"{wrong:,} DIFFER"))
    return rows


def _invariants(report: Report) -> Table:
    table = Table(box=box.SIMPLE_HEAD, header_style="dim", pad_edge=False)
    table.add_column("Invariant")
    table.add_column("Checked", justify="right")
    table.add_column("")
    for name, one in report.invariants.items():
        table.add_row(name, f"{one.checked:,}", "[green]holds[/]" if one.ok else "[bold red]BREACH[/]")
    checked, differences = report.reconciled.get("accounts", 0), report.reconciled.get("differences", 0)
    table.add_row(
        "simulation's own book", f"{checked:,}", "[green]agrees[/]" if not differences else f"[bold red]{differences:,} DIFFER[/]"
    )
    for name, checked, good, well, wrong in _books(report):
        table.add_row(name, f"{checked:,}", f"[green]{well}[/]" if good else f"[bold red]{wrong}[/]")
    return table


def _wrong(report: Report) -> RenderableType:
    lines = [*report.breaches, *(f"{one['act']}: {one['code']} ({one['message']})" for one in report.unexpected)]
    shown = [Text(f"  {line}", "red") for line in lines[:20]]
    more = [Text(f"  and {len(lines) - 20:,} more: see the report", "red")] if len(lines) > 20 else []
    return Group(Text("What does not hold", "bold red"), *shown, *more, Text())
