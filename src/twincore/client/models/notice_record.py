from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.notice_record_facts import NoticeRecordFacts


T = TypeVar("T", bound="NoticeRecord")


@_attrs_define
class NoticeRecord:
    """What a member was told about an account.

    Attributes:
        account (int): Ledger account id.
        date (datetime.date): At the end of which it was said.
        kind (str): statement_ready, rate_change, arrears or maturity.
        title (str):
        body (str):
        facts (NoticeRecordFacts): The figures that the words name.
        prepared_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
    """

    account: int
    date: datetime.date
    kind: str
    title: str
    body: str
    facts: NoticeRecordFacts
    prepared_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        from ..models.notice_record_facts import NoticeRecordFacts  # noqa: PLC0415

        account = self.account

        date = self.date.isoformat()

        kind = self.kind

        title = self.title

        body = self.body

        facts = self.facts.to_dict()

        prepared_at = self.prepared_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "date": date,
                "kind": kind,
                "title": title,
                "body": body,
                "facts": facts,
                "prepared_at": prepared_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.notice_record_facts import NoticeRecordFacts  # noqa: PLC0415

        d = dict(src_dict)
        account = d.pop("account")

        date = datetime.date.fromisoformat(d.pop("date"))

        kind = d.pop("kind")

        title = d.pop("title")

        body = d.pop("body")

        facts = NoticeRecordFacts.from_dict(d.pop("facts"))

        prepared_at = datetime.datetime.fromisoformat(d.pop("prepared_at"))

        notice_record = cls(
            account=account,
            date=date,
            kind=kind,
            title=title,
            body=body,
            facts=facts,
            prepared_at=prepared_at,
        )

        return notice_record
