"""Provenance: everything that is known of one change of balances, in one call."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Response

from twincore import eod, gl, products, transactions
from twincore.audit import Recorded, find_command
from twincore.gateway.commands import say
from twincore.gateway.operation import Desk
from twincore.gateway.routes.scope import Calling
from twincore.gateway.wire.provenance import Provenance, code_of_provenance, command_of_provenance
from twincore.gateway.wire.transfers import transfer_body
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Refusal, not_found
from twincore.ledger import Account, Flag, Transfer, accounts, get_transfer, history, receipt, transfers_by_ref
from twincore.sync import is_of_core

desk = Desk("transfers")
_NOBODY = UUID(int=0)
_WORDS = ("description", "reason", "reference")
"""Members of a transfer's detail that say why, in this order."""


@desk.operation("GET", "/v1/transfers/{transfer}/provenance", answer=Provenance, refusals=("transfer_not_found",))
def get_provenance(call: Calling, transfer: Annotated[UUID, Path(description="Id of the transfer.")]) -> Response:
    """Tell where a transfer comes from: who asked, for what, when and why, through which system and with whose approval.

    With the command and its entry in the audit trail, both accounts before and after, what it refers to and what refers to it, its place in the general
    ledger, and its receipt.
    """
    with call.platform.database.app(call.tenant) as conn:
        found = get_transfer(conn, call.tenant, transfer)
        if found is None:
            raise not_found("transfer", transfer)
        recorded = None if found.command == _NOBODY else find_command(conn, call.tenant, found.command)
        batch = gl.batch_of(conn, call.tenant, found.seq)
        body = {
            "transfer": transfer_body(found),
            "code": _code(conn, call.tenant, found),
            "origin": _origin(found, recorded),
            "why": _why(found, recorded),
            "command": None if recorded is None else command_of_provenance(recorded),
            "approvals": [] if recorded is None else recorded.entry.approvals,
            "accounts": _accounts(conn, call.tenant, found),
            "refers_to": _refers_to(conn, call.tenant, found),
            "referred_by": [transfer_body(one) for one in transfers_by_ref(conn, call.tenant, found.seq)],
            "general_ledger": None if batch is None else {"date": batch[0].isoformat(), "journal": batch[1]},
            "receipt": _receipt(conn, call.tenant, transfer),
        }
    return say(body)


def _code(conn: Connection, tenant: int, transfer: Transfer) -> dict[str, Any] | None:
    if transfer.code == 0:
        return None
    codes = transactions.list_codes(conn, tenant, at_us=transfer.posted_at_us)
    return next((code_of_provenance(code) for code in codes if code.number == transfer.code), None)


def _origin(transfer: Transfer, recorded: Recorded | None) -> dict[str, Any]:
    command = None if recorded is None else recorded.entry.command
    if is_of_core(transfer.code):
        system = "core"
    elif transfer.command == _NOBODY:
        system = "ledger"
    elif command is None:
        system = "unknown"
    else:
        system = "end_of_day" if command.actor == eod.ACTOR else "api"
    return {
        "system": system,
        "actor": None if command is None else command.actor,
        "role": None if command is None else command.role,
        "request_id": None if command is None else command.request_id,
        "imported": Flag.IMPORTED in transfer.flags,
    }


def _why(transfer: Transfer, recorded: Recorded | None) -> str | None:
    if recorded is not None and recorded.entry.command.reason:
        return recorded.entry.command.reason
    detail = transfer.detail or {}
    return next((detail[word] for word in _WORDS if isinstance(detail.get(word), str)), None)


def _accounts(conn: Connection, tenant: int, transfer: Transfer) -> list[dict[str, Any]]:
    ids = [transfer.debit, transfer.credit]
    kept = accounts(conn, tenant, ids)
    owned = products.accounts_by_id(conn, tenant, ids)
    own = {account.account: account for account in transactions.system_accounts(conn, tenant)}
    told = []
    for entry, account in (("debit", kept[transfer.debit]), ("credit", kept[transfer.credit])):
        before, after = standing(transfer, account)
        member, system = owned.get(account.id), own.get(account.id)
        kind, name = "ledger", "ledger account"
        if member is not None:
            kind, name = "member", member.product
        elif system is not None:
            kind, name = "system", system.name
        told.append(
            {
                "account": account.id,
                "entry": entry,
                "kind": kind,
                "name": name,
                "number": None if member is None else member.number,
                "party": None if member is None else str(member.party),
                "currency": account.currency,
                "gl_class": account.account_class,
                "before": before,
                "after": after,
            }
        )
    return told


def standing(transfer: Transfer, account: Account) -> tuple[dict[str, int], dict[str, int]]:
    """An account of a transfer right before it and right after, on its own side: what is posted, and what is held of it.

    The journal's row has both after it, posted as credits less debits; a debit takes the amount from that, a credit adds it, and holds weigh on the
    side that is spent from.
    """
    debited = account.id == transfer.debit
    posted, held = (transfer.debit_posted, transfer.debit_held) if debited else (transfer.credit_posted, transfer.credit_held)
    spent_from = debited == (account.side == "C")
    before = posted + transfer.amount if debited else posted - transfer.amount
    sign = 1 if account.side == "C" else -1
    return (
        {"current": sign * before, "held": held - transfer.pending if spent_from else held},
        {"current": sign * posted, "held": held},
    )


def _refers_to(conn: Connection, tenant: int, transfer: Transfer) -> dict[str, Any] | None:
    """A transfer moves the accounts of the one that it refers to, so it stands in their history."""
    if transfer.ref == 0:
        return None
    page = history(conn, tenant, transfer.debit, before_seq=transfer.ref + 1, limit=1)
    return transfer_body(page[0]) if page and page[0].seq == transfer.ref else None


def _receipt(conn: Connection, tenant: int, transfer: UUID) -> dict[str, Any] | None:
    try:
        return receipt(conn, tenant, transfer)
    except Refusal as refusal:
        if refusal.code != "receipt_not_ready":
            raise
        return None
