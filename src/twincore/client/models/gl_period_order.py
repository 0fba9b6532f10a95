from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="GlPeriodOrder")


@_attrs_define
class GlPeriodOrder:
    """A period to be closed or opened again.

    Attributes:
        month (datetime.date): Any date of the period.
        reason (str):
    """

    month: datetime.date
    reason: str

    def to_dict(self) -> dict[str, Any]:
        month = self.month.isoformat()

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "month": month,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        month = datetime.date.fromisoformat(d.pop("month"))

        reason = d.pop("reason")

        gl_period_order = cls(
            month=month,
            reason=reason,
        )

        return gl_period_order
