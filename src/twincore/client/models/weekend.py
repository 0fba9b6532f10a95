from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast


T = TypeVar("T", bound="Weekend")


@_attrs_define
class Weekend:
    """Days of the week without business.

    Attributes:
        weekend (list[int]): ISO days of the week, 1 is Monday.
    """

    weekend: list[int]

    def to_dict(self) -> dict[str, Any]:
        weekend = self.weekend

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "weekend": weekend,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        weekend = cast(list[int], d.pop("weekend"))

        weekend = cls(
            weekend=weekend,
        )

        return weekend
