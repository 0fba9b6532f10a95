from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.gl_subledger_line import GlSubledgerLine


T = TypeVar("T", bound="GlSubledgerReport")


@_attrs_define
class GlSubledgerReport:
    """The subledger against the general ledger, line by line.

    Attributes:
        date (datetime.date):
        cut_seq (int):
        agrees (bool):
        lines (list[GlSubledgerLine]):
    """

    date: datetime.date
    cut_seq: int
    agrees: bool
    lines: list[GlSubledgerLine]

    def to_dict(self) -> dict[str, Any]:
        from ..models.gl_subledger_line import GlSubledgerLine  # noqa: PLC0415

        date = self.date.isoformat()

        cut_seq = self.cut_seq

        agrees = self.agrees

        lines = []
        for lines_item_data in self.lines:
            lines_item = lines_item_data.to_dict()
            lines.append(lines_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "date": date,
                "cut_seq": cut_seq,
                "agrees": agrees,
                "lines": lines,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gl_subledger_line import GlSubledgerLine  # noqa: PLC0415

        d = dict(src_dict)
        date = datetime.date.fromisoformat(d.pop("date"))

        cut_seq = d.pop("cut_seq")

        agrees = d.pop("agrees")

        lines = []
        _lines = d.pop("lines")
        for lines_item_data in _lines:
            lines_item = GlSubledgerLine.from_dict(lines_item_data)

            lines.append(lines_item)

        gl_subledger_report = cls(
            date=date,
            cut_seq=cut_seq,
            agrees=agrees,
            lines=lines,
        )

        return gl_subledger_report
