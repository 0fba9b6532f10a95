from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="ApprovalRecord")


@_attrs_define
class ApprovalRecord:
    """An approval as recorded.

    Attributes:
        request_digest (str):
        approver (str):
        role (str):
        at (datetime.datetime): RFC 3339, UTC, to the microsecond.
    """

    request_digest: str
    approver: str
    role: str
    at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        request_digest = self.request_digest

        approver = self.approver

        role = self.role

        at = self.at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "request_digest": request_digest,
                "approver": approver,
                "role": role,
                "at": at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        request_digest = d.pop("request_digest")

        approver = d.pop("approver")

        role = d.pop("role")

        at = datetime.datetime.fromisoformat(d.pop("at"))

        approval_record = cls(
            request_digest=request_digest,
            approver=approver,
            role=role,
            at=at,
        )

        return approval_record
