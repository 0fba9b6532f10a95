"""The first steps of docs/api.md, done as they stand there: by a person with a shell and curl."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project.tree import ROOT, text

PAGE = ROOT / "docs" / "api.md"
COMMAND = Path(sys.executable).with_name("twincore")


@pytest.fixture
def address(server_folder: Path) -> Iterator[str]:
    """The address of ``twincore up`` on a fresh data folder."""
    environment = os.environ | {"TWINCORE_DATA_FOLDER": str(server_folder / "var")}
    with subprocess.Popen([COMMAND, "up", "--port", "0"], cwd=server_folder, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield next(found[1] for line in process.stdout if (found := re.search(r"API +(http://\S+)/v1", line)))
        finally:
            process.send_signal(signal.SIGINT)
            process.stdout.read()


def test_the_first_steps_of_the_page_work_as_they_stand(address: str, server_folder: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("the examples are for curl: apt-get install --no-install-recommends curl")
    block = re.search(r"```sh\n(.*?)```", text(PAGE), re.DOTALL)
    assert block is not None
    script = block[1].replace("http://127.0.0.1:8080", address).replace(".venv/bin/twincore", str(COMMAND))
    environment = os.environ | {"TWINCORE_DATA_FOLDER": str(server_folder / "var")}
    done = subprocess.run(["bash", "-eu", "-c", script], cwd=server_folder, env=environment, capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    tenant, cash, saved, again, balances, refused = answers
    assert tenant["name"] == "harbour"
    assert cash["transfers"][0]["amount"] == 100_000
    assert saved == again
    assert (balances["current"], balances["available"]) == (97_500, 97_500)
    assert (refused["status"], refused["code"]) == (422, "insufficient_funds")
