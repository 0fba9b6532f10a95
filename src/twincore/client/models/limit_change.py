from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="LimitChange")


@_attrs_define
class LimitChange:
    """Another limit of a card.

    Attributes:
        limit (int): Minor units (cents), a whole number.
        reason (str): Why, for the audit trail.
    """

    limit: int
    reason: str

    def to_dict(self) -> dict[str, Any]:
        limit = self.limit

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "limit": limit,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        limit = d.pop("limit")

        reason = d.pop("reason")

        limit_change = cls(
            limit=limit,
            reason=reason,
        )

        return limit_change
