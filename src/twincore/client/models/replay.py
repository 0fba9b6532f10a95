from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast


T = TypeVar("T", bound="Replay")


@_attrs_define
class Replay:
    """Take a parked record in after all.

    Attributes:
        reason (str): Why, for the audit trail.
        corrected (None | str | Unset): What it should have said: its bytes in hexadecimal digits.
    """

    reason: str
    corrected: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        reason = self.reason

        corrected: None | str | Unset
        if isinstance(self.corrected, Unset):
            corrected = UNSET
        else:
            corrected = self.corrected

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reason": reason,
            }
        )
        if corrected is not UNSET:
            field_dict["corrected"] = corrected

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        reason = d.pop("reason")

        def _parse_corrected(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        corrected = _parse_corrected(d.pop("corrected", UNSET))

        replay = cls(
            reason=reason,
            corrected=corrected,
        )

        return replay
