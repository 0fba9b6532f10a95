from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="DropRecord")


@_attrs_define
class DropRecord:
    """A record that is not taken in.

    Attributes:
        dropped (int):
        left (int):
    """

    dropped: int
    left: int

    def to_dict(self) -> dict[str, Any]:
        dropped = self.dropped

        left = self.left

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "dropped": dropped,
                "left": left,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        dropped = d.pop("dropped")

        left = d.pop("left")

        drop_record = cls(
            dropped=dropped,
            left=left,
        )

        return drop_record
