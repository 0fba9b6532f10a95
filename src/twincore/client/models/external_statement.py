from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="ExternalStatement")


@_attrs_define
class ExternalStatement:
    """A statement as recorded.

    Attributes:
        account (str):
        number (int):
        reference (str):
        opening (int):
        opening_on (datetime.date):
        closing (int):
        closing_on (datetime.date):
        chained (bool):
        entries (int):
        imported_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
    """

    account: str
    number: int
    reference: str
    opening: int
    opening_on: datetime.date
    closing: int
    closing_on: datetime.date
    chained: bool
    entries: int
    imported_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        number = self.number

        reference = self.reference

        opening = self.opening

        opening_on = self.opening_on.isoformat()

        closing = self.closing

        closing_on = self.closing_on.isoformat()

        chained = self.chained

        entries = self.entries

        imported_at = self.imported_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "number": number,
                "reference": reference,
                "opening": opening,
                "opening_on": opening_on,
                "closing": closing,
                "closing_on": closing_on,
                "chained": chained,
                "entries": entries,
                "imported_at": imported_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account = d.pop("account")

        number = d.pop("number")

        reference = d.pop("reference")

        opening = d.pop("opening")

        opening_on = datetime.date.fromisoformat(d.pop("opening_on"))

        closing = d.pop("closing")

        closing_on = datetime.date.fromisoformat(d.pop("closing_on"))

        chained = d.pop("chained")

        entries = d.pop("entries")

        imported_at = datetime.datetime.fromisoformat(d.pop("imported_at"))

        external_statement = cls(
            account=account,
            number=number,
            reference=reference,
            opening=opening,
            opening_on=opening_on,
            closing=closing,
            closing_on=closing_on,
            chained=chained,
            entries=entries,
            imported_at=imported_at,
        )

        return external_statement
