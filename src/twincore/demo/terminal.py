"""The demo at the terminal: how far it has come, and the report at its end."""

from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from twincore.demo.words import MoneyWords, day_words, percent, plural
from twincore.simulation import Report

BLOCKS = "▁▂▃▄▅▆▇█"


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


def show(report: Report, console: Console, page: str, document: str) -> None:
    """Print the report. page, document: where the HTML and JSON reports are."""
    money = MoneyWords(report.currency)
    console.print()
    console.print(Panel(_summary(report, money), box=box.ROUNDED, border_style="green" if report.ok else "red", padding=(1, 2)))
    console.print(_invariants(report))
    if not report.ok:
        console.print(_wrong(report))
    console.print(Text.assemble(("Journal root  ", "dim"), (report.journal_root, "bold")), soft_wrap=True)
    console.print(Text.assemble(("Report        ", "dim"), page), soft_wrap=True)
    console.print(Text.assemble(("              ", "dim"), document), soft_wrap=True)
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
    days = Text.assemble(("moved per day  ", "dim"), (sparkline(volumes), "green"))
    return Group(heading, Text(), table, Text(), days)


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
    return table


def _wrong(report: Report) -> RenderableType:
    lines = [*report.breaches, *(f"{one['act']}: {one['code']} ({one['message']})" for one in report.unexpected)]
    shown = [Text(f"  {line}", "red") for line in lines[:20]]
    more = [Text(f"  and {len(lines) - 20:,} more: see the report", "red")] if len(lines) > 20 else []
    return Group(Text("What does not hold", "bold red"), *shown, *more, Text())
