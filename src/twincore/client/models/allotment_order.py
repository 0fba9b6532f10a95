from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast


T = TypeVar("T", bound="AllotmentOrder")


@_attrs_define
class AllotmentOrder:
    """What one account may spend while the core is away.

    Attributes:
        allotment (int | None): null: as the policy says.
        reason (str): Why, for the audit trail.
    """

    allotment: int | None
    reason: str

    def to_dict(self) -> dict[str, Any]:
        allotment: int | None
        allotment = self.allotment

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "allotment": allotment,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_allotment(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        allotment = _parse_allotment(d.pop("allotment"))

        reason = d.pop("reason")

        allotment_order = cls(
            allotment=allotment,
            reason=reason,
        )

        return allotment_order
