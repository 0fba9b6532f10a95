"""The three services, each a process that stands alone with its actuator: the books, the bank around them, and the link to the core."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx

from tests.serve.service import minted
from twincore.mainframe import CoreAccount, Mainframe

BSB = 802_985
POLICY = {"shadow_s": 0, "down_after_s": 1, "degraded_after_s": 1, "level_s": 1, "cap": 1_000}


class Process:
    """A running ``twincore serve SERVICE``."""

    def __init__(self, folder: Path, environment: dict[str, str], service: str) -> None:
        self.errors = (folder / f"{service}.log").open("a")
        command = [sys.executable, "-m", "twincore", "serve", service, "--port", "0"]
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=self.errors, text=True)
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        found = re.search(r"http://\S+", said)
        assert found is not None, said + (folder / f"{service}.log").read_text()[-2_000:]
        self.client = httpx.Client(base_url=found[0], timeout=30)
        self.keys = 0

    def post(self, path: str, token: str, body: Any) -> httpx.Response:
        self.keys += 1
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"{id(self)}-{self.keys}"}
        return self.client.post(path, json=body, headers=headers)

    def get(self, path: str, token: str = "") -> httpx.Response:
        return self.client.get(path, headers={"Authorization": f"Bearer {token}"} if token else {})

    def health(self) -> dict[str, Any]:
        found: dict[str, Any] = self.get("/actuator/health/core").json()["details"]
        return found

    def ends(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(60)
        self.client.close()
        self.errors.close()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return status


@contextmanager
def serving(folder: Path, environment: dict[str, str], service: str) -> Iterator[Process]:
    process = Process(folder, environment, service)
    try:
        yield process
    finally:
        if process.process.poll() is None:
            process.ends()


def run(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run([sys.executable, "-m", "twincore", *arguments], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def until(reached: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def stands_alone(process: Process) -> None:
    """Its actuator answers in full, without a token, whatever else runs."""
    links = process.get("/actuator").json()["_links"]
    assert set(links) == {"health", "health/liveness", "health/readiness", "info", "prometheus"}
    assert all(process.get(link["href"]).status_code == 200 for link in links.values())
    assert process.get("/actuator/health").json()["components"]["db"]["status"] == "UP"
    for link in ("health", "health/liveness", "health/readiness"):
        assert process.get(links[link]["href"]).json()["status"] == "UP"
    assert process.get("/actuator/info").json()["app"] == {"name": "twincore", "version": version("twincore")}
    assert process.get("/actuator/prometheus").text.startswith("# HELP")


def test_each_service_stands_alone_and_the_core_takes_none_out_of_service(server_folder: Path) -> None:
    environment = os.environ | {
        "TWINCORE_DATA_FOLDER": str(server_folder),
        "TWINCORE_LOG_FORMAT": "json",
        "TWINCORE_CONFIG": str(server_folder / "none.toml"),
        "TWINCORE_CORE_FOLDER": str(server_folder / "cores"),
        "TWINCORE_CORE_KIND": "standin",
    }
    core = Mainframe(server_folder / "cores" / "marina", "standin")
    accounts = [CoreAccount(BSB, n, f"MEMBER {n}", 100_000) for n in (1, 2)]
    core.load_accounts(accounts, business_date=datetime.now(UTC).date())
    core.start()
    try:
        with serving(server_folder, environment | {"TWINCORE_SCHEMA_REGISTRY_PASSWORD": "s3cret"}, "registry") as registry:
            # it is the first: the database is made by migrate, beside it
            run(environment, "migrate")
            assert registry.get("/subjects").status_code == 401
            stands_alone(registry)
            assert registry.client.get("/subjects", auth=("", "s3cret")).json() == []
            for service in ("ledger", "sync"):
                with serving(server_folder, environment, service) as alone:
                    stands_alone(alone)
            with serving(server_folder, environment, "transactions") as transactions:
                stands_alone(transactions)
                platform, staff = (minted(server_folder, tenant, "operator", "manager", "teller") for tenant in ("platform", "marina"))
                made = transactions.post("/v1/tenants", platform, {"name": "marina", "display_name": "Marina"})
                assert made.status_code == 201, made.text
                assert transactions.get("/v1/core", staff).status_code == 404
                with serving(server_folder, environment, "sync") as sync, serving(server_folder, environment, "ledger") as ledger:
                    assert sync.post("/v1/core", staff, {"policy": POLICY, "reason": "Begin."}).status_code == 201
                    assert sync.post("/v1/core/snapshot", staff, {"reason": "Begin."}).json() == {"opened": 2}
                    first, second = (one["account"] for one in sync.get("/v1/core/accounts", staff).json()["accounts"])
                    until(lambda: sync.get("/v1/core", staff).json()["state"] == "UP")
                    assert sync.post("/v1/core/drift", staff, {"reason": "Begin."}).json()["clean"] is True
                    assert sync.post("/v1/core/promote", staff, {"reason": "Begin."}).status_code == 200

                    order = {"debit": first, "credit": second, "amount": 1_500}
                    until(lambda: ledger.post("/v1/transfers", staff, order).status_code == 201)
                    until(lambda: sync.get("/v1/core/exposure", staff).json()["unanswered"] == 0)
                    assert ledger.get("/v1/products", staff).status_code == 404
                    assert sync.post("/v1/transfers", staff, order).status_code == 404
                    assert transactions.get(f"/v1/accounts/{first}/balances", staff).json()["available"] == 98_500

                    core.kill()
                    until(lambda: sync.get("/v1/core", staff).json()["state"] == "DOWN")
                    time.sleep(0.6)
                    for process in (ledger, transactions, sync):
                        assert process.get("/actuator/health/readiness").status_code == 200
                        assert process.get("/actuator/health").json()["status"] == "UP"
                        assert "twincore_" in process.get("/actuator/prometheus").text
                    assert sync.health()["adaptors"] is True
                    told = sync.health()["tenants"]["marina"]
                    assert {"coreLink", "cdcLag", "oldestUnacked", "exposure"} <= set(told)
                    until(lambda: sync.health()["tenants"]["marina"]["coreLink"] == "DOWN")
                    assert ledger.health()["adaptors"] is False
                    declined = ledger.post("/v1/transfers", staff, order)
                    assert declined.json()["code"] == "standin_cap"
                    assert ledger.post("/v1/transfers", staff, order | {"amount": 900}).status_code == 201

                    assert sync.ends() == 0  # the books and the bank go on without it
                    assert transactions.post("/v1/transfers", staff, order | {"amount": 800}).status_code == 201
                    assert ledger.get("/actuator/health/readiness").status_code == 200
                core.start()
                with serving(server_folder, environment, "sync") as sync:
                    until(lambda: sync.get("/v1/core", staff).json()["state"] == "UP")
                    until(lambda: sync.get("/v1/core/exposure", staff).json()["unanswered"] == 0)
                    found = sync.post("/v1/core/drift", staff, {"reason": "After."}).json()
                    assert (found["clean"], found["accounts"]) == (True, 2)
    finally:
        core.kill()
