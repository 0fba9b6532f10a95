"""The platform of the demo: ``twincore up`` in a process of its own, on a fresh folder, reached like any other platform."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from twincore.kernel.postgres import EmbeddedPostgres
from twincore.kernel.refusal import Category, Refusal

STARTED = "  API "
LEFT_BEHIND = ("postgres*", "keys")
"""What the platform keeps in its folder, besides what the demo writes there."""
STOP_S = 30


@dataclass(frozen=True, slots=True)
class Address:
    """Where the platform is served, and how its operator gets a token from the local issuer there."""

    base_url: str
    client_id: str
    client_secret: str


@contextmanager
def platform_in(folder: Path, *, keep: bool) -> Iterator[Callable[[], Address]]:
    """A platform on an empty database in a folder, for as long as it is needed; afterwards the database is removed unless it is kept.

    Gives what to call for its address: it waits until the platform is up, and refuses ``platform_not_started`` with the last lines of its log.
    """
    clear(folder)
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "platform.log"
    with log.open("wb") as errors, _told_to_end():
        process = subprocess.Popen(
            [sys.executable, "-c", "from twincore.cli import main; main()", "up", "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=errors,
            stdin=subprocess.DEVNULL,
            text=True,
            env=_environment(folder),
            start_new_session=True,  # an interrupt at the terminal is ours to pass on, in order
        )
        try:
            yield lambda: _address(process, folder, log)
        finally:
            _stop(process)
            if not keep:
                clear(folder)


@contextmanager
def _told_to_end() -> Iterator[None]:
    """SIGTERM ends the demo the way an interrupt does: in order, with the platform stopped."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(*_: object) -> None:
        raise SystemExit(128 + signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def clear(folder: Path) -> None:
    """Remove what an earlier demo has left in a folder; a PostgreSQL that still runs there is stopped first."""
    if (folder / "postgres").exists():
        EmbeddedPostgres(folder / "postgres").stop()
    for path in [path for pattern in LEFT_BEHIND for path in folder.glob(pattern)]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of a configuration that leads elsewhere, and a log that says no more than it must."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TWINCORE_")}
    return inherited | {
        "TWINCORE_CONFIG": str(folder / "no-configuration.toml"),
        "TWINCORE_DATA_FOLDER": str(folder),
        "TWINCORE_LOG_FORMAT": "json",
        "TWINCORE_LOG_LEVEL": "warning",
        "PYTHONUNBUFFERED": "1",
    }


def _address(process: subprocess.Popen[str], folder: Path, log: Path) -> Address:
    """Wait until the platform says where it is."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(STARTED):
            operator = json.loads((folder / "keys" / "operator.json").read_text(encoding="utf-8"))
            base_url = line.removeprefix(STARTED).strip().removesuffix("/v1")
            return Address(base_url, operator["client_id"], operator["client_secret"])
    tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:])
    raise Refusal("platform_not_started", f"The platform did not start; its log ({log}) ends:\n{tail}", category=Category.UNAVAILABLE)


def _stop(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    if process.stdout is not None:
        process.stdout.close()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
