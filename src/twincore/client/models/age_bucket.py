from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast


T = TypeVar("T", bound="AgeBucket")


@_attrs_define
class AgeBucket:
    """What is unresolved for so many days, and what stands in suspense for it.

    Attributes:
        currency (str):
        first_day (int):
        last_day (int | None): null: and longer.
        cases (int):
        credits_ (int):
        debits (int):
    """

    currency: str
    first_day: int
    last_day: int | None
    cases: int
    credits_: int
    debits: int

    def to_dict(self) -> dict[str, Any]:
        currency = self.currency

        first_day = self.first_day

        last_day: int | None
        last_day = self.last_day

        cases = self.cases

        credits_ = self.credits_

        debits = self.debits

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "currency": currency,
                "first_day": first_day,
                "last_day": last_day,
                "cases": cases,
                "credits": credits_,
                "debits": debits,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        currency = d.pop("currency")

        first_day = d.pop("first_day")

        def _parse_last_day(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        last_day = _parse_last_day(d.pop("last_day"))

        cases = d.pop("cases")

        credits_ = d.pop("credits")

        debits = d.pop("debits")

        age_bucket = cls(
            currency=currency,
            first_day=first_day,
            last_day=last_day,
            cases=cases,
            credits_=credits_,
            debits=debits,
        )

        return age_bucket
