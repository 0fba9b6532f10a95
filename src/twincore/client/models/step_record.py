from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.step_record_figures import StepRecordFigures


T = TypeVar("T", bound="StepRecord")


@_attrs_define
class StepRecord:
    """What one step of a day's end has done so far.

    Attributes:
        step (str):
        pages (int):
        items (int): Transfers, accounts or postings, by what the step counts.
        done (bool):
        took_ms (int):
        figures (StepRecordFigures): Whole numbers by name, as the step has them.
    """

    step: str
    pages: int
    items: int
    done: bool
    took_ms: int
    figures: StepRecordFigures

    def to_dict(self) -> dict[str, Any]:
        from ..models.step_record_figures import StepRecordFigures  # noqa: PLC0415

        step = self.step

        pages = self.pages

        items = self.items

        done = self.done

        took_ms = self.took_ms

        figures = self.figures.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "step": step,
                "pages": pages,
                "items": items,
                "done": done,
                "took_ms": took_ms,
                "figures": figures,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.step_record_figures import StepRecordFigures  # noqa: PLC0415

        d = dict(src_dict)
        step = d.pop("step")

        pages = d.pop("pages")

        items = d.pop("items")

        done = d.pop("done")

        took_ms = d.pop("took_ms")

        figures = StepRecordFigures.from_dict(d.pop("figures"))

        step_record = cls(
            step=step,
            pages=pages,
            items=items,
            done=done,
            took_ms=took_ms,
            figures=figures,
        )

        return step_record
