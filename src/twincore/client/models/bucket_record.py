from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="BucketRecord")


@_attrs_define
class BucketRecord:
    """Arrears of one bucket; days: its first day past due, 0 for 1 to 29.

    Attributes:
        days (int):
        accounts (int):
        overdue (int):
        owed (int):
    """

    days: int
    accounts: int
    overdue: int
    owed: int

    def to_dict(self) -> dict[str, Any]:
        days = self.days

        accounts = self.accounts

        overdue = self.overdue

        owed = self.owed

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "days": days,
                "accounts": accounts,
                "overdue": overdue,
                "owed": owed,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        days = d.pop("days")

        accounts = d.pop("accounts")

        overdue = d.pop("overdue")

        owed = d.pop("owed")

        bucket_record = cls(
            days=days,
            accounts=accounts,
            overdue=overdue,
            owed=owed,
        )

        return bucket_record
