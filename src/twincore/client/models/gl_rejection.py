from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="GlRejection")


@_attrs_define
class GlRejection:
    """A second person's no.

    Attributes:
        remark (str):
    """

    remark: str

    def to_dict(self) -> dict[str, Any]:
        remark = self.remark

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "remark": remark,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        remark = d.pop("remark")

        gl_rejection = cls(
            remark=remark,
        )

        return gl_rejection
