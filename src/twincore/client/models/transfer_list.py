from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.transfer_record import TransferRecord


T = TypeVar("T", bound="TransferList")


@_attrs_define
class TransferList:
    """Transfers, in the order of the journal.

    Attributes:
        transfers (list[TransferRecord]):
    """

    transfers: list[TransferRecord]

    def to_dict(self) -> dict[str, Any]:
        from ..models.transfer_record import TransferRecord  # noqa: PLC0415

        transfers = []
        for transfers_item_data in self.transfers:
            transfers_item = transfers_item_data.to_dict()
            transfers.append(transfers_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "transfers": transfers,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.transfer_record import TransferRecord  # noqa: PLC0415

        d = dict(src_dict)
        transfers = []
        _transfers = d.pop("transfers")
        for transfers_item_data in _transfers:
            transfers_item = TransferRecord.from_dict(transfers_item_data)

            transfers.append(transfers_item)

        transfer_list = cls(
            transfers=transfers,
        )

        return transfer_list
