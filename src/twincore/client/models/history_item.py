from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.history_item_direction import HistoryItemDirection
from ..models.history_item_kind import HistoryItemKind
from typing import cast
from uuid import UUID
import datetime

if TYPE_CHECKING:
    from ..models.history_item_detail_type_0 import HistoryItemDetailType0


T = TypeVar("T", bound="HistoryItem")


@_attrs_define
class HistoryItem:
    """A transfer as one account sees it.

    Attributes:
        seq (int):
        id (UUID):
        kind (HistoryItemKind):
        direction (HistoryItemDirection):
        amount (int):
        pending (int):
        other_account (int):
        current_after (int): The account's settled balance after this transfer.
        held_after (int): What holds had set aside after this transfer.
        code (int):
        ref_seq (int | None):
        value_date (datetime.date):
        posted_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
        detail (HistoryItemDetailType0 | None):
    """

    seq: int
    id: UUID
    kind: HistoryItemKind
    direction: HistoryItemDirection
    amount: int
    pending: int
    other_account: int
    current_after: int
    held_after: int
    code: int
    ref_seq: int | None
    value_date: datetime.date
    posted_at: datetime.datetime
    detail: HistoryItemDetailType0 | None

    def to_dict(self) -> dict[str, Any]:
        from ..models.history_item_detail_type_0 import HistoryItemDetailType0  # noqa: PLC0415

        seq = self.seq

        id = str(self.id)

        kind = self.kind.value

        direction = self.direction.value

        amount = self.amount

        pending = self.pending

        other_account = self.other_account

        current_after = self.current_after

        held_after = self.held_after

        code = self.code

        ref_seq: int | None
        ref_seq = self.ref_seq

        value_date = self.value_date.isoformat()

        posted_at = self.posted_at.isoformat()

        detail: dict[str, Any] | None
        if isinstance(self.detail, HistoryItemDetailType0):
            detail = self.detail.to_dict()
        else:
            detail = self.detail

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "seq": seq,
                "id": id,
                "kind": kind,
                "direction": direction,
                "amount": amount,
                "pending": pending,
                "other_account": other_account,
                "current_after": current_after,
                "held_after": held_after,
                "code": code,
                "ref_seq": ref_seq,
                "value_date": value_date,
                "posted_at": posted_at,
                "detail": detail,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.history_item_detail_type_0 import HistoryItemDetailType0  # noqa: PLC0415

        d = dict(src_dict)
        seq = d.pop("seq")

        id = UUID(d.pop("id"))

        kind = HistoryItemKind(d.pop("kind"))

        direction = HistoryItemDirection(d.pop("direction"))

        amount = d.pop("amount")

        pending = d.pop("pending")

        other_account = d.pop("other_account")

        current_after = d.pop("current_after")

        held_after = d.pop("held_after")

        code = d.pop("code")

        def _parse_ref_seq(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        ref_seq = _parse_ref_seq(d.pop("ref_seq"))

        value_date = datetime.date.fromisoformat(d.pop("value_date"))

        posted_at = datetime.datetime.fromisoformat(d.pop("posted_at"))

        def _parse_detail(data: object) -> HistoryItemDetailType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                detail_type_0 = HistoryItemDetailType0.from_dict(data)

                return detail_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(HistoryItemDetailType0 | None, data)

        detail = _parse_detail(d.pop("detail"))

        history_item = cls(
            seq=seq,
            id=id,
            kind=kind,
            direction=direction,
            amount=amount,
            pending=pending,
            other_account=other_account,
            current_after=current_after,
            held_after=held_after,
            code=code,
            ref_seq=ref_seq,
            value_date=value_date,
            posted_at=posted_at,
            detail=detail,
        )

        return history_item
