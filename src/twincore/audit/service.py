"""The verbs of the audit trail: record, find, read and verify. ``conn`` is a transaction of the tenant, of role app or ledger."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

import orjson
import psycopg

from twincore.audit.model import HISTORY_MAX, ChainCheck, ChainHead, Entry, Recorded, idempotency_key_in_use
from twincore.audit.rules import CHAIN_START, ChainRow, linked, recorded_of, well_formed, wire_form
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal
from twincore.kernel.sql import load

_sql = load("twincore.audit")
_PAGE_ROWS = 5_000


def record(conn: Connection, tenant: int, entries: Sequence[Entry]) -> None:
    """Append entries to the tenant's chain, in their order, all or none. One round trip.

    Call it last before the commit: from here to the end of the transaction every other recorder of the tenant waits.
    Works for 1 to ENTRIES_MAX entries; none is nothing to do.
    Refuses ``idempotency_key_in_use`` if an entry's (actor, key) was recorded meanwhile, or stands twice among the entries. The database
    finds that, so the transaction is over (or the savepoint around this call): whatever the command did must be undone with it.
    ``detail["positions"]`` says which entries clash, so that a caller who commits for many can do it again without those; each of them
    then gets the answer that ``find`` gives. Also refuses ``command_id_in_use``, ``audit_entry_invalid``, ``audit_entry_too_large``.
    """
    if not entries:
        return
    written = list(entries)
    try:
        conn.execute(_sql.append, {"tenant": tenant, "entries": wire_form(written).decode()})
    except psycopg.errors.UniqueViolation as clash:
        if clash.diag.constraint_name == "command_key":
            places = orjson.loads(clash.diag.message_detail or "[]")  # as audit.append gives them
            raise idempotency_key_in_use([written[n].command.key for n in places], places) from None
        if clash.diag.constraint_name == "command_id":
            raise Refusal(
                "command_id_in_use", "Another command is recorded under this id: a command's id is new.", category=Category.CONFLICT
            ) from None
        raise


def find(conn: Connection, tenant: int, actor: str, key: str) -> Recorded | None:
    """What is recorded under an actor's idempotency key, or None: the answer to a repeat. See ``same_request``."""
    if "\0" in actor or "\0" in key:
        return None
    row = conn.execute(_sql.find, {"tenant": tenant, "actor": actor, "key": key}).fetchone()
    return None if row is None else recorded_of(row)


def find_command(conn: Connection, tenant: int, command: UUID) -> Recorded | None:
    """The entry of a command by its id (the provenance of a transfer), or None."""
    row = conn.execute(_sql.find_command, {"tenant": tenant, "id": command}).fetchone()
    return None if row is None else recorded_of(row)


def history(
    conn: Connection, tenant: int, *, subject: str | None = None, actor: str | None = None, after_seq: int = 0, limit: int = 50
) -> list[Recorded]:
    """A page of the trail, oldest first, from the one after ``after_seq``: of one subject, of one actor, of both, or all of it.

    limit: 1 to HISTORY_MAX. The next page is asked for with the ``seq`` of the last entry.
    """
    if "\0" in (subject or "") + (actor or ""):
        return []
    statement = {
        (False, False): _sql.history,
        (True, False): _sql.history_of_subject,
        (False, True): _sql.history_of_actor,
        (True, True): _sql.history_of_subject_and_actor,
    }[subject is not None, actor is not None]
    values = {"tenant": tenant, "subject": subject, "actor": actor, "after": after_seq, "limit": max(1, min(limit, HISTORY_MAX))}
    return [recorded_of(row) for row in conn.execute(statement, values).fetchall()]


def chain_head(conn: Connection, tenant: int) -> ChainHead:
    """Where the tenant's chain ends now. Kept or published elsewhere, it shows later that nothing before it was rewritten."""
    row = conn.execute(_sql.head, {"tenant": tenant}).fetchone()
    if row is None or row[0] is None:
        return ChainHead(0, CHAIN_START)
    return ChainHead(row[0], bytes(row[1]))


def verify_chain(conn: Connection, tenant: int) -> ChainCheck:
    """Recompute the chain from its first row to its head: finds a changed byte, a missing, added or moved row, and a head turned back.

    Reads everything, in pages; also as role readonly. What is recorded while it reads is left for the next time.
    """
    head = conn.execute(_sql.head, {"tenant": tenant}).fetchone()
    assert head is not None, "the statement always gives a row"
    end_seq, end_hash = (0, CHAIN_START) if head[0] is None else (head[0], bytes(head[1]))
    seq, hash_ = 0, CHAIN_START
    while seq < end_seq:
        values = {"tenant": tenant, "after": seq, "limit": min(_PAGE_ROWS, end_seq - seq)}
        rows = cast(list[ChainRow], conn.execute(_sql.chain_page, values).fetchall())
        for row in rows:
            hash_ = linked(hash_, tenant, row)
            if row[0] != seq + 1 or row[-1] != hash_ or not well_formed(row):
                return ChainCheck(False, seq, seq + 1)
            seq += 1
        if not rows:
            return ChainCheck(False, seq, seq + 1)
    if hash_ != end_hash:
        return ChainCheck(False, seq, seq)
    if (head[2] or 0) > end_seq:
        return ChainCheck(False, seq, end_seq + 1)
    return ChainCheck(True, seq, None)
