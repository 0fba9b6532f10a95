"""``twincore up`` as a process of its own, in a folder of its own."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from twincore.gateway import Role
from twincore.kernel.config import Settings
from twincore.serve import mint

START_S_MAX = 90


def minted(folder: Path, tenant: str, *roles: str) -> str:
    """A token signed with the key in a data folder."""
    return mint(Settings(data_folder=str(folder)), tenant, [Role(role) for role in roles])


class Up:
    """A running ``twincore up``; said: what it has printed."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self.environment = os.environ | {
            "TWINCORE_DATA_FOLDER": str(folder),
            "TWINCORE_LOG_FORMAT": "json",
            "TWINCORE_CONFIG": str(folder / "none.toml"),
        }
        self.errors = (folder / "errors.log").open("a")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "twincore", "up", "--port", "0", *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
        )
        self.said = self._hear()
        found = re.search(r"API\s+(http://[^/]+)/v1", self.said)
        assert found is not None, self.said + (folder / "errors.log").read_text()
        self.client = httpx.Client(base_url=found[1], timeout=60)

    def _hear(self) -> str:
        said, deadline = "", time.monotonic() + START_S_MAX
        assert self.process.stdout is not None
        while time.monotonic() < deadline:
            line = self.process.stdout.readline()
            if not line:
                break
            said += line
            if line.startswith("Ctrl-C"):
                break
        return said

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Another twincore command on the same folder."""
        return subprocess.run(
            [sys.executable, "-m", "twincore", *arguments], env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )

    def token(self, tenant: str, *roles: str) -> str:
        """A token, made as the command line makes it but without a process for each."""
        return minted(self.folder, tenant, *roles)

    def post(self, path: str, token: str, body: Any, key: str) -> httpx.Response:
        """A write."""
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key, "Content-Type": "application/json"}
        return self.client.post(path, content=json.dumps(body), headers=headers)

    def get(self, path: str, token: str) -> httpx.Response:
        """A read."""
        return self.client.get(path, headers={"Authorization": f"Bearer {token}"})

    def end(self, how: signal.Signals) -> int:
        """Send a signal and wait; returns the exit status."""
        self.process.send_signal(how)
        status = self.process.wait(60)
        self.client.close()
        self.errors.close()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return status


@contextmanager
def upright(folder: Path, *arguments: str) -> Iterator[Up]:
    """A running service that is stopped in the end, if the test has not done so."""
    up = Up(folder, *arguments)
    try:
        yield up
    finally:
        if up.process.poll() is None:
            up.end(signal.SIGINT)
