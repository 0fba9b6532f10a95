from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="ParkedRecord")


@_attrs_define
class ParkedRecord:
    """A record that could not be taken in.

    Attributes:
        number (int):
        stream (str):
        place (int):
        reason (str):
        words (str):
        core (None | str):
        advice (str): What helps, in words.
        raw (str): Its bytes in hexadecimal digits.
        parked_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
    """

    number: int
    stream: str
    place: int
    reason: str
    words: str
    core: None | str
    advice: str
    raw: str
    parked_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        stream = self.stream

        place = self.place

        reason = self.reason

        words = self.words

        core: None | str
        core = self.core

        advice = self.advice

        raw = self.raw

        parked_at = self.parked_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "number": number,
                "stream": stream,
                "place": place,
                "reason": reason,
                "words": words,
                "core": core,
                "advice": advice,
                "raw": raw,
                "parked_at": parked_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        number = d.pop("number")

        stream = d.pop("stream")

        place = d.pop("place")

        reason = d.pop("reason")

        words = d.pop("words")

        def _parse_core(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        core = _parse_core(d.pop("core"))

        advice = d.pop("advice")

        raw = d.pop("raw")

        parked_at = datetime.datetime.fromisoformat(d.pop("parked_at"))

        parked_record = cls(
            number=number,
            stream=stream,
            place=place,
            reason=reason,
            words=words,
            core=core,
            advice=advice,
            raw=raw,
            parked_at=parked_at,
        )

        return parked_record
