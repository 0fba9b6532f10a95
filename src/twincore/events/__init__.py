"""Events: an ordered log of what happened, over PostgreSQL or Kafka, with versioned Avro schemas. This is its front door."""

from twincore.events.broker import Broker
from twincore.events.chosen import event_log, schema_registry
from twincore.events.coder import UNREADABLE, Coder, Decoded
from twincore.events.compatibility import Incompatibility, Level
from twincore.events.envelope import Change, Operation, change_of, minor_units, precise_minor_units, read_change
from twincore.events.kafka_log import Kafka, KafkaEventLog
from twincore.events.model import (
    BATCH_MAX,
    VALUE_BYTES_MAX,
    Event,
    EventLog,
    Place,
    Position,
    Positions,
    Record,
    Subscription,
    Topic,
)
from twincore.events.partitioner import partition_of
from twincore.events.positions import move_positions, positions, set_positions
from twincore.events.postgres_log import PostgresEventLog
from twincore.events.registry import PostgresRegistry, Registered, Registry
from twincore.events.registry_client import RemoteRegistry
from twincore.events.schemas import names as schema_names
from twincore.events.schemas import subject as subject_of
from twincore.events.schemas import versions as schema_versions
from twincore.events.topics import (
    CORE_CHANGES,
    CORE_DRIFT,
    CORE_ENVELOPES,
    CORE_LINK,
    CORE_PARKED,
    CORE_REQUESTS,
    HOLDS,
    STREAMS,
    TRANSFERS,
    Stream,
    account_key,
)

__all__ = [
    "BATCH_MAX",
    "CORE_CHANGES",
    "CORE_DRIFT",
    "CORE_ENVELOPES",
    "CORE_LINK",
    "CORE_PARKED",
    "CORE_REQUESTS",
    "HOLDS",
    "STREAMS",
    "TRANSFERS",
    "UNREADABLE",
    "VALUE_BYTES_MAX",
    "Broker",
    "Change",
    "Coder",
    "Decoded",
    "Event",
    "EventLog",
    "Incompatibility",
    "Kafka",
    "KafkaEventLog",
    "Level",
    "Operation",
    "Place",
    "Position",
    "Positions",
    "PostgresEventLog",
    "PostgresRegistry",
    "Record",
    "Registered",
    "Registry",
    "RemoteRegistry",
    "Stream",
    "Subscription",
    "Topic",
    "account_key",
    "change_of",
    "event_log",
    "minor_units",
    "move_positions",
    "partition_of",
    "positions",
    "precise_minor_units",
    "read_change",
    "schema_names",
    "schema_registry",
    "schema_versions",
    "set_positions",
    "subject_of",
]
