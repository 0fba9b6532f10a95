"""Clocks: time is handed in, never taken from the wall in the middle of a rule."""

import time
from datetime import UTC, datetime
from typing import Protocol

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """Anything that tells the time in whole microseconds since 1970-01-01T00:00Z."""

    def now_us(self) -> int:
        """Microseconds since the Unix epoch, UTC."""


class SystemClock:
    """The wall clock."""

    def now_us(self) -> int:
        """Microseconds since the Unix epoch, UTC."""
        return time.time_ns() // 1_000


class FixedClock:
    """A clock that stands still until it is set; for tests and for synthetic tenants."""

    def __init__(self, now_us: int) -> None:
        self._now_us = now_us

    def now_us(self) -> int:
        """Microseconds since the Unix epoch, UTC."""
        return self._now_us

    def set(self, now_us: int) -> None:
        """Move the clock to a time in microseconds since the Unix epoch."""
        self._now_us = now_us


def to_datetime(us: int) -> datetime:
    """A UTC datetime of microseconds since the Unix epoch, exact."""
    return datetime.fromtimestamp(us // 1_000_000, UTC).replace(microsecond=us % 1_000_000)


def to_us(moment: datetime) -> int:
    """Microseconds since the Unix epoch of an aware datetime, exact."""
    assert moment.tzinfo is not None, "a naive datetime has no place in the time line"
    delta = moment - EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds
