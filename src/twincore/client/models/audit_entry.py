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
    from ..models.audit_entry_after_type_0 import AuditEntryAfterType0
    from ..models.audit_entry_before_type_0 import AuditEntryBeforeType0
    from ..models.audit_entry_outcome import AuditEntryOutcome


T = TypeVar("T", bound="AuditEntry")


@_attrs_define
class AuditEntry:
    """A command and what came of it. Holds no personal data in clear.

    Attributes:
        seq (int): Place in the tenant's trail, from 1 without a gap.
        hash_ (str): SHA-256 that chains it to all before it, in hexadecimal.
        command (UUID):
        type_ (str):
        key (str):
        actor (str):
        role (str):
        reason (None | str):
        request_id (None | str):
        request_digest (str):
        at (datetime.datetime): RFC 3339, UTC, to the microsecond.
        outcome (AuditEntryOutcome): Either result or refusal.
        subject (None | str):
        before (AuditEntryBeforeType0 | None):
        after (AuditEntryAfterType0 | None):
        approvals (list[Any]):
    """

    seq: int
    hash_: str
    command: UUID
    type_: str
    key: str
    actor: str
    role: str
    reason: None | str
    request_id: None | str
    request_digest: str
    at: datetime.datetime
    outcome: AuditEntryOutcome
    subject: None | str
    before: AuditEntryBeforeType0 | None
    after: AuditEntryAfterType0 | None
    approvals: list[Any]

    def to_dict(self) -> dict[str, Any]:
        from ..models.audit_entry_after_type_0 import AuditEntryAfterType0  # noqa: PLC0415
        from ..models.audit_entry_before_type_0 import AuditEntryBeforeType0  # noqa: PLC0415
        from ..models.audit_entry_outcome import AuditEntryOutcome  # noqa: PLC0415

        seq = self.seq

        hash_ = self.hash_

        command = str(self.command)

        type_ = self.type_

        key = self.key

        actor = self.actor

        role = self.role

        reason: None | str
        reason = self.reason

        request_id: None | str
        request_id = self.request_id

        request_digest = self.request_digest

        at = self.at.isoformat()

        outcome = self.outcome.to_dict()

        subject: None | str
        subject = self.subject

        before: dict[str, Any] | None
        if isinstance(self.before, AuditEntryBeforeType0):
            before = self.before.to_dict()
        else:
            before = self.before

        after: dict[str, Any] | None
        if isinstance(self.after, AuditEntryAfterType0):
            after = self.after.to_dict()
        else:
            after = self.after

        approvals = self.approvals

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "seq": seq,
                "hash": hash_,
                "command": command,
                "type": type_,
                "key": key,
                "actor": actor,
                "role": role,
                "reason": reason,
                "request_id": request_id,
                "request_digest": request_digest,
                "at": at,
                "outcome": outcome,
                "subject": subject,
                "before": before,
                "after": after,
                "approvals": approvals,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.audit_entry_after_type_0 import AuditEntryAfterType0  # noqa: PLC0415
        from ..models.audit_entry_before_type_0 import AuditEntryBeforeType0  # noqa: PLC0415
        from ..models.audit_entry_outcome import AuditEntryOutcome  # noqa: PLC0415

        d = dict(src_dict)
        seq = d.pop("seq")

        hash_ = d.pop("hash")

        command = UUID(d.pop("command"))

        type_ = d.pop("type")

        key = d.pop("key")

        actor = d.pop("actor")

        role = d.pop("role")

        def _parse_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reason = _parse_reason(d.pop("reason"))

        def _parse_request_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        request_id = _parse_request_id(d.pop("request_id"))

        request_digest = d.pop("request_digest")

        at = datetime.datetime.fromisoformat(d.pop("at"))

        outcome = AuditEntryOutcome.from_dict(d.pop("outcome"))

        def _parse_subject(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        subject = _parse_subject(d.pop("subject"))

        def _parse_before(data: object) -> AuditEntryBeforeType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                before_type_0 = AuditEntryBeforeType0.from_dict(data)

                return before_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AuditEntryBeforeType0 | None, data)

        before = _parse_before(d.pop("before"))

        def _parse_after(data: object) -> AuditEntryAfterType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                after_type_0 = AuditEntryAfterType0.from_dict(data)

                return after_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AuditEntryAfterType0 | None, data)

        after = _parse_after(d.pop("after"))

        approvals = cast(list[Any], d.pop("approvals"))

        audit_entry = cls(
            seq=seq,
            hash_=hash_,
            command=command,
            type_=type_,
            key=key,
            actor=actor,
            role=role,
            reason=reason,
            request_id=request_id,
            request_digest=request_digest,
            at=at,
            outcome=outcome,
            subject=subject,
            before=before,
            after=after,
            approvals=approvals,
        )

        return audit_entry
