"""The event log in PostgreSQL: what twincore uses where no Kafka is configured, with the same semantics."""

import time
from collections.abc import Sequence
from typing import Any

import orjson
import psycopg
from psycopg_pool import PoolTimeout

from twincore.events.model import (
    Event,
    Place,
    Position,
    Positions,
    Record,
    Topic,
    check,
    lost,
    topic_differs,
    topic_unknown,
    trimmed,
    unavailable,
)
from twincore.events.partitioner import partition_of
from twincore.kernel.db import Connection, Database
from twincore.kernel.sql import load

_SQL = load("twincore.events")
_PAUSE_MIN_S, _PAUSE_MAX_S = 0.002, 0.02
"""How long a reader sleeps between two looks at a log that has nothing new."""
_GONE = (psycopg.OperationalError, PoolTimeout)


class PostgresEventLog:
    """The events of one tenant in ``events.log``. See ``EventLog`` for what it promises."""

    def __init__(self, database: Database, tenant: int) -> None:
        self.database = database
        self.tenant = tenant
        self._partitions: dict[str, int] = {}

    def create_topics(self, topics: Sequence[Topic]) -> None:
        """Make topics that are not there yet; refuses ``topic_differs``."""
        with self.database.app(self.tenant) as conn:
            there = _partitions(conn, self.tenant, [topic.name for topic in topics])
            for topic in topics:
                if topic.name not in there:
                    for partition in range(topic.partitions):
                        values = {"tenant": self.tenant, "topic": topic.name, "partition": partition, "retention_h": topic.retention_h}
                        conn.execute(_SQL.add_partition, values)
            made = _partitions(conn, self.tenant, [topic.name for topic in topics])
            for topic in topics:
                if made[topic.name] != topic.partitions:
                    raise topic_differs(topic.name, made[topic.name], topic.partitions)

    def publish(self, events: Sequence[Event]) -> list[Position]:
        """Append events in a transaction of their own and return where each one is: all of them or none."""
        try:
            with self.database.app(self.tenant) as conn:
                return self.append(conn, events)
        except _GONE as error:
            raise unavailable(error) from error

    def publish_columns(self, topic: str, keys: Sequence[bytes], values: Sequence[bytes]) -> None:
        """Append events of one topic in a transaction of their own."""
        self.publish([Event(topic, key, value) for key, value in zip(keys, values, strict=True)])

    def append(self, conn: Connection, events: Sequence[Event]) -> list[Position]:
        """Append events in the caller's transaction of the application role: they are in the log when it commits, and only then.

        The partitions stay locked until then, so do it late. Refuses ``topic_unknown``, ``event_too_large``.
        """
        check(events)
        places = self._places(conn, events)
        groups: dict[Place, list[Event]] = {}
        for place, event in zip(places, events, strict=True):
            groups.setdefault(place, []).append(event)
        following = {place: self._append(conn, place, groups[place]) for place in sorted(groups)}  # one order for all: no deadlock
        if len(following) == 1:
            place, first = following.popitem()
            return [Position(*place, first + at) for at in range(len(events))]
        found = []
        for place in places:
            offset = following[place]
            following[place] = offset + 1
            found.append(Position(*place, offset))
        return found

    def _places(self, conn: Connection, events: Sequence[Event]) -> list[Place]:
        topics = {event.topic for event in events}
        if unseen := topics - self._partitions.keys():
            self._partitions |= _partitions(conn, self.tenant, sorted(unseen))
        for topic in topics:
            if topic not in self._partitions:
                raise topic_unknown(topic)
        single = {topic: Place(topic, 0) for topic in topics if self._partitions[topic] == 1}
        return [single.get(event.topic) or Place(event.topic, partition_of(event.key, self._partitions[event.topic])) for event in events]

    def _append(self, conn: Connection, place: Place, events: list[Event]) -> int:
        headers = [orjson.dumps(event.headers).decode() if event.headers else None for event in events]
        values: dict[str, Any] = {
            "tenant": self.tenant,
            "topic": place.topic,
            "partition": place.partition,
            "keys": [event.key for event in events],
            "values": [event.value for event in events],
            "headers": headers if any(headers) else None,
        }
        row = conn.execute(_SQL.append, values, binary=True).fetchone()
        if row is None:
            raise topic_unknown(place.topic)
        first: int = row[0]
        return first

    def subscribe(self, topics: Sequence[str], positions: Positions | None = None) -> "PostgresSubscription":
        """Read topics from the positions given, and from the beginning where none is."""
        begin = self.beginnings(topics)
        return PostgresSubscription(self, begin | {place: offset for place, offset in (positions or {}).items() if place in begin})

    def beginnings(self, topics: Sequence[str]) -> dict[Place, int]:
        """The offset of the oldest record kept of each partition."""
        return {place: beginning for place, (beginning, _) in self._reach(topics).items()}

    def ends(self, topics: Sequence[str]) -> dict[Place, int]:
        """The offset that the next record of each partition will get."""
        return {place: end for place, (_, end) in self._reach(topics).items()}

    def _reach(self, topics: Sequence[str]) -> dict[Place, tuple[int, int]]:
        try:
            with self.database.app(self.tenant) as conn:
                return reach(conn, self.tenant, topics)
        except _GONE as error:
            raise unavailable(error) from error

    def trim(self) -> dict[Place, int]:
        """Remove events older than their topic's retention that every consumer with a position has passed; gives the new beginnings."""
        with self.database.app(self.tenant) as conn:
            return {Place(topic, partition): beginning for topic, partition, beginning in conn.execute(_SQL.trim, {"tenant": self.tenant})}

    def close(self) -> None:
        """Nothing to let go of: connections are the database's."""


class PostgresSubscription:
    """One reader. It looks again every few milliseconds while there is nothing new."""

    def __init__(self, log: PostgresEventLog, positions: dict[Place, int]) -> None:
        self._log = log
        self._positions = positions
        self._turn = 0

    @property
    def positions(self) -> dict[Place, int]:
        """The offset of the next record of every partition."""
        return dict(self._positions)

    def seek(self, place: Place, offset: int) -> None:
        """Go on from this offset."""
        assert place in self._positions, "a subscription reads its own topics"
        self._positions[place] = offset

    def poll(self, records_max: int = 10_000, timeout_s: float = 1.0) -> list[Record]:
        """The next records; waits up to the time for the first one."""
        until = time.monotonic() + timeout_s
        pause = _PAUSE_MIN_S
        while not (records := self._look(records_max)) and (left := until - time.monotonic()) > 0:
            time.sleep(min(pause, left))
            pause = min(pause * 2, _PAUSE_MAX_S)
        return records

    def _look(self, records_max: int) -> list[Record]:
        records: list[Record] = []
        moved: dict[Place, int] = {}
        try:
            with self._log.database.app(self._log.tenant) as conn:
                reaches = reach(conn, self._log.tenant, sorted({place.topic for place in self._positions}))
                for place in self._in_turn():
                    position = self._positions[place]
                    beginning, end = reaches[place]
                    if position < beginning:
                        raise trimmed(place, position, beginning)
                    if position > end:
                        raise lost(place, position, end)
                    if position < end and len(records) < records_max:
                        read = _read(conn, self._log.tenant, place, position, min(end - position, records_max - len(records)))
                        if read[0].offset != position:  # trimmed between the two looks
                            raise trimmed(place, position, read[0].offset)
                        records += read
                        moved[place] = read[-1].offset + 1
        except _GONE as error:
            raise unavailable(error) from error
        self._positions |= moved
        return records

    def _in_turn(self) -> list[Place]:
        """The partitions, beginning with another one each time, so that a busy one does not keep the others waiting."""
        places = sorted(self._positions)
        self._turn = (self._turn + 1) % len(places)
        return places[self._turn :] + places[: self._turn]

    def close(self) -> None:
        """Nothing to let go of."""


def reach(conn: Connection, tenant: int, topics: Sequence[str]) -> dict[Place, tuple[int, int]]:
    """Beginning and end of every partition of some topics. Refuses ``topic_unknown``."""
    rows = conn.execute(_SQL.partitions, {"tenant": tenant, "topics": list(topics)}).fetchall()
    found = {Place(topic, partition): (beginning, following) for topic, partition, beginning, following in rows}
    for topic in set(topics) - {place.topic for place in found}:
        raise topic_unknown(topic)
    return found


def _partitions(conn: Connection, tenant: int, topics: list[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for topic, *_ in conn.execute(_SQL.partitions, {"tenant": tenant, "topics": topics}):
        counts[topic] = counts.get(topic, 0) + 1
    return counts


def _read(conn: Connection, tenant: int, place: Place, position: int, limit: int) -> list[Record]:
    values = {"tenant": tenant, "topic": place.topic, "partition": place.partition, "from": position, "limit": limit}
    rows = conn.execute(_SQL.read, values, binary=True).fetchall()
    topic, partition = place
    return [
        Record(topic, partition, offset, key, value, () if headers is None else tuple((name, text) for name, text in headers), at_us)
        for offset, key, value, headers, at_us in rows
    ]
