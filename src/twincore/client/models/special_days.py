from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.special_day import SpecialDay


T = TypeVar("T", bound="SpecialDays")


@_attrs_define
class SpecialDays:
    """Holidays and days worked all the same. A day that is there gets the new kind and name.

    Attributes:
        days (list[SpecialDay]):
    """

    days: list[SpecialDay]

    def to_dict(self) -> dict[str, Any]:
        from ..models.special_day import SpecialDay  # noqa: PLC0415

        days = []
        for days_item_data in self.days:
            days_item = days_item_data.to_dict()
            days.append(days_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "days": days,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.special_day import SpecialDay  # noqa: PLC0415

        d = dict(src_dict)
        days = []
        _days = d.pop("days")
        for days_item_data in _days:
            days_item = SpecialDay.from_dict(days_item_data)

            days.append(days_item)

        special_days = cls(
            days=days,
        )

        return special_days
