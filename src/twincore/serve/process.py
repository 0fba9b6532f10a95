"""The processes: everything in one (``up``), or the API against a configured PostgreSQL (``serve``)."""

import gc
import json
import os
import secrets
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import uvicorn

from twincore.events import PostgresRegistry
from twincore.gateway import (
    PLATFORM_TENANT,
    SERVICES,
    Credentials,
    Platform,
    Role,
    Service,
    create_app,
    create_registry_app,
    register_client,
)
from twincore.kernel.clock import SystemClock
from twincore.kernel.config import Settings
from twincore.kernel.db import PLATFORM, Database
from twincore.kernel.refusal import Refusal
from twincore.ledger import start_process as start_sealer
from twincore.serve.ground import Ground, stand_on

OPERATOR = "operator"
SWITCH_S = 0.001
"""How long a thread may keep the interpreter while another waits: lanes and the event loop share it, and the event loop must not wait long."""
COLLECT_AFTER = (50_000, 20, 50)
"""Garbage is collected less often than Python does by itself: a collection of everything would hold up every request for tens of milliseconds."""


def up(settings: Settings, *, host: str = "127.0.0.1", port: int = 8080, out: TextIO = sys.stdout) -> None:
    """Everything in this process, on an embedded PostgreSQL unless one is configured, until interrupted."""
    with stand_on(settings) as ground:
        ran = ground.migrate()
        operator = operator_client(ground.settings) if not settings.oidc_issuer else None
        with listening(host, port) as listener:
            address = f"http://{host}:{listener.getsockname()[1]}"

            def ready() -> None:
                announce(out, address, ground, operator, [migration.name for migration in ran])

            run(ground.settings, address, listener, ready)


def serve(
    settings: Settings,
    *,
    service: str = "gateway",
    host: str = "127.0.0.1",
    port: int = 8080,
    public_url: str | None = None,
    out: TextIO = sys.stdout,
) -> None:
    """The API, or one service of it, until interrupted. It migrates nothing: that is ``twincore migrate``, as the role owner.

    service: gateway (everything), ledger, transactions, sync, or registry (of schemas, for Kafka's clients).
    """
    with stand_on(settings) as ground, listening(host, port) as listener:
        address = public_url or f"http://{host}:{listener.getsockname()[1]}"
        what = "" if service == "gateway" else f" {service} at"

        def ready() -> None:
            print(f"twincore serves{what} {address}", file=out, flush=True)

        if service == "registry":
            run_registry(ground.settings, listener, ready)
        else:
            run(ground.settings, address, listener, ready, service=SERVICES[service])


def run_registry(settings: Settings, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Serve the schema registry's own protocol until SIGINT or SIGTERM; with a password where the settings have one."""
    database = Database(settings)
    user, password = settings.schema_registry_user, settings.schema_registry_password
    try:
        application = create_registry_app(PostgresRegistry(database), Credentials(user, password) if password else None)
        config = uvicorn.Config(application, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=20)
        _Server(config, ready).run(sockets=[listener])
    finally:
        database.close()


def run(
    settings: Settings, address: str, listener: socket.socket, ready: Callable[[], None], *, service: Service = SERVICES["gateway"]
) -> None:
    """Serve the API on a listening socket until SIGINT or SIGTERM, with the sealer beside it; then finish what is under way."""
    sys.setswitchinterval(SWITCH_S)
    platform = Platform(settings, public_url=address)
    gc.set_threshold(*COLLECT_AFTER)
    stop_sealer = start_sealer(settings)
    try:
        application = create_app(platform, service=service)
        gc.collect()
        gc.freeze()  # what is there now stays: no later collection looks at it again
        config = uvicorn.Config(
            application,
            loop="uvloop",
            http="httptools",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=True,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=20,
            backlog=2048,
        )
        _Server(config, ready).run(sockets=[listener])
    finally:
        stop_sealer()
        platform.close()


class _Server(uvicorn.Server):
    """Uvicorn's server, which says when it is ready, and ends quietly when it is told to."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Run until told to stop; the signal that told us has then done its work."""
        ends = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, signal.SIG_IGN) for number in ends}  # uvicorn raises them once more when it has ended
        try:
            super().run(sockets)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def listening(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Refuses ``address_in_use``."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as trouble:
        listener.close()
        raise Refusal("address_in_use", f"Cannot listen at {host}:{port}: {trouble.strerror}.", field="port") from None
    listener.listen(2048)
    return listener


def operator_client(settings: Settings) -> tuple[str, Path]:
    """The platform's first client, made on first use: its client id, and the file that has its secret (mode 0600)."""
    path = settings.data_path / "keys" / "operator.json"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        secret = secrets.token_urlsafe(32)
        database = Database(settings)
        try:
            with database.app(PLATFORM) as conn:
                name = OPERATOR
                for attempt in range(2, 100):
                    try:
                        with conn.transaction():
                            register_client(conn, PLATFORM, name=name, secret=secret, roles=[Role.OPERATOR], now_us=SystemClock().now_us())
                        break
                    except Refusal as refusal:
                        if refusal.code != "client_name_taken":
                            raise
                        name = f"{OPERATOR}-{attempt}"  # the secret's file was lost: a new client with a new secret
        finally:
            database.close()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"client_id": f"{name}@{PLATFORM_TENANT}", "client_secret": secret}, file)
    return json.loads(path.read_text(encoding="utf-8"))["client_id"], path


def announce(out: TextIO, address: str, ground: Ground, operator: tuple[str, Path] | None, ran: list[str]) -> None:
    """Say where everything is, and how to get a token."""
    lines = [
        "twincore is up.",
        "",
        f"  API             {address}/v1",
        f"  documentation   {address}/docs",
        f"  health          {address}/actuator/health",
        f"  metrics         {address}/actuator/prometheus",
        f"  PostgreSQL      {_postgres(ground)}",
        f"  data folder     {ground.settings.data_path}",
        f"  migrations      {', '.join(ran) if ran else 'none to run'}",
        "",
    ]
    if operator is None:
        lines.append(f"Tokens come from {ground.settings.oidc_issuer}.")
    else:
        client_id, path = operator
        lines += [
            "A token for the platform's operator, and a first credit union:",
            "",
            f'  SECRET=$(sed \'s/.*"client_secret": "\\([^"]*\\)".*/\\1/\' {path})',
            f"  TOKEN=$(curl -s {address}/oauth/token -d grant_type=client_credentials -d client_id={client_id} \\",
            '    --data-urlencode client_secret="$SECRET" | sed \'s/.*"access_token":"\\([^"]*\\)".*/\\1/\')',
            f'  curl -s {address}/v1/tenants -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: first" -H "Content-Type: application/json" \\',
            '    -d \'{"name": "harbour", "display_name": "Harbour Credit Union", "synthetic": true}\'',
            "",
            "At this machine also: twincore token --tenant harbour --role teller",
        ]
    lines += ["", "Ctrl-C stops it."]
    print("\n".join(lines), file=out, flush=True)


def _postgres(ground: Ground) -> str:
    if ground.embedded is not None:
        return f"embedded, in {ground.embedded.folder}"
    return f"{ground.settings.database_host}:{ground.settings.database_port}/{ground.settings.database_name}"
