from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast


T = TypeVar("T", bound="InvariantVerdict")


@_attrs_define
class InvariantVerdict:
    """What checking one invariant found.

    Attributes:
        ok (bool):
        checked (int):
        breaches (list[str]): The first places that are wrong, if any.
    """

    ok: bool
    checked: int
    breaches: list[str]

    def to_dict(self) -> dict[str, Any]:
        ok = self.ok

        checked = self.checked

        breaches = self.breaches

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "ok": ok,
                "checked": checked,
                "breaches": breaches,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        ok = d.pop("ok")

        checked = d.pop("checked")

        breaches = cast(list[str], d.pop("breaches"))

        invariant_verdict = cls(
            ok=ok,
            checked=checked,
            breaches=breaches,
        )

        return invariant_verdict
