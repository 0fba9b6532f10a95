"""A wire to PostgreSQL that breaks when it is told to: a Unix socket that passes every message on and can be cut at any of them."""

import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Where = Literal["before", "after", "unheard"]
"""Where to cut at a message: before it reaches the server; once the server has answered it (and the answer is lost); right after sending."""


@dataclass
class Cut:
    """A cut to come: at the n-th message, from 1, of those that hold ``text``."""

    where: Where
    message: int = 1
    text: bytes = b""
    everything: bool = False  # all connections, as when a network goes; else the one
    seen: int = 0


@dataclass(eq=False)
class Proxy:
    """Listens in a folder of its own; ``folder`` is the database host to give to psycopg."""

    target: Path
    folder: Path
    messages: int = 0  # of all connections since the last ``cut``
    cuts: int = 0  # cuts that took place
    _cut: Cut | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _pairs: list[tuple[socket.socket, socket.socket]] = field(default_factory=list)
    _deaf: set[socket.socket] = field(default_factory=set)  # clients whose next answer is to be lost
    _heard: threading.Condition = field(default_factory=threading.Condition)

    def cut(self, cut: Cut) -> None:
        """Break the wire there, once."""
        with self._lock:
            self._cut, self.messages = cut, 0

    def mend(self) -> None:
        """Forget a cut that has not come to pass."""
        with self._lock:
            self._cut = None

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(str(self.target))
            except OSError:  # the server is away, as it may be in these tests
                client.close()
                continue
            with self._lock:
                self._pairs.append((client, server))
            for work in (self._forth, self._back):
                threading.Thread(target=work, args=(client, server), daemon=True).start()

    def _due(self, message: bytes) -> Cut | None:
        with self._lock:
            self.messages += 1
            if (cut := self._cut) is None or cut.text not in message:
                return None
            cut.seen += 1
            if cut.seen < cut.message:
                return None
            self._cut = None
            self.cuts += 1
            return cut

    def _forth(self, client: socket.socket, server: socket.socket) -> None:
        """Client to server, message by message."""
        waiting, started = b"", False
        try:
            while part := client.recv(1 << 16):
                waiting += part
                while (length := _length(waiting, started)) is not None and len(waiting) >= length:
                    message, waiting = waiting[:length], waiting[length:]
                    due = self._due(message) if started else None
                    started = True
                    if due is not None and due.where == "after":
                        self._deaf.add(client)
                    if due is None or due.where != "before":
                        server.sendall(message)
                    if due is not None and due.where == "after":
                        self._answered(client)
                    if due is not None:
                        self._break(client, server, due.everything)
                        return
        except OSError:
            pass
        finally:
            _close(client, server)

    def _answered(self, client: socket.socket) -> None:
        """Wait until the server has sent something that the client will not get."""
        with self._heard:
            self._heard.wait_for(lambda: client not in self._deaf, timeout=5)

    def _back(self, client: socket.socket, server: socket.socket) -> None:
        """Server to client, as it comes."""
        try:
            while part := server.recv(1 << 16):
                if client in self._deaf:
                    with self._heard:
                        self._deaf.discard(client)
                        self._heard.notify_all()
                    return
                client.sendall(part)
        except OSError:
            pass
        if client not in self._deaf:
            _close(client, server)

    def _break(self, client: socket.socket, server: socket.socket, everything: bool) -> None:
        with self._lock:
            broken = list(self._pairs) if everything else [(client, server)]
            self._pairs = [pair for pair in self._pairs if pair not in broken]
        for pair in broken:
            _close(*pair)


def _length(waiting: bytes, started: bool) -> int | None:
    """Length of the first message in the bytes: the start-up packet has no type byte (PostgreSQL's documentation, "Message Formats")."""
    offset = 1 if started else 0
    if len(waiting) < offset + 4:
        return None
    return offset + int.from_bytes(waiting[offset : offset + 4], "big")


def _close(*sockets: socket.socket) -> None:
    for each in sockets:
        try:
            each.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue


@contextmanager
def wire_to(server: Path, port: int = 5432) -> Iterator[Proxy]:
    """A proxy in front of the server whose socket is in that folder."""
    with tempfile.TemporaryDirectory(prefix="twincore-wire-") as name:
        proxy = Proxy(server / f".s.PGSQL.{port}", Path(name))
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(proxy.folder / f".s.PGSQL.{port}"))
            listener.listen(64)
            threading.Thread(target=proxy.serve, args=(listener,), daemon=True).start()
            try:
                yield proxy
            finally:
                listener.shutdown(socket.SHUT_RDWR)
                with proxy._lock:
                    pairs = list(proxy._pairs)
                for pair in pairs:
                    _close(*pair)
