from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.offset_record import OffsetRecord


T = TypeVar("T", bound="OffsetList")


@_attrs_define
class OffsetList:
    """The offset accounts of a loan, past ones too.

    Attributes:
        offsets (list[OffsetRecord]):
    """

    offsets: list[OffsetRecord]

    def to_dict(self) -> dict[str, Any]:
        from ..models.offset_record import OffsetRecord  # noqa: PLC0415

        offsets = []
        for offsets_item_data in self.offsets:
            offsets_item = offsets_item_data.to_dict()
            offsets.append(offsets_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "offsets": offsets,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.offset_record import OffsetRecord  # noqa: PLC0415

        d = dict(src_dict)
        offsets = []
        _offsets = d.pop("offsets")
        for offsets_item_data in _offsets:
            offsets_item = OffsetRecord.from_dict(offsets_item_data)

            offsets.append(offsets_item)

        offset_list = cls(
            offsets=offsets,
        )

        return offset_list
