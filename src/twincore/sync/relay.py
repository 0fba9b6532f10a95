"""Sending: the journal's legs become events, keyed by account, and from there records of the core's request queue. Sent twice is harmless: the core
knows a request by its id."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from twincore.events import CORE_REQUESTS, UNREADABLE, Coder, EventLog, Record, account_key, move_positions, positions
from twincore.kernel.db import Database
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Category, Refusal
from twincore.sync.files import AppendedFile
from twincore.sync.journal import Outstanding
from twincore.sync.mapping import Mapping
from twincore.sync.model import Ints, ParkReason, Place, Rows
from twincore.sync.positions import Unfit, move, park, position
from twincore.sync.records import Interface
from twincore.sync.rules import request_ids
from twincore.sync.schemas import SCHEMA_REFUSED

JOURNAL = "journal"
SENDER = "sync.sender"
RELAY_SEQS = 25_000
"""Transfers of one publication at the most."""


class Relay:
    """From the journal to the event log. The journal is the outbox; the position moves once the log has acknowledged."""

    def __init__(
        self, database: Database, tenant: int, log: EventLog, coder: Coder, interface: Interface, now_us: Callable[[], int]
    ) -> None:
        self.database, self.tenant, self.log, self.coder, self.now_us = database, tenant, log, coder, now_us
        values = interface.layouts["request"].values
        self._types = {-1: str(values["debit_type"]), 1: str(values["credit_type"])}
        self._earmark = str(values["earmark_type"])
        log.create_topics([CORE_REQUESTS.topic])
        with database.app(tenant) as conn:
            self.place = position(conn, tenant, JOURNAL)

    def step(self, outstanding: Outstanding, mapping: Mapping) -> int:
        """Publish the next legs of the journal; returns how many transfers were passed: none while the registry refuses the schema.

        Refuses ``position_moved``, ``event_log_unavailable``, ``registry_unavailable``.
        """
        with self.database.app(self.tenant) as conn:
            outstanding.extend(conn, self.tenant, mapping)
        upto = min(self.place.next + RELAY_SEQS, outstanding.known_seq)
        passed = upto - self.place.next
        if passed <= 0:
            return 0
        if not self.publish(outstanding.between(self.place.next, upto)):
            return 0
        stands = Place(JOURNAL, upto)
        with self.database.app(self.tenant) as conn:
            move(conn, self.tenant, self.place, stands, self.now_us())
        self.place = stands
        return passed

    def publish(self, legs: Rows) -> bool:
        """Ask the core for these legs (model.LEG), in order; False: the registry refuses the schema (``Coder.refused``), so that nothing was asked."""
        if len(legs):
            try:
                values = self._values(legs)
            except Refusal as refusal:
                if refusal.code not in SCHEMA_REFUSED:
                    raise
                return False
            self.log.publish_columns(CORE_REQUESTS.topic.name, [account_key(a) for a in legs["account"].tolist()], values)
        return True

    def earmarks(self, wanted: Sequence[tuple[int, int, int]]) -> list[dict[str, Any]]:
        """Requests that set amounts aside on the core (0: no longer): (account, core, amount)."""
        now_us = self.now_us()
        return [
            {
                "id": id_of_key("core-earmark", self.tenant, core, amount, now_us).bytes,
                "sequence": 0,
                "account": account,
                "bsb": f"{core // 1_000_000_000:06d}",
                "number": f"{core % 1_000_000_000:09d}",
                "direction": "DEBIT",
                "amount": amount,
                "type": self._earmark,
                "forced": True,
                "value_date": now_us // 86_400_000_000,
                "description": "earmark",
                "asked_at": now_us,
            }
            for account, core, amount in wanted
        ]

    def reset(self) -> None:
        """Stand where the database says."""
        with self.database.app(self.tenant) as conn:
            self.place = position(conn, self.tenant, JOURNAL)

    def _values(self, legs: Rows) -> list[bytes]:
        high, low = request_ids(legs)
        ids = np.empty((len(legs), 2), ">u8")
        ids[:, 0], ids[:, 1] = high, low
        bsb, number = np.divmod(legs["core"].astype(np.int64), 1_000_000_000)
        credit = legs["amount"] > 0
        columns = {
            "tenant": self.tenant,
            "id": ids.view(np.uint8).reshape(len(legs), 16),
            "sequence": legs["seq"],
            "account": legs["account"],
            "bsb": _digits(bsb, 6),
            "number": _digits(number, 9),
            "direction": credit.astype(np.int64),  # the schema's symbols: DEBIT, CREDIT
            "amount": np.abs(legs["amount"]),
            "type": np.where(credit, self._types[1], self._types[-1]),
            "forced": legs["attempt"] > 0,
            "value_date": legs["value_date"],
            "description": np.char.add("TWIN ", legs["code"].astype(str)),
            "asked_at": legs["at"],
        }
        return self.coder.encode_columns(CORE_REQUESTS.schema, columns, len(legs))


def _digits(numbers: Ints, width: int) -> npt.NDArray[np.str_]:
    """Numbers in that many digits."""
    found: npt.NDArray[np.str_] = np.char.zfill(numbers.astype(str), width)
    return found


@dataclass(frozen=True, slots=True)
class Sent:
    """What a look at the event log has sent to the core, and what of it could not be read."""

    requests: int = 0
    parked: int = 0


class Sender:
    """From the event log to the core's request queue. One process writes the queue; the position moves once the queue is on disk."""

    def __init__(
        self,
        database: Database,
        tenant: int,
        log: EventLog,
        coder: Coder,
        interface: Interface,
        queue: AppendedFile,
        now_us: Callable[[], int],
    ) -> None:
        self.database, self.tenant, self.coder, self.interface, self.queue, self.now_us = database, tenant, coder, interface, queue, now_us
        self._log = log
        self._subscribe()

    def _subscribe(self) -> None:
        with self.database.app(self.tenant) as conn:
            self._stood = positions(conn, self.tenant, SENDER, [CORE_REQUESTS.topic.name])
        self._subscription = self._log.subscribe([CORE_REQUESTS.topic.name], self._stood)

    def step(self, most: int = 10_000, wait_s: float = 0.0) -> Sent:
        """Send the next requests, at most so many. A message that cannot be read is parked, and the rest goes on.

        Refuses ``position_moved``, ``event_log_unavailable``, ``registry_unavailable``.
        """
        records = self._subscription.poll(most, wait_s)
        if not records:
            return Sent()
        asked, unfit = [], []
        for record in records:
            try:
                asked.append((record, read_request(self.coder, self.tenant, record.value)))
            except Refusal as refusal:
                if refusal.category is Category.UNAVAILABLE:
                    self.reset()
                    raise
                unfit.append(_poisoned(record, refusal))
        if asked:
            self.queue.append(self._encoded(asked, unfit))
        stands = self._subscription.positions
        with self.database.app(self.tenant) as conn:
            for one in unfit:
                park(conn, self.tenant, one.stream or SENDER, [one], self.now_us())
            move_positions(conn, self.tenant, SENDER, self._stood, stands)
        self._stood = dict(stands)
        return Sent(len(asked), len(unfit))

    def _encoded(self, asked: list[tuple[Record, dict[str, Any]]], unfit: list[Unfit]) -> bytes:
        try:
            return self.interface.requests([a for _, a in asked])
        except (Refusal, ValueError, OverflowError):
            parts = []
            for record, one in asked:
                try:
                    parts.append(self.interface.requests([one]))
                except (Refusal, ValueError, OverflowError) as error:
                    unfit.append(_poisoned(record, error))
            return b"".join(parts)

    def send(self, asked: list[dict[str, Any]]) -> None:
        """Write requests to the core's queue before all that waits in the log."""
        if asked:
            self.queue.append(self.interface.requests(asked))

    def level(self) -> bool:
        """Whether everything in the log is sent."""
        return self._log.ends([CORE_REQUESTS.topic.name]) == self._subscription.positions

    def reset(self) -> None:
        """Begin again where the database says."""
        self._subscription.close()
        self._subscribe()

    def close(self) -> None:
        """Let go of the log and the queue."""
        self._subscription.close()
        self.queue.close()


def read_request(coder: Coder, tenant: int, value: bytes | None) -> dict[str, Any]:
    """A request of this tenant in a message. Refuses ``event_invalid`` and what ``Coder.decode`` refuses."""
    if not value:
        raise Refusal("event_invalid", "A request has a value.")
    decoded = coder.decode(value)
    if decoded.name != f"twincore.{CORE_REQUESTS.schema}" or decoded.record.get("tenant") != tenant:
        raise Refusal("event_invalid", f"A {decoded.name} of tenant {decoded.record.get('tenant')} is no request of this tenant.")
    return dict(decoded.record)


def _poisoned(record: Record, error: Exception) -> Unfit:
    unreadable = isinstance(error, Refusal) and error.code in UNREADABLE
    reason = ParkReason.SCHEMA_UNREADABLE if unreadable else ParkReason.MESSAGE_POISONED
    words = error.message if isinstance(error, Refusal) else str(error)
    return Unfit(record.offset, reason, words, None, record.value or b"", f"{record.topic}/{record.partition}")
