from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="SnapshotRecord")


@_attrs_define
class SnapshotRecord:
    """What a snapshot has opened.

    Attributes:
        opened (int):
    """

    opened: int

    def to_dict(self) -> dict[str, Any]:
        opened = self.opened

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "opened": opened,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        opened = d.pop("opened")

        snapshot_record = cls(
            opened=opened,
        )

        return snapshot_record
