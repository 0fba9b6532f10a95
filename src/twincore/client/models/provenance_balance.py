from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="ProvenanceBalance")


@_attrs_define
class ProvenanceBalance:
    """An account at one moment, on its own side, in minor units.

    Attributes:
        current (int):
        held (int):
    """

    current: int
    held: int

    def to_dict(self) -> dict[str, Any]:
        current = self.current

        held = self.held

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "current": current,
                "held": held,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        current = d.pop("current")

        held = d.pop("held")

        provenance_balance = cls(
            current=current,
            held=held,
        )

        return provenance_balance
