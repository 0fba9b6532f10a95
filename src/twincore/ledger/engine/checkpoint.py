"""Checkpoints: balances recomputed in SQL from the raw rows, while posting goes on.

A checkpoint never trusts the engine's own sums: for every account it touches it compares the two, and a difference stops the lane.
"""

import threading
from collections.abc import Callable, Iterable
from typing import LiteralString

import psycopg
import structlog

from twincore.kernel.db import Connection, Database
from twincore.kernel.sql import load
from twincore.ledger.engine.lane import Lane

QUERIES = load("twincore.ledger.engine", "checkpoint.sql")

ROWS_MAX = 500_000
"""Rows folded in one database transaction at the most."""
ROWS_MANY = 20_000
"""From here on a plan of nested loops is never the right one, whatever stale statistics say."""


TAIL_MAX = 500_000
"""While a lane has bulk work waiting, its checkpoint waits too, but never for more rows than this: they decide how long a restart takes."""


class BooksDisagree(Exception):  # noqa: N818 - named for what it means
    """The engine's running balances are not what the raw rows add up to."""


def take_checkpoint(conn: Connection, tenant: int, upto: int | None = None) -> int:
    """Fold the rows since the last checkpoint (at most ``ROWS_MAX``, at most up to a seq); returns where the checkpoint stands now.

    conn: role ledger, in a transaction for the tenant. Raises BooksDisagree, and nothing is folded then.
    """

    def sql(text: LiteralString) -> LiteralString:
        return text.replace("ledger.transfer_t0", f"ledger.transfer_t{int(tenant)}")

    row = conn.execute(QUERIES.begin, {"tenant": tenant}).fetchone()
    assert row is not None, f"tenant {tenant} has no lane"
    start, end = int(row[0]), int(row[1])
    end = min(end, start + ROWS_MAX, end if upto is None else upto)
    if end <= start:
        return start
    values = {"tenant": tenant, "from": start, "to": end}
    if end - start > ROWS_MANY:
        conn.execute("set local enable_nestloop = off")
        conn.execute("set local work_mem = '256MB'")
    folded = conn.execute(sql(QUERIES.fold), values).fetchone()
    assert folded is not None
    _, different, first, with_holds = folded
    if different:
        raise BooksDisagree(
            f"{different} account(s), the first being {first}, differ between the engine and the raw rows {start + 1} to {end}."
        )
    if with_holds:
        for statement in (QUERIES.end_holds, QUERIES.reduce_holds, QUERIES.place_holds):
            conn.execute(sql(statement), values)
    conn.execute(QUERIES.finish, values)
    return end


class Checkpointer:
    """Takes checkpoints of the lanes of this process, one after the other, every ``interval_s`` seconds, on a thread of its own."""

    def __init__(self, database: Database, lanes: Callable[[], Iterable[Lane]], interval_s: float) -> None:
        self._database, self._lanes, self._interval_s = database, lanes, interval_s
        self._covered: dict[int, int] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="checkpointer", daemon=True)
        self._log = structlog.get_logger()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """End after the checkpoint at hand."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._interval_s):
            for lane in self._lanes():
                if lane.halted is None:
                    self._take(lane)

    def _take(self, lane: Lane) -> None:
        try:
            if lane.waiting and lane.seq - self._covered.get(lane.tenant, 0) < TAIL_MAX:
                return
            seq = checkpoint(self._database, lane.tenant)
            self._covered[lane.tenant] = seq
            lane.covered(seq)
        except BooksDisagree as finding:
            lane.halt(str(finding))
        except psycopg.Error as error:
            self._log.warning("checkpoint put off", tenant=lane.tenant, error=str(error).strip())


def checkpoint(database: Database, tenant: int) -> int:
    """Take checkpoints of a lane until it is covered up to where it stood at the beginning; returns where the checkpoint stands."""
    with database.transaction("ledger", tenant) as conn:
        row = conn.execute(QUERIES.lane_seq, (tenant,)).fetchone()
        goal = 0 if row is None else int(row[0])
    while True:
        with database.transaction("ledger", tenant) as conn:
            seq = take_checkpoint(conn, tenant)
        if seq >= goal:
            return seq
