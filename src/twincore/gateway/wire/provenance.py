"""Where a transfer comes from, on the wire: everything that is known of one change of balances, in one answer."""

from typing import Annotated, Any, Literal

from pydantic import Field

from twincore.audit import Recorded
from twincore.gateway.wire.journal import Receipt
from twincore.gateway.wire.scalar import Answer, OutDay, OutId, OutTime, say_time
from twincore.gateway.wire.transfers import TransferRecord
from twincore.transactions import TransactionCode


class ProvenanceCode(Answer):
    """The version of a transaction code that held when the transfer was posted."""

    number: int
    name: str
    title: str
    version: int


class ProvenanceOrigin(Answer):
    """Which system asked, and who in it."""

    system: Annotated[
        Literal["api", "core", "end_of_day", "ledger", "unknown"],
        Field(
            description="core: posted on the core first and followed here; ledger: the ledger itself, where a hold ended by its time; unknown: the command is not in the trail (yet)."
        ),
    ]
    actor: Annotated[str | None, Field(description="Who asked: the client of the token.")]
    role: Annotated[str | None, Field(description="In which role.")]
    request_id: Annotated[str | None, Field(description="Of the request: log lines and the trace carry it.")]
    imported: Annotated[bool, Field(description="It was brought over from another system with its own posting time.")]


class ProvenanceCommand(Answer):
    """The command that asked for the transfer, and its entry in the audit trail."""

    id: OutId
    type: str
    key: str
    at: OutTime
    reason: str | None
    subject: str | None
    request_digest: str
    audit_seq: Annotated[int, Field(description="Place in the tenant's audit trail.")]
    audit_hash: Annotated[str, Field(description="SHA-256 that chains the entry to all before it.")]


class ProvenanceBalance(Answer):
    """An account at one moment, on its own side, in minor units."""

    current: int
    held: int


class ProvenanceAccount(Answer):
    """One of the two accounts: what it was right before the transfer and right after."""

    account: int
    entry: Literal["debit", "credit"]
    kind: Literal["member", "system", "ledger"]
    name: Annotated[str, Field(description="Name of the product or of the system account.")]
    number: Annotated[str | None, Field(description="Account number of a member's account.")]
    party: OutId | None
    currency: str
    gl_class: Annotated[int, Field(description="Its line in the chart of accounts.")]
    before: ProvenanceBalance
    after: ProvenanceBalance


class ProvenanceLedger(Answer):
    """Where the general ledger has it."""

    date: OutDay
    journal: int


class Provenance(Answer):
    """Who, what, when, why, through which system, with whose approval; and what it changed, with proof."""

    transfer: TransferRecord
    code: ProvenanceCode | None
    origin: ProvenanceOrigin
    why: Annotated[str | None, Field(description="The reason given with the command, or the transfer's own words.")]
    command: ProvenanceCommand | None
    approvals: Annotated[list[Any], Field(description="Second persons who said yes.")]
    accounts: Annotated[list[ProvenanceAccount], Field(description="The debited account, then the credited one.")]
    refers_to: Annotated[TransferRecord | None, Field(description="The hold captured, released or expired, or the transfer reversed.")]
    referred_by: Annotated[list[TransferRecord], Field(description="Captures, releases, expiry or reversal of this one.")]
    general_ledger: Annotated[ProvenanceLedger | None, Field(description="null before the end of its business date.")]
    receipt: Annotated[Receipt | None, Field(description="Proof of the journal; null for about a second, until it is sealed.")]


def code_of_provenance(code: TransactionCode) -> dict[str, Any]:
    """A transaction code as provenance says it."""
    return {"number": code.number, "name": code.name, "title": code.spec.title, "version": code.version}


def command_of_provenance(recorded: Recorded) -> dict[str, Any]:
    """A command as provenance says it: without its outcome, which may be long."""
    command = recorded.entry.command
    return {
        "id": str(command.id),
        "type": command.type,
        "key": command.key,
        "at": say_time(command.at_us),
        "reason": command.reason,
        "subject": recorded.entry.subject,
        "request_digest": command.request_digest.hex(),
        "audit_seq": recorded.seq,
        "audit_hash": recorded.hash.hex(),
    }
