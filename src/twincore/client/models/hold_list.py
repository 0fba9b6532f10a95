from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.hold_record import HoldRecord


T = TypeVar("T", bound="HoldList")


@_attrs_define
class HoldList:
    """Open holds, newest first.

    Attributes:
        holds (list[HoldRecord]):
    """

    holds: list[HoldRecord]

    def to_dict(self) -> dict[str, Any]:
        from ..models.hold_record import HoldRecord  # noqa: PLC0415

        holds = []
        for holds_item_data in self.holds:
            holds_item = holds_item_data.to_dict()
            holds.append(holds_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "holds": holds,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.hold_record import HoldRecord  # noqa: PLC0415

        d = dict(src_dict)
        holds = []
        _holds = d.pop("holds")
        for holds_item_data in _holds:
            holds_item = HoldRecord.from_dict(holds_item_data)

            holds.append(holds_item)

        hold_list = cls(
            holds=holds,
        )

        return hold_list
