"""Money through the gateway: one submission to the lane, whose audit entry commits with its transfers.

No thread is spent on waiting: the lane's future wakes the event loop. The id of a transfer follows from tenant, actor and key unless the
caller gives one, so that even a retry after a crash meets the transfer of the first time.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, TypeVar, cast
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from twincore.audit import Command, Entry, record
from twincore.gateway.commands import REPLAYED, answer, command_of, refuse, replay
from twincore.gateway.operation import Call
from twincore.gateway.problem import problem_response, recorded_refusal, refusal_record
from twincore.gateway.wire.transfers import transfer_body
from twincore.kernel.db import Connection
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Refusal
from twincore.ledger import Outcome, Status, TransferRequest, refusal_of

T = TypeVar("T")
Tell = Callable[[Sequence[Outcome]], dict[str, Any]]
"""The outcomes of a submission as the audit trail keeps them: ``{"result": ...}`` or ``{"refusal": ...}``."""


class Posting:
    """The context of one submission: knows its command, and what to tell the audit trail of the outcomes."""

    __slots__ = ("approvals", "command", "outcome", "subject", "tell")

    def __init__(self, command: Command, tell: Tell, subject: str | None = None, approvals: list[Any] | None = None) -> None:
        self.command = command
        self.tell = tell
        self.subject = subject
        self.approvals = approvals or []
        self.outcome: dict[str, Any] | None = None

    def entry(self, outcomes: Any) -> Entry:
        """The audit entry; what it tells is kept for the answer."""
        self.outcome = self.tell(outcomes)
        return Entry(self.command, self.outcome, self.subject, approvals=self.approvals)


def record_postings(conn: Connection, tenant: int, submissions: Sequence[tuple[object, Any]]) -> None:
    """What the lane calls inside its commit: writes the audit entries of a block's submissions, in one round trip."""
    record(conn, tenant, [context.entry(outcomes) for context, outcomes in submissions if isinstance(context, Posting)])


async def landed(future: "Future[T]") -> T:
    """The result of a lane's future, without a thread that waits for it. A caller that goes away does not cancel the posting."""
    loop = asyncio.get_running_loop()
    waiter: asyncio.Future[T] = loop.create_future()

    def wake(done: "Future[T]") -> None:
        loop.call_soon_threadsafe(_settle, waiter, done)

    future.add_done_callback(wake)
    return await waiter


def _settle(waiter: "asyncio.Future[T]", done: "Future[T]") -> None:
    if waiter.done():
        return
    if (trouble := done.exception()) is not None:
        waiter.set_exception(trouble)
    else:
        waiter.set_result(done.result())


async def post(
    call: Call,
    requests: Callable[[UUID], list[TransferRequest]],
    tell: Tell,
    *,
    reason: str | None = None,
    subject: str | None = None,
) -> Response:
    """Answer a write of money: from the audit trail if the key is known there, or by the lane.

    A key that this process has not seen lately is taken for a new one and not looked up: if it is not, the audit trail refuses it inside the
    lane's commit, which takes the transfers with it, and the answer of the first time is looked up then.
    requests: makes the transfers, given the id that follows from the key; it may refuse, which is recorded as any refusal.
    """
    platform, tenant = call.platform, call.tenant
    await platform.open_lane(tenant)
    look_first = platform.recall.seen(tenant, call.actor, call.key)
    for _ in range(3):
        if look_first and (recorded := await platform.recall.find(tenant, call.actor, call.key)) is not None:
            return replay(call, recorded)
        posting = Posting(command_of(call, platform.tenants.now_us(tenant), reason=reason), tell, subject, call.approvals)
        submission = requests(id_of_key("transfer", tenant, call.actor, call.key))
        admitted = await platform.admission.asked(tenant)
        # where it has to be admitted, the core does not decide with us now
        if admitted and (declined := await run_in_threadpool(platform.admission.refusal, tenant, submission)) is not None:
            return await run_in_threadpool(refuse, call, declined, reason)
        try:
            outcomes = await landed(platform.ledger.submit(tenant, submission, posting.command.id, context=posting))
        except Refusal as refusal:
            if refusal.code == "idempotency_key_in_use":  # it is recorded already: nothing was posted now
                look_first = True
                continue
            raise
        if admitted:
            await run_in_threadpool(platform.admission.give_back, tenant, submission, outcomes)
        outcome = posting.outcome or tell(outcomes)
        if "refusal" in outcome:
            return problem_response(recorded_refusal(outcome["refusal"]))
        return answer(outcome["result"])
    raise AssertionError("a key that was in use is found by the next look")


def tell_one(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """What is kept of a submission of one transfer."""
    (outcome,) = outcomes
    if not outcome.status.ok:
        return {"refusal": refusal_record(refusal_of(outcome.status))}
    assert outcome.transfer is not None, "a transfer in the journal comes with its record"
    return {
        "result": {
            "status": 201 if outcome.status is Status.CREATED else 200,
            "body": transfer_body(outcome.transfer),
            "location": f"/v1/transfers/{outcome.transfer.id}",
        }
    }


def first_refusal(outcomes: Sequence[Outcome]) -> tuple[int, Status] | None:
    """Which transfer of a linked group was refused first, and why; None if all are in the journal."""
    for at, outcome in enumerate(outcomes):
        if not outcome.status.ok and outcome.status is not Status.GROUP_REFUSED:
            return at, outcome.status
    for at, outcome in enumerate(outcomes):
        if not outcome.status.ok:
            return at, outcome.status
    return None


def tell_group(outcomes: Sequence[Outcome], place: str = "transfers") -> dict[str, Any]:
    """What is kept of a linked group: all its transfers, or the refusal that stopped it. place: the body's member that holds the legs."""
    if (refused := first_refusal(outcomes)) is not None:
        at, status = refused
        refusal = refusal_of(status)
        if place:
            refusal = refusal_of(status, f"{place}/{at}" + (f"/{refusal.field}" if refusal.field else ""))
        refusal.detail["leg"] = at
        return {"refusal": refusal_record(refusal)}
    transfers = [transfer_body(cast(Any, outcome.transfer)) for outcome in outcomes]
    created = any(outcome.status is Status.CREATED for outcome in outcomes)
    return {"result": {"status": 201 if created else 200, "body": {"transfers": transfers}, "location": None}}


__all__ = ["REPLAYED", "Posting", "first_refusal", "landed", "post", "record_postings", "tell_group", "tell_one"]
