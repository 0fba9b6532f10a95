"""Dual control on the wire: rules, and requests that wait for a second person."""

from enum import Enum
from typing import Annotated, Any

from pydantic import Field

from twincore.gateway.approvals import Asked
from twincore.gateway.control import ANY, ControlRule
from twincore.gateway.wire.scalar import INT64_MAX, Answer, Body, OutTime, Reason, say_time, words

OperationName = Annotated[
    str, words(64, pattern="^[a-z][a-z0-9_]*$", description="Id of the operation in the API's document.", examples=["redraw"])
]


class ControlledRole(Enum):
    """Whom a rule binds."""

    ANY = ANY
    TELLER = "teller"
    MANAGER = "manager"
    COMPLIANCE = "compliance"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    PARTNER = "partner"
    MEMBER = "member"


class ApproverRole(Enum):
    """Who may be a second person."""

    MANAGER = "manager"
    COMPLIANCE = "compliance"


class ControlRuleOrder(Body):
    """When one person is not enough for an operation."""

    operation: OperationName
    role: Annotated[ControlledRole, Field(description="any: every role that has no rule of its own.")] = ControlledRole.ANY
    required: Annotated[bool, Field(description="false: one person is enough; withdraws a rule, or makes an exception for a role.")] = True
    above: Annotated[int | None, Field(ge=0, le=INT64_MAX, description="Minor units; whatever the amount if left out.")] = None
    approvers: Annotated[
        list[ApproverRole] | None,
        Field(min_length=1, max_length=2, description="The second person has one of these roles; either if left out."),
    ] = None
    reason: Reason


class ControlRuleRecord(Answer):
    """When one person is not enough for an operation."""

    operation: str
    role: str
    required: bool
    above: int | None
    approvers: list[str]
    version: Annotated[int, Field(description="0: it comes with the platform, and no tenant can change it.")]
    reason: str
    defined_by: str
    at: OutTime | None


class ControlRuleList(Answer):
    """Rules by operation and role."""

    rules: list[ControlRuleRecord]


class Decline(Body):
    """A second person's no to one request of somebody else."""

    request_digest: Annotated[
        str, words(64, min_length=64, pattern="^[0-9a-f]{64}$", description="As the problem approval_required gave it.")
    ]
    reason: Reason


class RequestState(Enum):
    """Where a request stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    USED = "used"


class AskedRequest(Answer):
    """A request that one person may not make alone, as it was asked for last."""

    request_digest: str
    asker: str
    role: str
    operation: str
    path: str
    amount: Annotated[int | None, Field(description="Minor units, where the operation has an amount.")]
    approvers: list[str]
    state: RequestState
    asked_at: OutTime


class AskedRequestPage(Answer):
    """A page of requests, those that have waited longest first."""

    requests: list[AskedRequest]
    next: str | None


class RequestDecision(Answer):
    """What a second person has said."""

    approver: str
    role: str
    command: str
    at: OutTime
    approved: bool
    reason: str | None
    used_by: Annotated[str | None, Field(description="The command that the approval was good for.")]


class AskedRequestDetail(AskedRequest):
    """A request with what was sent, and what second persons have said."""

    body: Annotated[dict[str, Any] | None, Field(description="What was sent; null where it is not kept or is older than a week.")]
    decisions: list[RequestDecision]


class AskedRequestList(Answer):
    """Everybody who has asked for one request, word for word the same."""

    requests: list[AskedRequestDetail]


class DeclineRecord(Answer):
    """A no as recorded."""

    request_digest: str
    declined_by: str
    role: str
    at: OutTime


def control_rule_body(rule: ControlRule) -> dict[str, Any]:
    """A rule as the wire has it."""
    return {
        "operation": rule.operation,
        "role": rule.role,
        "required": rule.required,
        "above": rule.above,
        "approvers": sorted(role.value for role in rule.approvers),
        "version": rule.version,
        "reason": rule.reason,
        "defined_by": rule.defined_by,
        "at": say_time(rule.at_us) if rule.version else None,
    }


def asked_body(asked: Asked) -> dict[str, Any]:
    """A request as the wire has it."""
    return {
        "request_digest": asked.digest.hex(),
        "asker": asked.asker,
        "role": asked.role,
        "operation": asked.operation,
        "path": asked.path,
        "amount": asked.amount,
        "approvers": list(asked.approvers),
        "state": asked.state,
        "asked_at": say_time(asked.asked_at_us),
    }
