from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.provenance_account import ProvenanceAccount
    from ..models.provenance_code import ProvenanceCode
    from ..models.provenance_command import ProvenanceCommand
    from ..models.provenance_ledger import ProvenanceLedger
    from ..models.provenance_origin import ProvenanceOrigin
    from ..models.receipt import Receipt
    from ..models.transfer_record import TransferRecord


T = TypeVar("T", bound="Provenance")


@_attrs_define
class Provenance:
    """Who, what, when, why, through which system, with whose approval; and what it changed, with proof.

    Attributes:
        transfer (TransferRecord): A transfer as the journal has it.
        code (None | ProvenanceCode):
        origin (ProvenanceOrigin): Which system asked, and who in it.
        why (None | str): The reason given with the command, or the transfer's own words.
        command (None | ProvenanceCommand):
        approvals (list[Any]): Second persons who said yes.
        accounts (list[ProvenanceAccount]): The debited account, then the credited one.
        refers_to (None | TransferRecord): The hold captured, released or expired, or the transfer reversed.
        referred_by (list[TransferRecord]): Captures, releases, expiry or reversal of this one.
        general_ledger (None | ProvenanceLedger): null before the end of its business date.
        receipt (None | Receipt): Proof of the journal; null for about a second, until it is sealed.
    """

    transfer: TransferRecord
    code: None | ProvenanceCode
    origin: ProvenanceOrigin
    why: None | str
    command: None | ProvenanceCommand
    approvals: list[Any]
    accounts: list[ProvenanceAccount]
    refers_to: None | TransferRecord
    referred_by: list[TransferRecord]
    general_ledger: None | ProvenanceLedger
    receipt: None | Receipt

    def to_dict(self) -> dict[str, Any]:
        from ..models.provenance_account import ProvenanceAccount  # noqa: PLC0415
        from ..models.provenance_code import ProvenanceCode  # noqa: PLC0415
        from ..models.provenance_command import ProvenanceCommand  # noqa: PLC0415
        from ..models.provenance_ledger import ProvenanceLedger  # noqa: PLC0415
        from ..models.provenance_origin import ProvenanceOrigin  # noqa: PLC0415
        from ..models.receipt import Receipt  # noqa: PLC0415
        from ..models.transfer_record import TransferRecord  # noqa: PLC0415

        transfer = self.transfer.to_dict()

        code: dict[str, Any] | None
        if isinstance(self.code, ProvenanceCode):
            code = self.code.to_dict()
        else:
            code = self.code

        origin = self.origin.to_dict()

        why: None | str
        why = self.why

        command: dict[str, Any] | None
        if isinstance(self.command, ProvenanceCommand):
            command = self.command.to_dict()
        else:
            command = self.command

        approvals = self.approvals

        accounts = []
        for accounts_item_data in self.accounts:
            accounts_item = accounts_item_data.to_dict()
            accounts.append(accounts_item)

        refers_to: dict[str, Any] | None
        if isinstance(self.refers_to, TransferRecord):
            refers_to = self.refers_to.to_dict()
        else:
            refers_to = self.refers_to

        referred_by = []
        for referred_by_item_data in self.referred_by:
            referred_by_item = referred_by_item_data.to_dict()
            referred_by.append(referred_by_item)

        general_ledger: dict[str, Any] | None
        if isinstance(self.general_ledger, ProvenanceLedger):
            general_ledger = self.general_ledger.to_dict()
        else:
            general_ledger = self.general_ledger

        receipt: dict[str, Any] | None
        if isinstance(self.receipt, Receipt):
            receipt = self.receipt.to_dict()
        else:
            receipt = self.receipt

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "transfer": transfer,
                "code": code,
                "origin": origin,
                "why": why,
                "command": command,
                "approvals": approvals,
                "accounts": accounts,
                "refers_to": refers_to,
                "referred_by": referred_by,
                "general_ledger": general_ledger,
                "receipt": receipt,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.provenance_account import ProvenanceAccount  # noqa: PLC0415
        from ..models.provenance_code import ProvenanceCode  # noqa: PLC0415
        from ..models.provenance_command import ProvenanceCommand  # noqa: PLC0415
        from ..models.provenance_ledger import ProvenanceLedger  # noqa: PLC0415
        from ..models.provenance_origin import ProvenanceOrigin  # noqa: PLC0415
        from ..models.receipt import Receipt  # noqa: PLC0415
        from ..models.transfer_record import TransferRecord  # noqa: PLC0415

        d = dict(src_dict)
        transfer = TransferRecord.from_dict(d.pop("transfer"))

        def _parse_code(data: object) -> None | ProvenanceCode:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                code_type_0 = ProvenanceCode.from_dict(data)

                return code_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ProvenanceCode, data)

        code = _parse_code(d.pop("code"))

        origin = ProvenanceOrigin.from_dict(d.pop("origin"))

        def _parse_why(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        why = _parse_why(d.pop("why"))

        def _parse_command(data: object) -> None | ProvenanceCommand:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                command_type_0 = ProvenanceCommand.from_dict(data)

                return command_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ProvenanceCommand, data)

        command = _parse_command(d.pop("command"))

        approvals = cast(list[Any], d.pop("approvals"))

        accounts = []
        _accounts = d.pop("accounts")
        for accounts_item_data in _accounts:
            accounts_item = ProvenanceAccount.from_dict(accounts_item_data)

            accounts.append(accounts_item)

        def _parse_refers_to(data: object) -> None | TransferRecord:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                refers_to_type_0 = TransferRecord.from_dict(data)

                return refers_to_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TransferRecord, data)

        refers_to = _parse_refers_to(d.pop("refers_to"))

        referred_by = []
        _referred_by = d.pop("referred_by")
        for referred_by_item_data in _referred_by:
            referred_by_item = TransferRecord.from_dict(referred_by_item_data)

            referred_by.append(referred_by_item)

        def _parse_general_ledger(data: object) -> None | ProvenanceLedger:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                general_ledger_type_0 = ProvenanceLedger.from_dict(data)

                return general_ledger_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ProvenanceLedger, data)

        general_ledger = _parse_general_ledger(d.pop("general_ledger"))

        def _parse_receipt(data: object) -> None | Receipt:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                receipt_type_0 = Receipt.from_dict(data)

                return receipt_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Receipt, data)

        receipt = _parse_receipt(d.pop("receipt"))

        provenance = cls(
            transfer=transfer,
            code=code,
            origin=origin,
            why=why,
            command=command,
            approvals=approvals,
            accounts=accounts,
            refers_to=refers_to,
            referred_by=referred_by,
            general_ledger=general_ledger,
            receipt=receipt,
        )

        return provenance
