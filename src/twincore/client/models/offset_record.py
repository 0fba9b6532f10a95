from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="OffsetRecord")


@_attrs_define
class OffsetRecord:
    """An offset account of a loan; until_date is the first day without it.

    Attributes:
        account (int):
        from_date (datetime.date):
        until_date (datetime.date | None):
    """

    account: int
    from_date: datetime.date
    until_date: datetime.date | None

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        from_date = self.from_date.isoformat()

        until_date: None | str
        if isinstance(self.until_date, datetime.date):
            until_date = self.until_date.isoformat()
        else:
            until_date = self.until_date

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "from_date": from_date,
                "until_date": until_date,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account = d.pop("account")

        from_date = datetime.date.fromisoformat(d.pop("from_date"))

        def _parse_until_date(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                until_date_type_0 = datetime.date.fromisoformat(data)

                return until_date_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        until_date = _parse_until_date(d.pop("until_date"))

        offset_record = cls(
            account=account,
            from_date=from_date,
            until_date=until_date,
        )

        return offset_record
