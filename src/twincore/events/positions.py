"""How far a consumer has come: kept beside what it did, in the same database transaction, so that an effect happens exactly once."""

from collections.abc import Mapping, Sequence

from twincore.events.model import Place, Positions
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal, Retry
from twincore.kernel.sql import load

_SQL = load("twincore.events")


def positions(conn: Connection, tenant: int, consumer: str, topics: Sequence[str] | None = None) -> dict[Place, int]:
    """The next offset to read of each partition in which the consumer has read, for some topics or for all."""
    rows = conn.execute(
        _SQL.positions, {"tenant": tenant, "consumer": consumer, "topics": None if topics is None else list(topics)}
    ).fetchall()
    return {Place(topic, partition): following for topic, partition, following in rows}


def move_positions(conn: Connection, tenant: int, consumer: str, stood: Positions, stands: Positions) -> None:
    """Record that the consumer came from ``stood`` (as read before the work) to ``stands``, in the transaction that has the work's effect.

    conn: of the application or of the ledger role. Partitions that did not move cost nothing. A consumer's first position is taken as it is.
    Refuses ``position_moved`` if it stands elsewhere than it stood: another instance of the same consumer did the work, so this transaction
    must be rolled back, and the instance read its positions again.
    """
    moved = {place: to for place, to in stands.items() if stood.get(place) != to}
    if not moved:
        return
    parameters = {
        "tenant": tenant,
        "consumer": consumer,
        "topics": [place.topic for place in moved],
        "partitions": [place.partition for place in moved],
        "froms": [stood.get(place, -1) for place in moved],
        "tos": list(moved.values()),
    }
    elsewhere = conn.execute(_SQL.move_positions, parameters).fetchall()
    if elsewhere:
        places = ", ".join(f"{topic}/{partition}" for topic, partition in sorted(elsewhere))
        raise Refusal(
            "position_moved",
            f"Another instance of consumer {consumer!r} has moved on in {places}: roll back and read the positions again.",
            category=Category.CONFLICT,
            retry=Retry.SAME_KEY,
        )


def set_positions(conn: Connection, tenant: int, consumer: str, stands: Mapping[Place, int]) -> None:
    """Put the consumer somewhere, wherever it stood: for an operator, and after a re-sync."""
    if stands:
        conn.execute(
            _SQL.set_positions,
            {
                "tenant": tenant,
                "consumer": consumer,
                "topics": [place.topic for place in stands],
                "partitions": [place.partition for place in stands],
                "tos": list(stands.values()),
            },
        )
