from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.account_kind import AccountKind
from ..models.role import Role
from ..types import UNSET, Unset
from typing import cast
import datetime


T = TypeVar("T", bound="GlAccountOpening")


@_attrs_define
class GlAccountOpening:
    """A line of the chart of accounts to open.

    Attributes:
        number (int): Number in the chart of accounts.
        title (str):
        kind (AccountKind): The five kinds of accounts.
        from_date (datetime.date): Takes entries dated from here on.
        heading (str | Unset):  Default: ''.
        role (None | Role | Unset): What the general ledger itself posts here for.
        control (bool | Unset): Follows a subledger, so no journal by hand. Default: False.
    """

    number: int
    title: str
    kind: AccountKind
    from_date: datetime.date
    heading: str | Unset = ""
    role: None | Role | Unset = UNSET
    control: bool | Unset = False

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        title = self.title

        kind = self.kind.value

        from_date = self.from_date.isoformat()

        heading = self.heading

        role: None | str | Unset
        if isinstance(self.role, Unset):
            role = UNSET
        elif isinstance(self.role, Role):
            role = self.role.value
        else:
            role = self.role

        control = self.control

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "number": number,
                "title": title,
                "kind": kind,
                "from_date": from_date,
            }
        )
        if heading is not UNSET:
            field_dict["heading"] = heading
        if role is not UNSET:
            field_dict["role"] = role
        if control is not UNSET:
            field_dict["control"] = control

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        number = d.pop("number")

        title = d.pop("title")

        kind = AccountKind(d.pop("kind"))

        from_date = datetime.date.fromisoformat(d.pop("from_date"))

        heading = d.pop("heading", UNSET)

        def _parse_role(data: object) -> None | Role | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                role_type_0 = Role(data)

                return role_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Role | Unset, data)

        role = _parse_role(d.pop("role", UNSET))

        control = d.pop("control", UNSET)

        gl_account_opening = cls(
            number=number,
            title=title,
            kind=kind,
            from_date=from_date,
            heading=heading,
            role=role,
            control=control,
        )

        return gl_account_opening
