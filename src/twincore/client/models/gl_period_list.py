from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.gl_period import GlPeriod


T = TypeVar("T", bound="GlPeriodList")


@_attrs_define
class GlPeriodList:
    """The periods that the book has reached, in order.

    Attributes:
        periods (list[GlPeriod]):
    """

    periods: list[GlPeriod]

    def to_dict(self) -> dict[str, Any]:
        from ..models.gl_period import GlPeriod  # noqa: PLC0415

        periods = []
        for periods_item_data in self.periods:
            periods_item = periods_item_data.to_dict()
            periods.append(periods_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "periods": periods,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gl_period import GlPeriod  # noqa: PLC0415

        d = dict(src_dict)
        periods = []
        _periods = d.pop("periods")
        for periods_item_data in _periods:
            periods_item = GlPeriod.from_dict(periods_item_data)

            periods.append(periods_item)

        gl_period_list = cls(
            periods=periods,
        )

        return gl_period_list
