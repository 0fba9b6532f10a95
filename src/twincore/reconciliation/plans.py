"""How PostgreSQL is to read what statistics know nothing of yet: journals grow by millions of rows between two looks at them."""

from collections.abc import Iterator
from contextlib import contextmanager

from twincore.kernel.db import Connection


@contextmanager
def by_key(conn: Connection) -> Iterator[None]:
    """Stretches are read by their key, never by looking through a whole table for each of them, and large sets are joined by hash."""
    conn.execute("set local enable_seqscan = off")
    conn.execute("set local enable_nestloop = off")
    yield
    conn.execute("set local enable_seqscan = default")
    conn.execute("set local enable_nestloop = default")
