from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="GlPeriod")


@_attrs_define
class GlPeriod:
    """A calendar month of the book.

    Attributes:
        first_date (datetime.date):
        last_date (datetime.date):
        closed (bool):
    """

    first_date: datetime.date
    last_date: datetime.date
    closed: bool

    def to_dict(self) -> dict[str, Any]:
        first_date = self.first_date.isoformat()

        last_date = self.last_date.isoformat()

        closed = self.closed

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "first_date": first_date,
                "last_date": last_date,
                "closed": closed,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        first_date = datetime.date.fromisoformat(d.pop("first_date"))

        last_date = datetime.date.fromisoformat(d.pop("last_date"))

        closed = d.pop("closed")

        gl_period = cls(
            first_date=first_date,
            last_date=last_date,
            closed=closed,
        )

        return gl_period
