from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="RequestDecision")


@_attrs_define
class RequestDecision:
    """What a second person has said.

    Attributes:
        approver (str):
        role (str):
        command (str):
        at (datetime.datetime): RFC 3339, UTC, to the microsecond.
        approved (bool):
        reason (None | str):
        used_by (None | str): The command that the approval was good for.
    """

    approver: str
    role: str
    command: str
    at: datetime.datetime
    approved: bool
    reason: None | str
    used_by: None | str

    def to_dict(self) -> dict[str, Any]:
        approver = self.approver

        role = self.role

        command = self.command

        at = self.at.isoformat()

        approved = self.approved

        reason: None | str
        reason = self.reason

        used_by: None | str
        used_by = self.used_by

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "approver": approver,
                "role": role,
                "command": command,
                "at": at,
                "approved": approved,
                "reason": reason,
                "used_by": used_by,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        approver = d.pop("approver")

        role = d.pop("role")

        command = d.pop("command")

        at = datetime.datetime.fromisoformat(d.pop("at"))

        approved = d.pop("approved")

        def _parse_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reason = _parse_reason(d.pop("reason"))

        def _parse_used_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        used_by = _parse_used_by(d.pop("used_by"))

        request_decision = cls(
            approver=approver,
            role=role,
            command=command,
            at=at,
            approved=approved,
            reason=reason,
            used_by=used_by,
        )

        return request_decision
