from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="DeclineRecord")


@_attrs_define
class DeclineRecord:
    """A no as recorded.

    Attributes:
        request_digest (str):
        declined_by (str):
        role (str):
        at (datetime.datetime): RFC 3339, UTC, to the microsecond.
    """

    request_digest: str
    declined_by: str
    role: str
    at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        request_digest = self.request_digest

        declined_by = self.declined_by

        role = self.role

        at = self.at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "request_digest": request_digest,
                "declined_by": declined_by,
                "role": role,
                "at": at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        request_digest = d.pop("request_digest")

        declined_by = d.pop("declined_by")

        role = d.pop("role")

        at = datetime.datetime.fromisoformat(d.pop("at"))

        decline_record = cls(
            request_digest=request_digest,
            declined_by=declined_by,
            role=role,
            at=at,
        )

        return decline_record
