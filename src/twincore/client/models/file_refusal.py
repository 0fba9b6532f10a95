from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast


T = TypeVar("T", bound="FileRefusal")


@_attrs_define
class FileRefusal:
    """Why a file was refused.

    Attributes:
        code (str):
        detail (str):
        field (None | str):
        line (int | None):
    """

    code: str
    detail: str
    field: None | str
    line: int | None

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        detail = self.detail

        field: None | str
        field = self.field

        line: int | None
        line = self.line

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "code": code,
                "detail": detail,
                "field": field,
                "line": line,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        code = d.pop("code")

        detail = d.pop("detail")

        def _parse_field(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        field = _parse_field(d.pop("field"))

        def _parse_line(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        line = _parse_line(d.pop("line"))

        file_refusal = cls(
            code=code,
            detail=detail,
            field=field,
            line=line,
        )

        return file_refusal
