from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="ProvenanceLedger")


@_attrs_define
class ProvenanceLedger:
    """Where the general ledger has it.

    Attributes:
        date (datetime.date):
        journal (int):
    """

    date: datetime.date
    journal: int

    def to_dict(self) -> dict[str, Any]:
        date = self.date.isoformat()

        journal = self.journal

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "date": date,
                "journal": journal,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        date = datetime.date.fromisoformat(d.pop("date"))

        journal = d.pop("journal")

        provenance_ledger = cls(
            date=date,
            journal=journal,
        )

        return provenance_ledger
