from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.rate_on_date import RateOnDate


T = TypeVar("T", bound="RateList")


@_attrs_define
class RateList:
    """The rates that hold on a date, by currency.

    Attributes:
        date (datetime.date):
        rates (list[RateOnDate]):
    """

    date: datetime.date
    rates: list[RateOnDate]

    def to_dict(self) -> dict[str, Any]:
        from ..models.rate_on_date import RateOnDate  # noqa: PLC0415

        date = self.date.isoformat()

        rates = []
        for rates_item_data in self.rates:
            rates_item = rates_item_data.to_dict()
            rates.append(rates_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "date": date,
                "rates": rates,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.rate_on_date import RateOnDate  # noqa: PLC0415

        d = dict(src_dict)
        date = datetime.date.fromisoformat(d.pop("date"))

        rates = []
        _rates = d.pop("rates")
        for rates_item_data in _rates:
            rates_item = RateOnDate.from_dict(rates_item_data)

            rates.append(rates_item)

        rate_list = cls(
            date=date,
            rates=rates,
        )

        return rate_list
