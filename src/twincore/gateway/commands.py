"""Commands: a write is found in the audit trail or done and recorded there, in one database transaction. This is what makes retries safe."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
import psycopg
import structlog
from starlette.responses import Response

from twincore.audit import Command, Entry, Recorded, find, record
from twincore.gateway import metrics
from twincore.gateway.operation import Call
from twincore.gateway.problem import problem_response, recorded_refusal, refusal_record
from twincore.kernel.db import Connection
from twincore.kernel.ids import id_of_key, uuid7
from twincore.kernel.refusal import Category, Refusal, Retry

ATTEMPTS_MAX = 4
REPLAYED = {"Idempotent-Replayed": "true"}
_PASSING = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure, psycopg.errors.LockNotAvailable)

_log = structlog.get_logger("twincore.gateway")


@dataclass(frozen=True, slots=True)
class Done:
    """What a verb has done: the answer's body (no personal data: the audit trail keeps it), and what it was done to.

    subject: e.g. ``account/17``; before and after: the subject's state, without personal data; reason: why, where the caller said so.
    """

    body: dict[str, Any]
    subject: str | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    reason: str | None = None
    status: int | None = None
    location: str | None = None
    approvals: list[Any] = field(default_factory=list)


Verb = Callable[[Connection, int], Done]
"""Does its work in the transaction it is given, at the time (microseconds since the epoch) it is told."""


def perform(call: Call, verb: Verb, *, reason: str | None = None, on_commit: Callable[[], None] | None = None) -> Response:
    """Answer a write: again from the audit trail if its key is known there, or by doing it now and recording it.

    Refusals of the verb are recorded too, after its work is rolled back. on_commit: what to do once the work is durable, before the answer.
    """
    tenant = call.tenant
    for _ in range(ATTEMPTS_MAX):
        try:
            with call.platform.database.app(tenant) as conn:
                if (recorded := find(conn, tenant, call.actor, call.key)) is not None:
                    return replay(call, recorded)
                now_us = call.now_us()
                done = verb(conn, now_us)
                outcome = {"status": done.status or call.operation.status, "body": done.body, "location": done.location}
                entry = Entry(
                    command_of(call, now_us, reason=done.reason or reason),
                    {"result": outcome},
                    done.subject,
                    done.before,
                    done.after,
                    [*call.approvals, *done.approvals],
                )
                record(conn, tenant, [entry])
        except _PASSING as trouble:
            _log.info("command_again", error=type(trouble).__name__, operation=call.operation.id)
            continue
        except Refusal as refusal:
            if refusal.code == "idempotency_key_in_use":
                continue
            if refusal.category in (Category.BUSY, Category.UNAVAILABLE):
                raise
            return refuse(call, refusal, reason)
        if on_commit is not None:
            on_commit()
        return answer(outcome)
    raise Refusal(
        "too_busy", "Others work on the same things just now: send the request again.", category=Category.BUSY, retry=Retry.SAME_KEY
    )


def refuse(call: Call, refusal: Refusal, reason: str | None = None) -> Response:
    """Record a command that was refused, and say so; a retry gets the same answer."""
    metrics.refusals.labels(call.operation.id, refusal.code).inc()
    with call.platform.database.app(call.tenant) as conn:
        if (recorded := find(conn, call.tenant, call.actor, call.key)) is not None:
            return replay(call, recorded)
        record(conn, call.tenant, [Entry(command_of(call, call.now_us(), reason=reason), {"refusal": refusal_record(refusal)})])
    return problem_response(refusal)


def command_of(call: Call, now_us: int, *, reason: str | None = None, key: str | None = None) -> Command:
    """The command of a call at a time. Its id follows from tenant, actor and key: it is known before it is recorded."""
    key = key or call.key
    return Command(
        id=id_of_key("command", call.tenant, call.actor, key),
        type=call.operation.command,
        key=key,
        actor=call.actor,
        role=call.role or "none",
        reason=reason,
        request_id=call.request_id,
        request_digest=call.digest,
        at_us=now_us,
    )


def replay(call: Call, recorded: Recorded) -> Response:
    """The answer of the first time; refuses (and does not record) a key that was used for another request."""
    if recorded.entry.command.request_digest != call.digest:
        return problem_response(key_reused())
    outcome = recorded.entry.outcome
    if "refusal" in outcome:
        return problem_response(recorded_refusal(outcome["refusal"]), REPLAYED)
    return answer(outcome["result"], replayed=True)


def key_reused() -> Refusal:
    """The refusal for a key that the same actor has used for another request."""
    return Refusal(
        "idempotency_key_reused",
        "This Idempotency-Key belongs to another request: use a new key for a new request.",
        field="header:Idempotency-Key",
    )


def answer(outcome: dict[str, Any], *, replayed: bool = False) -> Response:
    """The HTTP answer of a recorded result (status, body, location)."""
    headers = dict(REPLAYED) if replayed else {}
    if outcome.get("location"):
        headers["Location"] = outcome["location"]
    return Response(orjson.dumps(outcome["body"]), status_code=outcome["status"], media_type="application/json", headers=headers)


def say(body: Any, status: int = 200) -> Response:
    """The HTTP answer of a read."""
    return Response(orjson.dumps(body), status_code=status, media_type="application/json")


def attempt_entry(call: Call, refusal: Refusal, now_us: int) -> Entry:
    """The record of a request that never became a command (role lacking, body wrong). It does not use up the caller's key."""
    key = f"attempt {uuid7(now_us)}"  # a space: no caller's key has one
    command = command_of(call, now_us, key=key)
    if len(command.request_digest) != 32:
        command = Command(command.id, command.type, key, command.actor, command.role, None, command.request_id, bytes(32), now_us)
    return Entry(command, {"refusal": refusal_record(refusal)})
