"""The sealer: grows each journal's Merkle tree behind its lane and signs what it has grown.

It reads what is committed and adds tiles and tree heads, each step in one transaction; killed at any point it goes on where the tiles end.
The root after n transfers follows from these n rows alone, however they were batched and however often the sealer ran.
"""

import multiprocessing
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event as ProcessEvent
from pathlib import Path
from typing import Protocol

import structlog
from prometheus_client import Gauge

from twincore.kernel.clock import Clock, SystemClock
from twincore.kernel.config import Settings
from twincore.kernel.db import PLATFORM, Connection, Database
from twincore.kernel.priority import give_way, let_server_give_way
from twincore.kernel.refusal import not_found
from twincore.kernel.sql import load
from twincore.kernel.telemetry import REGISTRY, start_telemetry
from twincore.ledger.proof.extract import ROW_BYTES, extract, tile_reader
from twincore.ledger.proof.merkle import Tree, leaf_hashes
from twincore.ledger.proof.note import Checkpoint, SealKey, origin_of
from twincore.tenants import list_tenants, tenant_by_number

_sql = load("twincore.ledger.proof")
_log = structlog.get_logger("twincore.ledger.proof.sealer")

STEP_ROWS = 131_072
"""Transfers sealed in one transaction at the most: about 40 MB in memory."""

LAG = Gauge("twincore_ledger_seal_lag", "Transfers of the lane that the sealer has not covered yet", ["tenant"], registry=REGISTRY)


class JournalBroken(Exception):  # noqa: N818 - named for what is wrong, as the alarm is
    """The journal or its tree is not what was sealed: nothing more may be signed until ``verify`` has said why."""


@dataclass(frozen=True, slots=True)
class TreeHead:
    """A signed state of a tenant's tree: ``size`` transfers under ``root``; note: C2SP checkpoint; verifier: the key that checks it."""

    tenant: int
    size: int
    root: bytes
    note: str
    verifier: str
    sealed_at_us: int


class Stop(Protocol):
    """What tells a running sealer to end: a ``threading.Event`` or one of multiprocessing."""

    def is_set(self) -> bool:
        """Whether it should end."""

    def wait(self, timeout: float | None = None) -> bool:
        """Sleep until it should end, at most ``timeout`` seconds."""


class Sealer:
    """Seals journals with a key. Any number may run: for each tenant they take turns."""

    def __init__(self, database: Database, key: SealKey, *, clock: Clock | None = None, step_rows: int = STEP_ROWS) -> None:
        self._database = database
        self._key = key
        self._clock = clock or SystemClock()
        self._step_rows = step_rows
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    def seal(self, tenant: int) -> TreeHead:
        """Bring the tree up to the lane's last transfer and sign it; returns the newest head, the one there was if nothing is new.

        Refuses ``lane_not_found``; raises ``JournalBroken`` where the rows or tiles are not what a lane and a sealer leave behind.
        """
        while True:
            with self._database.transaction("ledger", tenant) as conn:
                head, behind = self._step(conn, tenant)
            LAG.labels(tenant).set(behind)
            if behind == 0:
                return head

    def seal_all(self) -> list[TreeHead]:
        """Seal every tenant that has a lane."""
        heads = []
        for tenant in self._lanes():
            try:
                heads.append(self.seal(tenant))
            except JournalBroken as broken:  # an alarm of one tenant; the others go on
                _log.error("journal_broken", tenant=tenant, what=str(broken))
        return heads

    def run(self, stop: Stop, interval_s: float) -> None:
        """Seal every tenant each ``interval_s`` seconds until told to stop; outlives a database that goes away and comes back."""
        while not stop.is_set():
            try:
                self.seal_all()
            except Exception:
                _log.exception("sealing_failed")
            stop.wait(interval_s)

    def start(self, interval_s: float) -> None:
        """Run in a thread of this process: for demos and small installations; see ``start_process``."""
        assert self._thread is None, "it runs already"
        self._stop.clear()
        self._thread = threading.Thread(target=self.run, args=(self._stop, interval_s), name="sealer", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _step(self, conn: Connection, tenant: int) -> tuple[TreeHead, int]:
        conn.execute(_sql.one_sealer_at_a_time, {"tenant": tenant})
        last, head = _position(conn, tenant)
        if head is not None and head.size == last:
            return head, 0
        size = head.size if head is not None else 0
        tree = Tree.resume(size, tile_reader(conn, tenant))
        if head is not None and tree.root() != head.root:
            raise JournalBroken(f"the tiles of tenant {tenant} do not lead to the root that was signed at size {size}")
        until = min(last, size + self._step_rows)
        part = extract(conn, tenant, size, until)
        if len(part.rows) != until - size or (len(part.rows) and (part.rows["seq"][0], part.rows["seq"][-1]) != (size + 1, until)):
            raise JournalBroken(f"the journal of tenant {tenant} has a gap between {size} and {until}")
        details = {seq - size - 1: body for seq, body in part.details.items()}
        tiles = tree.append(leaf_hashes(part.rows.tobytes(), ROW_BYTES, details))
        if tiles:
            levels, indexes, hashes = map(list, zip(*tiles, strict=True))
            conn.execute(_sql.save_tiles, {"tenant": tenant, "levels": levels, "indexes": indexes, "hashes": hashes}, binary=True)
        return self._sign(conn, tenant, tree), last - until

    def _sign(self, conn: Connection, tenant: int, tree: Tree) -> TreeHead:
        checkpoint = Checkpoint(origin_of(tenant_by_number(conn, tenant).name), tree.size, tree.root())
        head = TreeHead(
            tenant,
            checkpoint.size,
            checkpoint.root,
            self._key.sign_checkpoint(checkpoint),
            self._key.verifier(checkpoint.origin),
            self._clock.now_us(),
        )
        conn.execute(
            _sql.save_tree_head,
            {
                "tenant": tenant,
                "size": head.size,
                "root": head.root,
                "note": head.note,
                "verifier": head.verifier,
                "sealed_at_us": head.sealed_at_us,
            },
        )
        return head

    def _lanes(self) -> list[int]:
        numbers: list[int] = []
        with self._database.transaction("ledger", PLATFORM) as conn:
            while page := list_tenants(conn, after_number=numbers[-1] if numbers else 0):
                numbers += [tenant.number for tenant in page]
        lanes = []
        for number in numbers:
            with self._database.transaction("ledger", number) as conn:
                if conn.execute(_sql.seal_position, {"tenant": number}).fetchone() is not None:
                    lanes.append(number)
        return lanes


def tree_head(conn: Connection, tenant: int, size: int | None = None) -> TreeHead | None:
    """The newest tree head, or that of one size; None if there is none."""
    if size is None:
        return _position(conn, tenant)[1]
    row = conn.execute(_sql.tree_head, {"tenant": tenant, "size": size}).fetchone()
    return None if row is None else TreeHead(tenant, row[0], bytes(row[1]), *row[2:])


def seal_lag(conn: Connection, tenant: int) -> int:
    """How many transfers of the lane are not sealed yet. Refuses ``lane_not_found``."""
    last, head = _position(conn, tenant)
    return last - (head.size if head is not None else 0)


def key_path(settings: Settings) -> Path:
    """Where the signing key of this installation is."""
    return settings.data_path / "keys" / "journal_ed25519.pem"


def start_process(settings: Settings) -> Callable[[], None]:
    """Run the sealer as a process of its own, which gives way to the lanes, so that its hashing takes nothing from them; returns what ends it."""
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    process: BaseProcess = context.Process(target=_process, args=(settings, stop), name="twincore-sealer", daemon=True)
    process.start()

    def close() -> None:
        stop.set()
        process.join(30)
        if process.is_alive():
            process.kill()
            process.join()

    return close


class _StopOrOrphaned:
    """Told to stop, or left behind by a parent that was killed."""

    def __init__(self, stop: ProcessEvent) -> None:
        self._stop = stop

    def is_set(self) -> bool:
        parent = multiprocessing.parent_process()
        return self._stop.is_set() or parent is None or not parent.is_alive()

    def wait(self, timeout: float | None = None) -> bool:
        return self._stop.wait(timeout)


def _process(settings: Settings, stop: ProcessEvent) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt on the terminal is the parent's to handle
    start_telemetry(settings, "twincore-sealer")
    give_way()
    database = Database(settings, on_connect=let_server_give_way)
    try:
        Sealer(database, SealKey.at(key_path(settings))).run(_StopOrOrphaned(stop), settings.seal_interval_s)
    finally:
        database.close()


def _position(conn: Connection, tenant: int) -> tuple[int, TreeHead | None]:
    row = conn.execute(_sql.seal_position, {"tenant": tenant}).fetchone()
    if row is None:
        raise not_found("lane", tenant)
    return row[0], None if row[1] is None else TreeHead(tenant, row[1], bytes(row[2]), *row[3:])
