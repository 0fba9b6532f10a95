"""Writers of one lane take turns: bulk work beside steady single posts comes to its end, and neither keeps the other waiting for long."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import numpy as np
import pytest

from tests.conftest import START_US
from tests.ledger.load import CASH, Batch
from tests.ledger.proxy import Cut, Where, wire_to
from tests.ledger.service import Answer, Service
from tests.ledger.stored import StoredLedger
from tests.ledger.workload import link
from twincore.kernel.db import Database
from twincore.kernel.postgres import EmbeddedPostgres
from twincore.ledger import AccountFlag, AccountSpec, Kind, Ledger, Status, TransferRequest, checkpoint, open_accounts, verify
from twincore.ledger.engine import store
from twincore.ledger.engine.store import Disconnected, LaneStore
from twincore.ledger.engine.submission import Piece, Submission
from twincore.ledger.engine.tail import Tail, Tails
from twincore.ledger.rows import requests_array

PATIENCE_S = 60
SEED = 20_260_717
COMMAND = UUID(int=1)


@pytest.fixture
def other(database: Database, opened: int) -> Iterator[StoredLedger]:
    """Another writer of the lane."""
    stored = StoredLedger(database, opened, START_US)
    yield stored
    stored.close()


def deposit(n: int, account: int = 3, amount: int = 1) -> TransferRequest:
    return TransferRequest(UUID(int=n), debit=CASH, credit=account, amount=amount)


def test_bulk_work_ends_beside_a_steady_poster_of_another_process(database: Database, opened: int) -> None:
    """Given single posts without a pause from one process, when another has much to post, then it gets there; all of both is in the journal, once."""
    answers, lock, stop = dict[int, Answer | None](), threading.Lock(), threading.Event()

    def answered(number: int, answer: Answer | None) -> None:
        with lock:
            answers[number] = answer

    service, ledger = Service(database.settings, opened, answered), Ledger(database)
    sent = 0

    def post_steadily() -> None:
        nonlocal sent
        while not stop.is_set():
            sent += 1
            service.submit(sent, Batch([deposit(1_000_000 + sent, account=4)], COMMAND))
            stop.wait(0.005)

    poster = threading.Thread(target=post_steadily)
    poster.start()
    try:
        deadline = time.monotonic() + PATIENCE_S
        while len(answers) < 20:
            assert time.monotonic() < deadline, "the single posts never began"
            time.sleep(0.01)
        for page in range(5):
            requests = [deposit(10_000 * (page + 1) + n) for n in range(4_000)]
            outcomes = ledger.submit(opened, requests, COMMAND, bulk=True).result(PATIENCE_S)
            assert outcomes.created == 4_000
    finally:
        stop.set()
        poster.join()
        ledger.close()
        service.close()
    assert set(answers) == set(range(1, sent + 1))
    assert [answer and answer[0][0] for answer in answers.values()] == [Status.CREATED] * sent
    seqs = [answer[0][1] for answer in answers.values() if answer]
    assert seqs == sorted(seqs), "one client's posts are in the order in which it asked"
    with database.app(opened) as conn:
        row = conn.execute("select seq from ledger.lane where tenant = %s", (opened,)).fetchone()
    assert row == (20_000 + sent,)
    checkpoint(database, opened)
    assert all(result.ok for result in verify(database, opened))


@pytest.mark.parametrize("everything", [False, True], ids=["one connection", "all connections"])
@pytest.mark.parametrize("where", ["before", "after", "unheard"])
def test_a_writer_may_lose_its_connection_while_the_lane_is_in_its_hands(
    database: Database, opened: int, other: StoredLedger, server: EmbeddedPostgres, where: Where, everything: bool
) -> None:
    """Cut at the message that takes the lane, then at each of a submission; what is left of the first writer keeps nobody else out."""
    times = 20
    with wire_to(server.socket) as wire:
        far = Database(replace(database.settings, database_host=str(wire.folder)))
        stored = StoredLedger(database, opened, START_US, way=far)
        try:
            stored.decide([deposit(1)], START_US)
            for n in range(1, times + 1):
                other.decide([deposit(100 + n)], START_US)  # so that the wired one finds the head moved
                text = b"pg_advisory_xact_lock" if n == 1 else b""
                wire.cut(Cut(where, message=max(1, n - 1), text=text, everything=everything))
                requests = [deposit(1_000 * n + at, account=5) for at in range(40)]
                statuses = {outcome.status for outcome in stored.decide(requests, START_US)}
                wire.mend()
                assert statuses <= {Status.CREATED, Status.EXISTS}
                assert other.decide([deposit(200 + n)], START_US)[0].status == Status.CREATED
            assert wire.cuts > 8
            assert other.balances(5).current == times * 40
        finally:
            stored.close()
            far.close()
    assert [row.seq for row in other.rows] == list(range(1, times * 42 + 2))
    checkpoint(database, opened)
    assert all(result.ok for result in verify(database, opened))


def test_a_writer_that_stands_still_loses_the_lane(
    database: Database, opened: int, other: StoredLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "IDLE_MAX", "300ms")
    still = LaneStore(database, opened)
    still.connect()
    try:
        began_s = time.monotonic()  # before it is taken: however slow the machine, it stands still for longer than that
        head = still.lock()
        assert other.decide([deposit(7)], START_US)[0].status == Status.CREATED
        assert time.monotonic() - began_s > 0.2, "the lane was not taken"
        with pytest.raises(Disconnected):
            still.commit(None, None)
        still.connect()
        assert still.head().seq == head.seq + 1
    finally:
        still.close()


def test_bulk_work_is_cut_between_linked_groups_only(opened: int) -> None:
    chance = np.random.default_rng(SEED)
    for _ in range(50):
        groups = [[deposit(int(chance.integers(1, 2**60))) for _ in range(int(chance.integers(1, 9)))] for _ in range(40)]
        requests = requests_array([request for group in groups for request in link(group)])
        ends = set(np.cumsum([len(group) for group in groups]).tolist())
        piece = Piece(Submission(requests, COMMAND, {}, None, bulk=True), 0, len(requests))
        parts = [smaller for part in piece.cut(60) for smaller in part.cut(20)]
        assert [part.start for part in parts] == [0, *(part.end for part in parts[:-1])]
        assert {part.end for part in parts} <= ends
        assert max(part.end - part.start for part in parts) <= 20
        for part in parts[:-1]:
            part.answered = True
            assert not piece.done
        parts[-1].answered = True
        assert piece.done
    single = Piece(Submission(requests, COMMAND, {}, None, bulk=False), 0, len(requests))
    assert single.cut(20) == [single]


def test_accounts_met_after_other_writers_used_them_are_as_the_journal_has_them(
    database: Database, opened: int, other: StoredLedger
) -> None:
    """Given accounts that a lane has never met and others pay into, when it meets them, then their last cent is spent once and no cent more."""
    limited = AccountSpec("AUD", 2100, "C", AccountFlag.LIMITED)
    with database.app(opened) as conn:
        ids = list(open_accounts(conn, opened, [limited] * 120, now_us=START_US))
    mine = StoredLedger(database, opened, START_US)
    try:
        mine.decide([deposit(1)], START_US)
        for n, account in enumerate(ids):
            other.decide([deposit(1_000 + 2 * n, account, 7), deposit(1_001 + 2 * n, ids[n // 2], 3)], START_US)
            if n % 5 == 0:
                mine.decide([deposit(5_000 + n)], START_US)
            if n % 40 == 20:
                mine.ledger.lane(opened).covered(checkpoint(database, opened))
        paid = dict.fromkeys(ids, 7)
        for n in range(len(ids)):
            paid[ids[n // 2]] += 3
        for n, (account, amount) in enumerate(paid.items()):
            asked = [TransferRequest(UUID(int=9_000 + 2 * n + m), Kind.POST, account, 3, part) for m, part in enumerate((amount, 1))]
            assert [outcome.status for outcome in mine.decide(asked, START_US)] == [Status.CREATED, Status.INSUFFICIENT_FUNDS]
    finally:
        mine.close()
    assert all(result.ok for result in verify(database, opened))


def test_tails_give_what_one_tail_gives() -> None:
    """However the rows are cut into blocks, and whatever a checkpoint made needless, an account's sums are those of all rows after its last."""
    chance = np.random.default_rng(SEED)
    for _ in range(30):
        count = int(chance.integers(1, 400))
        seq = np.cumsum(chance.integers(1, 4, count))
        debit = chance.integers(1, 20, count)
        rows = np.array([seq, debit, debit % 19 + 1, chance.integers(1, 99, count), chance.integers(-5, 5, count)])
        cuts = np.unique(np.concatenate((chance.integers(0, count, 40), [0, count])))
        tails = Tails(np.zeros((5, 0), np.int64))
        for start, end in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
            tails.add(rows[:, start:end])
        covered = int(chance.integers(0, seq[-1] + 1))
        tails.forget(covered)
        loaded = np.zeros((19, 8), np.int64)
        loaded[:, 7], loaded[:, 6] = np.arange(1, 20), covered
        whole = loaded.copy()
        Tail(rows).add_to(whole)
        tails.add_to(loaded)
        assert (loaded == whole).all()
