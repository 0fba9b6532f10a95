"""What a lane reads from PostgreSQL and commits to it: its own two connections, each statement in ``lane.sql``."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString, cast
from uuid import UUID

import numpy as np
import numpy.typing as npt
import psycopg
from psycopg import errors, pq

from twincore.kernel.db import Connection, Database, copy_out
from twincore.kernel.sql import load
from twincore.ledger.engine.judge import Recorded, Referred
from twincore.ledger.engine.state import Array, Hold
from twincore.ledger.engine.statement import closing, locking, opening, small_rows
from twincore.ledger.engine.write import Block, Head
from twincore.ledger.model import EARLIEST_US, Transfer
from twincore.ledger.reading import transfer_from_tuple
from twincore.ledger.rows import COLUMN_LIST, COPY_HEADER, COPY_TRAILER, rows_of_copy

QUERIES = load("twincore.ledger.engine", "lane.sql")

TAIL_COLUMNS = "seq, debit, credit, amount, pending"
IDLE_MAX = "10s"
"""A writer that has stood still for that long with the lane in its hands loses it; what it was about to commit is decided again."""


class HeadMoved(Exception):  # noqa: N818 - an event, not an error
    """Another writer has posted to the lane or changed an account since we last looked."""


class IdTaken(Exception):  # noqa: N818
    """A transfer of the block is recorded already."""


class Disconnected(Exception):  # noqa: N818
    """The connection is gone; whether the block was committed is for the next connection to find out."""


@dataclass(slots=True)
class Opening:
    """What a lane starts from, read in one snapshot.

    tail: what ``tail.Tail`` takes of the rows above the checkpoint; tail_holds: those of them that place or change holds.
    """

    head: Head
    checkpoint_seq: int
    holds: list[Hold]
    tail: Array
    tail_holds: npt.NDArray[np.void]


class LaneStore:
    """The database side of one lane. Not thread safe but for ``commit``, which alone uses the connection for writing."""

    def __init__(self, database: Database, tenant: int) -> None:
        self.database, self.tenant = database, tenant
        self.partition = f"ledger.transfer_t{int(tenant)}"
        self.details = f"ledger.transfer_detail_t{int(tenant)}"
        self._writer: Connection | None = None
        self._reader: Connection | None = None
        self.locked = False

    def connect(self) -> None:
        """(Re)connect; raises psycopg.OperationalError while the server cannot be reached."""
        self.close()
        try:
            self._writer = self._connection()
            self._reader = self._connection()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close both connections."""
        for conn in (self._writer, self._reader):
            if conn is not None:
                conn.close()
        self._writer = self._reader = None
        self.locked = False

    def _connection(self) -> Connection:
        conn = self.database.connect("ledger", autocommit=True)
        try:
            conn.execute(
                "select set_config('app.tenant', %s, false), set_config('idle_in_transaction_session_timeout', %s, false)",
                (str(self.tenant), IDLE_MAX),
            )
        except BaseException:
            conn.close()
            raise
        return conn

    def _sql(self, text: str) -> LiteralString:
        return text.replace("ledger.transfer_t0", self.partition)

    @property
    def reader(self) -> Connection:
        """The connection for reading."""
        if self._reader is None:
            raise Disconnected
        return self._reader

    # --- reading

    def head(self) -> Head:
        """The lane's head as committed now."""
        return _head(self.reader.execute(QUERIES.head, (self.tenant,)).fetchone(), self.tenant)

    def opening(self) -> Opening:
        """Everything a lane starts from, in one snapshot."""
        reader = self.reader
        with reader.transaction():
            reader.execute("set transaction isolation level repeatable read, read only")
            head = self.head()
            row = reader.execute(QUERIES.checkpoint_seq, (self.tenant,)).fetchone()
            checkpoint_seq = 0 if row is None else int(row[0])
            holds = [Hold(UUID(str(i)).bytes, *rest) for i, *rest in reader.execute(QUERIES.open_holds, (self.tenant,)).fetchall()]
            tail = _matrix(self._copy_out(f"select {TAIL_COLUMNS} from {self.partition} where seq > {checkpoint_seq} order by seq"), 5)
            tail_holds = self._rows(f"seq > {checkpoint_seq} and kind in (2, 3, 4, 5)")
        return Opening(head, checkpoint_seq, holds, np.ascontiguousarray(tail.T), tail_holds)

    def rows_after(self, seq: int, upto: int) -> npt.NDArray[np.void]:
        """Journal rows after one seq, up to another, in order."""
        return self._rows(f"seq > {seq} and seq <= {upto}")

    def _rows(self, where: str) -> npt.NDArray[np.void]:
        return rows_of_copy(self._copy_out(f"select {COLUMN_LIST} from {self.partition} where {where} order by seq"))

    def _copy_out(self, query: str) -> bytes:
        return copy_out(self.reader, f"copy ({query}) to stdout (format binary)")

    def accounts(self, ids: Iterable[int]) -> Array:
        """Matrix rows (see ``state``) of these accounts as of the last checkpoint; those that do not exist are left out."""
        return self._accounts("a.id = any('{" + ",".join(map(str, ids)) + "}'::int8[])")

    def accounts_between(self, low: int, high: int) -> Array:
        """Matrix rows of the accounts with low <= id < high."""
        return self._accounts(f"a.id >= {low} and a.id < {high}")

    def _accounts(self, where: str) -> Array:
        return _matrix(self._copy_out(f"{QUERIES.account_state} where a.tenant = {self.tenant} and {where}"), 8)

    def account_next(self) -> int:
        """The id the next account will get."""
        row = self.reader.execute(QUERIES.account_next, (self.tenant,)).fetchone()
        assert row is not None
        return int(row[0])

    def changed_accounts(self, version: int) -> list[tuple[int, int, int]]:
        """(id, credit limit, META) of the accounts changed after a version."""
        return cast("list[tuple[int, int, int]]", self.reader.execute(QUERIES.changed_accounts, (self.tenant, version)).fetchall())

    def recorded(self, keys: Sequence[bytes]) -> dict[bytes, tuple[Recorded, Transfer]]:
        """The transfers of the journal under these ids."""
        found: dict[bytes, tuple[Recorded, Transfer]] = {}
        if not keys:
            return found
        ids = [UUID(bytes=key) for key in keys]
        with self.reader.cursor(binary=True) as cur:
            for row in cur.execute(QUERIES.recorded, (ids,)):
                transfer, ref_id = transfer_from_tuple(row), row[21]
                amount = transfer.amount if transfer.pending == 0 or transfer.amount else abs(transfer.pending)
                found[transfer.id.bytes] = (
                    Recorded(
                        int(transfer.kind),
                        transfer.code,
                        int(transfer.flags),
                        bytes(16) if ref_id is None else ref_id.bytes,
                        amount,
                        transfer.debit,
                        transfer.credit,
                        transfer.value_date.toordinal() - 719_163,
                        transfer.expires_at_us,
                        transfer.posted_at_us,
                    ),
                    transfer,
                )
        return found

    def referred(self, keys: Sequence[bytes]) -> dict[bytes, Referred]:
        """What the journal says of the transfers with these ids, as something to capture, release or reverse."""
        if not keys:
            return {}
        rows = self.reader.execute(self._sql(QUERIES.referred), ([UUID(bytes=key) for key in keys],))
        return {i.bytes: Referred(*rest) for i, *rest in rows}

    def committed(self, block: Block) -> bool:
        """Whether a block is in the journal."""
        row = self.reader.execute(QUERIES.block_hash, (self.tenant, block.first_seq)).fetchone()
        return row is not None and bytes(row[0]) == block.after.hash

    # --- writing

    def lock(self) -> Head:
        """Wait until the lane is ours alone, and keep it until the next ``commit`` or ``unlock``; returns its head, raises Disconnected."""
        assert not self.locked, "a lane is locked once"
        with self._writing() as cur:
            cur.execute(locking(self.tenant).encode())
            cur.nextset()
            cur.nextset()
            head = _head(cur.fetchone(), self.tenant)
            self.locked = True
        return head

    def unlock(self) -> None:
        """Give the lane back with nothing written; does nothing if it is not ours, or the connection is gone and the lane with it."""
        if self.locked and self._writer is not None and not self._writer.closed:
            try:
                self._writer.execute("rollback")
            except psycopg.Error:
                self._writer.close()
        self.locked = False

    def commit(self, block: Block | None, record: Callable[[Connection], None] | None) -> None:
        """Commit a block and what goes with it, durably, or nothing of it; the lane is unlocked in either case.

        Raises HeadMoved, IdTaken or Disconnected; any other exception of ``record`` passes through, with nothing committed.
        """
        with self._writing() as cur:
            if block is not None:
                self._write(cur, block)
            elif not self.locked:
                cur.execute("begin")
            if record is not None:
                record(cur.connection)
            cur.execute("commit")
            self.locked = False

    @contextmanager
    def _writing(self) -> Iterator[psycopg.Cursor[Any]]:
        """The connection for writing; what goes wrong on it is rolled back, and told as the engine knows it."""
        conn = self._writer
        if conn is None:
            raise Disconnected
        try:
            with conn.cursor() as cur:
                try:
                    yield cur
                except BaseException:
                    self.locked = False
                    if conn.info.transaction_status in (pq.TransactionStatus.INTRANS, pq.TransactionStatus.INERROR):
                        cur.execute("rollback")
                    raise
        except errors.UniqueViolation as violation:
            if violation.diag.table_name in (self.partition.split(".")[1], "block"):
                raise HeadMoved if str(violation.diag.constraint_name).endswith("_pkey") else IdTaken from violation
            raise
        except psycopg.Error as error:
            lost = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError | errors.IdleInTransactionSessionTimeout)
            if not lost or isinstance(error, errors.QueryCanceled | errors.LockNotAvailable):
                raise
            raise Disconnected from error

    def _write(self, cur: psycopg.Cursor[Any], block: Block) -> None:
        """Everything of the block but its commit; raises HeadMoved if the lane's head is not where the block stands upon."""
        begin, end = opening(block, self.tenant), closing(block, self.tenant)
        if not self.locked:
            begin = f"begin; {begin}"
        small = small_rows(block, self.tenant, self.partition, self.details)
        cur.execute((begin if small is None else f"{begin}; {small}; {end}").encode())
        if not self.locked:
            cur.nextset()
        if cur.rowcount != 1:
            raise HeadMoved
        if small is not None:
            return
        with cur.copy(f"copy {self.partition} ({COLUMN_LIST}) from stdin (format binary)") as copy:
            copy.write(block.payload)
        if block.details:
            with cur.copy(f"copy {self.details} (seq, tenant, body) from stdin (format binary)") as copy:
                copy.set_types(["int8", "int4", "text"])
                for at, body in block.details:
                    copy.write_row((block.first_seq + at, self.tenant, body.decode()))
        cur.execute(end.encode())


def _head(row: tuple[Any, ...] | None, tenant: int) -> Head:
    if row is None:
        raise LookupError(f"tenant {tenant} has no lane")
    seq, digest, posted_at_us, version = row
    return Head(seq, bytes(digest), EARLIEST_US if posted_at_us is None else posted_at_us, version)


def _matrix(payload: bytes, columns: int) -> Array:
    """The values of a binary COPY whose columns are all int8 and never null, one row per row."""
    row = np.dtype([("columns", ">i2"), ("pairs", [("width", ">i4"), ("value", ">i8")], (columns,))])
    found = np.frombuffer(payload[len(COPY_HEADER) : -len(COPY_TRAILER)], row)
    values: Array = found["pairs"]["value"].astype(np.int64)
    return values
