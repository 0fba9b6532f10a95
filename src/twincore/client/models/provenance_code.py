from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="ProvenanceCode")


@_attrs_define
class ProvenanceCode:
    """The version of a transaction code that held when the transfer was posted.

    Attributes:
        number (int):
        name (str):
        title (str):
        version (int):
    """

    number: int
    name: str
    title: str
    version: int

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        name = self.name

        title = self.title

        version = self.version

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "number": number,
                "name": name,
                "title": title,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        number = d.pop("number")

        name = d.pop("name")

        title = d.pop("title")

        version = d.pop("version")

        provenance_code = cls(
            number=number,
            name=name,
            title=title,
            version=version,
        )

        return provenance_code
