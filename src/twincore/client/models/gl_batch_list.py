from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.gl_batch_record import GlBatchRecord


T = TypeVar("T", bound="GlBatchList")


@_attrs_define
class GlBatchList:
    """Batches in the order of their dates.

    Attributes:
        batches (list[GlBatchRecord]):
    """

    batches: list[GlBatchRecord]

    def to_dict(self) -> dict[str, Any]:
        from ..models.gl_batch_record import GlBatchRecord  # noqa: PLC0415

        batches = []
        for batches_item_data in self.batches:
            batches_item = batches_item_data.to_dict()
            batches.append(batches_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "batches": batches,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gl_batch_record import GlBatchRecord  # noqa: PLC0415

        d = dict(src_dict)
        batches = []
        _batches = d.pop("batches")
        for batches_item_data in _batches:
            batches_item = GlBatchRecord.from_dict(batches_item_data)

            batches.append(batches_item)

        gl_batch_list = cls(
            batches=batches,
        )

        return gl_batch_list
