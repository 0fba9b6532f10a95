from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="BusinessDayRecord")


@_attrs_define
class BusinessDayRecord:
    """What a date is in the calendar.

    Attributes:
        date (datetime.date):
        business_day (bool):
        name (None | str): Of the holiday or the working day.
        next_business_day (datetime.date): The date itself if it is one, or the first after it.
        previous_business_day (datetime.date): The date itself if it is one, or the last before it.
    """

    date: datetime.date
    business_day: bool
    name: None | str
    next_business_day: datetime.date
    previous_business_day: datetime.date

    def to_dict(self) -> dict[str, Any]:
        date = self.date.isoformat()

        business_day = self.business_day

        name: None | str
        name = self.name

        next_business_day = self.next_business_day.isoformat()

        previous_business_day = self.previous_business_day.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "date": date,
                "business_day": business_day,
                "name": name,
                "next_business_day": next_business_day,
                "previous_business_day": previous_business_day,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        date = datetime.date.fromisoformat(d.pop("date"))

        business_day = d.pop("business_day")

        def _parse_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        name = _parse_name(d.pop("name"))

        next_business_day = datetime.date.fromisoformat(d.pop("next_business_day"))

        previous_business_day = datetime.date.fromisoformat(d.pop("previous_business_day"))

        business_day_record = cls(
            date=date,
            business_day=business_day,
            name=name,
            next_business_day=next_business_day,
            previous_business_day=previous_business_day,
        )

        return business_day_record
