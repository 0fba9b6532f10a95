from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="Decline")


@_attrs_define
class Decline:
    """A second person's no to one request of somebody else.

    Attributes:
        request_digest (str): As the problem approval_required gave it.
        reason (str): Why, for the audit trail.
    """

    request_digest: str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        request_digest = self.request_digest

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "request_digest": request_digest,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        request_digest = d.pop("request_digest")

        reason = d.pop("reason")

        decline = cls(
            request_digest=request_digest,
            reason=reason,
        )

        return decline
