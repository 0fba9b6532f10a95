"""A bank to test the API on: a started platform behind a test client, and shorthands for who asks for what."""

import itertools
import json
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import uvicorn
from httpx import Response

from twincore.gateway import Grant, Platform, Role, create_app
from twincore.kernel.config import Settings
from twincore.kernel.postgres import EmbeddedPostgres

_names = itertools.count(1)
_keys = itertools.count(1)
EVERYONE = (Role.TELLER, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR, Role.OPERATOR, Role.PARTNER)
ADDRESS = {"line1": "12 Station Street", "suburb": "Newtown", "state": "NSW", "postcode": "2042"}
RUBY = {"given_name": "Ruby", "family_name": "Wells", "birth_date": "1988-04-12", "email": "ruby.wells@example.com", "address": ADDRESS}
START = "2026-03-02T00:00:00Z"


def new_key() -> str:
    """An idempotency key that no test has used."""
    return f"test-{next(_keys)}"


@dataclass
class Asker:
    """Somebody with a token."""

    client: httpx.Client
    token: str

    def get(self, path: str, **more: Any) -> Response:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return self.client.get(path, headers=headers, **more)

    def post(self, path: str, body: Any = None, *, key: str | None = None, method: str = "POST", **more: Any) -> Response:
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key or new_key(), **more.pop("headers", {})}
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
            more["content"] = body if isinstance(body, bytes | str) else json.dumps(body)
        return self.client.request(method, path, headers=headers, **more)

    def lines(self, path: str, items: Sequence[Any], *, key: str | None = None) -> Response:
        """A bulk request of NDJSON; items that are text are sent as they are."""
        body = "\n".join(item if isinstance(item, str) else json.dumps(item) for item in items)
        return self.post(path, body, key=key, headers={"Content-Type": "application/x-ndjson"})


@dataclass
class Bank:
    """A platform with one tenant, ``harbour``, and its staff."""

    platform: Platform
    client: httpx.Client
    tenant: str = "harbour"
    number: int = 0
    _tokens: dict[Any, str] = field(default_factory=dict)

    def as_(self, *roles: Role, tenant: str | None = None, actor: str = "", party: UUID | None = None, life_s: int = 3600) -> Asker:
        """Somebody with these roles in a tenant."""
        tenant = tenant or self.tenant
        name = actor or f"{'-'.join(role.value for role in roles)}@{tenant}"
        assert self.platform.issuer is not None
        token = self.platform.issuer.token(Grant(name, tenant, tuple(roles), party), int(time.time()), life_s=life_s)
        return Asker(self.client, token)

    @property
    def staff(self) -> Asker:
        """One who may do everything in the tenant."""
        return self.as_(*EVERYONE, actor=f"staff@{self.tenant}")

    @property
    def operator(self) -> Asker:
        """One who runs the platform."""
        return self.as_(Role.OPERATOR, tenant="platform")

    def open_tenant(self, name: str | None = None, **more: Any) -> str:
        """Another tenant; returns its name."""
        name = name or f"tenant-{next(_names)}"
        body = {"name": name, "display_name": name.title(), "synthetic": True, "start": START, **more}
        assert self.operator.post("/v1/tenants", body).status_code == 201
        return name

    def open_member(self, asker: Asker | None = None, **more: Any) -> str:
        """A member; returns the id."""
        response = (asker or self.staff).post("/v1/members/people", {**RUBY, **more})
        assert response.status_code == 201, response.text
        return str(response.json()["id"])

    def open_account(
        self, member: str | None = None, product: str = "everyday_account", asker: Asker | None = None, deposit: int = 0
    ) -> int:
        """An account of a member (of a new one unless said), with money in it if asked for; returns the id."""
        asker = asker or self.staff
        member = member or self.open_member(asker)
        response = asker.post("/v1/accounts", {"product": product, "party": member})
        assert response.status_code == 201, response.text
        account = int(response.json()["id"])
        if deposit:
            paid = asker.post("/v1/transactions", {"code": "cash_deposit", "parameters": {"account": account, "amount": deposit}})
            assert paid.status_code == 201, paid.text
        return account

    def available(self, account: int, asker: Asker | None = None) -> int:
        """What can be spent from an account."""
        return int((asker or self.staff).get(f"/v1/accounts/{account}/balances").json()["available"])


@contextmanager
def open_bank(server: EmbeddedPostgres, template: str, folder: Path, **settings: Any) -> Iterator[Bank]:
    """A bank on a fresh clone of the template."""
    name = f"twincore_api_{next(_names)}"
    server.create_database(name, template=template)
    chosen = replace(Settings(database_host=str(server.socket), database_name=name, data_folder=str(folder), pool_size=4), **settings)
    with served(chosen) as (platform, address), httpx.Client(base_url=address, timeout=30) as client:
        try:
            bank = Bank(platform, client)
            bank.open_tenant(bank.tenant)
            bank.number = platform.number_of(bank.tenant) or 0
            yield bank
        finally:
            client.close()
    server.drop_database(name)


@contextmanager
def served(settings: Settings) -> Iterator[tuple[Platform, str]]:
    """A platform behind a real server on a free port, in a thread of this process; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        platform = Platform(settings, public_url=address)
        config = uvicorn.Config(
            create_app(platform), loop="uvloop", http="httptools", log_config=None, access_log=False, server_header=False
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],), name="api")
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive(), "the server did not start"
                time.sleep(0.01)
            yield platform, address
        finally:
            server.should_exit = True
            thread.join()
            platform.close()
