from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.notice_record import NoticeRecord


T = TypeVar("T", bound="NoticeList")


@_attrs_define
class NoticeList:
    """A page of notices.

    Attributes:
        notices (list[NoticeRecord]):
        next_ (None | str):
    """

    notices: list[NoticeRecord]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        from ..models.notice_record import NoticeRecord  # noqa: PLC0415

        notices = []
        for notices_item_data in self.notices:
            notices_item = notices_item_data.to_dict()
            notices.append(notices_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "notices": notices,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.notice_record import NoticeRecord  # noqa: PLC0415

        d = dict(src_dict)
        notices = []
        _notices = d.pop("notices")
        for notices_item_data in _notices:
            notices_item = NoticeRecord.from_dict(notices_item_data)

            notices.append(notices_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        notice_list = cls(
            notices=notices,
            next_=next_,
        )

        return notice_list
