from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="LinkEventRecord")


@_attrs_define
class LinkEventRecord:
    """One change of the link.

    Attributes:
        number (int):
        at (datetime.datetime): RFC 3339, UTC, to the microsecond.
        actor (str):
        what (str):
        before (None | str):
        after (None | str):
        words (str):
    """

    number: int
    at: datetime.datetime
    actor: str
    what: str
    before: None | str
    after: None | str
    words: str

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        at = self.at.isoformat()

        actor = self.actor

        what = self.what

        before: None | str
        before = self.before

        after: None | str
        after = self.after

        words = self.words

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "number": number,
                "at": at,
                "actor": actor,
                "what": what,
                "before": before,
                "after": after,
                "words": words,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        number = d.pop("number")

        at = datetime.datetime.fromisoformat(d.pop("at"))

        actor = d.pop("actor")

        what = d.pop("what")

        def _parse_before(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        before = _parse_before(d.pop("before"))

        def _parse_after(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        after = _parse_after(d.pop("after"))

        words = d.pop("words")

        link_event_record = cls(
            number=number,
            at=at,
            actor=actor,
            what=what,
            before=before,
            after=after,
            words=words,
        )

        return link_event_record
