from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.day_kind import DayKind
from typing import cast
import datetime


T = TypeVar("T", bound="SpecialDay")


@_attrs_define
class SpecialDay:
    """A day that is not what its day of the week says.

    Attributes:
        date (datetime.date): A calendar date.
        kind (DayKind): How a day differs from what its day of the week says.
        name (str):
    """

    date: datetime.date
    kind: DayKind
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

        kind = DayKind(d.pop("kind"))

        name = d.pop("name")

        special_day = cls(
            date=date,
            kind=kind,
            name=name,
        )

        return special_day
