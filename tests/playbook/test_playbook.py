"""The playbook, done as it stands there: every command of every page, in order, in one shell, against a real platform and a core.

The core is the COBOL one where GnuCOBOL is installed, and else the stand-in.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.project.tree import ROOT, text
from twincore.kernel.refusal import Refusal
from twincore.mainframe import cobol_available, kill_core, practice_core

PAGES = ROOT / "docs" / "playbook"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PATIENCE_S = 900

SAYS: dict[str, tuple[str, ...]] = {
    "README": ('"name":"harbour"', r'"synthetic":false'),
    "copybook": ("CHANGE-RECORD: 200 bytes", '"ACC-ACTUAL": 100000', '"LOG-REASON": "LOAD"', "the same bytes"),
    "capture": ('"LOG-KIND": "U"', '"LOG-KIND": "R"', '"LOG-KIND": "C"', '"LOG-DESCRIPTION": "At the branch"'),
    "shadow": (
        '"mode":"shadow"',
        '"opened":100',
        '"current":101000',
        '"code":"twin_is_shadow"',
        r"clean +yes",
        '"drift_accounts":0',
        r"parked +0",
    ),
    "allotments": (
        '"allotment":30000',
        r'"allotment":0\b',
        "Nothing lost, nothing doubled, not a cent apart.",
        "the account's allotment of 20.00 was spent",
        "Nothing lost, nothing doubled, not a cent apart.",
        "More than one payment in ten was declined",
    ),
    "cut-over": ('"mode":"active"', '"amount":2500', '"unanswered":0', '"clean":true'),
    "outage": (
        '"state":"DOWN"',
        '"amount":15000',
        '"code":"standin_allotment"',
        '"code":"standin_cap"',
        '"declined_by_standin":3',
        '"status":"UP"',
        '"amount":5000',
        '"resync_needed":"[^"]*image copy',
        r"clean +yes",
        '"lost": 0, "duplicated": 0',
    ),
    "roll-back": ('"mode":"shadow"', '"code":"twin_is_shadow"', r"clean +yes", '"after":"shadow"', "Every invariant holds."),
}
"""What each page's commands must have said, in this order."""
BAD = ('"clean":false', r"clean +no", "BREACH", "Traceback", '"status":500')
"""What no command may say."""


def pages() -> list[str]:
    """The pages in the order of the playbook's own index, itself first."""
    return ["README", *re.findall(r"^\| \[[^]]+\]\(([\w-]+)\.md\)", text(PAGES / "README.md"), re.MULTILINE)]


def commands(page: str) -> list[str]:
    """The blocks of commands of a page."""
    return [block for language, block in BLOCK.findall(text(PAGES / f"{page}.md")) if language == "sh"]


def test_the_index_lists_every_page_and_every_page_has_commands() -> None:
    assert sorted(pages()) == sorted(page.stem for page in PAGES.glob("*.md")) == sorted(SAYS)
    assert all(commands(page) for page in pages())


def test_every_block_of_the_playbook_is_one_of_commands() -> None:
    assert {language for page in pages() for language, _ in BLOCK.findall(text(PAGES / f"{page}.md"))} == {"sh"}


@pytest.fixture
def ground(server_folder: Path) -> Iterator[Path]:
    """A folder that looks like the top of the repository, with a ``var`` of its own; no core outlives the test."""
    (server_folder / ".venv").symlink_to(Path(sys.executable).parent.parent)
    (server_folder / "src").symlink_to(ROOT / "src")
    (server_folder / "var").mkdir()
    yield server_folder
    with suppress(Refusal):
        kill_core(practice_core(server_folder / "var" / "core" / "harbour"))


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _ended(shell: subprocess.Popen[bytes]) -> None:
    """End the shell, and what it has left behind."""
    for number, patience_s in ((signal.SIGTERM, 30.0), (signal.SIGKILL, 10.0)):
        with suppress(ProcessLookupError):
            os.killpg(shell.pid, number)
            deadline = time.monotonic() + patience_s
            while time.monotonic() < deadline:
                shell.poll()
                os.killpg(shell.pid, 0)
                time.sleep(0.1)
    shell.wait()


def _done(script: str, ground: Path) -> tuple[int | None, str]:
    """Run a script of bash; its exit status (None: out of patience) and what it said."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TWINCORE_")}
    said = ground / "said.txt"
    with said.open("wb") as out:
        arguments = ["bash", "-eu", "-o", "pipefail", "-c", script]
        shell = subprocess.Popen(arguments, cwd=ground, env=environment, stdout=out, stderr=out, start_new_session=True)
        try:
            status: int | None = shell.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            status = None
        finally:
            _ended(shell)
    return status, said.read_text(encoding="utf-8", errors="replace")


def test_every_command_of_the_playbook_works_as_it_stands(ground: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("the commands take curl: apt-get install --no-install-recommends curl")
    if os.environ.get("CI") == "true":
        assert cobol_available(), "the core is to be the COBOL one: apt-get install --no-install-recommends gnucobol3"
    marked = [f"echo '<<< {page}'\n" + "\n".join(commands(page)) for page in pages()]
    port = str(_free_port())
    script = "\n".join(marked).replace("8080", port).replace("twincore up ", f"twincore up --port {port} ")
    status, said = _done(script, ground)
    assert status == 0, said[-6000:]
    parts = dict(zip(pages(), re.split(r"^<<< [\w-]+\n", said, flags=re.MULTILINE)[1:], strict=True))
    for page, part in parts.items():
        at = 0
        for words in SAYS[page]:
            found = re.compile(words).search(part, at)
            assert found, f"{page}: {words} is not said after {part[max(0, at - 200) : at]!r}: {part[at : at + 4000]}"
            at = found.start()
        assert not [words for words in BAD if re.search(words, part)], part
