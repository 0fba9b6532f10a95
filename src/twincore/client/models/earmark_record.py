from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.earmark_order_record import EarmarkOrderRecord


T = TypeVar("T", bound="EarmarkRecord")


@_attrs_define
class EarmarkRecord:
    """How many accounts something is to be set aside for, and the order. Whether the core was sent it is told with the
    link.

        Attributes:
            accounts (int):
            order (EarmarkOrderRecord): An order for earmarks: asked of whoever works for the core, sent to it, or refused.
    """

    accounts: int
    order: EarmarkOrderRecord

    def to_dict(self) -> dict[str, Any]:
        from ..models.earmark_order_record import EarmarkOrderRecord  # noqa: PLC0415

        accounts = self.accounts

        order = self.order.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "accounts": accounts,
                "order": order,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.earmark_order_record import EarmarkOrderRecord  # noqa: PLC0415

        d = dict(src_dict)
        accounts = d.pop("accounts")

        order = EarmarkOrderRecord.from_dict(d.pop("order"))

        earmark_record = cls(
            accounts=accounts,
            order=order,
        )

        return earmark_record
