"""Change capture by envelopes on the event log: what Debezium, or a replicator that writes its envelope, has seen of the core's table of changes.

The change log's follower and this one end in the same intake, and give a change the same id: who captured it, and how often, makes no difference.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from twincore.events import (
    CORE_ENVELOPES,
    UNREADABLE,
    Coder,
    EventLog,
    Operation,
    Record,
    minor_units,
    move_positions,
    positions,
    read_change,
)
from twincore.kernel.db import Connection, Database
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Category, Refusal
from twincore.ledger import Ledger
from twincore.sync.captured import Envelopes
from twincore.sync.intake import Books, Intake, take_in
from twincore.sync.journal import Outstanding
from twincore.sync.link import need_resync
from twincore.sync.model import CHANGE, CHUNK_MAX, ENVELOPES, Kind, Origin, ParkReason, Place, Rows, core_key
from twincore.sync.positions import Unfit, move, position

CONSUMER = "sync.envelopes"
_ORIGINS = {"TWIN": Origin.TWIN, "CORE": Origin.CORE}
_EPOCH_ORDINAL = 719_163
_KEY_DIGITS = 15
_LARGE, _INT4 = 2**62, 2**31


@dataclass(frozen=True, slots=True)
class EnvelopeReader:
    """How envelopes say what the core did. fields: our names -> the captured row's, where they are others; scale: decimals of amounts that come as text."""

    coder: Coder
    fields: Mapping[str, str] = field(default_factory=dict)
    scale: int = 2

    def row(self, record: Record, place: int) -> tuple[Any, ...] | None:
        """What an envelope says as a CHANGE row of that place; None: it is no change. Refuses ``envelope_invalid`` and what ``read_change`` refuses."""
        change = read_change(record, self.coder)
        if change is None:
            return None
        if change.operation not in (Operation.CREATE, Operation.READ):
            raise Refusal("envelope_invalid", f"A row of changes was {change.operation.name.lower()}d: the core's past does not change.")
        row = change.row
        try:
            side = {"CREDIT": 1, "DEBIT": -1, "C": 1, "D": -1}[str(self._of(row, "direction"))]
            high, low = _halves(self._of(row, "id"))
            amount, before, after = (
                minor_units(self._of(row, name), self.scale, field=name) for name in ("amount", "actual_before", "actual")
            )
            return (
                place,
                _within(self._of(row, "lsn"), 0, _LARGE, "lsn"),
                _within(self._of(row, "epoch"), 0, _INT4, "epoch"),
                0,
                int(Kind.REDO),
                int(_ORIGINS.get(str(self._of(row, "origin")), -1)),
                high,
                low,
                core_key(_within(self._of(row, "bsb"), 0, 10**6, "bsb"), _within(self._of(row, "number"), 0, 10**9, "number")),
                _within(amount * side, -_LARGE, _LARGE, "amount"),
                _within(before, -_LARGE, _LARGE, "actual_before"),
                _within(after, -_LARGE, _LARGE, "actual"),
                _within(self._of(row, "at"), -_LARGE, _LARGE, "at"),
                _within(_day(self._of(row, "value_date")), -_INT4, _INT4, "value_date"),
                str(self._of(row, "type")).encode("ascii"),
            )
        except (KeyError, ValueError, TypeError) as error:
            words = f"there is no such direction as {error}" if isinstance(error, KeyError) else str(error)
            raise Refusal("envelope_invalid", f"The row is none of the core's changes: {words}.") from None

    def _of(self, row: Mapping[str, Any], name: str) -> Any:
        column = self.fields.get(name, name)
        try:
            return row[column]
        except KeyError:
            raise Refusal("envelope_invalid", f"The row is none of the core's changes: it has no column {column!r}.", field=name) from None


class EnvelopeFollower:
    """One tenant's envelopes, batch by batch; positions of all partitions move in the commit of what the batch became.

    fields: our names -> the captured row's, where they are others; scale: decimals of amounts that come as text. One thread; a second process that reads
    the same is refused at its first commit.
    """

    def __init__(
        self,
        database: Database,
        ledger: Ledger,
        books: Books,
        log: EventLog,
        coder: Coder,
        now_us: Callable[[], int],
        *,
        topic: str = CORE_ENVELOPES.topic.name,
        fields: Mapping[str, str] | None = None,
        scale: int = 2,
    ) -> None:
        self.database, self.ledger, self.books, self.tenant, self.now_us = database, ledger, books, books.tenant, now_us
        self.topic, self.reader, self._log = topic, EnvelopeReader(coder, dict(fields or {}), scale), log
        self.most = min(CHUNK_MAX, database.settings.batch_transfers_max)
        self._begin()

    def _begin(self) -> None:
        with self.database.app(self.tenant) as conn:
            self._stood = positions(conn, self.tenant, CONSUMER, [self.topic])
            self.place = position(conn, self.tenant, ENVELOPES)
        self._subscription = self._log.subscribe([self.topic], self._stood)

    def reset(self) -> None:
        """Begin again where the database says."""
        self._subscription.close()
        self._begin()

    def close(self) -> None:
        """Let go of the log."""
        self._subscription.close()

    def behind(self) -> int:
        """Records of the log that are not taken in. Refuses ``event_log_unavailable``."""
        stands = self._subscription.positions
        return sum(max(end - stands.get(place, 0), 0) for place, end in self._log.ends([self.topic]).items())

    def source(self) -> Envelopes:
        """What was captured, for a comparison."""
        return Envelopes(self._log, self.topic, CONSUMER, self.reader.row)

    def step(self, outstanding: Outstanding | None, wait_s: float = 0.0) -> Intake | None:
        """Take in the next envelopes and wait until that is committed; None: there are none.

        What cannot be read is parked with its bytes, and all else goes on. Refuses ``position_moved``, ``event_log_unavailable``, and
        ``registry_unavailable``; then ``reset`` and try again.
        """
        records = self._subscription.poll(self.most, wait_s)
        if not records:
            return None
        unfit: list[Unfit] = []
        found: list[tuple[Any, ...]] = []
        sources: list[Record] = []
        for record in records:
            try:
                row = self.reader.row(record, len(sources))
            except Refusal as refusal:
                if refusal.category is Category.UNAVAILABLE:
                    self.reset()
                    raise
                unfit.append(_parked(record, refusal))
                continue
            if row is not None:
                found.append(row)
                sources.append(record)
        rows: Rows = np.array(found, CHANGE)
        stood, stands = dict(self._stood), dict(self._subscription.positions)

        now_us, place = self.now_us(), self.place
        epoch, lsn = (int(rows[name].max(initial=at)) for name, at in (("epoch", place.epoch), ("lsn", place.lsn)))
        moved = Place(ENVELOPES, place.next + len(records), epoch, lsn)
        self._look(place, moved, unfit)

        def advance(conn: Connection, tenant: int) -> None:
            move_positions(conn, tenant, CONSUMER, stood, stands)
            move(conn, tenant, place, moved, now_us)

        first = records[0]
        try:
            intake, future = take_in(
                self.ledger,
                self.books,
                outstanding,
                rows,
                unfit,
                lambda place: sources[place].value or b"",
                stream=f"{self.topic}/batch",
                epoch=int(rows["epoch"].max(initial=0)),
                command=id_of_key(CONSUMER, self.tenant, first.topic, first.partition, first.offset),
                advance=advance,
                now_us=now_us,
                place_of=lambda place: (f"{sources[place].topic}/{sources[place].partition}", sources[place].offset),
            )
            if future is not None:
                future.result()
        except BaseException:
            self.reset()
            raise
        intake.records = len(records)
        self._stood, self.place = stands, moved
        if intake.parked:
            self.books.refresh()
        return intake

    def _look(self, stood: Place, stands: Place, unfit: list[Unfit]) -> None:
        """What no envelope tells: that a core was restored, or what one said that nobody can read. Say so before anything is taken in."""
        words = "an envelope could not be read, not even its account" if any(one.core is None for one in unfit) else None
        if 0 < stood.epoch < stands.epoch:
            words = f"the core's changes go on in epoch {stands.epoch}"
        if words is not None:
            with self.database.app(self.tenant) as conn:
                need_resync(conn, self.tenant, words, now_us=self.now_us())


def _within(value: Any, least: int, beyond: int, name: str) -> int:
    """A whole number that a column holds: one that it does not would stop all that came with it."""
    number = int(value)
    if not least <= number < beyond:
        raise ValueError(f"{name} is {number}")
    return number


def _halves(value: object) -> tuple[int, int]:
    """Sixteen bytes, or their hexadecimal digits."""
    raw = value if isinstance(value, bytes) else bytes.fromhex(str(value).replace("-", ""))
    if len(raw) != 16:
        raise ValueError(f"an id has 16 bytes, not {len(raw)}")
    return int.from_bytes(raw[:8], "big"), int.from_bytes(raw[8:], "big")


def _day(value: object) -> int:
    """Days since 1970 of a date as Avro or JSON carries it."""
    if isinstance(value, int):
        return value
    return date.fromisoformat(str(value)).toordinal() - _EPOCH_ORDINAL


def _parked(record: Record, refusal: Refusal) -> Unfit:
    """What cannot be read, with the account that its key says."""
    reason = ParkReason.SCHEMA_UNREADABLE if refusal.code in UNREADABLE else ParkReason.MESSAGE_POISONED
    core = int(record.key) if len(record.key) == _KEY_DIGITS and record.key.isdigit() else 0
    return Unfit(record.offset, reason, refusal.message, core or None, record.value or b"", f"{record.topic}/{record.partition}")
