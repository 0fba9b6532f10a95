from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="ExposureRecord")


@_attrs_define
class ExposureRecord:
    """What the bank stands to lose if the core never hears of it, in minor units.

    Attributes:
        exposure (int):
        unanswered (int): Sides of transfers that the core has not answered.
        oldest_unanswered_s (str): Age of the oldest, seconds.
        admitted_by_standin (int): Debits admitted in the last outage.
        declined_by_standin (int):
        parked (int):
    """

    exposure: int
    unanswered: int
    oldest_unanswered_s: str
    admitted_by_standin: int
    declined_by_standin: int
    parked: int

    def to_dict(self) -> dict[str, Any]:
        exposure = self.exposure

        unanswered = self.unanswered

        oldest_unanswered_s = self.oldest_unanswered_s

        admitted_by_standin = self.admitted_by_standin

        declined_by_standin = self.declined_by_standin

        parked = self.parked

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "exposure": exposure,
                "unanswered": unanswered,
                "oldest_unanswered_s": oldest_unanswered_s,
                "admitted_by_standin": admitted_by_standin,
                "declined_by_standin": declined_by_standin,
                "parked": parked,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        exposure = d.pop("exposure")

        unanswered = d.pop("unanswered")

        oldest_unanswered_s = d.pop("oldest_unanswered_s")

        admitted_by_standin = d.pop("admitted_by_standin")

        declined_by_standin = d.pop("declined_by_standin")

        parked = d.pop("parked")

        exposure_record = cls(
            exposure=exposure,
            unanswered=unanswered,
            oldest_unanswered_s=oldest_unanswered_s,
            admitted_by_standin=admitted_by_standin,
            declined_by_standin=declined_by_standin,
            parked=parked,
        )

        return exposure_record
