from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
    from ..models.bind_item import BindItem


T = TypeVar("T", bound="BindOrder")


@_attrs_define
class BindOrder:
    """Accounts that are the same; all are bound, or none.

    Attributes:
        bindings (list[BindItem]):
        reason (str): Why, for the audit trail.
        adjust (bool | Unset): Take the core's balance where an account has another one. Default: False.
    """

    bindings: list[BindItem]
    reason: str
    adjust: bool | Unset = False

    def to_dict(self) -> dict[str, Any]:
        from ..models.bind_item import BindItem  # noqa: PLC0415

        bindings = []
        for bindings_item_data in self.bindings:
            bindings_item = bindings_item_data.to_dict()
            bindings.append(bindings_item)

        reason = self.reason

        adjust = self.adjust

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "bindings": bindings,
                "reason": reason,
            }
        )
        if adjust is not UNSET:
            field_dict["adjust"] = adjust

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.bind_item import BindItem  # noqa: PLC0415

        d = dict(src_dict)
        bindings = []
        _bindings = d.pop("bindings")
        for bindings_item_data in _bindings:
            bindings_item = BindItem.from_dict(bindings_item_data)

            bindings.append(bindings_item)

        reason = d.pop("reason")

        adjust = d.pop("adjust", UNSET)

        bind_order = cls(
            bindings=bindings,
            reason=reason,
            adjust=adjust,
        )

        return bind_order
