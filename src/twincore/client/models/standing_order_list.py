from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.standing_order_record import StandingOrderRecord


T = TypeVar("T", bound="StandingOrderList")


@_attrs_define
class StandingOrderList:
    """A page of standing orders in the order of their ids.

    Attributes:
        standing_orders (list[StandingOrderRecord]):
        next_ (None | str): Cursor of the next page; null at the end.
    """

    standing_orders: list[StandingOrderRecord]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        from ..models.standing_order_record import StandingOrderRecord  # noqa: PLC0415

        standing_orders = []
        for standing_orders_item_data in self.standing_orders:
            standing_orders_item = standing_orders_item_data.to_dict()
            standing_orders.append(standing_orders_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "standing_orders": standing_orders,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.standing_order_record import StandingOrderRecord  # noqa: PLC0415

        d = dict(src_dict)
        standing_orders = []
        _standing_orders = d.pop("standing_orders")
        for standing_orders_item_data in _standing_orders:
            standing_orders_item = StandingOrderRecord.from_dict(standing_orders_item_data)

            standing_orders.append(standing_orders_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        standing_order_list = cls(
            standing_orders=standing_orders,
            next_=next_,
        )

        return standing_order_list
