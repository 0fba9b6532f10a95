"""A small bank on a real Kafka, from nothing: broker, core, platform; payments, an outage, the way back; then both sides are compared.

``make demo-kafka`` runs it. Everything lives in a folder of its own and is removed at the end.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from twincore.events import CORE_LINK, CORE_REQUESTS, TRANSFERS, Broker, Kafka, KafkaEventLog
from twincore.kernel.refusal import Refusal
from twincore.mainframe import CoreAccount, Mainframe, cobol_available

BSB = 802_985
MEMBERS = 50
BANK = "marina"
POLICY = {"allotment": 20_000, "cap": 15_000, "shadow_s": 0, "down_after_s": 2, "degraded_after_s": 1, "level_s": 1}
_WAIT_S = 120.0


class _Platform:
    """``twincore up`` in a process of its own, and one who asks it."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._environment = os.environ | environment | {"TWINCORE_CONFIG": str(folder / "none.toml"), "TWINCORE_LOG_FORMAT": "json"}
        with (folder / "platform.log").open("w") as log:
            command = [sys.executable, "-m", "twincore", "up", "--port", "0"]
            self._process = subprocess.Popen(command, env=self._environment, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self._process.stdout is not None, "it is a pipe"
        address = ""
        for line in self._process.stdout:
            if found := re.search(r"API\s+(http://[^/]+)/v1", line):
                address = found[1]
            if "Ctrl-C" in line:
                break
        if not address:
            raise RuntimeError((folder / "platform.log").read_text()[-2_000:])
        self._client = httpx.Client(base_url=address, timeout=60)
        self._keys = 0
        self._tokens: dict[str, str] = {}

    def token(self, tenant: str) -> str:
        """A token for somebody who may do everything there."""
        if tenant not in self._tokens:
            roles = ["operator"] if tenant == "platform" else ["teller", "manager", "operator"]
            command = [sys.executable, "-m", "twincore", "token", "--tenant", tenant]
            for role in roles:
                command += ["--role", role]
            done = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=True)
            self._tokens[tenant] = done.stdout.strip()
        return self._tokens[tenant]

    def post(self, path: str, body: dict[str, Any], tenant: str = BANK) -> httpx.Response:
        """A write."""
        self._keys += 1
        headers = {"Authorization": f"Bearer {self.token(tenant)}", "Idempotency-Key": f"demo-{self._keys}"}
        return self._client.post(path, json=body, headers=headers)

    def done(self, path: str, body: dict[str, Any], tenant: str = BANK) -> dict[str, Any]:
        """A write that must succeed."""
        response = self.post(path, body, tenant)
        if response.status_code >= 400:
            raise RuntimeError(f"{path}: {response.text}")
        answer: dict[str, Any] = response.json()
        return answer

    def get(self, path: str) -> dict[str, Any]:
        """A read."""
        answer: dict[str, Any] = self._client.get(path, headers={"Authorization": f"Bearer {self.token(BANK)}"}).json()
        return answer

    def tenant_with_core(self) -> int:
        """The number of the tenant whose core is followed, as the topics' names have it."""
        told = self._client.get("/actuator/prometheus").text
        numbers = set(re.findall(r'^twincore_sync_link_state\{.*tenant="(\d+)".*\}', told, re.MULTILINE))
        if len(numbers) != 1:
            raise RuntimeError(f"one tenant has a core here, not {len(numbers)}")
        return int(numbers.pop())

    def until(self, reached: Callable[[], bool]) -> float:
        """Wait; returns the seconds."""
        began = time.monotonic()
        while not reached():
            if time.monotonic() - began > _WAIT_S:
                raise TimeoutError(json.dumps(self.get("/v1/core")))
            time.sleep(0.05)
        return time.monotonic() - began

    def close(self) -> None:
        """Stop it in order."""
        self._client.close()
        self._process.terminate()
        self._process.wait(60)
        assert self._process.stdout is not None, "it is a pipe"
        self._process.stdout.close()


def demo_kafka(said: Callable[[str], None] = print) -> bool:
    """Run it, say what happens, and say whether both sides agree in the end. Refuses ``broker_not_available``."""
    folder = Path(tempfile.mkdtemp(prefix="twincore-demo-kafka-"))
    kind: Any = "cobol" if cobol_available() else "standin"
    core = Mainframe(folder / "cores" / BANK, kind)
    broker = Broker(folder / "kafka")
    try:
        began = time.monotonic()
        broker.start()
        said(f"Kafka               {broker.bootstrap}, up after {time.monotonic() - began:.1f} s")
        accounts = [CoreAccount(BSB, n, f"MEMBER {n}", 100_000) for n in range(1, MEMBERS + 1)]
        core.load_accounts(accounts, business_date=datetime.now(UTC).date())
        core.start()
        said(f"core                {'COBOL' if kind == 'cobol' else 'stand-in for the COBOL programs'}, {MEMBERS} accounts of 1,000.00")
        environment = {
            "TWINCORE_DATA_FOLDER": str(folder / "data"),
            "TWINCORE_CORE_FOLDER": str(folder / "cores"),
            "TWINCORE_CORE_KIND": kind,
            "TWINCORE_KAFKA_BOOTSTRAP": broker.bootstrap,
        }
        with _running(folder, environment) as platform:
            return _story(platform, core, broker, said)
    finally:
        core.kill()
        broker.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(folder: Path, environment: dict[str, str]) -> Iterator[_Platform]:
    platform = _Platform(folder, environment)
    try:
        yield platform
    finally:
        platform.close()


def _story(platform: _Platform, core: Mainframe, broker: Broker, said: Callable[[str], None]) -> bool:
    why = {"reason": "Demonstration."}
    platform.done("/v1/tenants", {"name": BANK, "display_name": "Marina Credit Union"}, "platform")
    platform.done("/v1/core", {"policy": POLICY, **why})
    opened = platform.done("/v1/core/snapshot", why)["opened"]
    listed = platform.get("/v1/core/accounts?limit=200")["accounts"]
    ids = [one["account"] for one in listed]
    platform.until(lambda: bool(platform.get("/v1/core")["state"] == "UP"))
    clean = platform.done("/v1/core/drift", why)["clean"]
    platform.done("/v1/core/promote", why)
    said(f"twin                {opened} accounts followed, drift {'zero' if clean else 'found'}, promoted")
    platform.until(lambda: platform.post("/v1/transfers", _payment(ids, 0)).status_code == 201)

    answers = _pay(platform, ids, 200)
    took = platform.until(lambda: _level(platform))
    said(
        f"core up             {answers['created']} payments accepted, {answers.total() - answers['created']} declined; echoed by the core after {took:.1f} s"
    )
    core.kill()
    platform.until(lambda: bool(platform.get("/v1/core")["state"] == "DOWN"))
    time.sleep(0.6)
    answers = _pay(platform, ids, 300)
    exposed = platform.get("/v1/core/exposure")
    words = ", ".join(f"{count} {code}" for code, count in sorted(answers.items()) if code != "created")
    said(f"core killed         {answers['created']} payments accepted by the stand-in; declined: {words or 'none'}")
    said(f"exposure            {exposed['exposure'] / 100:,.2f}; {exposed['unanswered']} sides of transfers wait in Kafka and the journal")
    core.start()
    took = platform.until(lambda: _level(platform))
    found = platform.done("/v1/core/drift", why)
    said(f"core back           level after {took:.1f} s; {found['accounts']} accounts compared, drift {found['drift_minor'] / 100:,.2f}")
    log = KafkaEventLog(Kafka(broker.bootstrap), platform.tenant_with_core())
    try:
        for stream in (CORE_REQUESTS, TRANSFERS, CORE_LINK):
            count = sum(log.ends([stream.topic.name]).values())
            said(f"topic               {log.name(stream.topic.name):28} {count:6,} events of schema {stream.schema}")
    finally:
        log.close()
    return bool(found["clean"])


def _payment(ids: list[int], number: int) -> dict[str, Any]:
    payer, payee = ids[number % len(ids)], ids[(number * 7 + 1) % len(ids)]
    if payer == payee:
        payee = ids[(number + 1) % len(ids)]
    return {"debit": payer, "credit": payee, "amount": 500 + number * 137 % 9_000, "code": 201}


def _pay(platform: _Platform, ids: list[int], count: int) -> Counter[str]:
    answers: Counter[str] = Counter()
    for number in range(count):
        response = platform.post("/v1/transfers", _payment(ids, number))
        answers["created" if response.status_code == 201 else response.json()["code"]] += 1
    return answers


def _level(platform: _Platform) -> bool:
    return bool(platform.get("/v1/core")["state"] == "UP" and platform.get("/v1/core/exposure")["unanswered"] == 0)


if __name__ == "__main__":
    try:
        agreed = demo_kafka(lambda words: print(words, flush=True))
    except Refusal as refusal:
        sys.exit(f"twincore: {refusal}")
    print("Both sides agree to the cent." if agreed else "The two sides differ.")
    sys.exit(0 if agreed else 1)
