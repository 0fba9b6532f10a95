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
    then: "Cut | None" = None  # armed when this one has come to pass
    seen: int = 0


@dataclass(eq=False)
class Pair:
    """One connection: the client's end and the server's, each served by a thread that leaves when it is broken."""

    client: socket.socket
    server: socket.socket
    deaf: threading.Event = field(default_factory=threading.Event)  # the client's next answer is to be lost
    lost: threading.Event = field(default_factory=threading.Event)  # and was
    here: int = 2
    lock: threading.Lock = field(default_factory=threading.Lock)

    def cut(self) -> None:
        """Both ends hear that the other is gone."""
        with self.lock:
            for end in (self.client, self.server) if self.here else ():
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue

    def leave(self) -> None:
        """A thread is done; the last one closes the ends."""
        self.cut()
        with self.lock:
            self.here -= 1
            if self.here == 0:
                self.client.close()
                self.server.close()


@dataclass(eq=False)
class Proxy:
    """Listens in a folder of its own; ``folder`` is the database host to give to psycopg."""

    target: Path
    folder: Path
    cuts: int = 0  # cuts that took place
    _cut: Cut | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _pairs: list[Pair] = field(default_factory=list)

    def cut(self, cut: Cut) -> None:
        """Break the wire there, once."""
        with self._lock:
            self._cut = cut

    def mend(self) -> None:
        """Forget a cut that has not come to pass."""
        with self._lock:
            self._cut = None

    def close(self) -> None:
        """Cut every connection."""
        with self._lock:
            pairs = list(self._pairs)
        for pair in pairs:
            pair.cut()

    def serve(self, listener: socket.socket) -> None:
        """Take connections until the listener is shut down."""
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
                server.close()
                continue
            pair = Pair(client, server)
            with self._lock:
                self._pairs = [*(p for p in self._pairs if p.here), pair]
            for work in (self._forth, self._back):
                threading.Thread(target=work, args=(pair,), daemon=True).start()

    def _due(self, message: bytes) -> Cut | None:
        with self._lock:
            if (cut := self._cut) is None or cut.text not in message:
                return None
            cut.seen += 1
            if cut.seen < cut.message:
                return None
            self._cut = cut.then
            self.cuts += 1
            return cut

    def _forth(self, pair: Pair) -> None:
        """Client to server, message by message."""
        waiting, started = b"", False
        try:
            while part := pair.client.recv(1 << 16):
                waiting += part
                while (length := _length(waiting, started)) is not None and len(waiting) >= length:
                    message, waiting = waiting[:length], waiting[length:]
                    due = self._due(message) if started else None
                    started = True
                    if due is None:
                        pair.server.sendall(message)
                        continue
                    if due.where == "after":
                        pair.deaf.set()
                    if due.where != "before":
                        pair.server.sendall(message)
                    if due.where == "after":
                        pair.lost.wait(0.2)  # not every message has an answer of its own
                    if due.everything:
                        self.close()
                    return
        except OSError:
            return
        finally:
            pair.leave()

    @staticmethod
    def _back(pair: Pair) -> None:
        """Server to client, as it comes."""
        try:
            while part := pair.server.recv(1 << 16):
                if pair.deaf.is_set():
                    pair.lost.set()
                    return
                pair.client.sendall(part)
        except OSError:
            return
        finally:
            pair.leave()


def _length(waiting: bytes, started: bool) -> int | None:
    """Length of the first message in the bytes: the start-up packet has no type byte (PostgreSQL's documentation, "Message Formats")."""
    offset = 1 if started else 0
    if len(waiting) < offset + 4:
        return None
    return offset + int.from_bytes(waiting[offset : offset + 4], "big")


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
                proxy.close()
