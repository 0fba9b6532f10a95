from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.comparison_result import ComparisonResult


T = TypeVar("T", bound="NightResult")


@_attrs_define
class NightResult:
    """What the comparisons of a business date have found; empty before its night.

    Attributes:
        date (datetime.date):
        agrees (bool): There are results, and nothing differs.
        results (list[ComparisonResult]):
    """

    date: datetime.date
    agrees: bool
    results: list[ComparisonResult]

    def to_dict(self) -> dict[str, Any]:
        from ..models.comparison_result import ComparisonResult  # noqa: PLC0415

        date = self.date.isoformat()

        agrees = self.agrees

        results = []
        for results_item_data in self.results:
            results_item = results_item_data.to_dict()
            results.append(results_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "date": date,
                "agrees": agrees,
                "results": results,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.comparison_result import ComparisonResult  # noqa: PLC0415

        d = dict(src_dict)
        date = datetime.date.fromisoformat(d.pop("date"))

        agrees = d.pop("agrees")

        results = []
        _results = d.pop("results")
        for results_item_data in _results:
            results_item = ComparisonResult.from_dict(results_item_data)

            results.append(results_item)

        night_result = cls(
            date=date,
            agrees=agrees,
            results=results,
        )

        return night_result
