from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast


T = TypeVar("T", bound="ReferredDecision")


@_attrs_define
class ReferredDecision:
    """A person's decision on a referred application.

    Attributes:
        approve (bool):
        reason (str):
        rate_ppm (int | None | Unset): Another rate, parts per million a year.
    """

    approve: bool
    reason: str
    rate_ppm: int | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        approve = self.approve

        reason = self.reason

        rate_ppm: int | None | Unset
        if isinstance(self.rate_ppm, Unset):
            rate_ppm = UNSET
        else:
            rate_ppm = self.rate_ppm

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "approve": approve,
                "reason": reason,
            }
        )
        if rate_ppm is not UNSET:
            field_dict["rate_ppm"] = rate_ppm

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        approve = d.pop("approve")

        reason = d.pop("reason")

        def _parse_rate_ppm(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        rate_ppm = _parse_rate_ppm(d.pop("rate_ppm", UNSET))

        referred_decision = cls(
            approve=approve,
            reason=reason,
            rate_ppm=rate_ppm,
        )

        return referred_decision
