from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.suspense_posting import SuspensePosting


T = TypeVar("T", bound="SuspensePostingPage")


@_attrs_define
class SuspensePostingPage:
    """A page of postings that wait, oldest first.

    Attributes:
        postings (list[SuspensePosting]):
        next_ (None | str):
    """

    postings: list[SuspensePosting]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        from ..models.suspense_posting import SuspensePosting  # noqa: PLC0415

        postings = []
        for postings_item_data in self.postings:
            postings_item = postings_item_data.to_dict()
            postings.append(postings_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "postings": postings,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.suspense_posting import SuspensePosting  # noqa: PLC0415

        d = dict(src_dict)
        postings = []
        _postings = d.pop("postings")
        for postings_item_data in _postings:
            postings_item = SuspensePosting.from_dict(postings_item_data)

            postings.append(postings_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        suspense_posting_page = cls(
            postings=postings,
            next_=next_,
        )

        return suspense_posting_page
