"""Transfers: the raw requests of the ledger, one by one or linked, and what the journal has of them."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Response

from twincore.gateway.access import Role
from twincore.gateway.commands import say
from twincore.gateway.control import check_posting
from twincore.gateway.operation import Call, Desk, calling
from twincore.gateway.posting import post, tell_group, tell_one
from twincore.gateway.wire.transfers import LinkedTransfers, TransferAsk, TransferList, TransferOrder, TransferRecord, transfer_body
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.ledger import TransferRequest, transfers_of_command
from twincore.ledger import get_transfer as ledger_transfer

desk = Desk("transfers")
Calling = Annotated[Call, Depends(calling)]

_NOBODY = UUID(int=0)

LEDGER_REFUSALS = (
    "amount_invalid",
    "ref_invalid",
    "accounts_same",
    "id_conflict",
    "ref_not_found",
    "hold_captured",
    "hold_released",
    "hold_expired",
    "already_reversed",
    "debit_account_not_found",
    "credit_account_not_found",
    "currency_mismatch",
    "debit_account_closed",
    "credit_account_closed",
    "debit_account_frozen",
    "credit_account_frozen",
    "amount_exceeds_hold",
    "insufficient_funds",
    "balance_below_zero",
    "twin_is_shadow",
    "standin_cap",
    "standin_velocity",
    "standin_allotment",
    "standin_exposure",
)
POST_EXAMPLE = {"kind": "post", "debit": 1001, "credit": 1002, "amount": 2500, "code": 201, "detail": {"description": "Rent, March"}}


def check_forced(call: Call, asks: list[TransferAsk], reason: str | None) -> None:
    """Going beyond a limit needs a manager or operator and a reason; refuses ``force_not_allowed`` and ``reason_missing``."""
    if not any(ask.forced for ask in asks):
        return
    if not call.principal.roles & {Role.MANAGER, Role.OPERATOR}:
        raise Refusal(
            "force_not_allowed", "Only a manager or an operator may go beyond a limit.", category=Category.FORBIDDEN, field="forced"
        )
    if not reason:
        raise Refusal("reason_missing", "A forced transfer needs a reason.", field="reason")


@desk.operation(
    "POST",
    "/v1/transfers",
    command="ledger.transfer",
    body=TransferOrder,
    answer=TransferRecord,
    status=201,
    refusals=(*LEDGER_REFUSALS, "force_not_allowed", "reason_missing", "approval_required", "approval_declined"),
    example=POST_EXAMPLE,
)
async def post_transfer(call: Calling) -> Response:
    """Post one transfer: move money, or hold, capture, release, reverse.

    Answers when the transfer is durable: 201 if it is new, 200 if the same transfer was recorded before under the id you gave.
    The normal way to move money is a transaction code (POST /v1/transactions); this is the ledger itself, for rails and imports.
    """
    order = call.heard(TransferOrder)
    check_forced(call, [order], order.reason)
    await check_posting(call, [order.request(_NOBODY)])
    return await post(call, lambda identifier: [order.request(identifier)], tell_one, reason=order.reason)


@desk.operation(
    "POST",
    "/v1/transfers/linked",
    command="ledger.linked_transfers",
    body=LinkedTransfers,
    answer=TransferList,
    status=201,
    refusals=(*LEDGER_REFUSALS, "force_not_allowed", "reason_missing", "approval_required", "approval_declined"),
    example={"transfers": [{"debit": 1001, "credit": 1002, "amount": 2500}, {"debit": 1001, "credit": 1003, "amount": 30}]},
)
async def post_linked_transfers(call: Calling) -> Response:
    """Post transfers that stand or fall together.

    Up to 256, decided in order, each seeing what those before it did. If one is refused none happens; the problem's field names the one.
    """
    order = call.heard(LinkedTransfers)
    check_forced(call, order.transfers, order.reason)
    await check_posting(call, [ask.request(_NOBODY) for ask in order.transfers])
    last = len(order.transfers) - 1

    def requests(identifier: UUID) -> list[TransferRequest]:
        return [
            ask.request(identifier if at == 0 else id_of_key(identifier, at), linked=at < last) for at, ask in enumerate(order.transfers)
        ]

    return await post(call, requests, tell_group, reason=order.reason)


@desk.operation("GET", "/v1/transfers/{transfer:uuid}", answer=TransferRecord, refusals=("transfer_not_found",))
def get_transfer(call: Calling, transfer: Annotated[UUID, Path(description="Id of the transfer.")]) -> Response:
    """Get a transfer by its id."""
    with call.platform.database.app(call.tenant) as conn:
        found = ledger_transfer(conn, call.tenant, transfer)
    if found is None:
        raise not_found("transfer", transfer)
    return say(transfer_body(found))


@desk.operation("GET", "/v1/commands/{command}/transfers", answer=TransferList)
def get_transfers_of_command(call: Calling, command: Annotated[UUID, Path(description="Id of the command.")]) -> Response:
    """List what one command has posted.

    In the order of the journal; empty if the command posted nothing. Linked transfers of one request are found together here.
    """
    with call.platform.database.app(call.tenant) as conn:
        found = transfers_of_command(conn, call.tenant, command)
    return say({"transfers": [transfer_body(transfer) for transfer in found]})
