from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
from uuid import UUID
import datetime

if TYPE_CHECKING:
    from ..models.hold_record_detail_type_0 import HoldRecordDetailType0


T = TypeVar("T", bound="HoldRecord")


@_attrs_define
class HoldRecord:
    """A hold that is open.

    Attributes:
        id (UUID):
        seq (int):
        debit (int):
        credit (int):
        remaining (int):
        code (int):
        posted_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
        expires_at (datetime.datetime | None):
        detail (HoldRecordDetailType0 | None):
    """

    id: UUID
    seq: int
    debit: int
    credit: int
    remaining: int
    code: int
    posted_at: datetime.datetime
    expires_at: datetime.datetime | None
    detail: HoldRecordDetailType0 | None

    def to_dict(self) -> dict[str, Any]:
        from ..models.hold_record_detail_type_0 import HoldRecordDetailType0  # noqa: PLC0415

        id = str(self.id)

        seq = self.seq

        debit = self.debit

        credit = self.credit

        remaining = self.remaining

        code = self.code

        posted_at = self.posted_at.isoformat()

        expires_at: None | str
        if isinstance(self.expires_at, datetime.datetime):
            expires_at = self.expires_at.isoformat()
        else:
            expires_at = self.expires_at

        detail: dict[str, Any] | None
        if isinstance(self.detail, HoldRecordDetailType0):
            detail = self.detail.to_dict()
        else:
            detail = self.detail

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "seq": seq,
                "debit": debit,
                "credit": credit,
                "remaining": remaining,
                "code": code,
                "posted_at": posted_at,
                "expires_at": expires_at,
                "detail": detail,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.hold_record_detail_type_0 import HoldRecordDetailType0  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        seq = d.pop("seq")

        debit = d.pop("debit")

        credit = d.pop("credit")

        remaining = d.pop("remaining")

        code = d.pop("code")

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

        def _parse_detail(data: object) -> HoldRecordDetailType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                detail_type_0 = HoldRecordDetailType0.from_dict(data)

                return detail_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(HoldRecordDetailType0 | None, data)

        detail = _parse_detail(d.pop("detail"))

        hold_record = cls(
            id=id,
            seq=seq,
            debit=debit,
            credit=credit,
            remaining=remaining,
            code=code,
            posted_at=posted_at,
            expires_at=expires_at,
            detail=detail,
        )

        return hold_record
