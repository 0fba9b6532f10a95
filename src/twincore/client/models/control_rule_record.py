from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="ControlRuleRecord")


@_attrs_define
class ControlRuleRecord:
    """When one person is not enough for an operation.

    Attributes:
        operation (str):
        role (str):
        required (bool):
        above (int | None):
        approvers (list[str]):
        version (int): 0: it comes with the platform, and no tenant can change it.
        reason (str):
        defined_by (str):
        at (datetime.datetime | None):
    """

    operation: str
    role: str
    required: bool
    above: int | None
    approvers: list[str]
    version: int
    reason: str
    defined_by: str
    at: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        operation = self.operation

        role = self.role

        required = self.required

        above: int | None
        above = self.above

        approvers = self.approvers

        version = self.version

        reason = self.reason

        defined_by = self.defined_by

        at: None | str
        if isinstance(self.at, datetime.datetime):
            at = self.at.isoformat()
        else:
            at = self.at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "operation": operation,
                "role": role,
                "required": required,
                "above": above,
                "approvers": approvers,
                "version": version,
                "reason": reason,
                "defined_by": defined_by,
                "at": at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        operation = d.pop("operation")

        role = d.pop("role")

        required = d.pop("required")

        def _parse_above(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        above = _parse_above(d.pop("above"))

        approvers = cast(list[str], d.pop("approvers"))

        version = d.pop("version")

        reason = d.pop("reason")

        defined_by = d.pop("defined_by")

        def _parse_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                at_type_0 = datetime.datetime.fromisoformat(data)

                return at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        at = _parse_at(d.pop("at"))

        control_rule_record = cls(
            operation=operation,
            role=role,
            required=required,
            above=above,
            approvers=approvers,
            version=version,
            reason=reason,
            defined_by=defined_by,
            at=at,
        )

        return control_rule_record
