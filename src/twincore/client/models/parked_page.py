from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.parked_record import ParkedRecord


T = TypeVar("T", bound="ParkedPage")


@_attrs_define
class ParkedPage:
    """A page of records that wait, oldest first.

    Attributes:
        records (list[ParkedRecord]):
        next_ (None | str):
    """

    records: list[ParkedRecord]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        from ..models.parked_record import ParkedRecord  # noqa: PLC0415

        records = []
        for records_item_data in self.records:
            records_item = records_item_data.to_dict()
            records.append(records_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "records": records,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.parked_record import ParkedRecord  # noqa: PLC0415

        d = dict(src_dict)
        records = []
        _records = d.pop("records")
        for records_item_data in _records:
            records_item = ParkedRecord.from_dict(records_item_data)

            records.append(records_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        parked_page = cls(
            records=records,
            next_=next_,
        )

        return parked_page
