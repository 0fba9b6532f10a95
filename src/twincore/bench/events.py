"""``twincore bench events``: the event log by itself: records to Avro and into the log, out of it and back to records, and how soon one is seen."""

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from twincore.bench.ground import Ground, fresh_ground
from twincore.events import (
    TRANSFERS,
    Broker,
    Coder,
    Event,
    EventLog,
    Kafka,
    KafkaEventLog,
    PostgresEventLog,
    PostgresRegistry,
    account_key,
)

BATCH = 10_000
ACCOUNTS = 10_000
SINGLES = 300
TENANT = 1
_TOPIC = TRANSFERS.topic.name


def bench_events(kind: str, events: int, *, folder: Path | None = None) -> dict[str, Any]:
    """Run the benchmark; returns the JSON object of ``twincore bench events``. kind: ``postgresql`` or ``kafka``."""
    with fresh_ground(folder) as ground, _log(kind, ground, folder) as log:
        log.create_topics([TRANSFERS.topic])
        coder = Coder(PostgresRegistry(ground.database))
        _publish(log, coder, 0, BATCH)  # connections, topics and schemas are known from here on
        start = log.ends([_TOPIC])
        began = time.perf_counter()
        _publish(log, coder, BATCH, events)
        published = time.perf_counter() - began
        ends = log.ends([_TOPIC])
        subscription = log.subscribe([_TOPIC], start)
        began = time.perf_counter()
        seqs: set[int] = set()
        while subscription.positions != ends:
            seqs.update(coder.decode(record.value or b"").record["seq"] for record in subscription.poll(BATCH))
        read = time.perf_counter() - began
        seen_ms = _one_by_one(log, coder)
        subscription.close()
        return {
            "log": kind,
            "events": events,
            "published_per_s": round(events / published),
            "read_per_s": round(events / read),
            "lost": events - len(seqs),
            "seen_p50_ms": round(seen_ms[len(seen_ms) // 2], 2),
            "seen_p99_ms": round(seen_ms[len(seen_ms) * 99 // 100], 2),
            **ground.machine(),
        }


@contextmanager
def _log(kind: str, ground: Ground, folder: Path | None) -> Iterator[EventLog]:
    if kind == "postgresql":
        yield PostgresEventLog(ground.database, TENANT)
        return
    with tempfile.TemporaryDirectory(prefix="twincore-bench-", dir=folder) as place:
        broker = Broker(Path(place))
        broker.start()
        log = KafkaEventLog(Kafka(broker.bootstrap), TENANT)
        try:
            yield log
        finally:
            log.close()
            broker.stop()


def _publish(log: EventLog, coder: Coder, first: int, count: int) -> None:
    for at in range(first, first + count, BATCH):
        log.publish(_events(coder, np.arange(at, min(at + BATCH, first + count))))


def _events(coder: Coder, seqs: npt.NDArray[np.int64]) -> list[Event]:
    """The events of transfers as a relay makes them of the journal: by column."""
    accounts = seqs * 7919 % ACCOUNTS + 1
    columns: dict[str, Any] = {
        "tenant": TENANT,
        "id": (seqs[:, None] >> np.arange(0, 128, 8) % 64 & 0xFF).astype(np.uint8),
        "seq": seqs,
        "account": accounts,
        "counter_account": accounts + 1,
        "direction": seqs % 2,
        "kind": "POST",
        "amount": seqs % 10_000 + 1,
        "currency": "AUD",
        "balance": 1_000_000 - seqs,
        "held": 0,
        "code": 201,
        "value_date": 20_635,
        "posted_at": 1_782_864_000_000_000 + seqs,
        "command": bytes(16),
        "flags": 0,
    }
    values = coder.encode_columns(TRANSFERS.schema, columns, len(seqs))
    return [Event(_TOPIC, account_key(account), value) for account, value in zip(accounts.tolist(), values, strict=True)]


def _one_by_one(log: EventLog, coder: Coder) -> list[float]:
    """Milliseconds from the call of publish to the record in a waiting reader's hands, one event at a time, ascending."""
    subscription = log.subscribe([_TOPIC], log.ends([_TOPIC]))
    seen: list[float] = []
    arrived = threading.Semaphore(0)

    def follow() -> None:
        while len(seen) < SINGLES:
            if subscription.poll(timeout_s=5.0):
                seen.append(time.perf_counter())
                arrived.release()

    follower = threading.Thread(target=follow)
    follower.start()
    sent = []
    for seq in range(SINGLES):
        event = _events(coder, np.array([seq]))
        sent.append(time.perf_counter())
        log.publish(event)
        arrived.acquire()
        time.sleep(0.005)
    follower.join()
    subscription.close()
    return sorted((there - here) * 1000 for here, there in zip(sent, seen, strict=True))
