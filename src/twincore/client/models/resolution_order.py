from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.action import Action
from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
    from ..models.entry_key import EntryKey
    from ..models.resolution_posting import ResolutionPosting


T = TypeVar("T", bound="ResolutionOrder")


@_attrs_define
class ResolutionOrder:
    """How a case is to end.

    post: postings that take exactly what stands in suspense to where it belongs; match: entries and movements that are
    one event; explain: nothing
    stands in suspense, and the reason says what it was.

        Attributes:
            action (Action): How a case is proposed to end.
            reason (str):
            postings (list[ResolutionPosting] | Unset):
            entries (list[EntryKey] | Unset):
            movements (list[int] | Unset):
    """

    action: Action
    reason: str
    postings: list[ResolutionPosting] | Unset = UNSET
    entries: list[EntryKey] | Unset = UNSET
    movements: list[int] | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.entry_key import EntryKey  # noqa: PLC0415
        from ..models.resolution_posting import ResolutionPosting  # noqa: PLC0415

        action = self.action.value

        reason = self.reason

        postings: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.postings, Unset):
            postings = []
            for postings_item_data in self.postings:
                postings_item = postings_item_data.to_dict()
                postings.append(postings_item)

        entries: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.entries, Unset):
            entries = []
            for entries_item_data in self.entries:
                entries_item = entries_item_data.to_dict()
                entries.append(entries_item)

        movements: list[int] | Unset = UNSET
        if not isinstance(self.movements, Unset):
            movements = self.movements

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "action": action,
                "reason": reason,
            }
        )
        if postings is not UNSET:
            field_dict["postings"] = postings
        if entries is not UNSET:
            field_dict["entries"] = entries
        if movements is not UNSET:
            field_dict["movements"] = movements

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.entry_key import EntryKey  # noqa: PLC0415
        from ..models.resolution_posting import ResolutionPosting  # noqa: PLC0415

        d = dict(src_dict)
        action = Action(d.pop("action"))

        reason = d.pop("reason")

        _postings = d.pop("postings", UNSET)
        postings: list[ResolutionPosting] | Unset = UNSET
        if _postings is not UNSET:
            postings = []
            for postings_item_data in _postings:
                postings_item = ResolutionPosting.from_dict(postings_item_data)

                postings.append(postings_item)

        _entries = d.pop("entries", UNSET)
        entries: list[EntryKey] | Unset = UNSET
        if _entries is not UNSET:
            entries = []
            for entries_item_data in _entries:
                entries_item = EntryKey.from_dict(entries_item_data)

                entries.append(entries_item)

        movements = cast(list[int], d.pop("movements", UNSET))

        resolution_order = cls(
            action=action,
            reason=reason,
            postings=postings,
            entries=entries,
            movements=movements,
        )

        return resolution_order
