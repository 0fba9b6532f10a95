"""Any number of writers on one lane: one gapless order, nothing lost, nothing doubled, whoever wins the race."""

import random
import threading
import time
from collections.abc import Iterator
from uuid import UUID

import pytest

from tests.conftest import START_US
from tests.ledger.auditor import Auditor
from tests.ledger.load import CASH, LIMITED, Batch, Load, auditor_of, note_answers
from tests.ledger.service import Answer, Service
from tests.ledger.stored import StoredLedger
from twincore.kernel.db import Connection, Database
from twincore.ledger import AccountSpec, Kind, Ledger, Status, TransferRequest, checkpoint, freeze, open_accounts, set_credit_limit

SEED = 20_260_702
PATIENCE_S = 60
A = UUID(int=1)


@pytest.fixture
def two(database: Database, opened: int) -> Iterator[tuple[StoredLedger, StoredLedger]]:
    """Two services that share a lane, both of which have seen it."""
    pair = StoredLedger(database, opened, START_US), StoredLedger(database, opened, START_US)
    try:
        for n, each in enumerate(pair):
            each.decide([TransferRequest(UUID(int=100 + n), debit=CASH, credit=2, amount=1_000)], START_US)
        yield pair
    finally:
        for each in pair:
            each.close()


def competing(database: Database, tenant: int, writers: int, seconds: float, seed: int) -> tuple[Auditor, list[Batch]]:
    """Writers as threads, each with a Ledger of its own; they pipeline, take checkpoints and repeat what others said."""
    auditor, lock, said = auditor_of(tenant), threading.Lock(), list[Batch]()
    failures: list[BaseException] = []

    def work(name: str) -> None:
        ledger, load, chance = Ledger(database), Load(seed, name, time.time_ns() // 1000), random.Random(f"{seed}{name}")
        try:
            waiting = []
            while time.monotonic() < end:
                batch = load.batch(time.time_ns() // 1000, size=chance.choice((3, 12, 300)))
                with lock:
                    if said and chance.random() < 0.1:
                        batch = chance.choice(said[-5:])  # a client that goes to another server with the same request
                    said.append(batch)
                    auditor.send(batch.requests)
                waiting.append((batch, ledger.submit(tenant, batch.requests, batch.command, bulk=chance.random() < 0.3)))
                if len(waiting) > 3:
                    heard(*waiting.pop(0))
                if chance.random() < 0.05:
                    checkpoint(database, tenant)
            for each in waiting:
                heard(*each)
        except BaseException as error:
            failures.append(error)
        finally:
            ledger.close()

    def heard(batch: Batch, future: object) -> None:
        outcomes = list(future.result(PATIENCE_S))  # type: ignore[attr-defined]
        with lock:
            note_answers(auditor, batch, outcomes)

    end = time.monotonic() + seconds
    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"[:writers]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, f"seed {seed}: {failures}"
    return auditor, said


@pytest.mark.parametrize("writers", [2, 4])
def test_writers_that_compete_keep_one_order(database: Database, opened: int, superuser: Connection, writers: int) -> None:
    auditor, _ = competing(database, opened, writers, 4, SEED)
    assert auditor.audit(superuser) == [], f"seed {SEED}"
    assert auditor.transfers > 200


@pytest.mark.long
@pytest.mark.parametrize("seed", range(8))
def test_writers_that_compete_for_longer_keep_one_order(database: Database, opened: int, superuser: Connection, seed: int) -> None:
    auditor, _ = competing(database, opened, 2 + seed % 3, 10, seed)
    assert auditor.audit(superuser) == [], f"seed {seed}"


@pytest.mark.parametrize("writers", [2, 4])
def test_processes_that_compete_keep_one_order(database: Database, opened: int, superuser: Connection, writers: int) -> None:
    """The same by separate processes, each with its own memory, checkpointer and clock reading."""
    auditor, lock, heard = auditor_of(opened), threading.Lock(), threading.Semaphore(0)
    batches: dict[int, Batch] = {}

    def answered(number: int, answer: Answer | None) -> None:
        with lock:
            assert answer is not None, f"seed {SEED}: submission {number} failed"
            for request, (status, seq) in zip(batches[number].requests, answer, strict=True):
                auditor.answer(request, status, seq or None)
        heard.release()

    services = [Service(database.settings, opened, answered) for _ in range(writers)]
    loads = [Load(SEED, name, time.time_ns() // 1000) for name in "abcd"[:writers]]
    try:
        for turn in range(40):
            for number, (service, load) in enumerate(zip(services, loads, strict=True), turn * writers):
                with lock:
                    batches[number] = load.batch(time.time_ns() // 1000)
                    auditor.send(batches[number].requests)
                assert service.submit(number, batches[number])
            for _ in range(writers if turn % 4 else 0):
                assert heard.acquire(timeout=PATIENCE_S), f"seed {SEED}: no answer in turn {turn}"
    finally:
        for service in services:
            service.close()
    assert auditor.audit(superuser) == [], f"seed {SEED}"
    assert auditor.transfers > 200


def test_one_id_asked_of_two_writers_at_once_is_one_transfer(two: tuple[StoredLedger, StoredLedger]) -> None:
    for n in range(1, 31):
        request = [TransferRequest(UUID(int=1_000 + n), debit=2, credit=3, amount=1)]
        futures = [each.ledger.submit(each.tenant, request, A) for each in two]
        outcomes = [future.result(PATIENCE_S)[0] for future in futures]
        assert sorted(outcome.status for outcome in outcomes) == [Status.CREATED, Status.EXISTS]
        assert outcomes[0].transfer == outcomes[1].transfer
    assert two[0].balances(3).current == 30


def test_the_last_cent_is_spent_once_though_two_writers_reach_for_it(two: tuple[StoredLedger, StoredLedger]) -> None:
    for n in range(20):
        two[n % 2].decide([TransferRequest(UUID(int=2_000 + n), debit=CASH, credit=4, amount=10)], START_US)
        futures = [
            each.ledger.submit(each.tenant, [TransferRequest(UUID(int=3_000 + 2 * n + m), debit=4, credit=3, amount=10)], A)
            for m, each in enumerate(two)
        ]
        assert sorted(future.result(PATIENCE_S)[0].status for future in futures) == [Status.CREATED, Status.INSUFFICIENT_FUNDS]
    assert two[0].balances(4).available == 0


def test_a_writer_knows_the_holds_that_another_placed_captured_and_released(two: tuple[StoredLedger, StoredLedger]) -> None:
    first, second = two
    hold = TransferRequest(UUID(int=500), Kind.HOLD, debit=2, credit=3, amount=100)
    first.decide([hold], START_US)
    part = TransferRequest(UUID(int=501), Kind.CAPTURE, ref=hold.id, amount=30)
    first.decide([part], START_US)
    rest = TransferRequest(UUID(int=502), Kind.CAPTURE, ref=hold.id)
    outcome = second.decide([rest], START_US)[0]
    assert outcome.status == Status.CREATED
    assert outcome.transfer is not None
    assert outcome.transfer.amount == 70
    late = first.decide([TransferRequest(UUID(int=503), Kind.RELEASE, ref=hold.id)], START_US)[0]
    assert late.status == Status.HOLD_CAPTURED
    assert second.decide([TransferRequest(UUID(int=504), Kind.REVERSE, ref=part.id)], START_US)[0].status == Status.CREATED
    assert first.decide([TransferRequest(UUID(int=505), Kind.REVERSE, ref=part.id)], START_US)[0].status == Status.ALREADY_REVERSED


def test_every_writer_notices_a_freeze_a_limit_and_a_new_account(
    two: tuple[StoredLedger, StoredLedger], database: Database, opened: int
) -> None:
    def fates(n: int, debit: int, credit: int, amount: int) -> list[Status]:
        requests = [TransferRequest(UUID(int=n + m), debit=debit, credit=credit, amount=amount) for m in range(2)]
        return [each.decide([request], START_US)[0].status for each, request in zip(two, requests, strict=True)]

    with database.app(opened) as conn:
        freeze(conn, opened, 2)
    assert fates(600, debit=2, credit=3, amount=1) == [Status.DEBIT_ACCOUNT_FROZEN] * 2
    with database.app(opened) as conn:
        set_credit_limit(conn, opened, 5, 7)
    assert fates(610, debit=5, credit=3, amount=4) == [Status.CREATED, Status.INSUFFICIENT_FUNDS]
    with database.app(opened) as conn:
        new = open_accounts(conn, opened, [AccountSpec("AUD", 1, "C", LIMITED)], now_us=START_US)[0]
    assert fates(620, debit=CASH, credit=new, amount=4) == [Status.CREATED] * 2
    assert fates(630, debit=new, credit=3, amount=8) == [Status.CREATED, Status.INSUFFICIENT_FUNDS]


def test_time_never_goes_back_though_one_writers_clock_is_slow(two: tuple[StoredLedger, StoredLedger]) -> None:
    """The slow one learns of the other's transfers while it decides (its second request must be looked into), and dates its own after them."""
    fast, slow = two
    for n in range(5):
        fast.decide([TransferRequest(UUID(int=700 + 10 * n), debit=CASH, credit=3, amount=1)], START_US + 1_000_000 * (n + 1))
        slow.decide(
            [
                TransferRequest(UUID(int=701 + 10 * n), debit=CASH, credit=3, amount=1),
                TransferRequest(UUID(int=702 + 10 * n), debit=4, credit=3, amount=10**9),
            ],
            START_US,
        )
    times = [row.posted_at_us for row in fast.rows]
    assert times == sorted(times)


def test_an_expiry_is_written_once_though_both_writers_wait_for_it(two: tuple[StoredLedger, StoredLedger]) -> None:
    holds = [
        TransferRequest(UUID(int=800 + n), Kind.HOLD, debit=2, credit=3, amount=1, expires_at_us=START_US + 1 + n % 7) for n in range(50)
    ]
    two[0].decide(holds, START_US)
    two[1].decide([TransferRequest(UUID(int=890), debit=CASH, credit=3, amount=1)], START_US)
    for each in two:
        each.clock.set(START_US + 10)
    deadline = time.monotonic() + PATIENCE_S
    while two[0].balances(2).held and time.monotonic() < deadline:
        time.sleep(0.05)
    expiries = [row.ref for row in two[0].rows if row.kind == Kind.EXPIRE]
    assert sorted(expiries) == sorted(set(expiries))
    assert len(expiries) == 50
