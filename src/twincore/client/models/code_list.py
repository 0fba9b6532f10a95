from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.code_record import CodeRecord


T = TypeVar("T", bound="CodeList")


@_attrs_define
class CodeList:
    """Transaction codes by number.

    Attributes:
        codes (list[CodeRecord]):
    """

    codes: list[CodeRecord]

    def to_dict(self) -> dict[str, Any]:
        from ..models.code_record import CodeRecord  # noqa: PLC0415

        codes = []
        for codes_item_data in self.codes:
            codes_item = codes_item_data.to_dict()
            codes.append(codes_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "codes": codes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.code_record import CodeRecord  # noqa: PLC0415

        d = dict(src_dict)
        codes = []
        _codes = d.pop("codes")
        for codes_item_data in _codes:
            codes_item = CodeRecord.from_dict(codes_item_data)

            codes.append(codes_item)

        code_list = cls(
            codes=codes,
        )

        return code_list
