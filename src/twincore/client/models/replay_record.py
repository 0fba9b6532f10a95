from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="ReplayRecord")


@_attrs_define
class ReplayRecord:
    """What became of parked records.

    Attributes:
        replayed (int):
        left (int):
    """

    replayed: int
    left: int

    def to_dict(self) -> dict[str, Any]:
        replayed = self.replayed

        left = self.left

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "replayed": replayed,
                "left": left,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        replayed = d.pop("replayed")

        left = d.pop("left")

        replay_record = cls(
            replayed=replayed,
            left=left,
        )

        return replay_record
