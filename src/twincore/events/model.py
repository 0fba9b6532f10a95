"""The nouns of the event log: topics, events, records, positions, and the interface that both logs keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from twincore.kernel.refusal import Category, Refusal, Retry

BATCH_MAX = 100_000
"""Events of one ``publish`` and records of one ``poll`` at the most."""
VALUE_BYTES_MAX = 900_000
"""Bytes of one event's value at the most; a broker refuses a message of more than 1 MiB as it is configured by default."""
PARTITIONS_MAX = 1024
"""Partitions of one topic at the most."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A stream of events in as many ordered partitions; an event's key says which one it is in.

    retention_h: hours for which events are kept at least; None: for ever.
    """

    name: str
    partitions: int = 1
    retention_h: int | None = 24 * 7

    def __post_init__(self) -> None:
        assert self.name == self.name.strip() != "", "a topic has a name"
        assert 1 <= self.partitions <= PARTITIONS_MAX, "a topic has partitions"


class Place(NamedTuple):
    """One partition of one topic: what is ordered."""

    topic: str
    partition: int


class Event(NamedTuple):
    """What is published. Events of one key keep their order. value None: a tombstone. A tuple because 50,000 of them pass in a second."""

    topic: str
    key: bytes
    value: bytes | None
    headers: tuple[tuple[str, str], ...] = ()


class Position(NamedTuple):
    """Where an event is: offsets count from 0 in each partition, in the order of the log, and never change."""

    topic: str
    partition: int
    offset: int


class Record(NamedTuple):
    """An event as the log gives it back. at_us: when the log took it (wall clock, microseconds since 1970; business time is in the value)."""

    topic: str
    partition: int
    offset: int
    key: bytes
    value: bytes | None
    headers: tuple[tuple[str, str], ...]
    at_us: int

    @property
    def place(self) -> Place:
        """The partition it is in."""
        return Place(self.topic, self.partition)


Positions = Mapping[Place, int]
"""For each partition the offset of the next record to read."""


class Subscription(Protocol):
    """One reader of some topics. It is of one thread, and remembers nothing beyond its life: its owner keeps the positions with what it did."""

    @property
    def positions(self) -> dict[Place, int]:
        """For every partition of its topics, the offset of the next record that ``poll`` will give."""
        ...

    def poll(self, records_max: int = 10_000, timeout_s: float = 1.0) -> list[Record]:
        """The next records, in order within each partition; waits up to the time for the first one, and may give none.

        Refuses ``events_trimmed`` where the next record is gone from the log, ``events_lost`` where the log ends before the position (it was
        restored from an older copy, or made anew), and ``event_log_unavailable``. None of these is passed over in silence: re-synchronise.
        """
        ...

    def seek(self, place: Place, offset: int) -> None:
        """Go on from this offset in one partition, forwards or backwards."""
        ...

    def close(self) -> None:
        """Let go of what it holds."""
        ...


class EventLog(Protocol):
    """An ordered, durable log of one tenant's events. Any number of threads may publish."""

    @property
    def tenant(self) -> int:
        """Whose events these are."""
        ...

    def create_topics(self, topics: Sequence[Topic]) -> None:
        """Make topics that are not there yet. A topic that is there stays as it is; refuses ``topic_differs`` if its partitions are others."""
        ...

    def publish(self, events: Sequence[Event]) -> list[Position]:
        """Append events and return where each one is, once all of them are durable.

        Refuses ``topic_unknown``, ``event_too_large`` (nothing is written) and ``event_log_unavailable`` with ``Retry.SAME_KEY``: then a
        beginning of the events of each partition may be in the log. Publishing the same events again in the same order is safe: the
        first appearances keep their order, and consumers know an event by the id in its value.
        """
        ...

    def publish_columns(self, topic: str, keys: Sequence[bytes], values: Sequence[bytes]) -> None:
        """Append events of one topic, without headers, once all of them are durable: as ``publish``, but without an object for each of them and without
        saying where it is, which is several times as fast."""
        ...

    def subscribe(self, topics: Sequence[str], positions: Positions | None = None) -> Subscription:
        """Read topics, each partition from its position, or from its beginning if none is given. Refuses ``topic_unknown``."""
        ...

    def beginnings(self, topics: Sequence[str]) -> dict[Place, int]:
        """The offset of the oldest record kept of each partition. Refuses ``topic_unknown``, ``event_log_unavailable``."""
        ...

    def ends(self, topics: Sequence[str]) -> dict[Place, int]:
        """The offset that the next record of each partition will get. Refuses ``topic_unknown``, ``event_log_unavailable``."""
        ...

    def close(self) -> None:
        """Let go of what it holds; events not yet acknowledged are refused to their publishers."""
        ...


def topic_unknown(topic: str) -> Refusal:
    """The refusal for a topic that nobody made."""
    return Refusal("topic_unknown", f"There is no topic {topic!r}; create_topics makes it.", category=Category.NOT_FOUND, field="topic")


def topic_differs(topic: str, partitions: int, wanted: int) -> Refusal:
    """The refusal for a topic of another number of partitions: changing it would send keys elsewhere and lose their order."""
    message = f"Topic {topic!r} has {partitions} partitions, not {wanted}."
    return Refusal("topic_differs", message, category=Category.CONFLICT, field="partitions")


def trimmed(place: Place, position: int, beginning: int) -> Refusal:
    """The refusal for a position before the oldest record."""
    message = f"{place.topic}/{place.partition} begins at {beginning}: the records from {position} on are gone. Re-synchronise."
    return Refusal("events_trimmed", message, category=Category.CONFLICT, beginning=beginning, position=position)


def lost(place: Place, position: int, end: int) -> Refusal:
    """The refusal for a position behind the end."""
    message = f"{place.topic}/{place.partition} ends at {end}, before the position {position}: the log is not the one read before. Re-synchronise."
    return Refusal("events_lost", message, category=Category.CONFLICT, end=end, position=position)


def unavailable(reason: object) -> Refusal:
    """The refusal when the log cannot be reached or does not answer in time."""
    message = f"The event log does not answer: {reason}. Send the same again."
    return Refusal("event_log_unavailable", message, category=Category.UNAVAILABLE, retry=Retry.SAME_KEY)


def denied(reason: object) -> Refusal:
    """The refusal when the log does not let us in, or is not who it should be."""
    message = f"The event log does not let us in: {reason}. See to the kafka_* settings, or to the brokers."
    return Refusal("event_log_denied", message, category=Category.UNAVAILABLE, retry=Retry.SAME_KEY)


def check(events: Sequence[Event]) -> None:
    """Refuse ``batch_too_large`` and ``event_too_large``."""
    check_values([event.value for event in events])


def check_values(values: Sequence[bytes | None]) -> None:
    """As ``check``, of the values of events."""
    if len(values) > BATCH_MAX:
        raise Refusal("batch_too_large", f"At most {BATCH_MAX} events at once.", category=Category.TOO_LARGE)
    for at, value in enumerate(values):
        if value is not None and len(value) > VALUE_BYTES_MAX:
            message = f"An event's value has at most {VALUE_BYTES_MAX} bytes."
            raise Refusal("event_too_large", message, category=Category.TOO_LARGE, field=f"{at}/value")
