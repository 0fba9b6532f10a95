from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="CaseNote")


@_attrs_define
class CaseNote:
    """One line of a case's history.

    Attributes:
        number (int):
        event (str):
        actor (str):
        words (str):
        at (datetime.datetime): RFC 3339, UTC, to the microsecond.
    """

    number: int
    event: str
    actor: str
    words: str
    at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        event = self.event

        actor = self.actor

        words = self.words

        at = self.at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "number": number,
                "event": event,
                "actor": actor,
                "words": words,
                "at": at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        number = d.pop("number")

        event = d.pop("event")

        actor = d.pop("actor")

        words = d.pop("words")

        at = datetime.datetime.fromisoformat(d.pop("at"))

        case_note = cls(
            number=number,
            event=event,
            actor=actor,
            words=words,
            at=at,
        )

        return case_note
