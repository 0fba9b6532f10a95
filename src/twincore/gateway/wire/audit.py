"""The audit trail on the wire."""

from typing import Annotated, Any

from pydantic import Field

from twincore.audit import Recorded
from twincore.gateway.wire.scalar import Answer, OutId, OutTime, say_time


class AuditEntry(Answer):
    """A command and what came of it. Holds no personal data in clear."""

    seq: Annotated[int, Field(description="Place in the tenant's trail, from 1 without a gap.")]
    hash: Annotated[str, Field(description="SHA-256 that chains it to all before it, in hexadecimal.")]
    command: OutId
    type: str
    key: str
    actor: str
    role: str
    reason: str | None
    request_id: str | None
    request_digest: str
    at: OutTime
    outcome: Annotated[dict[str, Any], Field(description="Either result or refusal.")]
    subject: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    approvals: list[Any]


class AuditPage(Answer):
    """A page of the audit trail, oldest first."""

    entries: list[AuditEntry]
    next: Annotated[str | None, Field(description="Cursor of the next page; null at the end.")]


class ChainVerdict(Answer):
    """What recomputing the chain found."""

    ok: bool
    checked: int
    first_bad_seq: int | None


def audit_body(recorded: Recorded) -> dict[str, Any]:
    """An entry of the trail as the wire has it."""
    entry, command = recorded.entry, recorded.entry.command
    return {
        "seq": recorded.seq,
        "hash": recorded.hash.hex(),
        "command": str(command.id),
        "type": command.type,
        "key": command.key,
        "actor": command.actor,
        "role": command.role,
        "reason": command.reason,
        "request_id": command.request_id,
        "request_digest": command.request_digest.hex(),
        "at": say_time(command.at_us),
        "outcome": entry.outcome,
        "subject": entry.subject,
        "before": entry.before,
        "after": entry.after,
        "approvals": entry.approvals,
    }
