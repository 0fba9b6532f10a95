"""The nouns of the audit trail: a command, the entry that records it, and what verification finds. Times are microseconds since 1970 UTC."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from twincore.kernel.refusal import Category, Refusal, Retry

ENTRIES_MAX = 10_000
"""Entries of one call of ``record`` at the most: more than a lane commits at once."""
ENTRY_BYTES_MAX = 1_048_576
"""Bytes of one entry (JSON, UTF-8) at the most."""
KEY_MAX = 255
"""Characters of an idempotency key at the most."""
NAME_MAX = 255
"""Characters of an actor, a role, a type, a subject or a request id at the most."""
REASON_MAX = 2_000
"""Characters of a reason at the most."""
HISTORY_MAX = 1_000
"""Entries of one page of history at the most."""
DIGEST_BYTES = 32
"""Bytes of a request's digest (SHA-256)."""


@dataclass(frozen=True, slots=True)
class Command:
    """Who asked for what: every change of state is one.

    type: the verb, e.g. ``parties.open_person``; key: the actor's idempotency key; request_digest: SHA-256 of the request in a canonical
    form, which tells a repeat from another request under the same key; reason: why, where the verb asks for one.
    """

    id: UUID
    type: str
    key: str
    actor: str
    role: str
    reason: str | None
    request_id: str | None
    request_digest: bytes
    at_us: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A command with what came of it. No personal data in clear: not in the outcome, nor in before and after.

    outcome: ``{"result": ...}`` or ``{"refusal": {code, message, field, retry, category, detail}}``; subject: what it was done to, e.g.
    ``account/17``; before, after: the subject's state where the verb changed it; approvals: who else said yes, as JSON objects.
    """

    command: Command
    outcome: dict[str, Any]
    subject: str | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    approvals: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry as the trail has it. seq: its place, from 1 without a gap; hash: SHA-256 that chains it to all before it."""

    seq: int
    hash: bytes
    entry: Entry


class ChainCheck(NamedTuple):
    """What verification found. checked: rows that are good; first_bad_seq: the first place where the chain breaks, None if nowhere."""

    ok: bool
    checked: int
    first_bad_seq: int | None


class ChainHead(NamedTuple):
    """Where a tenant's chain ends: published elsewhere, it pins everything before it. seq 0: nothing is recorded yet."""

    seq: int
    hash: bytes


def idempotency_key_in_use(keys: list[str], positions: list[int]) -> Refusal:
    """The refusal for a key that another command of the same actor has taken meanwhile.

    ``detail["positions"]`` are the places (from 0) of the entries that clash, ``detail["keys"]`` their keys.
    """
    return Refusal(
        "idempotency_key_in_use",
        "A command with this idempotency key was recorded meanwhile: send the request again unchanged to get its answer.",
        category=Category.CONFLICT,
        field="Idempotency-Key",
        retry=Retry.SAME_KEY,
        keys=keys,
        positions=positions,
    )


def idempotency_key_reused() -> Refusal:
    """The refusal for a key that the same actor has used for another request."""
    return Refusal(
        "idempotency_key_reused",
        "This idempotency key belongs to another request: use a new key for a new request.",
        category=Category.INVALID,
        field="Idempotency-Key",
    )
