from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.request_state import RequestState
from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.asked_request_detail_body_type_0 import AskedRequestDetailBodyType0
    from ..models.request_decision import RequestDecision


T = TypeVar("T", bound="AskedRequestDetail")


@_attrs_define
class AskedRequestDetail:
    """A request with what was sent, and what second persons have said.

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
        body (AskedRequestDetailBodyType0 | None): What was sent; null where it is not kept or is older than a week.
        decisions (list[RequestDecision]):
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
    body: AskedRequestDetailBodyType0 | None
    decisions: list[RequestDecision]

    def to_dict(self) -> dict[str, Any]:
        from ..models.asked_request_detail_body_type_0 import AskedRequestDetailBodyType0  # noqa: PLC0415
        from ..models.request_decision import RequestDecision  # noqa: PLC0415

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

        body: dict[str, Any] | None
        if isinstance(self.body, AskedRequestDetailBodyType0):
            body = self.body.to_dict()
        else:
            body = self.body

        decisions = []
        for decisions_item_data in self.decisions:
            decisions_item = decisions_item_data.to_dict()
            decisions.append(decisions_item)

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
                "body": body,
                "decisions": decisions,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.asked_request_detail_body_type_0 import AskedRequestDetailBodyType0  # noqa: PLC0415
        from ..models.request_decision import RequestDecision  # noqa: PLC0415

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

        def _parse_body(data: object) -> AskedRequestDetailBodyType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                body_type_0 = AskedRequestDetailBodyType0.from_dict(data)

                return body_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AskedRequestDetailBodyType0 | None, data)

        body = _parse_body(d.pop("body"))

        decisions = []
        _decisions = d.pop("decisions")
        for decisions_item_data in _decisions:
            decisions_item = RequestDecision.from_dict(decisions_item_data)

            decisions.append(decisions_item)

        asked_request_detail = cls(
            request_digest=request_digest,
            asker=asker,
            role=role,
            operation=operation,
            path=path,
            amount=amount,
            approvers=approvers,
            state=state,
            asked_at=asked_at,
            body=body,
            decisions=decisions,
        )

        return asked_request_detail
