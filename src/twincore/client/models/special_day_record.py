from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.special_day_record_kind import SpecialDayRecordKind
from typing import cast
import datetime


T = TypeVar("T", bound="SpecialDayRecord")


@_attrs_define
class SpecialDayRecord:
    """A day that is not what its day of the week says.

    Attributes:
        date (datetime.date):
        kind (SpecialDayRecordKind):
        name (str):
    """

    date: datetime.date
    kind: SpecialDayRecordKind
    name: str

    def to_dict(self) -> dict[str, Any]:
        date = self.date.isoformat()

        kind = self.kind.value

        name = self.name

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "date": date,
                "kind": kind,
                "name": name,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        date = datetime.date.fromisoformat(d.pop("date"))

        kind = SpecialDayRecordKind(d.pop("kind"))

        name = d.pop("name")

        special_day_record = cls(
            date=date,
            kind=kind,
            name=name,
        )

        return special_day_record
