"""A ledger service in a process of its own, to be killed: submissions come in on its standard input, answers go out on its output.

Run as ``python -m tests.ledger.service TENANT``; the database is named by ``TWINCORE_*`` variables. It acknowledges nothing before the
engine's future is done, as a gateway would. The other end is ``Service``.
"""

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import fields
from pathlib import Path
from typing import Any, BinaryIO

from tests.ledger.load import Batch
from twincore.kernel.config import Settings, load_settings
from twincore.kernel.db import Database
from twincore.ledger import Ledger, Outcomes

ROOT = Path(__file__).resolve().parents[2]

Answer = list[tuple[int, int]]
"""(status, seq or 0) per request."""


class Service:
    """A running service process. answered: called from a thread of ours for each answer, with the number of its submission."""

    def __init__(self, settings: Settings, tenant: int, answered: Callable[[int, Answer | None], None]) -> None:
        given = {f"TWINCORE_{f.name.upper()}": str(getattr(settings, f.name)) for f in fields(settings)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.ledger.service", str(tenant)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **given, "TWINCORE_CONFIG": os.devnull},
            cwd=ROOT,
        )
        self._answered = answered
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def submit(self, number: int, batch: Batch) -> bool:
        """Hand a submission in; False if the process is gone."""
        assert self.process.stdin is not None
        try:
            pickle.dump((number, batch), self.process.stdin)
            self.process.stdin.flush()
        except (BrokenPipeError, ValueError):
            return False
        return True

    def kill(self) -> None:
        """SIGKILL; returns when every answer that got out has been heard."""
        self.process.kill()
        self._end()

    def close(self) -> None:
        """Let it finish what it has, and end."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self._end()

    def _end(self) -> None:
        self.process.wait(60)
        self._reader.join(60)
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            try:
                pipe.close()
            except BrokenPipeError:
                continue

    def _read(self) -> None:
        assert self.process.stdout is not None
        while True:
            try:
                number, answer = pickle.load(self.process.stdout)
            except (EOFError, pickle.UnpicklingError, ValueError):
                return
            self._answered(number, answer)


def serve(tenant: int, requests: BinaryIO, answers: BinaryIO) -> None:
    """Take submissions until the input ends."""
    ledger = Ledger(Database(load_settings()))
    ledger.start()
    lock = threading.Lock()

    def tell(number: int, future: Future[Outcomes]) -> None:
        error: Any = future.exception()
        if error is not None:
            print(f"submission {number} failed: {error!r}", file=sys.stderr)
        said = None if error is not None else [(int(o.status), o.transfer.seq if o.transfer else 0) for o in future.result()]
        with lock:
            pickle.dump((number, said), answers)
            answers.flush()

    while True:
        try:
            number, batch = pickle.load(requests)
        except EOFError:
            break
        future = ledger.submit(tenant, batch.requests, batch.command)
        future.add_done_callback(lambda done, number=number: tell(number, done))  # type: ignore[misc]
    ledger.close()


if __name__ == "__main__":
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever logs or prints must not stand between the answers
    serve(int(sys.argv[1]), sys.stdin.buffer, out)
