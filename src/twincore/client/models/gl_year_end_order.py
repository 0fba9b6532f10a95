from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="GlYearEndOrder")


@_attrs_define
class GlYearEndOrder:
    """A year whose result is to be carried to retained earnings.

    Attributes:
        year_end (datetime.date): The last day of the year.
        reason (str):
    """

    year_end: datetime.date
    reason: str

    def to_dict(self) -> dict[str, Any]:
        year_end = self.year_end.isoformat()

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "year_end": year_end,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        year_end = datetime.date.fromisoformat(d.pop("year_end"))

        reason = d.pop("reason")

        gl_year_end_order = cls(
            year_end=year_end,
            reason=reason,
        )

        return gl_year_end_order
