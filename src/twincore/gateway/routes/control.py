"""Dual control: who needs a second person for what, and the requests that wait for one."""

from typing import Annotated

from fastapi import Path, Query, Response

from twincore.gateway import approvals, control
from twincore.gateway.access import Role
from twincore.gateway.commands import Done, command_of, perform, say
from twincore.gateway.operation import Desk
from twincore.gateway.routes.scope import After, Calling, Limit, bad_cursor, page
from twincore.gateway.wire.control import (
    AskedRequestList,
    AskedRequestPage,
    ControlRuleList,
    ControlRuleOrder,
    ControlRuleRecord,
    Decline,
    DeclineRecord,
    RequestState,
    asked_body,
    control_rule_body,
)
from twincore.gateway.wire.scalar import say_time
from twincore.kernel.db import Connection
from twincore.kernel.refusal import not_found

desk = Desk("control")


@desk.operation("GET", "/v1/control-rules", answer=ControlRuleList)
def list_control_rules(call: Calling) -> Response:
    """List when one person is not enough: the rules that hold now, by operation and role."""
    with call.platform.database.app(call.tenant) as conn:
        rules = [control.FIXED, *control.control_rules(conn, call.tenant)]
    return say({"rules": [control_rule_body(rule) for rule in sorted(rules, key=lambda rule: (rule.operation, rule.role))]})


@desk.operation("GET", "/v1/control-rules/{operation}/versions", answer=ControlRuleList)
def get_control_rule_versions(
    call: Calling,
    operation: Annotated[str, Path(max_length=64, pattern="^[a-z][a-z0-9_]*$", description="Id of the operation.")],
) -> Response:
    """List every version of the rules of an operation, by role and version."""
    with call.platform.database.app(call.tenant) as conn:
        rules = control.control_rule_versions(conn, call.tenant, operation)
    return say({"rules": [control_rule_body(rule) for rule in rules]})


@desk.operation(
    "POST",
    "/v1/control-rules",
    command="gateway.define_control_rule",
    body=ControlRuleOrder,
    answer=ControlRuleRecord,
    status=201,
    refusals=("approval_required", "approval_declined", "control_rule_invalid"),
    example={"operation": "post_transaction", "role": "teller", "above": 1_000_000, "reason": "Board decision 12/2026."},
)
def define_control_rule(call: Calling) -> Response:
    """Define when one person is not enough for an operation, for a role or for everybody, from an amount on or always.

    It takes two people itself, whatever the rules say. It holds within a second. Rules of post_transaction and post_transfer hold for their bulk and
    linked forms and for standing orders too; a transaction code's own limit holds beside them.
    """
    asked = call.heard(ControlRuleOrder)

    def verb(conn: Connection, now_us: int) -> Done:
        before = [control_rule_body(rule) for rule in control.control_rule_versions(conn, call.tenant, asked.operation)]
        rule = control.define_control_rule(
            conn,
            call.tenant,
            operation=asked.operation,
            role=asked.role.value,
            required=asked.required,
            above=asked.above,
            approvers=approvals.APPROVERS if asked.approvers is None else frozenset(Role(role.value) for role in asked.approvers),
            reason=asked.reason,
            actor=call.actor,
            command=command_of(call, now_us).id,
            now_us=now_us,
        )
        body = control_rule_body(rule)
        former = [one for one in before if one["role"] == rule.role]
        return Done(body, f"control_rule/{rule.operation}", former[-1] if former else None, body)

    return perform(call, verb, reason=asked.reason, on_commit=lambda: call.platform.controls.forget(call.tenant))


@desk.operation("GET", "/v1/approvals/requests", answer=AskedRequestPage, refusals=("cursor_invalid",))
def list_requests(
    call: Calling,
    state: Annotated[RequestState | None, Query(description="Only in this state.")] = None,
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """List requests that one person may not make alone, those that have waited longest first.

    A request is waiting, approved, declined, or used: done with its approval. An approval is good for a day.
    """
    with call.platform.database.app(call.tenant) as conn:
        found = approvals.list_requests(
            conn, call.tenant, state=None if state is None else state.value, after=_request_cursor(after), limit=limit
        )
    cursor = f"{found[-1].asked_at_us}.{found[-1].digest.hex()}.{found[-1].asker}" if found else ""
    return say(page("requests", [asked_body(asked) for asked in found], limit, cursor))


@desk.operation("GET", "/v1/approvals/requests/{digest}", answer=AskedRequestList, refusals=("approval_request_not_found",))
def get_request(
    call: Calling, digest: Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="The request's digest, in hexadecimal.")]
) -> Response:
    """Get a request with what was sent, for the second person to read, and what others have said of it."""
    with call.platform.database.app(call.tenant) as conn:
        found = approvals.requests_of(conn, call.tenant, bytes.fromhex(digest))
        if not found:
            raise not_found("approval_request", digest, "path:digest")
        told = [
            asked_body(asked)
            | {
                "body": approvals.body_of(call.platform.key_ring, call.tenant, asked),
                "decisions": approvals.decisions_of(conn, call.tenant, asked),
            }
            for asked in found
        ]
    return say({"requests": told})


@desk.operation(
    "POST",
    "/v1/approvals/decline",
    command="gateway.decline",
    body=Decline,
    answer=DeclineRecord,
    status=201,
    refusals=("approval_request_not_found", "second_person_needed", "approver_role_lacking"),
    example={
        "request_digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "reason": "The member did not sign for this.",
    },
)
def decline_request(call: Calling) -> Response:
    """Say no to a request of somebody else. For a day it is refused; a later approval takes the no back."""
    given = call.heard(Decline)

    def verb(conn: Connection, now_us: int) -> Done:
        approvals.decide(
            conn,
            call.tenant,
            digest=bytes.fromhex(given.request_digest),
            approved=False,
            approver=call.actor,
            role=call.role,
            reason=given.reason,
            command=command_of(call, now_us).id,
            now_us=now_us,
        )
        body = {"request_digest": given.request_digest, "declined_by": call.actor, "role": call.role, "at": say_time(now_us)}
        return Done(body, f"request/{given.request_digest}", None, body)

    return perform(call, verb, reason=given.reason)


def _request_cursor(after: str | None) -> tuple[int, bytes, str] | None:
    if after is None:
        return None
    parts = after.split(".", 2)
    try:
        at_us, digest, asker = parts
        if not (at_us.isascii() and at_us.isdigit() and len(at_us) <= 17 and len(digest) == 64 and "\x00" not in asker):
            raise bad_cursor()
        return int(at_us), bytes.fromhex(digest), asker
    except ValueError:
        raise bad_cursor() from None
