from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="CreditRateRecord")


@_attrs_define
class CreditRateRecord:
    """A reference rate from a day on.

    Attributes:
        series (str):
        rate_ppm (int):
        effective_from (datetime.date):
    """

    series: str
    rate_ppm: int
    effective_from: datetime.date

    def to_dict(self) -> dict[str, Any]:
        series = self.series

        rate_ppm = self.rate_ppm

        effective_from = self.effective_from.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "series": series,
                "rate_ppm": rate_ppm,
                "effective_from": effective_from,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        series = d.pop("series")

        rate_ppm = d.pop("rate_ppm")

        effective_from = datetime.date.fromisoformat(d.pop("effective_from"))

        credit_rate_record = cls(
            series=series,
            rate_ppm=rate_ppm,
            effective_from=effective_from,
        )

        return credit_rate_record
