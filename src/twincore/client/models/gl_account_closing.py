from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="GlAccountClosing")


@_attrs_define
class GlAccountClosing:
    """From when a line takes no entries.

    Attributes:
        from_date (datetime.date): A calendar date.
        reason (str): Why, for the audit trail.
    """

    from_date: datetime.date
    reason: str

    def to_dict(self) -> dict[str, Any]:
        from_date = self.from_date.isoformat()

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "from_date": from_date,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        from_date = datetime.date.fromisoformat(d.pop("from_date"))

        reason = d.pop("reason")

        gl_account_closing = cls(
            from_date=from_date,
            reason=reason,
        )

        return gl_account_closing
