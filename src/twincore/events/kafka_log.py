"""The event log over Apache Kafka (or anything that speaks its protocol): idempotent, acknowledged by all replicas, order kept by key.

Kafka remembers no positions for us: a consumer reads from where its own database says it stands.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from confluent_kafka import (
    IsolationLevel,
    KafkaError,
    KafkaException,
    Message,
    Producer,
    TopicPartition,
)
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._listoffsets import OffsetSpec
from confluent_kafka.cimpl import NewTopic

from twincore.events.kafka_subscription import KafkaSubscription
from twincore.events.model import (
    Event,
    Place,
    Position,
    Positions,
    Topic,
    check,
    check_values,
    denied,
    topic_differs,
    topic_unknown,
    unavailable,
)
from twincore.kernel.refusal import Refusal

_DENIED = {KafkaError._AUTHENTICATION, KafkaError.SASL_AUTHENTICATION_FAILED, KafkaError._SSL}
_HOUR_MS = 3_600_000
_QUEUE_MESSAGES = 500_000
"""Messages that the client keeps for the broker at the most, of all publishers together."""
_PAGE_MESSAGES = 10_000
_PAGE_BYTES = 64 << 20
_LEADERLESS = {
    KafkaError.NOT_LEADER_FOR_PARTITION,
    KafkaError.LEADER_NOT_AVAILABLE,
    KafkaError.UNKNOWN_TOPIC_OR_PART,
    KafkaError.FENCED_LEADER_EPOCH,
    KafkaError.UNKNOWN_LEADER_EPOCH,
}


@dataclass(frozen=True, slots=True)
class Kafka:
    """Where a Kafka is, and how we stand in it.

    bootstrap: ``host:port,...``. prefix: our topics are called ``<prefix>.<tenant>.<topic>``, so that the broker's own access rules can keep
    tenants apart. names: topics that others own, by our name for them (``{"core.debezium": "bank1.core.transaction"}``); they are never made.
    replicas: copies of a topic that we make. timeout_s: how long one call may take. properties: more client settings, for security above all.
    """

    bootstrap: str
    prefix: str = "twincore"
    names: Mapping[str, str] = field(default_factory=dict)
    replicas: int = 1
    timeout_s: float = 30.0
    properties: Mapping[str, str] = field(default_factory=dict, repr=False)

    def client(self, **settings: Any) -> dict[str, Any]:
        """Settings of a client."""
        return {
            "bootstrap.servers": self.bootstrap,
            "client.id": "twincore",
            "allow.auto.create.topics": False,
            "reconnect.backoff.ms": 50,
            "reconnect.backoff.max.ms": 500,
            "topic.metadata.refresh.fast.interval.ms": 50,
            "socket.keepalive.enable": True,
            "log_level": 2,
            **self.properties,
            **settings,
        }


class KafkaEventLog:
    """The events of one tenant in Kafka. See ``EventLog`` for what it promises."""

    def __init__(self, kafka: Kafka, tenant: int) -> None:
        self.kafka = kafka
        self.tenant = tenant
        self._admin: AdminClient | None = None
        self._producer: Producer | None = None
        self._opening = threading.Lock()
        self._known: set[str] = set()
        self._denied: KafkaError | None = None

    def name(self, topic: str) -> str:
        """What Kafka calls a topic of ours."""
        return self.kafka.names.get(topic) or f"{self.kafka.prefix}.{self.tenant}.{topic}"

    def create_topics(self, topics: Sequence[Topic]) -> None:
        """Make topics that are not there yet; refuses ``topic_differs``. Topics that others own must be there."""
        new = [self._new(topic) for topic in topics if topic.name not in self.kafka.names]
        if new:
            for future in self._ask(partial(self._administration().create_topics, new)).values():
                _made(future)
        wanted = {topic.name: topic.partitions for topic in topics if topic.name not in self.kafka.names}
        for name, partitions in self._when_known(sorted(wanted)).items():
            if partitions != wanted[name]:
                raise topic_differs(name, partitions, wanted[name])

    def _new(self, topic: Topic) -> NewTopic:
        config = {"retention.ms": str(-1 if topic.retention_h is None else topic.retention_h * _HOUR_MS)}
        if self.kafka.replicas > 2:  # acknowledged means on two of them at least, and one may be away
            config["min.insync.replicas"] = str(self.kafka.replicas - 1)
        return NewTopic(self.name(topic.name), num_partitions=topic.partitions, replication_factor=self.kafka.replicas, config=config)

    def _when_known(self, topics: list[str]) -> dict[str, int]:
        """Partitions of topics that were just made: a broker may need a moment before it knows them."""
        until = time.monotonic() + self.kafka.timeout_s
        while True:
            counts = self._counts(topics)
            missing = [topic for topic in topics if topic not in counts]
            if not missing:
                return counts
            if time.monotonic() > until:
                raise topic_unknown(missing[0])
            time.sleep(0.05)

    def publish(self, events: Sequence[Event]) -> list[Position]:
        """Append events and return where each one is, once every in-sync replica has them.

        Kafka has no batch over partitions: if it goes away meanwhile, a beginning of each partition's events may be written.
        """
        check(events)
        self._must_know({event.topic for event in events})
        producer = self._open()
        names = {topic: self.name(topic) for topic in {event.topic for event in events}}
        placed: list[Position | None] = [None] * len(events)
        errors: list[KafkaError] = []
        answered: list[int] = []

        def done(at: int, topic: str, error: KafkaError | None, message: Message) -> None:
            if error is None:
                placed[at] = Position(topic, message.partition() or 0, message.offset() or 0)
            else:
                errors.append(error)
            answered.append(at)  # last, and atomic: any publishing thread may be the one that is told

        until = time.monotonic() + self.kafka.timeout_s
        sent = 0
        try:
            for topic, key, value, headers in events:
                self._produce(producer, until, names[topic], value, key, partial(done, sent, topic), headers)
                sent += 1
                if not sent & 1023:
                    producer.poll(0)
            while len(answered) < sent and not errors and (wait := until - time.monotonic()) > 0:
                producer.poll(min(wait, 0.01))
        except (BufferError, KafkaException) as error:
            self._discard(producer)
            raise unavailable(error) from error
        if len(answered) < sent or errors:
            self._discard(producer)
            raise self._unanswered(errors)
        return [position for position in placed if position is not None]

    def publish_columns(self, topic: str, keys: Sequence[bytes], values: Sequence[bytes]) -> None:
        """Append events of one topic and return once every in-sync replica has them: as ``publish``, handed to the client by pages.

        A page that the client does not take whole is taken back with all that is on its way, for what follows must not overtake what is missing.
        """
        check_values(values)
        if sum(map(len, values)) > _PAGE_BYTES:  # the client's memory is bounded too: one by one waits for room
            self.publish([Event(topic, key, value) for key, value in zip(keys, values, strict=True)])
            return
        self._must_know({topic})
        producer, name = self._open(), self.name(topic)
        messages = [{"key": key, "value": value} for key, value in zip(keys, values, strict=True)]
        answers: list[KafkaError | None] = []

        def done(error: KafkaError | None, _: Message) -> None:
            answers.append(error)  # atomic: any publishing thread may be the one that is told

        until = time.monotonic() + self.kafka.timeout_s
        whole = True
        try:
            for start in range(0, len(messages), _PAGE_MESSAGES):
                page = messages[start : start + _PAGE_MESSAGES]
                while len(producer) + len(page) > _QUEUE_MESSAGES // 2 and time.monotonic() < until:
                    producer.poll(0.01)
                whole = producer.produce_batch(name, page, on_delivery=done) == len(page)
                producer.poll(0)
                if not whole:
                    break
            while whole and len(answers) < len(messages) and (wait := until - time.monotonic()) > 0:
                producer.poll(min(wait, 0.01))
        except (BufferError, KafkaException) as error:
            self._discard(producer)
            raise unavailable(error) from error
        errors = [error for error in answers if error is not None]
        if len(answers) < len(messages) or errors:
            self._discard(producer)
            raise self._unanswered(errors) if whole else unavailable("the client has no room")

    def _unanswered(self, errors: list[KafkaError]) -> Refusal:
        return unavailable(errors[0].str() if errors else f"no acknowledgement within {self.kafka.timeout_s:.0f} s")

    @staticmethod
    def _produce(
        producer: Producer,
        until: float,
        name: str,
        value: bytes | None,
        key: bytes,
        done: Callable[[KafkaError | None, Message], None],
        headers: tuple[tuple[str, str], ...],
    ) -> None:
        while True:
            try:
                producer.produce(name, value, key, on_delivery=done, headers=[(n, v.encode()) for n, v in headers] or None)
            except BufferError:  # the queue is full: wait for acknowledgements
                if time.monotonic() > until:
                    raise
                producer.poll(0.05)
            else:
                return

    def _open(self) -> Producer:
        with self._opening:
            if self._producer is None:
                self._producer = Producer(
                    self.kafka.client(
                        **{
                            "enable.idempotence": True,
                            "acks": "all",
                            "partitioner": "murmur2_random",
                            "compression.type": "lz4",
                            "linger.ms": 2,
                            "batch.num.messages": 10_000,
                            "queue.buffering.max.messages": _QUEUE_MESSAGES,
                            "message.timeout.ms": 0,  # publish has its own end, and then takes back all that follows too
                        }
                    )
                )
                with suppress(KafkaException):  # connected first, it is ready half a second sooner; if nobody answers, publish will say so
                    self._producer.list_topics(timeout=min(1.0, self.kafka.timeout_s))
            return self._producer

    def _discard(self, producer: Producer) -> None:
        """Take back what is not written, in order: nothing sent later may overtake what was refused. The next call begins with a new producer."""
        with self._opening:
            if self._producer is producer:
                self._producer = None
        producer.purge()
        producer.flush(1.0)

    def subscribe(self, topics: Sequence[str], positions: Positions | None = None) -> KafkaSubscription:
        """Read topics from the positions given, and from the beginning where none is."""
        begin = self.beginnings(topics)
        start = begin | {place: offset for place, offset in (positions or {}).items() if place in begin}
        settings = self.kafka.client(
            **{
                "group.id": "twincore",  # the client wants one; nothing is ever committed to it
                "enable.auto.commit": False,
                "auto.offset.reset": "error",
                "isolation.level": "read_committed",
                "check.crcs": True,
                "fetch.wait.max.ms": 100,
                "fetch.error.backoff.ms": 50,
                "queued.min.messages": 50_000,
            }
        )
        return KafkaSubscription(self, settings, {topic: self.name(topic) for topic in topics}, start)

    def beginnings(self, topics: Sequence[str]) -> dict[Place, int]:
        """The offset of the oldest record kept of each partition."""
        return self._offsets(topics, OffsetSpec.earliest())  # type: ignore[no-untyped-call]

    def ends(self, topics: Sequence[str]) -> dict[Place, int]:
        """The offset that the next record of each partition will get."""
        return self._offsets(topics, OffsetSpec.latest())  # type: ignore[no-untyped-call]

    def _offsets(self, topics: Sequence[str], spec: OffsetSpec) -> dict[Place, int]:
        counts = self._counts(topics)
        for topic in topics:
            if topic not in counts:
                raise topic_unknown(topic)
        places = [Place(topic, partition) for topic, count in counts.items() for partition in range(count)]
        wanted = {TopicPartition(self.name(place.topic), place.partition): spec for place in places}
        ask = partial(
            self._administration().list_offsets,
            wanted,
            isolation_level=IsolationLevel.READ_COMMITTED,
            request_timeout=self.kafka.timeout_s,
        )
        until = time.monotonic() + self.kafka.timeout_s
        while True:
            answers = self._ask(ask)
            try:
                found = {(partition.topic, partition.partition): future.result().offset for partition, future in answers.items()}
                return {place: found[self.name(place.topic), place.partition] for place in places}
            except KafkaException as error:  # a partition that was just made, or moves, has no leader for a moment
                if error.args[0].code() not in _LEADERLESS or time.monotonic() > until:
                    raise unavailable(error) from error
            time.sleep(0.05)

    def _must_know(self, topics: set[str]) -> None:
        """Refuse topics that nobody made: a producer would wait for them."""
        for topic in topics - self._known:
            if topic not in self._counts([topic]):
                raise topic_unknown(topic)
            self._known.add(topic)

    def _counts(self, topics: Sequence[str]) -> dict[str, int]:
        """Partitions of the topics that are there."""
        metadata = self._ask(partial(self._administration().list_topics, timeout=self.kafka.timeout_s)).topics
        found = {topic: metadata.get(self.name(topic)) for topic in topics}
        return {topic: len(there.partitions) for topic, there in found.items() if there is not None and there.error is None}

    def _administration(self) -> AdminClient:
        with self._opening:
            if self._admin is None:
                self._admin = self._let_in()
            return self._admin

    def _let_in(self) -> AdminClient:
        """A client that the brokers have let in. Refuses ``event_log_denied``, which a client would not tell from silence."""
        try:
            admin = AdminClient(self.kafka.client(error_cb=self._on_error))
        except KafkaException as error:  # a certificate, a key or its password that cannot be used
            raise denied(error.args[0].str()) from error
        until = time.monotonic() + self.kafka.timeout_s
        self._denied = None
        while True:
            try:
                admin.list_topics(timeout=min(1.0, self.kafka.timeout_s))
                return admin
            except KafkaException as error:
                admin.poll(0)
                if self._denied is not None:
                    raise denied(self._denied.str()) from error
                if time.monotonic() > until:
                    raise unavailable(error) from error

    def _on_error(self, error: KafkaError) -> None:
        if error.code() in _DENIED or "SSL alert" in error.str():  # a certificate is refused by an alert, which counts as a failing line
            self._denied = error

    @staticmethod
    def _ask(question: Callable[[], Any]) -> Any:
        try:
            return question()
        except KafkaException as error:
            raise unavailable(error) from error

    def close(self) -> None:
        """Wait for what is on its way and disconnect."""
        with self._opening:
            producer, self._producer, self._admin = self._producer, None, None
        if producer is not None:
            producer.flush(self.kafka.timeout_s)
            producer.purge()


def _made(future: "Future[None]") -> None:
    try:
        future.result()
    except KafkaException as error:
        if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
            raise unavailable(error) from error
