from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
from uuid import UUID
import datetime


T = TypeVar("T", bound="WithholdingRecord")


@_attrs_define
class WithholdingRecord:
    """Whether tax is withheld from a member's interest.

    Attributes:
        member (UUID):
        withhold (bool):
        since (datetime.date):
        changed (bool): Whether that was otherwise before.
    """

    member: UUID
    withhold: bool
    since: datetime.date
    changed: bool

    def to_dict(self) -> dict[str, Any]:
        member = str(self.member)

        withhold = self.withhold

        since = self.since.isoformat()

        changed = self.changed

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "member": member,
                "withhold": withhold,
                "since": since,
                "changed": changed,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        member = UUID(d.pop("member"))

        withhold = d.pop("withhold")

        since = datetime.date.fromisoformat(d.pop("since"))

        changed = d.pop("changed")

        withholding_record = cls(
            member=member,
            withhold=withhold,
            since=since,
            changed=changed,
        )

        return withholding_record
