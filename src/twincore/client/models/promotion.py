from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset


T = TypeVar("T", bound="Promotion")


@_attrs_define
class Promotion:
    """From shadow to active.

    Attributes:
        reason (str): Why, for the audit trail.
        even_if (bool | Unset): However long drift has been zero: for rehearsals. Default: False.
    """

    reason: str
    even_if: bool | Unset = False

    def to_dict(self) -> dict[str, Any]:
        reason = self.reason

        even_if = self.even_if

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reason": reason,
            }
        )
        if even_if is not UNSET:
            field_dict["even_if"] = even_if

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        reason = d.pop("reason")

        even_if = d.pop("even_if", UNSET)

        promotion = cls(
            reason=reason,
            even_if=even_if,
        )

        return promotion
