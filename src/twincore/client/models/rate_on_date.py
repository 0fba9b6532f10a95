from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="RateOnDate")


@_attrs_define
class RateOnDate:
    """The rate that holds.

    Attributes:
        currency (str):
        rate (str):
    """

    currency: str
    rate: str

    def to_dict(self) -> dict[str, Any]:
        currency = self.currency

        rate = self.rate

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "currency": currency,
                "rate": rate,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        currency = d.pop("currency")

        rate = d.pop("rate")

        rate_on_date = cls(
            currency=currency,
            rate=rate,
        )

        return rate_on_date
