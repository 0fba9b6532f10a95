from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.gl_journal_head import GlJournalHead


T = TypeVar("T", bound="GlJournalPage")


@_attrs_define
class GlJournalPage:
    """A page of journals by number.

    Attributes:
        journals (list[GlJournalHead]):
        next_ (None | str):
    """

    journals: list[GlJournalHead]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        from ..models.gl_journal_head import GlJournalHead  # noqa: PLC0415

        journals = []
        for journals_item_data in self.journals:
            journals_item = journals_item_data.to_dict()
            journals.append(journals_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "journals": journals,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gl_journal_head import GlJournalHead  # noqa: PLC0415

        d = dict(src_dict)
        journals = []
        _journals = d.pop("journals")
        for journals_item_data in _journals:
            journals_item = GlJournalHead.from_dict(journals_item_data)

            journals.append(journals_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        gl_journal_page = cls(
            journals=journals,
            next_=next_,
        )

        return gl_journal_page
