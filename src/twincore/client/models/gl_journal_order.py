from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.gl_journal_line_order import GlJournalLineOrder


T = TypeVar("T", bound="GlJournalOrder")


@_attrs_define
class GlJournalOrder:
    """A journal by hand. The lines of each currency balance.

    Attributes:
        date (datetime.date): A calendar date.
        title (str):
        lines (list[GlJournalLineOrder]):
        reason (str):
    """

    date: datetime.date
    title: str
    lines: list[GlJournalLineOrder]
    reason: str

    def to_dict(self) -> dict[str, Any]:
        from ..models.gl_journal_line_order import GlJournalLineOrder  # noqa: PLC0415

        date = self.date.isoformat()

        title = self.title

        lines = []
        for lines_item_data in self.lines:
            lines_item = lines_item_data.to_dict()
            lines.append(lines_item)

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "date": date,
                "title": title,
                "lines": lines,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gl_journal_line_order import GlJournalLineOrder  # noqa: PLC0415

        d = dict(src_dict)
        date = datetime.date.fromisoformat(d.pop("date"))

        title = d.pop("title")

        lines = []
        _lines = d.pop("lines")
        for lines_item_data in _lines:
            lines_item = GlJournalLineOrder.from_dict(lines_item_data)

            lines.append(lines_item)

        reason = d.pop("reason")

        gl_journal_order = cls(
            date=date,
            title=title,
            lines=lines,
            reason=reason,
        )

        return gl_journal_order
