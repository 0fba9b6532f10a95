from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.transfer_record import TransferRecord


T = TypeVar("T", bound="AvailabilityRecord")


@_attrs_define
class AvailabilityRecord:
    """The holds on a deposit; each ends by itself when its part may be spent. None where all of it is available at once.

    Attributes:
        account (int):
        transfers (list[TransferRecord]):
    """

    account: int
    transfers: list[TransferRecord]

    def to_dict(self) -> dict[str, Any]:
        from ..models.transfer_record import TransferRecord  # noqa: PLC0415

        account = self.account

        transfers = []
        for transfers_item_data in self.transfers:
            transfers_item = transfers_item_data.to_dict()
            transfers.append(transfers_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "transfers": transfers,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.transfer_record import TransferRecord  # noqa: PLC0415

        d = dict(src_dict)
        account = d.pop("account")

        transfers = []
        _transfers = d.pop("transfers")
        for transfers_item_data in _transfers:
            transfers_item = TransferRecord.from_dict(transfers_item_data)

            transfers.append(transfers_item)

        availability_record = cls(
            account=account,
            transfers=transfers,
        )

        return availability_record
