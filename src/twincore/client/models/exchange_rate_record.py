from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="ExchangeRateRecord")


@_attrs_define
class ExchangeRateRecord:
    """A rate as recorded.

    Attributes:
        currency (str):
        date (datetime.date):
        version (int):
        rate (str):
        source (str):
    """

    currency: str
    date: datetime.date
    version: int
    rate: str
    source: str

    def to_dict(self) -> dict[str, Any]:
        currency = self.currency

        date = self.date.isoformat()

        version = self.version

        rate = self.rate

        source = self.source

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "currency": currency,
                "date": date,
                "version": version,
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

        version = d.pop("version")

        rate = d.pop("rate")

        source = d.pop("source")

        exchange_rate_record = cls(
            currency=currency,
            date=date,
            version=version,
            rate=rate,
            source=source,
        )

        return exchange_rate_record
