"""The commit of a block as text for PostgreSQL: a large block's rows follow by COPY, a small one is a single message with its rows in it.

Each round trip costs a small block more than its rows do: the lane's thread waits, and then waits for its turn in this process.
"""

from psycopg.sql import quote

from twincore.kernel.clock import to_datetime
from twincore.ledger.engine.write import Block
from twincore.ledger.rows import COLUMN_LIST, EPOCH_US, INFINITY, values_of

ROWS_SMALL = 24
"""A block of at most that many transfers goes as one message."""
LATEST_US = 253_402_300_799_999_999
"""The last microsecond of the year 9999, where Python's calendar ends; a hold that expires later goes by COPY, as bytes."""


TURNSTILE = 7_305_073
"""With the tenant's number the key of the advisory lock at which the writers of a lane queue up, first come first served."""


def locking(tenant: int) -> str:
    """Begin, wait for our turn, and hold the lane's head; the row lock alone would go to whoever happens to be fast."""
    return (
        f"begin; select pg_advisory_xact_lock({TURNSTILE}, {tenant}); select seq, hash,"
        " case when isfinite(posted_at) then ledger.us(posted_at) end, account_version"
        f" from ledger.lane where tenant = {tenant} for no key update"
    )


def opening(block: Block, tenant: int) -> str:
    """Move the lane's head from where the block stands upon; the move finds no row if somebody else has moved it."""
    before, after = block.before, block.after
    return (
        f"update ledger.lane set seq = {after.seq}, hash = '\\x{after.hash.hex()}', posted_at = {_time(after.posted_at_us)}"
        f" where tenant = {tenant} and seq = {before.seq} and hash = '\\x{before.hash.hex()}'"
        f" and account_version = {before.account_version}"
    )


def closing(block: Block, tenant: int) -> str:
    """Write the block's own row."""
    return (
        f"insert into ledger.block (tenant, first_seq, transfers, hash)"
        f" values ({tenant}, {block.first_seq}, {len(block.rows)}, '\\x{block.after.hash.hex()}')"
    )


def small_rows(block: Block, tenant: int, partition: str, details: str) -> str | None:
    """The block's rows and details as INSERT statements; None if it is not small, or has a time beyond the year 9999."""
    if len(block.rows) > ROWS_SMALL:
        return None
    rows = []
    for row in block.rows:
        values = values_of(row)
        posted_at, expires_at, id_hi, id_lo, command_hi, command_lo, _, code, value_date, kind, flags = values[12:]
        if not (expires_at == INFINITY or expires_at + EPOCH_US <= LATEST_US):
            return None
        expires_at_us = expires_at if expires_at == INFINITY else expires_at + EPOCH_US
        rows.append(
            f"({','.join(map(str, values[:12]))},{_time(posted_at + EPOCH_US)},{_time(expires_at_us)},'{id_hi:016x}{id_lo:016x}',"
            f"'{command_hi:016x}{command_lo:016x}',{tenant},{code},date '2000-01-01' + {value_date},{kind},{flags})"
        )
    statement = f"insert into {partition} ({COLUMN_LIST}) values {','.join(rows)}"
    if block.details:
        bodies = ",".join(f"({block.first_seq + at},{tenant},{quote(body.decode())})" for at, body in block.details)
        statement += f"; insert into {details} (seq, tenant, body) values {bodies}"
    return statement


def _time(us: int) -> str:
    return "'infinity'" if us == INFINITY else f"'{to_datetime(us).isoformat()}'"
