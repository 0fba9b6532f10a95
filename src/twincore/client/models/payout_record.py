from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="PayoutRecord")


@_attrs_define
class PayoutRecord:
    """What it takes to pay a loan out today; minor units.

    Attributes:
        account (int):
        date (datetime.date):
        owed (int):
        accrued (int): Interest of the days before today that is not charged yet.
        total (int):
    """

    account: int
    date: datetime.date
    owed: int
    accrued: int
    total: int

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        date = self.date.isoformat()

        owed = self.owed

        accrued = self.accrued

        total = self.total

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "date": date,
                "owed": owed,
                "accrued": accrued,
                "total": total,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account = d.pop("account")

        date = datetime.date.fromisoformat(d.pop("date"))

        owed = d.pop("owed")

        accrued = d.pop("accrued")

        total = d.pop("total")

        payout_record = cls(
            account=account,
            date=date,
            owed=owed,
            accrued=accrued,
            total=total,
        )

        return payout_record
