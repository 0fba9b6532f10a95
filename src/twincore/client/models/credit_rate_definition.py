from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
import datetime


T = TypeVar("T", bound="CreditRateDefinition")


@_attrs_define
class CreditRateDefinition:
    """A reference rate from a day on, for all variable loans that follow it.

    Attributes:
        series (str):
        rate_ppm (int): Parts per million a year.
        effective_from (datetime.date): A calendar date.
        reason (None | str | Unset):
    """

    series: str
    rate_ppm: int
    effective_from: datetime.date
    reason: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        series = self.series

        rate_ppm = self.rate_ppm

        effective_from = self.effective_from.isoformat()

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "series": series,
                "rate_ppm": rate_ppm,
                "effective_from": effective_from,
            }
        )
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        series = d.pop("series")

        rate_ppm = d.pop("rate_ppm")

        effective_from = datetime.date.fromisoformat(d.pop("effective_from"))

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        credit_rate_definition = cls(
            series=series,
            rate_ppm=rate_ppm,
            effective_from=effective_from,
            reason=reason,
        )

        return credit_rate_definition
