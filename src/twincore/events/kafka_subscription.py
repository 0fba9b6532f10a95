"""One reader of Kafka topics, at positions that its owner keeps."""

from typing import Any, Protocol

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from twincore.events.model import Place, Record, lost, trimmed, unavailable

_OUT_OF_RANGE = {KafkaError._AUTO_OFFSET_RESET, KafkaError.OFFSET_OUT_OF_RANGE, KafkaError._LOG_TRUNCATION}
_GONE = {KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError._UNKNOWN_TOPIC, KafkaError._UNKNOWN_PARTITION}
_PASSING = {KafkaError._TRANSPORT, KafkaError._TIMED_OUT, KafkaError._ALL_BROKERS_DOWN, KafkaError.NOT_LEADER_FOR_PARTITION}
"""What the client gets over by itself."""


class Reach(Protocol):
    """What a reader asks its log: where partitions begin and end."""

    def beginnings(self, topics: list[str]) -> dict[Place, int]:
        """The oldest offset of each partition."""
        ...

    def ends(self, topics: list[str]) -> dict[Place, int]:
        """The next offset of each partition."""
        ...


class KafkaSubscription:
    """See ``Subscription`` for what it promises. It belongs to no group: which instance reads is decided by who moves the positions."""

    def __init__(self, log: Reach, settings: dict[str, Any], names: dict[str, str], positions: dict[Place, int]) -> None:
        """names: Kafka's name of each topic; positions: the next offset of every partition of them."""
        self._log = log
        self._topics = {name: topic for topic, name in names.items()}
        self._names = names
        self._positions = positions
        self._down: KafkaError | None = None
        self._failed: KafkaError | None = None
        self._consumer = Consumer({**settings, "error_cb": self._on_error})
        self._consumer.assign([TopicPartition(names[place.topic], place.partition, offset) for place, offset in positions.items()])

    @property
    def positions(self) -> dict[Place, int]:
        """The offset of the next record of every partition."""
        return dict(self._positions)

    def seek(self, place: Place, offset: int) -> None:
        """Go on from this offset."""
        assert place in self._positions, "a subscription reads its own topics"
        self._positions[place] = offset
        partition = TopicPartition(self._names[place.topic], place.partition, offset)
        self._consumer.incremental_unassign([partition])
        self._consumer.incremental_assign([partition])

    def poll(self, records_max: int = 10_000, timeout_s: float = 1.0) -> list[Record]:
        """The next records; waits up to the time for the first one."""
        messages = self._consumer.consume(1, timeout_s)
        if messages and records_max > 1:
            messages += self._consumer.consume(records_max - 1, 0)
        records: list[Record] = []
        for message in messages:
            if message.error() is not None:
                self._failed = self._failed or message.error()
                continue
            record = self._record(message)
            self._positions[Place(record.topic, record.partition)] = record.offset + 1
            records.append(record)
        if records:
            self._down = None
            return records  # what failed in another partition is for the next poll
        if self._failed is not None:
            failed, self._failed = self._failed, None
            self._refuse(failed)
        if self._down is not None:
            down, self._down = self._down, None
            raise unavailable(down.str())
        return []

    def _record(self, message: Message) -> Record:
        topic, partition, offset = message.topic(), message.partition(), message.offset()
        assert topic is not None
        assert partition is not None
        assert offset is not None
        headers = message.headers()
        return Record(
            self._topics[topic],
            partition,
            offset,
            _bytes(message.key()) or b"",
            _bytes(message.value()),
            tuple((header[0], _text(header[1])) for header in headers) if headers else (),
            message.timestamp()[1] * 1000,
        )

    def _refuse(self, error: KafkaError) -> None:
        if error.code() in _OUT_OF_RANGE or error.code() in _GONE:
            topics = sorted(self._names)
            beginnings, ends = self._log.beginnings(topics), self._log.ends(topics)
            for place, position in self._positions.items():
                if position < beginnings[place]:
                    raise trimmed(place, position, beginnings[place])
                if position > ends[place]:
                    raise lost(place, position, ends[place])
            self._again()
        elif error.code() not in _PASSING:
            raise unavailable(error.str())

    def _again(self) -> None:
        """Assign anew: the log was out of reach only for a moment."""
        self._consumer.assign(
            [TopicPartition(self._names[place.topic], place.partition, offset) for place, offset in self._positions.items()]
        )

    def _on_error(self, error: KafkaError) -> None:
        if error.code() == KafkaError._ALL_BROKERS_DOWN or error.fatal():
            self._down = error

    def close(self) -> None:
        """Disconnect."""
        try:
            self._consumer.close()
        except KafkaException:
            return


def _bytes(value: bytes | str | None) -> bytes | None:
    return value.encode() if isinstance(value, str) else value


def _text(value: bytes | str | None) -> str:
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value or ""
