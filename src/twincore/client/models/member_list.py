from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.member_record import MemberRecord


T = TypeVar("T", bound="MemberList")


@_attrs_define
class MemberList:
    """A page of members.

    Attributes:
        members (list[MemberRecord]):
        next_ (None | str): Cursor of the next page; null at the end.
    """

    members: list[MemberRecord]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        from ..models.member_record import MemberRecord  # noqa: PLC0415

        members = []
        for members_item_data in self.members:
            members_item = members_item_data.to_dict()
            members.append(members_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "members": members,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.member_record import MemberRecord  # noqa: PLC0415

        d = dict(src_dict)
        members = []
        _members = d.pop("members")
        for members_item_data in _members:
            members_item = MemberRecord.from_dict(members_item_data)

            members.append(members_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        member_list = cls(
            members=members,
            next_=next_,
        )

        return member_list
