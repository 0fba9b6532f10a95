"""Pure decisions of the audit trail: what an entry may hold, its canonical form, and how the chain links."""

import hashlib
import struct
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from twincore.audit.model import (
    DIGEST_BYTES,
    ENTRIES_MAX,
    ENTRY_BYTES_MAX,
    KEY_MAX,
    NAME_MAX,
    REASON_MAX,
    Command,
    Entry,
    Recorded,
    idempotency_key_reused,
)
from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.refusal import Category, Refusal

CHAIN_START = hashlib.sha256(b"twincore audit").digest()
"""What the first row of every chain is linked to."""

_POSTGRES_EPOCH_US = 946_684_800_000_000  # 2000-01-01T00:00Z, where timestamptz counts from
_SEPARATOR = "\x1f"
_head = struct.Struct(">iq16sq").pack

ChainRow = tuple[
    int, UUID, str, str, str, str, str | None, str | None, bytes, datetime, str, str | None, str | None, str | None, str, bytes
]
"""A row as query ``chain_page`` gives it."""


def wire_form(entries: list[Entry]) -> bytes:
    """The JSON array that ``audit.append`` takes.

    Refuses ``audit_entry_invalid`` and ``audit_entry_too_large``; asserts what only a bug can get wrong.
    """
    assert 1 <= len(entries) <= ENTRIES_MAX, f"record takes 1 to {ENTRIES_MAX} entries"
    return b"[" + b",".join([_entry(entry) for entry in entries]) + b"]"


def _entry(entry: Entry) -> bytes:
    command = entry.command
    check_command(command)
    if entry.subject is not None:
        _check_text("subject", entry.subject, NAME_MAX)
    try:
        form = orjson.dumps(
            {
                "id": command.id,
                "type": command.type,
                "key": command.key,
                "actor": command.actor,
                "role": command.role,
                "reason": command.reason,
                "request_id": command.request_id,
                "request_digest": "\\x" + command.request_digest.hex(),
                "at": to_datetime(command.at_us),
                "outcome": entry.outcome,
                "subject": entry.subject,
                "before": entry.before,
                "after": entry.after,
                "approvals": entry.approvals,
            }
        )
    except TypeError as trouble:  # orjson says so too of text that is not Unicode, and that may come from outside
        raise Refusal("audit_entry_invalid", f"The command cannot be written as JSON: {trouble}.") from None
    if len(form) > ENTRY_BYTES_MAX:
        raise Refusal(
            "audit_entry_too_large",
            f"What would be recorded of the command is larger than {ENTRY_BYTES_MAX} bytes: send less at once.",
            category=Category.TOO_LARGE,
        )
    return form


def check_command(command: Command) -> None:
    """Refuses ``audit_entry_invalid`` (field: the member) for texts that are empty, too long, or hold a NUL or a unit separator."""
    assert len(command.request_digest) == DIGEST_BYTES, "a request's digest is a SHA-256"
    _check_text("key", command.key, KEY_MAX)
    _check_text("actor", command.actor, NAME_MAX)
    _check_text("type", command.type, NAME_MAX)
    _check_text("role", command.role, NAME_MAX)
    if command.reason is not None:
        _check_text("reason", command.reason, REASON_MAX)
    if command.request_id is not None:
        _check_text("request_id", command.request_id, NAME_MAX)


def _check_text(name: str, text: str, longest: int) -> None:
    if not 1 <= len(text) <= longest or "\0" in text or _SEPARATOR in text:
        raise Refusal("audit_entry_invalid", f"{name} has 1 to {longest} characters, no NUL and no unit separator.", field=name)


def same_request(recorded: Recorded, request_digest: bytes) -> Recorded:
    """The recorded entry, if it answers a repeat of the same request; refuses ``idempotency_key_reused`` if the request is another."""
    if recorded.entry.command.request_digest != request_digest:
        raise idempotency_key_reused()
    return recorded


def linked(previous: bytes, tenant: int, row: ChainRow) -> bytes:
    """The hash that a row must have after one that ends in ``previous``: SHA-256 over it and the row's canonical form.

    The canonical form is int32 tenant, int64 seq, 16 bytes id, int64 microseconds since 2000, 32 bytes request digest, then in UTF-8 with
    a unit separator between them the texts type, key, actor, role, reason, request_id, subject, outcome, before, after, approvals, a null
    being empty. Integers are big-endian. ``audit.append`` in ``schema.sql`` says the same in SQL.
    """
    seq, id_, type_, key, actor, role, reason, request_id, digest, at, outcome, subject, before, after, approvals, _ = row
    texts = (type_, key, actor, role, reason or "", request_id or "", subject or "", outcome, before or "", after or "", approvals)
    numbers = _head(tenant, seq, id_.bytes, to_us(at) - _POSTGRES_EPOCH_US)
    return hashlib.sha256(previous + numbers + digest + _SEPARATOR.join(texts).encode()).digest()


def well_formed(row: ChainRow) -> bool:
    """Whether a row's texts leave no doubt where one ends in the canonical form: none is empty, none holds the separator."""
    _, _, type_, key, actor, role, reason, request_id, digest, _, outcome, subject, before, after, approvals, _ = row
    texts = [t for t in (type_, key, actor, role, reason, request_id, subject, outcome, before, after, approvals) if t is not None]
    return len(digest) == DIGEST_BYTES and all(texts) and _SEPARATOR not in "".join(texts)


def recorded_of(row: tuple[Any, ...]) -> Recorded:
    """A ``Recorded`` of a row as query ``find`` gives it."""
    seq, id_, type_, key, actor, role, reason, request_id, digest, at, outcome, subject, before, after, approvals, hash_ = row
    command = Command(id_, type_, key, actor, role, reason, request_id, bytes(digest), to_us(at))
    return Recorded(seq, bytes(hash_), Entry(command, outcome, subject, before, after, approvals))
