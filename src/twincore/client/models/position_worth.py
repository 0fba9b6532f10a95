from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="PositionWorth")


@_attrs_define
class PositionWorth:
    """A currency's position (debits less credits, minor units), the rate, and what it is worth in the book's currency.

    Attributes:
        currency (str):
        position (int):
        rate (str):
        value (int):
    """

    currency: str
    position: int
    rate: str
    value: int

    def to_dict(self) -> dict[str, Any]:
        currency = self.currency

        position = self.position

        rate = self.rate

        value = self.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "currency": currency,
                "position": position,
                "rate": rate,
                "value": value,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        currency = d.pop("currency")

        position = d.pop("position")

        rate = d.pop("rate")

        value = d.pop("value")

        position_worth = cls(
            currency=currency,
            position=position,
            rate=rate,
            value=value,
        )

        return position_worth
