"""Audit: who did what, and when, as the tenant's hash-chained trail has it."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from twincore.audit import find_command, history, verify_chain
from twincore.gateway.commands import say
from twincore.gateway.operation import Desk
from twincore.gateway.routes.scope import After, Calling, Limit, page, whole_cursor
from twincore.gateway.wire.audit import AuditEntry, AuditPage, ChainVerdict, audit_body
from twincore.kernel.refusal import not_found

desk = Desk("audit")
_WORDS = "^[^\\x00-\\x1f\\x7f]*$"


@desk.operation("GET", "/v1/audit", answer=AuditPage, refusals=("cursor_invalid",))
def list_audit(
    call: Calling,
    after: After = None,
    subject: Annotated[str | None, Query(max_length=200, pattern=_WORDS, description="What it was done to, e.g. account/17.")] = None,
    actor: Annotated[str | None, Query(max_length=200, pattern=_WORDS, description="Who did it.")] = None,
    limit: Limit = 50,
) -> Response:
    """List commands and what came of them, oldest first; of one subject, of one actor, or all.

    Refused ones are here as well, also those that never became a command (keys that begin with attempt).
    """
    with call.platform.database.app(call.tenant) as conn:
        found = history(conn, call.tenant, subject=subject, actor=actor, after_seq=whole_cursor(after) or 0, limit=limit)
    return say(page("entries", [audit_body(recorded) for recorded in found], limit, found[-1].seq if found else ""))


@desk.operation("GET", "/v1/audit/commands/{command}", answer=AuditEntry, refusals=("command_not_found",))
def get_audit_entry(call: Calling, command: Annotated[UUID, Path(description="Id of the command; a transfer names it.")]) -> Response:
    """Tell who asked for a command, when and why, and what came of it."""
    with call.platform.database.app(call.tenant) as conn:
        recorded = find_command(conn, call.tenant, command)
    if recorded is None:
        raise not_found("command", command)
    return say(audit_body(recorded))


@desk.operation("GET", "/v1/audit/chain", answer=ChainVerdict)
def verify_audit(call: Calling) -> Response:
    """Recompute the trail's hash chain from its first entry to its head, and name the first that does not fit."""
    with call.platform.database.readonly(call.tenant) as conn:
        verdict = verify_chain(conn, call.tenant)
    return say({"ok": verdict.ok, "checked": verdict.checked, "first_bad_seq": verdict.first_bad_seq})
