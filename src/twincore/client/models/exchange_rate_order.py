from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="ExchangeRateOrder")


@_attrs_define
class ExchangeRateOrder:
    """What one unit of a currency is worth in the book's currency.

    Attributes:
        currency (str): ISO 4217 alphabetic code.
        date (datetime.date): From here on until the next rate.
        rate (str): A decimal number as text.
        source (str):
    """

    currency: str
    date: datetime.date
    rate: str
    source: str

    def to_dict(self) -> dict[str, Any]:
        currency = self.currency

        date = self.date.isoformat()

        rate = self.rate

        source = self.source

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "currency": currency,
                "date": date,
                "rate": rate,
                "source": source,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        currency = d.pop("currency")

        date = datetime.date.fromisoformat(d.pop("date"))

        rate = d.pop("rate")

        source = d.pop("source")

        exchange_rate_order = cls(
            currency=currency,
            date=date,
            rate=rate,
            source=source,
        )

        return exchange_rate_order
