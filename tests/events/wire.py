"""A wire over TCP that breaks when it is told to."""

import socket
import threading
from contextlib import suppress
from types import TracebackType


class Wire:
    """Passes on what it gets on its port; ``cut`` breaks every connection there is, wherever its messages are."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.cuts = 0
        self._target = ("", 0)
        self._ends: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []

    def to(self, address: str) -> None:
        """Where it leads: ``host:port``."""
        host, _, port = address.rpartition(":")
        self._target = (host, int(port))

    def cut(self) -> None:
        """Break all connections."""
        with self._lock:
            ends, self._ends = self._ends, set()
        self.cuts += 1
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self._target)
            except OSError:
                client.close()
                continue
            with self._lock:
                self._ends |= {client, server}
            self._run(self._serve, client, server)

    def _serve(self, client: socket.socket, server: socket.socket) -> None:
        with client, server:
            back = self._run(self._pass_on, server, client)
            self._pass_on(client, server)
            back.join()

    @staticmethod
    def _pass_on(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while part := source.recv(65536):
                target.sendall(part)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _run(self, work: object, *ends: socket.socket) -> threading.Thread:
        thread = threading.Thread(target=work, args=ends)  # type: ignore[arg-type]
        thread.start()
        self._threads.append(thread)
        return thread

    def __enter__(self) -> "Wire":
        self._run(self._accept)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        for thread in self._threads:
            thread.join()
