from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.gl_code_mapping import GlCodeMapping


T = TypeVar("T", bound="GlCodeMappingList")


@_attrs_define
class GlCodeMappingList:
    """Where every leg of the transaction codes leads.

    Attributes:
        mappings (list[GlCodeMapping]):
    """

    mappings: list[GlCodeMapping]

    def to_dict(self) -> dict[str, Any]:
        from ..models.gl_code_mapping import GlCodeMapping  # noqa: PLC0415

        mappings = []
        for mappings_item_data in self.mappings:
            mappings_item = mappings_item_data.to_dict()
            mappings.append(mappings_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "mappings": mappings,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gl_code_mapping import GlCodeMapping  # noqa: PLC0415

        d = dict(src_dict)
        mappings = []
        _mappings = d.pop("mappings")
        for mappings_item_data in _mappings:
            mappings_item = GlCodeMapping.from_dict(mappings_item_data)

            mappings.append(mappings_item)

        gl_code_mapping_list = cls(
            mappings=mappings,
        )

        return gl_code_mapping_list
