"""Standing orders and their payments on the wire."""

from enum import Enum
from typing import Annotated, Any, Literal

from pydantic import Field

from twincore.eod import Frequency, Payment, StandingOrder, StandingOrderSpec
from twincore.gateway.wire.scalar import Answer, Body, Day, OutDay, OutId, Reason, words
from twincore.gateway.wire.transactions import ParameterValue


class FrequencyName(Enum):
    """How often a standing order pays."""

    ONCE = "once"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


class StandingOrderOpening(Body):
    """A payment asked for in advance. It falls due on starts_on and then by frequency, until ends_on or so many occurrences, whatever comes first."""

    code: Annotated[
        str, words(48, pattern="^[a-z][a-z0-9_]*$", description="The transaction code to pay with.", examples=["internal_transfer"])
    ]
    parameters: Annotated[
        dict[str, ParameterValue], Field(max_length=32, description="Of the code; the payer is its from_account or account.")
    ]
    frequency: FrequencyName
    starts_on: Day
    ends_on: Day | None = None
    occurrences: Annotated[int | None, Field(ge=1, le=10_000)] = None
    retries: Annotated[int, Field(ge=0, le=30, description="Business days on which it is tried again where the money is lacking.")] = 3
    reason: Reason | None = None

    def spec(self) -> StandingOrderSpec:
        """As the room takes it."""
        return StandingOrderSpec(
            self.code, self.parameters, Frequency(self.frequency.value), self.starts_on, self.ends_on, self.occurrences, self.retries
        )


class StandingOrderCancelling(Body):
    """Why it is cancelled."""

    reason: Reason


class StandingOrderRecord(Answer):
    """A standing order."""

    id: OutId
    account: Annotated[int, Field(description="The payer.")]
    code: str
    parameters: dict[str, Any]
    frequency: Literal["once", "weekly", "fortnightly", "monthly", "quarterly", "yearly"]
    starts_on: OutDay
    ends_on: OutDay | None
    occurrences: int | None
    retries: int
    status: Literal["active", "ended", "cancelled"]
    number: Annotated[int, Field(description="Of the next occurrence, from 1.")]
    next_on: Annotated[
        OutDay, Field(description="Its date, before it moves to a business day; of an order that is over, that of the last one.")
    ]


class StandingOrderList(Answer):
    """A page of standing orders in the order of their ids."""

    standing_orders: list[StandingOrderRecord]
    next: Annotated[str | None, Field(description="Cursor of the next page; null at the end.")]


class StandingOrderPayment(Answer):
    """One occurrence of a standing order, from the night on in which it fell due."""

    number: int
    due_on: OutDay
    id: Annotated[OutId, Field(description="Of its first transfer, once it is posted.")]
    status: Literal["due", "posted", "failed", "cancelled"]
    attempts: int
    reason: Annotated[str | None, Field(description="The last refusal.")]


class StandingOrderPayments(Answer):
    """A page of payments, oldest first."""

    payments: list[StandingOrderPayment]
    next: Annotated[str | None, Field(description="Cursor of the next page; null at the end.")]


def standing_order_body(order: StandingOrder) -> dict[str, Any]:
    """A standing order as the wire has it."""
    return {
        "id": str(order.id),
        "account": order.payer,
        "code": order.code,
        "parameters": dict(order.parameters),
        "frequency": order.frequency.value,
        "starts_on": order.starts_on.isoformat(),
        "ends_on": None if order.ends_on is None else order.ends_on.isoformat(),
        "occurrences": order.occurrences,
        "retries": order.retries,
        "status": order.status,
        "number": order.number,
        "next_on": order.next_on.isoformat(),
    }


def payment_body(payment: Payment) -> dict[str, Any]:
    """A payment as the wire has it."""
    return {
        "number": payment.number,
        "due_on": payment.due_on.isoformat(),
        "id": str(payment.id),
        "status": payment.status,
        "attempts": payment.attempts,
        "reason": payment.reason,
    }
