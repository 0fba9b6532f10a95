from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.day_record import DayRecord


T = TypeVar("T", bound="DayList")


@_attrs_define
class DayList:
    """Business dates whose end has begun, newest first.

    Attributes:
        days (list[DayRecord]):
        next_date (datetime.date): The next date to be ended; one that is under way is.
        next_ (None | str): Cursor of the next (older) page; null at the end.
    """

    days: list[DayRecord]
    next_date: datetime.date
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        from ..models.day_record import DayRecord  # noqa: PLC0415

        days = []
        for days_item_data in self.days:
            days_item = days_item_data.to_dict()
            days.append(days_item)

        next_date = self.next_date.isoformat()

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "days": days,
                "next_date": next_date,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.day_record import DayRecord  # noqa: PLC0415

        d = dict(src_dict)
        days = []
        _days = d.pop("days")
        for days_item_data in _days:
            days_item = DayRecord.from_dict(days_item_data)

            days.append(days_item)

        next_date = datetime.date.fromisoformat(d.pop("next_date"))

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        day_list = cls(
            days=days,
            next_date=next_date,
            next_=next_,
        )

        return day_list
