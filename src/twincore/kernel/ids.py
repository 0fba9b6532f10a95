"""Identifiers: UUID version 7 (RFC 9562) for what is created here, version 5 for what follows from a key."""

import secrets
import uuid
from collections.abc import Callable

NAMESPACE = uuid.UUID("6f2d3c1e-7b7a-5d0a-9a53-2f1f6a7c9e10")


def uuid7(now_us: int, random_bits: Callable[[int], int] = secrets.randbits) -> uuid.UUID:
    """A time-ordered id: 48 bits of milliseconds, 12 bits of the microsecond within, 62 random bits (RFC 9562, 5.7 and 6.2 method 3).

    now_us: microseconds since the epoch; random_bits: k -> a random int of k bits (hand in a seeded one for repeatable ids).
    """
    ms, us = divmod(now_us, 1_000)
    fraction = us * 4096 // 1000
    value = (ms & ((1 << 48) - 1)) << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | random_bits(62)
    return uuid.UUID(int=value)


def id_of_key(*parts: object) -> uuid.UUID:
    """The id that a key always leads to: version 5 in twincore's namespace over the parts joined by a unit separator."""
    return uuid.uuid5(NAMESPACE, "\x1f".join(str(part) for part in parts))
