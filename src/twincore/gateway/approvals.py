"""Approvals: a second person's word on one request, bound to the digest of that request, good for a day and for one command."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson

from twincore.audit import find
from twincore.gateway.access import Role
from twincore.gateway.wire.scalar import say_time
from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import Connection
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Category, Refusal, Retry, not_found
from twincore.kernel.sql import load
from twincore.parties import KeyRing

if TYPE_CHECKING:
    from twincore.gateway.operation import Call

_sql = load("twincore.gateway")
APPROVAL_LIFE_US = 24 * 3_600 * 1_000_000
"""An approval is good for a day."""
BODY_LIFE_US = 7 * APPROVAL_LIFE_US
"""What was sent is shown to second persons for a week."""
BODY_KEPT_MAX = 64 * 1024
"""Bytes of a body that is kept at the most; of a larger one the digest is enough."""
APPROVERS = frozenset({Role.MANAGER, Role.COMPLIANCE})
"""Who may be a second person."""
_SECRET = frozenset({"register_client"})
"""Operations whose bodies nobody else may see."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that one person may not make alone. amount: minor units; state: waiting, approved, declined or used."""

    digest: bytes
    asker: str
    role: str
    operation: str
    path: str
    amount: int | None
    approvers: tuple[str, ...]
    body: bytes | None
    state: str
    asked_at_us: int


def approve_or_wait(call: "Call", approvers: frozenset[Role], above: int | None, amount: int | None) -> None:
    """Give a call the approval it needs, for its command alone; or let it wait for one. Blocks.

    A command that is recorded already passes: its answer is that of the first time.
    Refuses ``approval_required`` and ``approval_declined``.
    """
    tenant, now_us = call.tenant, call.now_us()
    command = id_of_key("command", tenant, call.actor, call.key)
    where = {"tenant": tenant, "digest": call.digest, "asker": call.actor}
    with call.platform.database.app(tenant) as conn:
        if find(conn, tenant, call.actor, call.key) is not None:
            return
        decisions = conn.execute(_sql.decisions, where).fetchall()
        mine = [row for row in decisions if row[6] == command]
        fresh = [row for row in decisions if now_us - to_us(row[4]) < APPROVAL_LIFE_US and row[6] is None]
        declined = fresh[-1] if fresh and not fresh[-1][5] else None
        if not mine and declined is None:
            mine = _use(conn, tenant, [row for row in fresh if row[5] and _may(row[1], approvers)], command, now_us)
            if mine:
                conn.execute(_sql.set_request, where | {"state": "used", "approver": ""})
        if not mine:
            _ask(conn, call, approvers, amount, declined is not None, now_us)
    if not mine:
        raise approval_declined(declined) if declined is not None else approval_required(call.digest, above, approvers)
    call.approvals = [_told(row) for row in mine]


def _use(conn: Connection, tenant: int, found: Sequence[Any], command: UUID, now_us: int) -> list[Any]:
    for row in found:
        values = {"tenant": tenant, "approval": row[3], "command": command, "now": to_datetime(now_us)}
        if conn.execute(_sql.use_approval, values).fetchone() is not None:
            return [row]
    return []


def _ask(conn: Connection, call: "Call", approvers: frozenset[Role], amount: int | None, declined: bool, now_us: int) -> None:
    body = None
    if call.operation.id not in _SECRET and len(call.body) <= BODY_KEPT_MAX and call.operation.body is not None:
        body = call.platform.key_ring.seal(call.tenant, _binding(call.digest), "request", call.body)
    conn.execute(_sql.forget_bodies, {"tenant": call.tenant, "before": to_datetime(max(0, now_us - BODY_LIFE_US))})
    conn.execute(
        _sql.ask,
        {
            "tenant": call.tenant,
            "digest": call.digest,
            "asker": call.actor,
            "role": call.role,
            "operation": call.operation.id,
            "path": call.path,
            "amount": amount,
            "approvers": sorted(role.value for role in approvers),
            "body": body,
            "declined": declined,
            "now": to_datetime(now_us),
        },
    )


def decide(
    conn: Connection,
    tenant: int,
    *,
    digest: bytes,
    approved: bool,
    approver: str,
    role: str,
    reason: str | None,
    command: UUID,
    now_us: int,
) -> None:
    """Record a second person's yes or no to a request. digest: SHA-256 of the request, as its refusal ``approval_required`` gave it.

    role: the approver's, joined by +. Refuses ``approval_request_not_found`` (nobody has asked for it), ``second_person_needed`` (he asked himself)
    and ``approver_role_lacking`` (the rule wants another role).
    """
    asked = requests_of(conn, tenant, digest)
    if not asked:
        raise not_found("approval_request", digest.hex(), "request_digest")
    others = [one for one in asked if one.asker != approver]
    if not others:
        raise Refusal(
            "second_person_needed", "Who asks for something cannot approve it.", category=Category.FORBIDDEN, field="request_digest"
        )
    wanted = {name for one in others for name in one.approvers}
    if not wanted & set(role.split("+")):
        raise Refusal(
            "approver_role_lacking",
            f"The second person for this has one of the roles {', '.join(sorted(wanted))}.",
            category=Category.FORBIDDEN,
            field="request_digest",
        )
    values = {"tenant": tenant, "digest": digest, "approver": approver}
    decision = {"role": role, "reason": reason, "command": command, "at": to_datetime(now_us), "approved": approved}
    conn.execute(_sql.approve, values | decision)
    conn.execute(_sql.set_request, values | {"state": "approved" if approved else "declined", "asker": None})


def requests_of(conn: Connection, tenant: int, digest: bytes) -> list[Asked]:
    """Who has asked for a request, with the body as it is kept (encrypted)."""
    return [_asked(row) for row in conn.execute(_sql.requests_of, {"tenant": tenant, "digest": digest}).fetchall()]


def list_requests(
    conn: Connection, tenant: int, *, state: str | None = None, after: tuple[int, bytes, str] | None = None, limit: int = 50
) -> list[Asked]:
    """Requests in a state or all, those that were asked for first before others; the page after one (its time, digest and asker)."""
    at_us, digest, asker = after or (None, None, None)
    values = {
        "tenant": tenant,
        "state": state,
        "after_at": None if at_us is None else to_datetime(at_us),
        "after_digest": digest,
        "after_asker": asker,
        "limit": limit,
    }
    return [_asked(row) for row in conn.execute(_sql.requests, values).fetchall()]


def decisions_of(conn: Connection, tenant: int, asked: Asked) -> list[dict[str, Any]]:
    """What others have said of a request, oldest first."""
    rows = conn.execute(_sql.decisions, {"tenant": tenant, "digest": asked.digest, "asker": asked.asker}).fetchall()
    return [_told(row) | {"approved": row[5], "reason": row[2], "used_by": None if row[6] is None else str(row[6])} for row in rows]


def body_of(keys: KeyRing, tenant: int, asked: Asked) -> dict[str, Any] | None:
    """What was sent, in clear; None where it was not kept, is forgotten, or cannot be read any more."""
    if asked.body is None:
        return None
    try:
        document = orjson.loads(keys.open(tenant, _binding(asked.digest), "request", asked.body))
    except (Refusal, orjson.JSONDecodeError):
        return None
    return document if isinstance(document, dict) else None


def approval_required(digest: bytes, above: int | None, approvers: frozenset[Role] = APPROVERS) -> Refusal:
    """The refusal for what one person may not do alone."""
    names = sorted(role.value for role in approvers)
    when = "This needs a second person" if above is None else f"Above {above} minor units a second person approves"
    return Refusal(
        "approval_required",
        f"{when}: a {' or '.join(names)} posts request_digest to /v1/approvals, then send this again unchanged.",
        category=Category.FORBIDDEN,
        retry=Retry.SAME_KEY,
        request_digest=digest.hex(),
        approval_above=above,
        approvers=names,
    )


def approval_declined(decision: Sequence[Any]) -> Refusal:
    """The refusal for what a second person has said no to within the last day."""
    return Refusal(
        "approval_declined",
        f"{decision[0]} has declined this" + (f": {decision[2]}" if decision[2] else "."),
        category=Category.FORBIDDEN,
        declined_by=decision[0],
    )


def _may(role: str, approvers: frozenset[Role]) -> bool:
    return bool(set(role.split("+")) & {one.value for one in approvers})


def _told(row: Sequence[Any]) -> dict[str, Any]:
    return {"approver": row[0], "role": row[1], "command": str(row[3]), "at": say_time(to_us(row[4]))}


def _asked(row: Sequence[Any]) -> Asked:
    digest, asker, role, operation, path, amount, approvers, body, state, asked_at = row
    kept = None if body is None else bytes(body)
    return Asked(bytes(digest), asker, role, operation, path, amount, tuple(approvers), kept, state, to_us(asked_at))


def _binding(digest: bytes) -> UUID:
    """What a kept body is encrypted for: it can be read as that of this request alone."""
    return UUID(bytes=digest[:16])
