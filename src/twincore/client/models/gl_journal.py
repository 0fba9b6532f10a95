from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.source import Source
from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.gl_entry import GlEntry


T = TypeVar("T", bound="GlJournal")


@_attrs_define
class GlJournal:
    """A journal with its entries.

    Attributes:
        number (int):
        key (str):
        date (datetime.date):
        source (Source): Where a movement comes from: the subledger's batch, a journal made here, or the year end.
        title (str):
        maker (str):
        checker (None | str): Who approved it; null where the end of day posted it.
        posted_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
        entries (list[GlEntry]):
    """

    number: int
    key: str
    date: datetime.date
    source: Source
    title: str
    maker: str
    checker: None | str
    posted_at: datetime.datetime
    entries: list[GlEntry]

    def to_dict(self) -> dict[str, Any]:
        from ..models.gl_entry import GlEntry  # noqa: PLC0415

        number = self.number

        key = self.key

        date = self.date.isoformat()

        source = self.source.value

        title = self.title

        maker = self.maker

        checker: None | str
        checker = self.checker

        posted_at = self.posted_at.isoformat()

        entries = []
        for entries_item_data in self.entries:
            entries_item = entries_item_data.to_dict()
            entries.append(entries_item)

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
                "entries": entries,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gl_entry import GlEntry  # noqa: PLC0415

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

        entries = []
        _entries = d.pop("entries")
        for entries_item_data in _entries:
            entries_item = GlEntry.from_dict(entries_item_data)

            entries.append(entries_item)

        gl_journal = cls(
            number=number,
            key=key,
            date=date,
            source=source,
            title=title,
            maker=maker,
            checker=checker,
            posted_at=posted_at,
            entries=entries,
        )

        return gl_journal
