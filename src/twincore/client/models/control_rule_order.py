from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.approver_role import ApproverRole
from ..models.controlled_role import ControlledRole
from ..types import UNSET, Unset
from typing import cast


T = TypeVar("T", bound="ControlRuleOrder")


@_attrs_define
class ControlRuleOrder:
    """When one person is not enough for an operation.

    Attributes:
        operation (str): Id of the operation in the API's document.
        reason (str): Why, for the audit trail.
        role (ControlledRole | Unset): Whom a rule binds.
        required (bool | Unset): false: one person is enough; withdraws a rule, or makes an exception for a role.
            Default: True.
        above (int | None | Unset): Minor units; whatever the amount if left out.
        approvers (list[ApproverRole] | None | Unset): The second person has one of these roles; either if left out.
    """

    operation: str
    reason: str
    role: ControlledRole | Unset = UNSET
    required: bool | Unset = True
    above: int | None | Unset = UNSET
    approvers: list[ApproverRole] | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        operation = self.operation

        reason = self.reason

        role: str | Unset = UNSET
        if not isinstance(self.role, Unset):
            role = self.role.value

        required = self.required

        above: int | None | Unset
        if isinstance(self.above, Unset):
            above = UNSET
        else:
            above = self.above

        approvers: list[str] | None | Unset
        if isinstance(self.approvers, Unset):
            approvers = UNSET
        elif isinstance(self.approvers, list):
            approvers = []
            for approvers_type_0_item_data in self.approvers:
                approvers_type_0_item = approvers_type_0_item_data.value
                approvers.append(approvers_type_0_item)

        else:
            approvers = self.approvers

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "operation": operation,
                "reason": reason,
            }
        )
        if role is not UNSET:
            field_dict["role"] = role
        if required is not UNSET:
            field_dict["required"] = required
        if above is not UNSET:
            field_dict["above"] = above
        if approvers is not UNSET:
            field_dict["approvers"] = approvers

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        operation = d.pop("operation")

        reason = d.pop("reason")

        _role = d.pop("role", UNSET)
        role: ControlledRole | Unset
        if isinstance(_role, Unset):
            role = UNSET
        else:
            role = ControlledRole(_role)

        required = d.pop("required", UNSET)

        def _parse_above(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        above = _parse_above(d.pop("above", UNSET))

        def _parse_approvers(data: object) -> list[ApproverRole] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                approvers_type_0 = []
                _approvers_type_0 = data
                for approvers_type_0_item_data in _approvers_type_0:
                    approvers_type_0_item = ApproverRole(approvers_type_0_item_data)

                    approvers_type_0.append(approvers_type_0_item)

                return approvers_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ApproverRole] | None | Unset, data)

        approvers = _parse_approvers(d.pop("approvers", UNSET))

        control_rule_order = cls(
            operation=operation,
            reason=reason,
            role=role,
            required=required,
            above=above,
            approvers=approvers,
        )

        return control_rule_order
