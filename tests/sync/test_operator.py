"""What an operator reads: the records that wait and what helps, why a replay left some, how the link stands, and what differs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from tests.sync.test_envelope_drift import Captured
from tests.sync.test_envelopes import envelope
from tests.sync.test_replay import tells
from tests.sync.twin import BSB
from twincore import console
from twincore.kernel.db import Database

Says = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def twin(database: Database, tenant: int, tmp_path: Path) -> Iterator[Captured]:
    made = Captured(database, tenant, tmp_path / "core")
    yield made
    made.closes()


@pytest.fixture
def says(twin: Captured, monkeypatch: pytest.MonkeyPatch) -> Says:
    """A command of the group ``sync``: its exit status and its lines."""

    @contextmanager
    def ours() -> Iterator[Database]:
        yield twin.database

    monkeypatch.setattr(console, "_database", ours)

    def run(command: str, *arguments: str) -> tuple[int, list[str]]:
        result = CliRunner().invoke(console.sync, [command, "--tenant", "testcu", *arguments])
        return result.exit_code, [line.rstrip() for line in result.output.splitlines()]

    return run


def test_what_waits_is_listed_with_what_helps_and_taken_in_from_a_file(twin: Captured, says: Says, tmp_path: Path) -> None:
    twin.begins({1: 0}, active=False)
    assert says("parked") == (0, [])
    tells(twin, 1, envelope(1, 100, 500, direction="SIDEWAYS"))
    twin.rounds()
    tells(twin, 1, envelope(1, 5, 501, before=100))
    twin.rounds()
    first = [
        "     1  802-985/000000001     core.envelopes/4 0  message_poisoned",
        "        The row is none of the core's changes: there is no such direction as 'SIDEWAYS'.",
        "        Then: replay with the bytes that it should have, or re-sync the account and drop.",
    ]
    second = [
        "     2  802-985/000000001     core.envelopes/4 1  account_waiting",
        "        an earlier record of the account is parked",
        "        Then: goes on by itself once the account's first record is replayed or dropped.",
    ]
    assert says("parked") == (0, first + second)
    assert says("parked", "--number", "2") == (0, second)
    assert says("parked", "--account", str(BSB + 2)) == (0, [])
    core = ("--core", str(twin.folder))
    assert says("parked", *core, "--replay") == (
        0,
        ["replayed      0", "left          2", "left_reasons  1 account_waiting, 1 message_poisoned"],
    )
    for wrong in ("zz", f"@{tmp_path / 'nothing'}"):
        assert says("parked", *core, "--number", "1", "--corrected", wrong)[0] == 2
    right = tmp_path / "right.json"
    right.write_bytes(orjson.dumps(envelope(1, 100, 500)))
    code, lines = says("parked", *core, "--number", "1", "--corrected", f"@{right}")
    assert (code, lines[0]) == (0, "replayed      1")
    assert says("parked", *core, "--replay", "--account", str(BSB + 1))[1][-1] == "left_reasons  -"
    assert says("parked", "--number", "1")[1][-1] == "        It waits no more: replayed with other bytes."
    assert twin.balance(1) == 105


def test_the_status_and_a_comparison_are_words_and_figures(twin: Captured, says: Says) -> None:
    twin.begins({1: 0, 2: 0}, active=False)
    tells(twin, 1, b"no json")
    twin.rounds()
    status = dict(line.split(None, 1) for line in says("status")[1])
    assert {name: status[name] for name in ("resync_needed", "schema_refused", "capture", "parked", "parked_reasons")} == {
        "resync_needed": "-",
        "schema_refused": "-",
        "capture": "envelopes",
        "parked": "1",
        "parked_reasons": "1 message_poisoned",
    }
    twin.core.balance[BSB + 1] += 9
    twin.core.balance[BSB + 2] += 1
    twin.core.count[BSB + 2] += 1
    extract = twin.core.extract(0, 10**15 - 1)
    code, lines = says("drift", "--core", str(twin.folder), "--extract", str(extract))
    assert code == 1
    assert lines[0] == "clean            no"
    assert lines[-2:] == [
        "items            802-985/000000001: balance 9 (no transaction accounts for it)",
        "                 802-985/000000002: balance 1 (no transaction accounts for it: the core counts 1 postings more than the twin)",
    ]
