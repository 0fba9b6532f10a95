"""A registry on a port, served as it is in production, and Confluent's own client for it."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from twincore.events import PostgresRegistry
from twincore.gateway.routes.registry import Credentials, create_registry_app


@contextmanager
def serving(registry: PostgresRegistry, credentials: Credentials | None = None) -> Iterator[str]:
    """The URL of the registry while the block runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_registry_app(registry, credentials), host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
