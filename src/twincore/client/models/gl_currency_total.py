from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="GlCurrencyTotal")


@_attrs_define
class GlCurrencyTotal:
    """The two columns of a currency.

    Attributes:
        currency (str):
        debits (int):
        credits_ (int):
    """

    currency: str
    debits: int
    credits_: int

    def to_dict(self) -> dict[str, Any]:
        currency = self.currency

        debits = self.debits

        credits_ = self.credits_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "currency": currency,
                "debits": debits,
                "credits": credits_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        currency = d.pop("currency")

        debits = d.pop("debits")

        credits_ = d.pop("credits")

        gl_currency_total = cls(
            currency=currency,
            debits=debits,
            credits_=credits_,
        )

        return gl_currency_total
