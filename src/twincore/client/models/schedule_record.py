from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.instalment_record import InstalmentRecord


T = TypeVar("T", bound="ScheduleRecord")


@_attrs_define
class ScheduleRecord:
    """The schedule in force of a loan: what fell due under former ones, and what is to come.

    Attributes:
        account (int):
        instalments (list[InstalmentRecord]):
    """

    account: int
    instalments: list[InstalmentRecord]

    def to_dict(self) -> dict[str, Any]:
        from ..models.instalment_record import InstalmentRecord  # noqa: PLC0415

        account = self.account

        instalments = []
        for instalments_item_data in self.instalments:
            instalments_item = instalments_item_data.to_dict()
            instalments.append(instalments_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "instalments": instalments,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.instalment_record import InstalmentRecord  # noqa: PLC0415

        d = dict(src_dict)
        account = d.pop("account")

        instalments = []
        _instalments = d.pop("instalments")
        for instalments_item_data in _instalments:
            instalments_item = InstalmentRecord.from_dict(instalments_item_data)

            instalments.append(instalments_item)

        schedule_record = cls(
            account=account,
            instalments=instalments,
        )

        return schedule_record
