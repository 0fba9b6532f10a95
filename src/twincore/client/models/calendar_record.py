from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.special_day_record import SpecialDayRecord


T = TypeVar("T", bound="CalendarRecord")


@_attrs_define
class CalendarRecord:
    """Which days are business days.

    Attributes:
        first_date (datetime.date): Where the days of this tenant begin.
        weekend (list[int]): ISO days of the week without business, 1 is Monday.
        year_end_month (int):
        special_days (list[SpecialDayRecord]):
    """

    first_date: datetime.date
    weekend: list[int]
    year_end_month: int
    special_days: list[SpecialDayRecord]

    def to_dict(self) -> dict[str, Any]:
        from ..models.special_day_record import SpecialDayRecord  # noqa: PLC0415

        first_date = self.first_date.isoformat()

        weekend = self.weekend

        year_end_month = self.year_end_month

        special_days = []
        for special_days_item_data in self.special_days:
            special_days_item = special_days_item_data.to_dict()
            special_days.append(special_days_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "first_date": first_date,
                "weekend": weekend,
                "year_end_month": year_end_month,
                "special_days": special_days,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.special_day_record import SpecialDayRecord  # noqa: PLC0415

        d = dict(src_dict)
        first_date = datetime.date.fromisoformat(d.pop("first_date"))

        weekend = cast(list[int], d.pop("weekend"))

        year_end_month = d.pop("year_end_month")

        special_days = []
        _special_days = d.pop("special_days")
        for special_days_item_data in _special_days:
            special_days_item = SpecialDayRecord.from_dict(special_days_item_data)

            special_days.append(special_days_item)

        calendar_record = cls(
            first_date=first_date,
            weekend=weekend,
            year_end_month=year_end_month,
            special_days=special_days,
        )

        return calendar_record
