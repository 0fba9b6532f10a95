"""``twincore demo``: start a platform, let a credit union live on it, and show what came of it."""

import json
import shutil
import time
from pathlib import Path

from rich.console import Console

from twincore.demo.bank_sections import SAMPLE
from twincore.demo.month_end import write_packs
from twincore.demo.page import render
from twincore.demo.server import platform_in
from twincore.demo.terminal import Bars, show
from twincore.demo.words import MoneyWords
from twincore.kernel.config import Settings
from twincore.simulation import Report, fetch_token, load_archetype, plan_run, run

ARCHETYPE = "cu-digital"
SCENARIO = "steady-state"


def run_demo(
    settings: Settings, *, members: int = 500, days: int = 30, seed: int = 1, keep: bool = False, console: Console | None = None
) -> int:
    """Run the demo in the folder ``demo`` of the data folder; gives the exit status: 0, or 1 if anything does not hold.

    Writes ``report.json`` and ``report.html`` there, beside them ``month-end/YYYY-MM`` for each month that ended and ``statement`` with one statement as a
    page and as a PDF. keep: leave database and keys in place (``TWINCORE_DATA_FOLDER=var/demo twincore up`` finds them).
    Refuses ``platform_not_started``.
    """
    console = console or Console()
    folder = settings.data_path / "demo"
    report = live(folder, members=members, days=days, seed=seed, keep=keep, console=console)
    document, page = write(report, folder)
    show(report, console, str(page), str(document), [str(pack) for pack in write_packs(report, folder)])
    if keep:
        console.print(f"The bank is still in {folder}: TWINCORE_DATA_FOLDER={folder} twincore up", highlight=False, soft_wrap=True)
    return 0 if report.ok else 1


def live(folder: Path, *, members: int, days: int, seed: int, keep: bool, console: Console) -> Report:
    """A run on a platform of its own, from nothing to its report; the time counts from before PostgreSQL is there until all is checked."""
    began = time.perf_counter()
    papers = folder / SAMPLE
    shutil.rmtree(papers, ignore_errors=True)
    papers.mkdir(parents=True)
    with Bars(console, MoneyWords(load_archetype(ARCHETYPE).currency)) as bars, platform_in(folder, keep=keep) as address_of:
        bars.begin("Planning", 1)
        plan = plan_run(members=members, days=days, seed=seed, archetype=ARCHETYPE, scenario=SCENARIO)
        bars.step()
        bars.begin("Starting the platform", 1)
        address = address_of()
        bars.step()
        started_s = time.perf_counter() - began
        token = fetch_token(address.base_url, address.client_id, address.client_secret)
        report = run(address.base_url, token, plan=plan, progress=bars, papers=papers)
        report.elapsed_s = round(time.perf_counter() - began, 3)
    if report.banking.sample is None:
        papers.rmdir()
    report.phases = {"Planning and starting": started_s} | report.phases
    report.transactions_per_s = round(report.transactions / report.elapsed_s, 1)
    return report


def write(report: Report, folder: Path) -> tuple[Path, Path]:
    """Write the report as JSON and as a page; gives both paths."""
    folder.mkdir(parents=True, exist_ok=True)
    document, page = folder / "report.json", folder / "report.html"
    document.write_text(json.dumps(report.document(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    page.write_text(render(report), encoding="utf-8")
    return document, page
