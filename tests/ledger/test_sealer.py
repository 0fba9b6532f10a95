"""The sealer: its root is that of the rows, whoever sealed them and when; nothing signed is ever taken back."""

import multiprocessing
import os
import random
import threading
import time

import pytest

from tests.conftest import START_US
from tests.ledger.journal import Pen, tuple_bytes
from tests.ledger.test_merkle import mth
from twincore.kernel.clock import FixedClock
from twincore.kernel.config import Settings
from twincore.kernel.db import Connection, Database
from twincore.kernel.priority import BEHIND
from twincore.kernel.refusal import Refusal
from twincore.ledger.model import Kind, TransferRequest
from twincore.ledger.proof.merkle import EMPTY_ROOT
from twincore.ledger.proof.note import Checkpoint, SealKey, open_checkpoint
from twincore.ledger.proof.sealer import JournalBroken, Sealer, key_path, seal_lag, start_process, tree_head

KEY = SealKey.generate()


def _write(pen: Pen, count: int, cash: int = 1, customer: int = 2) -> None:
    """A block of posts, every third with a detail."""
    requests = [
        TransferRequest(pen.new_id(), Kind.POST, cash, customer, 5, detail={"n": n, "memo": "Kühn"} if n % 3 == 0 else None)
        for n in range(count)
    ]
    pen.write(*requests)


def _leaves(pen: Pen) -> list[bytes]:
    """The leaves by hand: the row's COPY tuple, then the detail's canonical JSON."""
    return [
        tuple_bytes(row, pen.tenant) + (b"" if row.detail is None else f'{{"memo":"{row.detail["memo"]}","n":{row.detail["n"]}}}'.encode())
        for row in pen.book.rows
    ]


@pytest.fixture
def sealer(database: Database) -> Sealer:
    return Sealer(database, KEY, clock=FixedClock(START_US), step_rows=100)


def test_an_empty_journal_is_sealed_as_empty(pen: Pen, sealer: Sealer) -> None:
    head = sealer.seal(pen.tenant)
    assert (head.size, head.root) == (0, EMPTY_ROOT)
    assert sealer.seal(pen.tenant) == head


def test_the_signed_root_is_that_of_the_rows(pen: Pen, sealer: Sealer, app: Connection) -> None:
    pen.cash(), pen.customer()
    for count in (3, 1, 300, 40):
        _write(pen, count)
        head = sealer.seal(pen.tenant)
        assert (head.size, head.root) == (len(pen.book.rows), mth(_leaves(pen)))
        origin = "twincore/testcu/journal"
        assert open_checkpoint(head.note, KEY.verifier(origin)) == Checkpoint(origin, head.size, head.root)
        assert head.verifier == KEY.verifier(origin)
        assert sealer.seal(pen.tenant) == head, "nothing new, nothing signed"
        assert tree_head(app, pen.tenant) == head == tree_head(app, pen.tenant, head.size)
    assert tree_head(app, pen.tenant, 5) is None


def test_the_root_depends_on_the_rows_alone(pen: Pen, database: Database, superuser: Connection) -> None:
    """The same rows, sealed block by block, in odd steps by several sealers, and all at once: one root."""
    pen.cash(), pen.customer()
    roots = set()
    rng = random.Random(5)
    for _ in range(40):
        _write(pen, rng.randrange(1, 30))
        if rng.random() < 0.4:
            Sealer(database, KEY, step_rows=rng.randrange(1, 40)).seal(pen.tenant)
    roots.add(Sealer(database, KEY).seal(pen.tenant).root)
    superuser.execute("set session_replication_role = replica; truncate ledger.tile; truncate ledger.tree_head")
    roots.add(Sealer(database, KEY).seal(pen.tenant).root)
    assert roots == {mth(_leaves(pen))}


def test_two_sealers_take_turns(pen: Pen, database: Database, superuser: Connection) -> None:
    pen.cash(), pen.customer()
    _write(pen, 200)
    heads = []

    def seal() -> None:
        heads.append(Sealer(database, KEY, step_rows=7).seal(pen.tenant))

    threads = [threading.Thread(target=seal) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {head.root for head in heads} == {mth(_leaves(pen))}
    assert superuser.execute("select count(*) from ledger.tree_head").fetchone() == (29,)


def test_a_sealer_killed_between_steps_is_resumed_by_another(pen: Pen, database: Database) -> None:
    """A step is one transaction: cut it before its commit and nothing of it is there."""
    pen.cash(), pen.customer()
    _write(pen, 250)
    sealer = Sealer(database, KEY, step_rows=100)
    with database.connect("ledger") as conn:
        conn.execute("select set_config('app.tenant', %s, false)", (str(pen.tenant),))
        for _ in range(2):
            sealer._step(conn, pen.tenant)
            conn.commit()
        sealer._step(conn, pen.tenant)
        conn.rollback()
    with database.readonly(pen.tenant) as conn:
        head = tree_head(conn, pen.tenant)
        assert head is not None
        assert (head.size, head.root) == (200, mth(_leaves(pen)[:200]))
        assert seal_lag(conn, pen.tenant) == 50
    assert sealer.seal(pen.tenant).root == mth(_leaves(pen))


def test_nothing_is_signed_over_tiles_that_are_not_what_was_signed(pen: Pen, sealer: Sealer, superuser: Connection) -> None:
    pen.cash(), pen.customer()
    _write(pen, 10)
    sealer.seal(pen.tenant)
    superuser.execute("set session_replication_role = replica; update ledger.tile set hashes = set_byte(hashes, 40, 1)")
    _write(pen, 1)
    with pytest.raises(JournalBroken, match="do not lead to the root"):
        sealer.seal(pen.tenant)
    assert sealer.seal_all() == [], "one broken journal is an alarm, and the sealer lives"


def test_nothing_is_signed_over_a_gap(pen: Pen, sealer: Sealer, superuser: Connection) -> None:
    pen.cash(), pen.customer()
    _write(pen, 10)
    superuser.execute("set session_replication_role = replica; delete from ledger.transfer where seq = 4")
    with pytest.raises(JournalBroken, match="gap"):
        sealer.seal(pen.tenant)


def test_a_tenant_without_a_lane_is_refused_and_left_out(database: Database, pen: Pen, sealer: Sealer) -> None:
    with pytest.raises(Refusal, match="lane_not_found"):
        sealer.seal(9)
    assert [head.tenant for head in sealer.seal_all()] == [pen.tenant]


def test_the_sealer_runs_beside_the_service(pen: Pen, database: Database) -> None:
    pen.cash(), pen.customer()
    sealer = Sealer(database, KEY)
    sealer.start(0.01)
    try:
        for _ in range(5):
            _write(pen, 20)
        _until_sealed(database, pen)
    finally:
        sealer.close()


def test_the_sealer_runs_as_a_process_of_its_own(pen: Pen, database: Database, settings: Settings) -> None:
    pen.cash(), pen.customer()
    _write(pen, 20)
    close = start_process(settings)
    try:
        _until_sealed(database, pen)
        (process,) = (child for child in multiprocessing.active_children() if child.name == "twincore-sealer")
        assert os.getpriority(os.PRIO_PROCESS, process.pid or 0) == max(BEHIND, os.getpriority(os.PRIO_PROCESS, 0))
    finally:
        close()
    with database.readonly(pen.tenant) as conn:
        head = tree_head(conn, pen.tenant)
        assert head is not None
        assert head.verifier == SealKey.at(key_path(settings)).verifier("twincore/testcu/journal")


def _until_sealed(database: Database, pen: Pen) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with database.readonly(pen.tenant) as conn:
            head = tree_head(conn, pen.tenant)
            if head is not None and head.size == len(pen.book.rows):
                assert head.root == mth(_leaves(pen))
                return
        time.sleep(0.02)
    pytest.fail("the sealer did not come to the end of the journal")
