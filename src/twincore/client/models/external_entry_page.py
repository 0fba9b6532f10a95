from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.external_entry import ExternalEntry


T = TypeVar("T", bound="ExternalEntryPage")


@_attrs_define
class ExternalEntryPage:
    """A page of entries by statement and place.

    Attributes:
        entries (list[ExternalEntry]):
        next_ (None | str):
    """

    entries: list[ExternalEntry]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        from ..models.external_entry import ExternalEntry  # noqa: PLC0415

        entries = []
        for entries_item_data in self.entries:
            entries_item = entries_item_data.to_dict()
            entries.append(entries_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "entries": entries,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.external_entry import ExternalEntry  # noqa: PLC0415

        d = dict(src_dict)
        entries = []
        _entries = d.pop("entries")
        for entries_item_data in _entries:
            entries_item = ExternalEntry.from_dict(entries_item_data)

            entries.append(entries_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        external_entry_page = cls(
            entries=entries,
            next_=next_,
        )

        return external_entry_page
