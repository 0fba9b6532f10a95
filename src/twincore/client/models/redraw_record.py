from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="RedrawRecord")


@_attrs_define
class RedrawRecord:
    """What can be redrawn of a loan now; minor units.

    Attributes:
        account (int):
        available (int):
    """

    account: int
    available: int

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        available = self.available

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "available": available,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account = d.pop("account")

        available = d.pop("available")

        redraw_record = cls(
            account=account,
            available=available,
        )

        return redraw_record
