from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.standing_order_payment_status import StandingOrderPaymentStatus
from typing import cast
from uuid import UUID
import datetime


T = TypeVar("T", bound="StandingOrderPayment")


@_attrs_define
class StandingOrderPayment:
    """One occurrence of a standing order, from the night on in which it fell due.

    Attributes:
        number (int):
        due_on (datetime.date):
        id (UUID): Of its first transfer, once it is posted.
        status (StandingOrderPaymentStatus):
        attempts (int):
        reason (None | str): The last refusal.
    """

    number: int
    due_on: datetime.date
    id: UUID
    status: StandingOrderPaymentStatus
    attempts: int
    reason: None | str

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        due_on = self.due_on.isoformat()

        id = str(self.id)

        status = self.status.value

        attempts = self.attempts

        reason: None | str
        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "number": number,
                "due_on": due_on,
                "id": id,
                "status": status,
                "attempts": attempts,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        number = d.pop("number")

        due_on = datetime.date.fromisoformat(d.pop("due_on"))

        id = UUID(d.pop("id"))

        status = StandingOrderPaymentStatus(d.pop("status"))

        attempts = d.pop("attempts")

        def _parse_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reason = _parse_reason(d.pop("reason"))

        standing_order_payment = cls(
            number=number,
            due_on=due_on,
            id=id,
            status=status,
            attempts=attempts,
            reason=reason,
        )

        return standing_order_payment
