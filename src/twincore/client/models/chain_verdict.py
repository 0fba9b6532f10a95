from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast


T = TypeVar("T", bound="ChainVerdict")


@_attrs_define
class ChainVerdict:
    """What recomputing the chain found.

    Attributes:
        ok (bool):
        checked (int):
        first_bad_seq (int | None):
    """

    ok: bool
    checked: int
    first_bad_seq: int | None

    def to_dict(self) -> dict[str, Any]:
        ok = self.ok

        checked = self.checked

        first_bad_seq: int | None
        first_bad_seq = self.first_bad_seq

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "ok": ok,
                "checked": checked,
                "first_bad_seq": first_bad_seq,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        ok = d.pop("ok")

        checked = d.pop("checked")

        def _parse_first_bad_seq(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        first_bad_seq = _parse_first_bad_seq(d.pop("first_bad_seq"))

        chain_verdict = cls(
            ok=ok,
            checked=checked,
            first_bad_seq=first_bad_seq,
        )

        return chain_verdict
