from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
from uuid import UUID

if TYPE_CHECKING:
    from ..models.transfer_record import TransferRecord


T = TypeVar("T", bound="TransactionRecord")


@_attrs_define
class TransactionRecord:
    """What a posting by code has put in the journal.

    Attributes:
        code (str):
        command (UUID):
        transfers (list[TransferRecord]):
    """

    code: str
    command: UUID
    transfers: list[TransferRecord]

    def to_dict(self) -> dict[str, Any]:
        from ..models.transfer_record import TransferRecord  # noqa: PLC0415

        code = self.code

        command = str(self.command)

        transfers = []
        for transfers_item_data in self.transfers:
            transfers_item = transfers_item_data.to_dict()
            transfers.append(transfers_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "code": code,
                "command": command,
                "transfers": transfers,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.transfer_record import TransferRecord  # noqa: PLC0415

        d = dict(src_dict)
        code = d.pop("code")

        command = UUID(d.pop("command"))

        transfers = []
        _transfers = d.pop("transfers")
        for transfers_item_data in _transfers:
            transfers_item = TransferRecord.from_dict(transfers_item_data)

            transfers.append(transfers_item)

        transaction_record = cls(
            code=code,
            command=command,
            transfers=transfers,
        )

        return transaction_record
