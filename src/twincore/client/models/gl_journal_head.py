from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.source import Source
from typing import cast
import datetime


T = TypeVar("T", bound="GlJournalHead")


@_attrs_define
class GlJournalHead:
    """A journal as posted.

    Attributes:
        number (int):
        key (str):
        date (datetime.date):
        source (Source): Where a movement comes from: the subledger's batch, a journal made here, or the year end.
        title (str):
        maker (str):
        checker (None | str): Who approved it; null where the end of day posted it.
        posted_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
    """

    number: int
    key: str
    date: datetime.date
    source: Source
    title: str
    maker: str
    checker: None | str
    posted_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        key = self.key

        date = self.date.isoformat()

        source = self.source.value

        title = self.title

        maker = self.maker

        checker: None | str
        checker = self.checker

        posted_at = self.posted_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "number": number,
                "key": key,
                "date": date,
                "source": source,
                "title": title,
                "maker": maker,
                "checker": checker,
                "posted_at": posted_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        number = d.pop("number")

        key = d.pop("key")

        date = datetime.date.fromisoformat(d.pop("date"))

        source = Source(d.pop("source"))

        title = d.pop("title")

        maker = d.pop("maker")

        def _parse_checker(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        checker = _parse_checker(d.pop("checker"))

        posted_at = datetime.datetime.fromisoformat(d.pop("posted_at"))

        gl_journal_head = cls(
            number=number,
            key=key,
            date=date,
            source=source,
            title=title,
            maker=maker,
            checker=checker,
            posted_at=posted_at,
        )

        return gl_journal_head
