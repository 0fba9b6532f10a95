from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.request_state import RequestState
from typing import cast
import datetime


T = TypeVar("T", bound="AskedRequest")


@_attrs_define
class AskedRequest:
    """A request that one person may not make alone, as it was asked for last.

    Attributes:
        request_digest (str):
        asker (str):
        role (str):
        operation (str):
        path (str):
        amount (int | None): Minor units, where the operation has an amount.
        approvers (list[str]):
        state (RequestState): Where a request stands.
        asked_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
    """

    request_digest: str
    asker: str
    role: str
    operation: str
    path: str
    amount: int | None
    approvers: list[str]
    state: RequestState
    asked_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        request_digest = self.request_digest

        asker = self.asker

        role = self.role

        operation = self.operation

        path = self.path

        amount: int | None
        amount = self.amount

        approvers = self.approvers

        state = self.state.value

        asked_at = self.asked_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "request_digest": request_digest,
                "asker": asker,
                "role": role,
                "operation": operation,
                "path": path,
                "amount": amount,
                "approvers": approvers,
                "state": state,
                "asked_at": asked_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        request_digest = d.pop("request_digest")

        asker = d.pop("asker")

        role = d.pop("role")

        operation = d.pop("operation")

        path = d.pop("path")

        def _parse_amount(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        amount = _parse_amount(d.pop("amount"))

        approvers = cast(list[str], d.pop("approvers"))

        state = RequestState(d.pop("state"))

        asked_at = datetime.datetime.fromisoformat(d.pop("asked_at"))

        asked_request = cls(
            request_digest=request_digest,
            asker=asker,
            role=role,
            operation=operation,
            path=path,
            amount=amount,
            approvers=approvers,
            state=state,
            asked_at=asked_at,
        )

        return asked_request
