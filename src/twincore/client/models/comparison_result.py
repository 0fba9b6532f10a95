from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.comparison_result_comparison import ComparisonResultComparison
from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.comparison_result_figures import ComparisonResultFigures


T = TypeVar("T", bound="ComparisonResult")


@_attrs_define
class ComparisonResult:
    """What one comparison of a date has found.

    Attributes:
        comparison (ComparisonResultComparison):
        cut_seq (int):
        checked (int):
        different (int):
        figures (ComparisonResultFigures):
        recorded_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
    """

    comparison: ComparisonResultComparison
    cut_seq: int
    checked: int
    different: int
    figures: ComparisonResultFigures
    recorded_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        from ..models.comparison_result_figures import ComparisonResultFigures  # noqa: PLC0415

        comparison = self.comparison.value

        cut_seq = self.cut_seq

        checked = self.checked

        different = self.different

        figures = self.figures.to_dict()

        recorded_at = self.recorded_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "comparison": comparison,
                "cut_seq": cut_seq,
                "checked": checked,
                "different": different,
                "figures": figures,
                "recorded_at": recorded_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.comparison_result_figures import ComparisonResultFigures  # noqa: PLC0415

        d = dict(src_dict)
        comparison = ComparisonResultComparison(d.pop("comparison"))

        cut_seq = d.pop("cut_seq")

        checked = d.pop("checked")

        different = d.pop("different")

        figures = ComparisonResultFigures.from_dict(d.pop("figures"))

        recorded_at = datetime.datetime.fromisoformat(d.pop("recorded_at"))

        comparison_result = cls(
            comparison=comparison,
            cut_seq=cut_seq,
            checked=checked,
            different=different,
            figures=figures,
            recorded_at=recorded_at,
        )

        return comparison_result
