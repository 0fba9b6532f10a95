"""Whether a key is known to the audit trail, asked for the fast path: one thread, one connection, one look-up by key for each."""

import asyncio
import threading
from collections import OrderedDict
from queue import SimpleQueue

import psycopg

from twincore.audit import Recorded, find
from twincore.kernel.db import Connection, Database

_Question = tuple[int, str, str, asyncio.AbstractEventLoop, "asyncio.Future[Recorded | None]"]


SEEN_MAX = 200_000
"""Keys that are remembered as seen lately; a retry of one of these is looked up before it is tried."""


class Recall:
    """Answers from the audit trail for the event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._questions: SimpleQueue[_Question | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._conn: Connection | None = None
        self._tenant: int | None = None
        self._seen: OrderedDict[int, None] = OrderedDict()

    def seen(self, tenant: int, actor: str, key: str) -> bool:
        """Whether this process may have seen a key before; from now on it has. From the event loop alone."""
        mark = hash((tenant, actor, key))
        if mark in self._seen:
            return True
        self._seen[mark] = None
        if len(self._seen) > SEEN_MAX:
            self._seen.popitem(last=False)
        return False

    def start(self) -> None:
        """Start the thread."""
        self._thread = threading.Thread(target=self._run, name="twincore-recall", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop the thread and close its connection."""
        self._questions.put(None)
        if self._thread is not None:
            self._thread.join(timeout=10)
            self._thread = None

    async def find(self, tenant: int, actor: str, key: str) -> Recorded | None:
        """What the trail has under an actor's key, or None. Raises psycopg.OperationalError if the database is away."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Recorded | None] = loop.create_future()
        self._questions.put((tenant, actor, key, loop, future))
        return await future

    def _run(self) -> None:
        while (question := self._questions.get()) is not None:
            tenant, actor, key, loop, future = question
            try:
                found = self._find(tenant, actor, key)
            except Exception as trouble:  # whatever it is belongs to the one who asked
                loop.call_soon_threadsafe(_fail, future, trouble)
            else:
                loop.call_soon_threadsafe(_answer, future, found)
        self._forget()

    def _find(self, tenant: int, actor: str, key: str) -> Recorded | None:
        try:
            return find(self._connection(tenant), tenant, actor, key)
        except psycopg.OperationalError:  # the server was restarted: a new connection, once
            self._forget()
            return find(self._connection(tenant), tenant, actor, key)

    def _connection(self, tenant: int) -> Connection:
        if self._conn is None or self._conn.closed:
            self._conn = self._database.connect("app", autocommit=True)
            self._conn.prepare_threshold = 0
            self._tenant = None
        if tenant != self._tenant:
            self._conn.execute("select set_config('app.tenant', %s, false)", (str(tenant),))
            self._tenant = tenant
        return self._conn

    def _forget(self) -> None:
        if self._conn is not None:
            self._conn.close()
        self._conn, self._tenant = None, None


def _answer(future: "asyncio.Future[Recorded | None]", found: Recorded | None) -> None:
    if not future.done():
        future.set_result(found)


def _fail(future: "asyncio.Future[Recorded | None]", trouble: BaseException) -> None:
    if not future.done():
        future.set_exception(trouble)
