"""Standing orders and scheduled payments."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from twincore import eod
from twincore.eod import StandingOrder
from twincore.gateway.access import Role
from twincore.gateway.commands import Done, perform, say
from twincore.gateway.control import check_posting_here
from twincore.gateway.operation import Call, Desk
from twincore.gateway.routes.accounts import own_account
from twincore.gateway.routes.scope import After, Calling, Limit, id_cursor, page, whole_cursor
from twincore.gateway.routes.transactions import check_own_debits, code_of
from twincore.gateway.wire.scalar import INT64_MAX
from twincore.gateway.wire.standing_orders import (
    StandingOrderCancelling,
    StandingOrderList,
    StandingOrderOpening,
    StandingOrderPayments,
    StandingOrderRecord,
    payment_body,
    standing_order_body,
)
from twincore.kernel.db import Connection
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Category, Refusal, not_found

desk = Desk("standing orders")
Order = Annotated[UUID, Path(description="Id of the standing order.")]


@desk.operation(
    "POST",
    "/v1/standing-orders",
    command="eod.create_standing_order",
    body=StandingOrderOpening,
    answer=StandingOrderRecord,
    status=201,
    refusals=(
        "standing_order_invalid",
        "standing_order_starts_in_past",
        "end_of_day_not_installed",
        "account_not_found",
        "transaction_code_not_found",
        "code_role_lacking",
        "parameter_unknown",
        "parameter_missing",
        "parameter_invalid",
        "parameter_out_of_limits",
        "approval_required",
        "approval_declined",
    ),
    example={
        "code": "internal_transfer",
        "parameters": {"from_account": 1001, "to_account": 1002, "amount": 50_000, "description": "Rent"},
        "frequency": "monthly",
        "starts_on": "2026-04-01",
    },
)
def create_standing_order(call: Calling) -> Response:
    """Ask for payments in advance: once, or again and again.

    They are posted in the night before their date, on business days alone; where the money is lacking they are tried again. An amount that needs
    a second person's approval as a single posting needs it here too, once for the order.
    """
    order = call.heard(StandingOrderOpening)
    identifier = id_of_key("standing_order", call.tenant, call.actor, call.key)
    catalogue = call.platform.catalogues.at(call.tenant, call.now_us())
    code = code_of(catalogue, order.code, call.principal.roles)
    requests = catalogue.expander(order.code)(order.parameters, identifier)
    if call.principal.roles == {Role.MEMBER}:
        check_own_debits(call, requests)
    check_posting_here(call, requests, code.spec.approval_above)

    def verb(conn: Connection, now_us: int) -> Done:
        created = eod.create_standing_order(conn, call.tenant, order.spec(), id=identifier, now_us=now_us)
        body = standing_order_body(created)
        subject = f"standing_order/{created.id}"
        return Done(body, subject, None, body, location=f"/v1/standing-orders/{created.id}")

    return perform(call, verb, reason=order.reason)


@desk.operation("GET", "/v1/standing-orders", answer=StandingOrderList, refusals=("cursor_invalid", "account_not_found"))
def list_standing_orders(
    call: Calling,
    after: After = None,
    account: Annotated[
        int | None, Query(ge=1, le=INT64_MAX, description="Only this payer's. A member must name an account of its own.")
    ] = None,
    limit: Limit = 50,
) -> Response:
    """List standing orders in the order of their ids."""
    cursor = id_cursor(after)
    with call.platform.database.app(call.tenant) as conn:
        if account is not None:
            own_account(call, conn, account)
        elif call.principal.roles == {Role.MEMBER}:
            raise Refusal("account_needed", "Name one of your accounts.", category=Category.INVALID, field="query:account")
        found = eod.list_standing_orders(conn, call.tenant, payer=account, after_id=cursor, limit=limit)
    bodies = [standing_order_body(order) for order in found]
    return say(page("standing_orders", bodies, limit, found[-1].id if found else ""))


@desk.operation("GET", "/v1/standing-orders/{standing_order}", answer=StandingOrderRecord, refusals=("standing_order_not_found",))
def get_standing_order(call: Calling, standing_order: Order) -> Response:
    """Get a standing order."""
    with call.platform.database.app(call.tenant) as conn:
        return say(standing_order_body(_own(call, conn, standing_order)))


@desk.operation(
    "GET",
    "/v1/standing-orders/{standing_order}/payments",
    answer=StandingOrderPayments,
    refusals=("standing_order_not_found", "cursor_invalid"),
)
def list_standing_order_payments(call: Calling, standing_order: Order, after: After = None, limit: Limit = 50) -> Response:
    """List the payments of a standing order that have fallen due, oldest first, and what became of them."""
    cursor = whole_cursor(after) or 0
    with call.platform.database.app(call.tenant) as conn:
        _own(call, conn, standing_order)
        found = eod.payments_of(conn, call.tenant, standing_order, after=min(cursor, _NUMBER_MAX), limit=limit)
    return say(page("payments", [payment_body(payment) for payment in found], limit, found[-1].number if found else ""))


_NUMBER_MAX = 2**31 - 1


@desk.operation(
    "POST",
    "/v1/standing-orders/{standing_order}/cancel",
    command="eod.cancel_standing_order",
    body=StandingOrderCancelling,
    answer=StandingOrderRecord,
    refusals=("standing_order_not_found", "standing_order_ended"),
    example={"reason": "Member moved out."},
)
def cancel_standing_order(call: Calling, standing_order: Order) -> Response:
    """Cancel a standing order: it pays no more, nor what was still to be tried again."""
    reason = call.heard(StandingOrderCancelling).reason

    def verb(conn: Connection, now_us: int) -> Done:
        before = standing_order_body(_own(call, conn, standing_order))
        after = standing_order_body(eod.cancel_standing_order(conn, call.tenant, standing_order, now_us=now_us))
        return Done(after, f"standing_order/{standing_order}", before, after)

    return perform(call, verb, reason=reason)


def _own(call: Call, conn: Connection, order: UUID) -> StandingOrder:
    """The order, if whoever asks may see its payer; refuses ``standing_order_not_found``."""
    found = eod.get_standing_order(conn, call.tenant, order)
    try:
        own_account(call, conn, found.payer)
    except Refusal:
        raise not_found("standing_order", order) from None
    return found
