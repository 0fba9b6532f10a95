from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.account_kind import AccountKind
from ..models.role import Role
from typing import cast
import datetime


T = TypeVar("T", bound="GlAccountRecord")


@_attrs_define
class GlAccountRecord:
    """A line of the chart of accounts.

    Attributes:
        number (int):
        title (str):
        kind (AccountKind): The five kinds of accounts.
        heading (str):
        role (None | Role):
        control (bool):
        open_from (datetime.date):
        closed_from (datetime.date | None):
    """

    number: int
    title: str
    kind: AccountKind
    heading: str
    role: None | Role
    control: bool
    open_from: datetime.date
    closed_from: datetime.date | None

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        title = self.title

        kind = self.kind.value

        heading = self.heading

        role: None | str
        if isinstance(self.role, Role):
            role = self.role.value
        else:
            role = self.role

        control = self.control

        open_from = self.open_from.isoformat()

        closed_from: None | str
        if isinstance(self.closed_from, datetime.date):
            closed_from = self.closed_from.isoformat()
        else:
            closed_from = self.closed_from

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "number": number,
                "title": title,
                "kind": kind,
                "heading": heading,
                "role": role,
                "control": control,
                "open_from": open_from,
                "closed_from": closed_from,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        number = d.pop("number")

        title = d.pop("title")

        kind = AccountKind(d.pop("kind"))

        heading = d.pop("heading")

        def _parse_role(data: object) -> None | Role:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                role_type_0 = Role(data)

                return role_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Role, data)

        role = _parse_role(d.pop("role"))

        control = d.pop("control")

        open_from = datetime.date.fromisoformat(d.pop("open_from"))

        def _parse_closed_from(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                closed_from_type_0 = datetime.date.fromisoformat(data)

                return closed_from_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        closed_from = _parse_closed_from(d.pop("closed_from"))

        gl_account_record = cls(
            number=number,
            title=title,
            kind=kind,
            heading=heading,
            role=role,
            control=control,
            open_from=open_from,
            closed_from=closed_from,
        )

        return gl_account_record
