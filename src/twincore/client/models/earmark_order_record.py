from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.earmark_status import EarmarkStatus
from typing import cast
import datetime


T = TypeVar("T", bound="EarmarkOrderRecord")


@_attrs_define
class EarmarkOrderRecord:
    """An order for earmarks: asked of whoever works for the core, sent to it, or refused.

    Attributes:
        number (int):
        status (EarmarkStatus): What became of an order for earmarks.
        words (None | str): Why it was refused.
        asked_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
        done_at (datetime.datetime | None):
    """

    number: int
    status: EarmarkStatus
    words: None | str
    asked_at: datetime.datetime
    done_at: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        status = self.status.value

        words: None | str
        words = self.words

        asked_at = self.asked_at.isoformat()

        done_at: None | str
        if isinstance(self.done_at, datetime.datetime):
            done_at = self.done_at.isoformat()
        else:
            done_at = self.done_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "number": number,
                "status": status,
                "words": words,
                "asked_at": asked_at,
                "done_at": done_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        number = d.pop("number")

        status = EarmarkStatus(d.pop("status"))

        def _parse_words(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        words = _parse_words(d.pop("words"))

        asked_at = datetime.datetime.fromisoformat(d.pop("asked_at"))

        def _parse_done_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                done_at_type_0 = datetime.datetime.fromisoformat(data)

                return done_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        done_at = _parse_done_at(d.pop("done_at"))

        earmark_order_record = cls(
            number=number,
            status=status,
            words=words,
            asked_at=asked_at,
            done_at=done_at,
        )

        return earmark_order_record
