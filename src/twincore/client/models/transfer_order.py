from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.transfer_kind import TransferKind
from ..types import UNSET, Unset
from typing import cast
from uuid import UUID
import datetime

if TYPE_CHECKING:
    from ..models.transfer_order_detail_type_0 import TransferOrderDetailType0


T = TypeVar("T", bound="TransferOrder")


@_attrs_define
class TransferOrder:
    """A transfer asked for on its own.

    Attributes:
        id (None | Unset | UUID): Id of the transfer; without it one that follows from your Idempotency-Key.
        kind (TransferKind | Unset): What a transfer that can be asked for does.
        debit (int | Unset): Account debited; leave out where it follows from ref. Default: 0.
        credit (int | Unset): Account credited; leave out where it follows from ref. Default: 0.
        amount (int | Unset): Minor units; 0 for a capture or release means all that is left, for a reversal always 0.
            Default: 0.
        code (int | Unset): Number of the transaction code, 0 for none. Default: 0.
        ref (None | Unset | UUID): The hold captured or released, or the transfer reversed.
        value_date (datetime.date | None | Unset):
        expires_at (datetime.datetime | None | Unset): When a hold ends by itself; never if left out.
        posted_at (datetime.datetime | None | Unset): Historical import only: when it was posted.
        final (bool | Unset): Captures only: give back what is not captured. Default: False.
        forced (bool | Unset): Go beyond a limit or a freeze; needs the role manager and a reason. Default: False.
        detail (None | TransferOrderDetailType0 | Unset):
        reason (None | str | Unset):
    """

    id: None | Unset | UUID = UNSET
    kind: TransferKind | Unset = UNSET
    debit: int | Unset = 0
    credit: int | Unset = 0
    amount: int | Unset = 0
    code: int | Unset = 0
    ref: None | Unset | UUID = UNSET
    value_date: datetime.date | None | Unset = UNSET
    expires_at: datetime.datetime | None | Unset = UNSET
    posted_at: datetime.datetime | None | Unset = UNSET
    final: bool | Unset = False
    forced: bool | Unset = False
    detail: None | TransferOrderDetailType0 | Unset = UNSET
    reason: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.transfer_order_detail_type_0 import TransferOrderDetailType0  # noqa: PLC0415

        id: None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        elif isinstance(self.id, UUID):
            id = str(self.id)
        else:
            id = self.id

        kind: str | Unset = UNSET
        if not isinstance(self.kind, Unset):
            kind = self.kind.value

        debit = self.debit

        credit = self.credit

        amount = self.amount

        code = self.code

        ref: None | str | Unset
        if isinstance(self.ref, Unset):
            ref = UNSET
        elif isinstance(self.ref, UUID):
            ref = str(self.ref)
        else:
            ref = self.ref

        value_date: None | str | Unset
        if isinstance(self.value_date, Unset):
            value_date = UNSET
        elif isinstance(self.value_date, datetime.date):
            value_date = self.value_date.isoformat()
        else:
            value_date = self.value_date

        expires_at: None | str | Unset
        if isinstance(self.expires_at, Unset):
            expires_at = UNSET
        elif isinstance(self.expires_at, datetime.datetime):
            expires_at = self.expires_at.isoformat()
        else:
            expires_at = self.expires_at

        posted_at: None | str | Unset
        if isinstance(self.posted_at, Unset):
            posted_at = UNSET
        elif isinstance(self.posted_at, datetime.datetime):
            posted_at = self.posted_at.isoformat()
        else:
            posted_at = self.posted_at

        final = self.final

        forced = self.forced

        detail: dict[str, Any] | None | Unset
        if isinstance(self.detail, Unset):
            detail = UNSET
        elif isinstance(self.detail, TransferOrderDetailType0):
            detail = self.detail.to_dict()
        else:
            detail = self.detail

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if id is not UNSET:
            field_dict["id"] = id
        if kind is not UNSET:
            field_dict["kind"] = kind
        if debit is not UNSET:
            field_dict["debit"] = debit
        if credit is not UNSET:
            field_dict["credit"] = credit
        if amount is not UNSET:
            field_dict["amount"] = amount
        if code is not UNSET:
            field_dict["code"] = code
        if ref is not UNSET:
            field_dict["ref"] = ref
        if value_date is not UNSET:
            field_dict["value_date"] = value_date
        if expires_at is not UNSET:
            field_dict["expires_at"] = expires_at
        if posted_at is not UNSET:
            field_dict["posted_at"] = posted_at
        if final is not UNSET:
            field_dict["final"] = final
        if forced is not UNSET:
            field_dict["forced"] = forced
        if detail is not UNSET:
            field_dict["detail"] = detail
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.transfer_order_detail_type_0 import TransferOrderDetailType0  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_id(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                id_type_0 = UUID(data)

                return id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        id = _parse_id(d.pop("id", UNSET))

        _kind = d.pop("kind", UNSET)
        kind: TransferKind | Unset
        if isinstance(_kind, Unset):
            kind = UNSET
        else:
            kind = TransferKind(_kind)

        debit = d.pop("debit", UNSET)

        credit = d.pop("credit", UNSET)

        amount = d.pop("amount", UNSET)

        code = d.pop("code", UNSET)

        def _parse_ref(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ref_type_0 = UUID(data)

                return ref_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        ref = _parse_ref(d.pop("ref", UNSET))

        def _parse_value_date(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                value_date_type_0 = datetime.date.fromisoformat(data)

                return value_date_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        value_date = _parse_value_date(d.pop("value_date", UNSET))

        def _parse_expires_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                expires_at_type_0 = datetime.datetime.fromisoformat(data)

                return expires_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        expires_at = _parse_expires_at(d.pop("expires_at", UNSET))

        def _parse_posted_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                posted_at_type_0 = datetime.datetime.fromisoformat(data)

                return posted_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        posted_at = _parse_posted_at(d.pop("posted_at", UNSET))

        final = d.pop("final", UNSET)

        forced = d.pop("forced", UNSET)

        def _parse_detail(data: object) -> None | TransferOrderDetailType0 | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                detail_type_0 = TransferOrderDetailType0.from_dict(data)

                return detail_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TransferOrderDetailType0 | Unset, data)

        detail = _parse_detail(d.pop("detail", UNSET))

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        transfer_order = cls(
            id=id,
            kind=kind,
            debit=debit,
            credit=credit,
            amount=amount,
            code=code,
            ref=ref,
            value_date=value_date,
            expires_at=expires_at,
            posted_at=posted_at,
            final=final,
            forced=forced,
            detail=detail,
            reason=reason,
        )

        return transfer_order
