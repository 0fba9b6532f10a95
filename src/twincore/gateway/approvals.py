"""Dual control: a second person's approval of one request, bound to the digest of that request and to nothing else."""

from typing import Any
from uuid import UUID

from twincore.gateway.wire.scalar import say_time
from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal, Retry
from twincore.kernel.sql import load

_sql = load("twincore.gateway")
APPROVAL_LIFE_US = 24 * 3_600 * 1_000_000
"""An approval is good for a day."""


def approve(
    conn: Connection, tenant: int, *, digest: bytes, approver: str, role: str, reason: str | None, command: UUID, now_us: int
) -> None:
    """Record a yes. digest: SHA-256 of the request as its refusal ``approval_required`` gave it. Again is the same."""
    conn.execute(
        _sql.approve,
        {
            "tenant": tenant,
            "digest": digest,
            "approver": approver,
            "role": role,
            "reason": reason,
            "command": command,
            "at": to_datetime(now_us),
        },
    )


def approvals_of(conn: Connection, tenant: int, *, digest: bytes, asker: str, now_us: int) -> list[dict[str, Any]]:
    """Who else has said yes to a request within the last day; nobody approves his own."""
    since = to_datetime(max(0, now_us - APPROVAL_LIFE_US))
    rows = conn.execute(_sql.approvals, {"tenant": tenant, "digest": digest, "asker": asker, "since": since}).fetchall()
    return [
        {"approver": approver, "role": role, "command": str(command), "at": say_time(to_us(at))} for approver, role, command, at in rows
    ]


def approval_required(digest: bytes, above: int) -> Refusal:
    """The refusal for what one person may not do alone."""
    return Refusal(
        "approval_required",
        f"Above {above} minor units a second person approves: a manager posts request_digest to /v1/approvals, then send this again unchanged.",
        category=Category.FORBIDDEN,
        retry=Retry.SAME_KEY,
        request_digest=digest.hex(),
        approval_above=above,
    )
