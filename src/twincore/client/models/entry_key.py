from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="EntryKey")


@_attrs_define
class EntryKey:
    """An entry of a statement.

    Attributes:
        statement (int):
        place (int):
    """

    statement: int
    place: int

    def to_dict(self) -> dict[str, Any]:
        statement = self.statement

        place = self.place

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "statement": statement,
                "place": place,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        statement = d.pop("statement")

        place = d.pop("place")

        entry_key = cls(
            statement=statement,
            place=place,
        )

        return entry_key
