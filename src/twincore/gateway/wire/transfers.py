"""Transfers on the wire: raw requests of the ledger, transfers as recorded, results of bulk items."""

from enum import Enum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from twincore.gateway.wire.scalar import (
    INT64_MAX,
    AmountOrAll,
    Answer,
    Body,
    Day,
    Detail,
    Identity,
    OutDay,
    OutId,
    OutTime,
    Reason,
    Time,
    hear_time,
    say_time,
)
from twincore.ledger import NEVER_US, Flag, Kind, Transfer, TransferRequest

CODE_MAX = 99_999


class TransferKind(Enum):
    """What a transfer that can be asked for does."""

    POST = "post"
    HOLD = "hold"
    CAPTURE = "capture"
    RELEASE = "release"
    REVERSE = "reverse"


_KINDS = {kind: Kind[kind.name] for kind in TransferKind}
_KIND_WORDS = {kind: kind.name.lower() for kind in Kind}


class TransferAsk(Body):
    """One transfer asked for: money from one account to another, or a hold and what becomes of it."""

    id: Annotated[UUID | None, Field(description="Id of the transfer; without it one that follows from your Idempotency-Key.")] = None
    kind: TransferKind = TransferKind.POST
    debit: Annotated[int, Field(ge=0, le=INT64_MAX, description="Account debited; leave out where it follows from ref.")] = 0
    credit: Annotated[int, Field(ge=0, le=INT64_MAX, description="Account credited; leave out where it follows from ref.")] = 0
    amount: AmountOrAll = 0
    code: Annotated[int, Field(ge=0, le=CODE_MAX, description="Number of the transaction code, 0 for none.")] = 0
    ref: Annotated[UUID | None, Field(description="The hold captured or released, or the transfer reversed.")] = None
    value_date: Day | None = None
    expires_at: Annotated[Time | None, Field(description="When a hold ends by itself; never if left out.")] = None
    posted_at: Annotated[Time | None, Field(description="Historical import only: when it was posted.")] = None
    final: Annotated[bool, Field(description="Captures only: give back what is not captured.")] = False
    forced: Annotated[bool, Field(description="Go beyond a limit or a freeze; needs the role manager and a reason.")] = False
    detail: Detail | None = None

    def request(self, identifier: UUID, *, linked: bool = False) -> TransferRequest:
        """What the ledger is asked; identifier: its id where the caller gave none."""
        flags = Flag(0)
        if linked:
            flags |= Flag.LINKED
        if self.final:
            flags |= Flag.FINAL
        if self.forced:
            flags |= Flag.FORCED
        if self.posted_at is not None:
            flags |= Flag.IMPORTED
        return TransferRequest(
            id=self.id or identifier,
            kind=_KINDS[self.kind],
            debit=self.debit,
            credit=self.credit,
            amount=self.amount,
            code=self.code,
            ref=self.ref,
            flags=flags,
            value_date=self.value_date,
            posted_at_us=hear_time(self.posted_at),
            expires_at_us=NEVER_US if self.expires_at is None else hear_time(self.expires_at) or 0,
            detail=self.detail or None,
        )


class TransferOrder(TransferAsk):
    """A transfer asked for on its own."""

    reason: Reason | None = None


class LinkedTransfers(Body):
    """Transfers that stand or fall together, decided in this order."""

    transfers: Annotated[list[TransferAsk], Field(min_length=1, max_length=256)]
    reason: Reason | None = None


class TransferRecord(Answer):
    """A transfer as the journal has it."""

    id: OutId
    seq: Annotated[int, Field(description="Place in the tenant's journal, from 1 without a gap.")]
    kind: Literal["post", "hold", "capture", "release", "expire", "reverse"]
    debit: int
    credit: int
    amount: Annotated[int, Field(description="Minor units moved between the posted balances; 0 where only a hold moves.")]
    pending: Annotated[int, Field(description="Change of what is held: placed (+) or ended (-), minor units.")]
    code: int
    ref_seq: Annotated[int | None, Field(description="Place of the hold or transfer that it refers to.")]
    value_date: OutDay
    posted_at: OutTime
    expires_at: OutTime | None
    command: Annotated[OutId, Field(description="The command that asked for it: see /v1/audit/commands/{command}.")]
    linked: bool
    forced: bool
    imported: bool
    final: bool
    detail: dict[str, Any] | None


class TransferList(Answer):
    """Transfers, in the order of the journal."""

    transfers: list[TransferRecord]


class BulkRefusal(Answer):
    """Why one item of a bulk request was refused."""

    code: str
    detail: str
    field: str | None
    retry: Literal["never", "same_key", "new_key"]


class BulkItem(Answer):
    """What became of one line of a bulk request; a line of the answer for each line that was sent, in the same order."""

    line: Annotated[int, Field(description="Line of the request, from 1.")]
    status: Literal["created", "exists", "refused"]
    id: OutId | None
    seq: int | None
    refusal: BulkRefusal | None


def transfer_body(transfer: Transfer) -> dict[str, Any]:
    """A transfer as the wire has it."""
    flags = int(transfer.flags)
    return {
        "id": str(transfer.id),
        "seq": transfer.seq,
        "kind": _KIND_WORDS[transfer.kind],
        "debit": transfer.debit,
        "credit": transfer.credit,
        "amount": transfer.amount,
        "pending": transfer.pending,
        "code": transfer.code,
        "ref_seq": transfer.ref or None,
        "value_date": transfer.value_date.isoformat(),
        "posted_at": say_time(transfer.posted_at_us),
        "expires_at": None if transfer.expires_at_us == NEVER_US else say_time(transfer.expires_at_us),
        "command": str(transfer.command),
        "linked": bool(flags & 1),
        "forced": bool(flags & 2),
        "imported": bool(flags & 4),
        "final": bool(flags & 8),
        "detail": transfer.detail,
    }


TransferId = Identity
