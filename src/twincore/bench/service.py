"""The service that the HTTP benchmarks measure: ``twincore serve`` in a process of its own, on the ground of the benchmark."""

import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

import orjson

from twincore.bench.ground import Ground
from twincore.gateway import Grant, LocalIssuer, Role, check_tenant
from twincore.kernel.config import Settings
from twincore.ledger import checkpoint

TENANT = "bench"
START_S_MAX = 60
STAFF = (Role.TELLER, Role.MANAGER, Role.OPERATOR, Role.PARTNER)


@dataclass(slots=True)
class Service:
    """A running service with the tenant ``bench``; number: the tenant's; token: of somebody who may do everything in it."""

    port: int
    issuer: LocalIssuer
    number: int = 0
    token: str = ""

    def sign(self, tenant: str, *roles: Role) -> str:
        """A token for an hour."""
        return self.issuer.token(Grant(f"bench@{tenant}", tenant, roles), int(time.time()))

    def ask(self, method: str, path: str, body: Any = None, *, token: str = "", media: str = "application/json") -> Any:
        """One request and its JSON answer; asserts that it succeeded."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=600)
        headers = {"Authorization": f"Bearer {token or self.token}", "Idempotency-Key": str(uuid.uuid4()), "Content-Type": media}
        connection.request(method, path, body if isinstance(body, bytes | None) else orjson.dumps(body), headers)
        response = connection.getresponse()
        answer = response.read()
        connection.close()
        assert response.status < 300, f"{method} {path}: {response.status} {answer[:500]!r}"
        return orjson.loads(answer) if response.headers.get("Content-Type") == "application/json" else answer

    def open_accounts(self, count: int, product: str = "everyday_account") -> list[int]:
        """That many accounts, each of a new synthetic member."""
        line = {
            "person": {"given_name": "Bench", "family_name": "Member", "birth_date": "1980-01-01", "synthetic": True},
            "accounts": [{"product": product}],
        }
        answer = self.ask("POST", "/v1/members/bulk", b"\n".join([orjson.dumps(line)] * count), media="application/x-ndjson")
        return [account for item in answer.splitlines() for account in orjson.loads(item)["accounts"]]

    def system_account(self, name: str) -> int:
        """One of the tenant's own accounts."""
        accounts = self.ask("GET", "/v1/system-accounts")["accounts"]
        return next(int(account["account"]) for account in accounts if account["name"] == name)


def environment(settings: Settings) -> dict[str, str]:
    """What leads a process of ours to the benchmark's ground."""
    return os.environ | {
        "TWINCORE_DATABASE_HOST": settings.database_host,
        "TWINCORE_DATABASE_PORT": str(settings.database_port),
        "TWINCORE_DATABASE_NAME": settings.database_name,
        "TWINCORE_DATA_FOLDER": settings.data_folder,
        "TWINCORE_LOG_LEVEL": "warning",
        "TWINCORE_RATE_LIMIT_PER_S": "1000000",
    }


@contextmanager
def serving(ground: Ground, number: int = 0) -> Iterator[Service]:
    """The service on a free port, with its tenant; stopped in an orderly way at the end. number: of a tenant ``bench`` that is there; 0: make one."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    settings = ground.settings
    command = [sys.executable, "-m", "twincore", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment(settings), stdout=subprocess.PIPE)
    try:
        _await(process, port)
        service = Service(port, LocalIssuer.open(settings.data_path / "keys", settings.oidc_audience))
        if not number:
            operator = service.sign("platform", Role.OPERATOR)
            service.ask("POST", "/v1/tenants", {"name": TENANT, "display_name": "Bench", "synthetic": False}, token=operator)
        service.token = service.sign(TENANT, *STAFF)
        service.number = number or 1
        yield service
    finally:
        process.terminate()
        process.wait(60)
        if process.stdout is not None:
            process.stdout.close()


def _await(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + START_S_MAX
    while time.monotonic() < deadline:
        assert process.poll() is None, "the service ended before it was ready"
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/actuator/health/readiness")
            ready = connection.getresponse().status == 200
            connection.close()
            if ready:
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the service was not ready in time")


def verified(ground: Ground, service: Service) -> bool:
    """Whether every invariant of the tenant holds, recomputed from the raw rows."""
    checkpoint(ground.database, service.number)
    return check_tenant(ground.database, service.number, TENANT).ok
