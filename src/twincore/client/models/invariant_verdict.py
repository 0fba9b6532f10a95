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
        first_bad (None | str): The first block, row or account that is wrong.
    """

    ok: bool
    checked: int
    first_bad: None | str

    def to_dict(self) -> dict[str, Any]:
        ok = self.ok

        checked = self.checked

        first_bad: None | str
        first_bad = self.first_bad

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "ok": ok,
                "checked": checked,
                "first_bad": first_bad,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        ok = d.pop("ok")

        checked = d.pop("checked")

        def _parse_first_bad(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        first_bad = _parse_first_bad(d.pop("first_bad"))

        invariant_verdict = cls(
            ok=ok,
            checked=checked,
            first_bad=first_bad,
        )

        return invariant_verdict
