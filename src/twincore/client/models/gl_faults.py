from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast


T = TypeVar("T", bound="GlFaults")


@_attrs_define
class GlFaults:
    """What is wrong inside the book, recounted from its entries.

    Attributes:
        ok (bool):
        faults (list[str]):
    """

    ok: bool
    faults: list[str]

    def to_dict(self) -> dict[str, Any]:
        ok = self.ok

        faults = self.faults

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "ok": ok,
                "faults": faults,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        ok = d.pop("ok")

        faults = cast(list[str], d.pop("faults"))

        gl_faults = cls(
            ok=ok,
            faults=faults,
        )

        return gl_faults
