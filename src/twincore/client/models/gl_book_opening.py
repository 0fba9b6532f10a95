from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
import datetime


T = TypeVar("T", bound="GlBookOpening")


@_attrs_define
class GlBookOpening:
    """The general ledger to open.

    Attributes:
        first_date (datetime.date): First business date: its batch takes in all that was recorded until then.
        year_end_month (int | Unset): Month in which the year ends. Default: 6.
    """

    first_date: datetime.date
    year_end_month: int | Unset = 6

    def to_dict(self) -> dict[str, Any]:
        first_date = self.first_date.isoformat()

        year_end_month = self.year_end_month

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "first_date": first_date,
            }
        )
        if year_end_month is not UNSET:
            field_dict["year_end_month"] = year_end_month

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        first_date = datetime.date.fromisoformat(d.pop("first_date"))

        year_end_month = d.pop("year_end_month", UNSET)

        gl_book_opening = cls(
            first_date=first_date,
            year_end_month=year_end_month,
        )

        return gl_book_opening
