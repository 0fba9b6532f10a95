from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
import datetime


T = TypeVar("T", bound="CalendarOpening")


@_attrs_define
class CalendarOpening:
    """Where the days of a tenant begin, for one that was made by an earlier release.

    Attributes:
        first_date (datetime.date): The first date to be ended: it takes in all that was recorded until then.
        weekend (list[int] | Unset): ISO days of the week, 1 is Monday; Saturday and Sunday if left out.
        year_end_month (int | Unset): The month with which the tenant's year ends. Default: 6.
        reason (None | str | Unset):
    """

    first_date: datetime.date
    weekend: list[int] | Unset = UNSET
    year_end_month: int | Unset = 6
    reason: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        first_date = self.first_date.isoformat()

        weekend: list[int] | Unset = UNSET
        if not isinstance(self.weekend, Unset):
            weekend = self.weekend

        year_end_month = self.year_end_month

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "first_date": first_date,
            }
        )
        if weekend is not UNSET:
            field_dict["weekend"] = weekend
        if year_end_month is not UNSET:
            field_dict["year_end_month"] = year_end_month
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        first_date = datetime.date.fromisoformat(d.pop("first_date"))

        weekend = cast(list[int], d.pop("weekend", UNSET))

        year_end_month = d.pop("year_end_month", UNSET)

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        calendar_opening = cls(
            first_date=first_date,
            weekend=weekend,
            year_end_month=year_end_month,
            reason=reason,
        )

        return calendar_opening
