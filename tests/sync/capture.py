"""A capture in the manner of Debezium: what a core writes to its change log, put on the event log as change envelopes, as a connector would."""

from collections.abc import Callable, Collection

import orjson

from tests.sync.twin import Twin
from twincore.events import CORE_ENVELOPES, Event
from twincore.sync import default_interface
from twincore.sync.files import GrowingFile
from twincore.sync.intake import committed
from twincore.sync.model import Rows


class Capture:
    """Reads on in the log of a twin's core each time it is asked."""

    def __init__(self, twin: Twin) -> None:
        self._log, self.interface = twin.log, default_interface()
        self.file = GrowingFile(twin.folder / self.interface.files["changes"], self.interface.layouts["change"].length)
        self.next = 0
        self.key: Callable[[int], bytes] = lambda core: b"%015d" % core
        twin.log.create_topics([CORE_ENVELOPES.topic])

    def __call__(self, *, lose: Collection[int] = (), again: bool = False) -> int:
        """Publish what is new. lose: log sequence numbers that never arrive; again: everything from the beginning, a second time."""
        first = 0 if again else self.next
        rows, _, _ = self.interface.changes(self.file.read(first, self.file.records() - first), first)
        good, _, decided = committed(rows)
        self.next = first + decided
        events = [
            self.event(good, n)._replace(key=self.key(int(good["core"][n]))) for n in range(len(good)) if int(good["lsn"][n]) not in lose
        ]
        if events:
            self._log.publish(events)
        return len(events)

    @staticmethod
    def event(rows: Rows, n: int, amount: int | None = None) -> Event:
        """One change as ``io.debezium`` writes it, with money in minor units."""
        row = rows[n]
        core, signed = int(row["core"]), int(row["amount"]) if amount is None else amount
        after = {
            "epoch": int(row["epoch"]),
            "lsn": int(row["lsn"]),
            "origin": "TWIN" if int(row["origin"]) == 1 else "CORE",
            "id": f"{int(row['txn_hi']):016x}{int(row['txn_lo']):016x}",
            "bsb": f"{core // 10**9:06d}",
            "number": f"{core % 10**9:09d}",
            "direction": "CREDIT" if signed > 0 else "DEBIT",
            "type": bytes(row["code"]).decode(),
            "amount": abs(signed),
            "actual_before": int(row["before"]),
            "actual": int(row["before"]) + signed if bytes(row["code"]) != b"EAR" else int(row["after"]),
            "value_date": "2026-07-01",
            "at": int(row["at"]),
        }
        source = {"connector": "db2", "name": "core", "ts_ms": 1, "db": "DDA", "table": "CHANGES"}
        value = orjson.dumps({"before": None, "after": after, "source": source, "op": "c", "ts_ms": 2})
        return Event(CORE_ENVELOPES.topic.name, b"%015d" % core, value)
