from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.standing_order_payment import StandingOrderPayment


T = TypeVar("T", bound="StandingOrderPayments")


@_attrs_define
class StandingOrderPayments:
    """A page of payments, oldest first.

    Attributes:
        payments (list[StandingOrderPayment]):
        next_ (None | str): Cursor of the next page; null at the end.
    """

    payments: list[StandingOrderPayment]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        from ..models.standing_order_payment import StandingOrderPayment  # noqa: PLC0415

        payments = []
        for payments_item_data in self.payments:
            payments_item = payments_item_data.to_dict()
            payments.append(payments_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "payments": payments,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.standing_order_payment import StandingOrderPayment  # noqa: PLC0415

        d = dict(src_dict)
        payments = []
        _payments = d.pop("payments")
        for payments_item_data in _payments:
            payments_item = StandingOrderPayment.from_dict(payments_item_data)

            payments.append(payments_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        standing_order_payments = cls(
            payments=payments,
            next_=next_,
        )

        return standing_order_payments
