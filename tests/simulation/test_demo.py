"""The demo end to end: PostgreSQL, platform, a small credit union for three days, twice."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from twincore.demo import run_demo
from twincore.kernel.config import Settings
from twincore.kernel.postgres import EmbeddedPostgres


@dataclass(frozen=True)
class Demo:
    """What a demo left behind."""

    status: int
    folder: Path
    words: str

    @property
    def report(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads((self.folder / "report.json").read_text(encoding="utf-8"))
        return told


def demo(data: Path, *, members: int = 20, days: int = 3, seed: int = 1, keep: bool = False) -> Demo:
    out = StringIO()
    console = Console(file=out, width=120, force_terminal=False)
    status = run_demo(Settings(data_folder=str(data)), members=members, days=days, seed=seed, keep=keep, console=console)
    return Demo(status, data / "demo", out.getvalue())


@pytest.fixture(scope="module")
def data_folders() -> Iterator[tuple[Path, Path]]:
    folders = Path(tempfile.mkdtemp(prefix="twincore-test-")), Path(tempfile.mkdtemp(prefix="twincore-test-"))
    yield folders
    for folder in folders:
        EmbeddedPostgres(folder / "demo" / "postgres").stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def first(data_folders: tuple[Path, Path]) -> Demo:
    return demo(data_folders[0])


@pytest.fixture(scope="module")
def second(data_folders: tuple[Path, Path]) -> Demo:
    return demo(data_folders[1], keep=True)


def test_a_credit_union_lives_three_days_and_everything_holds(first: Demo) -> None:
    assert first.status == 0, first.words
    report = first.report
    assert report["ok"]
    assert report["breaches"] == report["unexpected"] == []
    assert (report["tenant"], report["members"], report["days"], report["products"], report["currency"]) == ("cu-digital", 20, 3, 5, "AUD")
    assert report["accounts"] >= 40
    assert report["transactions"] > 100
    assert report["volume_minor"] > 0
    assert len(report["invariants"]) >= 5
    assert all(one["ok"] for one in report["invariants"].values())
    assert report["reconciled"] == {"accounts": report["accounts"], "differences": 0}


def test_every_day_is_ended_by_its_night(first: Demo) -> None:
    nights = first.report["banking"]["nights"]
    assert [night["date"] for night in nights][-3:] == ["2026-03-02", "2026-03-03", "2026-03-04"]
    assert all(night["trial_balance_zero"] and night["discrepancies"] == 0 for night in nights)
    sheet = first.report["banking"]["balance_sheets"][-1]
    assert sheet["total_assets"] == sheet["total_liabilities"] + sheet["total_equity"]
    assert "trial balance of each night" in first.words


def test_the_receipt_that_is_shown_leads_to_the_root_that_is_shown(first: Demo) -> None:
    receipt = first.report["receipt"]
    assert receipt["leads"]
    assert receipt["root"] == first.report["journal_root"]


def test_the_same_seed_leads_to_the_same_journal(first: Demo, second: Demo) -> None:
    assert second.status == 0, second.words
    assert first.report["journal_root"] == second.report["journal_root"]
    for name in ("transactions", "volume_minor", "accounts", "journal_transfers", "holds", "refusals", "daily", "categories", "story"):
        assert first.report[name] == second.report[name], name
    assert first.report["receipt"]["document"]["leaf"] == second.report["receipt"]["document"]["leaf"], "to the last byte"


def test_the_database_is_removed_and_the_reports_stay(first: Demo) -> None:
    assert {path.name for path in first.folder.iterdir()} == {"report.json", "report.html", "platform.log"}


def test_with_keep_the_bank_stays_and_stands_still(second: Demo) -> None:
    assert (second.folder / "postgres" / "data" / "PG_VERSION").exists()
    assert (second.folder / "keys" / "operator.json").exists()
    assert not EmbeddedPostgres(second.folder / "postgres").running
    assert "TWINCORE_DATA_FOLDER" in second.words


def test_the_terminal_says_what_the_report_says(first: Demo) -> None:
    report = first.report
    assert report["journal_root"] in first.words
    assert "every invariant holds" in first.words
    assert f"{report['transactions']:,}" in first.words
    assert str(first.folder / "report.html").replace("\n", "") in first.words.replace("\n", "")


def test_the_platform_had_nothing_to_complain_about(first: Demo) -> None:
    assert (first.folder / "platform.log").read_text(encoding="utf-8") == ""
