"""The event log and the schema registry that the settings choose."""

from pathlib import Path

from twincore.events.kafka_log import Kafka, KafkaEventLog
from twincore.events.kafka_security import kafka_security, readable
from twincore.events.model import EventLog
from twincore.events.postgres_log import PostgresEventLog
from twincore.events.registry import PostgresRegistry, Registry
from twincore.events.registry_client import RemoteRegistry
from twincore.kernel.config import Settings
from twincore.kernel.db import Database


def event_log(settings: Settings, database: Database, tenant: int) -> EventLog:
    """The log of a tenant's events: Kafka where the settings name brokers, else PostgreSQL. Refuses ``setting_invalid``."""
    if not settings.kafka_bootstrap:
        return PostgresEventLog(database, tenant)
    return KafkaEventLog(
        Kafka(settings.kafka_bootstrap, settings.kafka_prefix, replicas=settings.kafka_replicas, properties=kafka_security(settings)),
        tenant,
    )


def schema_registry(settings: Settings, database: Database) -> Registry:
    """The registry of schemas: the bank's where the settings have its address, else ours."""
    if not settings.schema_registry_url:
        return PostgresRegistry(database)
    user, password = settings.schema_registry_user, settings.schema_registry_password
    properties = {"basic.auth.user.info": f"{user}:{password}"} if user else {}
    if settings.schema_registry_ca_file:
        path = Path(settings.schema_registry_ca_file).expanduser()
        readable("schema_registry_ca_file", path)
        properties["ssl.ca.location"] = str(path)
    return RemoteRegistry(settings.schema_registry_url, properties)
