"""A real Kafka broker for the session, beside the PostgreSQL that every test stands on."""

from tests.events.kafka import broker

__all__ = ["broker"]
