from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.transfer_record_kind import TransferRecordKind
from typing import cast
from uuid import UUID
import datetime

if TYPE_CHECKING:
    from ..models.transfer_record_detail_type_0 import TransferRecordDetailType0


T = TypeVar("T", bound="TransferRecord")


@_attrs_define
class TransferRecord:
    """A transfer as the journal has it.

    Attributes:
        id (UUID):
        seq (int): Place in the tenant's journal, from 1 without a gap.
        kind (TransferRecordKind):
        debit (int):
        credit (int):
        amount (int): Minor units moved between the posted balances; 0 where only a hold moves.
        pending (int): Change of what is held: placed (+) or ended (-), minor units.
        code (int):
        ref_seq (int | None): Place of the hold or transfer that it refers to.
        value_date (datetime.date):
        posted_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
        expires_at (datetime.datetime | None):
        command (UUID): The command that asked for it: see /v1/audit/commands/{command}.
        linked (bool):
        forced (bool):
        imported (bool):
        final (bool):
        detail (None | TransferRecordDetailType0):
    """

    id: UUID
    seq: int
    kind: TransferRecordKind
    debit: int
    credit: int
    amount: int
    pending: int
    code: int
    ref_seq: int | None
    value_date: datetime.date
    posted_at: datetime.datetime
    expires_at: datetime.datetime | None
    command: UUID
    linked: bool
    forced: bool
    imported: bool
    final: bool
    detail: None | TransferRecordDetailType0

    def to_dict(self) -> dict[str, Any]:
        from ..models.transfer_record_detail_type_0 import TransferRecordDetailType0  # noqa: PLC0415

        id = str(self.id)

        seq = self.seq

        kind = self.kind.value

        debit = self.debit

        credit = self.credit

        amount = self.amount

        pending = self.pending

        code = self.code

        ref_seq: int | None
        ref_seq = self.ref_seq

        value_date = self.value_date.isoformat()

        posted_at = self.posted_at.isoformat()

        expires_at: None | str
        if isinstance(self.expires_at, datetime.datetime):
            expires_at = self.expires_at.isoformat()
        else:
            expires_at = self.expires_at

        command = str(self.command)

        linked = self.linked

        forced = self.forced

        imported = self.imported

        final = self.final

        detail: dict[str, Any] | None
        if isinstance(self.detail, TransferRecordDetailType0):
            detail = self.detail.to_dict()
        else:
            detail = self.detail

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "seq": seq,
                "kind": kind,
                "debit": debit,
                "credit": credit,
                "amount": amount,
                "pending": pending,
                "code": code,
                "ref_seq": ref_seq,
                "value_date": value_date,
                "posted_at": posted_at,
                "expires_at": expires_at,
                "command": command,
                "linked": linked,
                "forced": forced,
                "imported": imported,
                "final": final,
                "detail": detail,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.transfer_record_detail_type_0 import TransferRecordDetailType0  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        seq = d.pop("seq")

        kind = TransferRecordKind(d.pop("kind"))

        debit = d.pop("debit")

        credit = d.pop("credit")

        amount = d.pop("amount")

        pending = d.pop("pending")

        code = d.pop("code")

        def _parse_ref_seq(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        ref_seq = _parse_ref_seq(d.pop("ref_seq"))

        value_date = datetime.date.fromisoformat(d.pop("value_date"))

        posted_at = datetime.datetime.fromisoformat(d.pop("posted_at"))

        def _parse_expires_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                expires_at_type_0 = datetime.datetime.fromisoformat(data)

                return expires_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        expires_at = _parse_expires_at(d.pop("expires_at"))

        command = UUID(d.pop("command"))

        linked = d.pop("linked")

        forced = d.pop("forced")

        imported = d.pop("imported")

        final = d.pop("final")

        def _parse_detail(data: object) -> None | TransferRecordDetailType0:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                detail_type_0 = TransferRecordDetailType0.from_dict(data)

                return detail_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TransferRecordDetailType0, data)

        detail = _parse_detail(d.pop("detail"))

        transfer_record = cls(
            id=id,
            seq=seq,
            kind=kind,
            debit=debit,
            credit=credit,
            amount=amount,
            pending=pending,
            code=code,
            ref_seq=ref_seq,
            value_date=value_date,
            posted_at=posted_at,
            expires_at=expires_at,
            command=command,
            linked=linked,
            forced=forced,
            imported=imported,
            final=final,
            detail=detail,
        )

        return transfer_record
