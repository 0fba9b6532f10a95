from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
from uuid import UUID
import datetime


T = TypeVar("T", bound="ProvenanceCommand")


@_attrs_define
class ProvenanceCommand:
    """The command that asked for the transfer, and its entry in the audit trail.

    Attributes:
        id (UUID):
        type_ (str):
        key (str):
        at (datetime.datetime): RFC 3339, UTC, to the microsecond.
        reason (None | str):
        subject (None | str):
        request_digest (str):
        audit_seq (int): Place in the tenant's audit trail.
        audit_hash (str): SHA-256 that chains the entry to all before it.
    """

    id: UUID
    type_: str
    key: str
    at: datetime.datetime
    reason: None | str
    subject: None | str
    request_digest: str
    audit_seq: int
    audit_hash: str

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        type_ = self.type_

        key = self.key

        at = self.at.isoformat()

        reason: None | str
        reason = self.reason

        subject: None | str
        subject = self.subject

        request_digest = self.request_digest

        audit_seq = self.audit_seq

        audit_hash = self.audit_hash

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "type": type_,
                "key": key,
                "at": at,
                "reason": reason,
                "subject": subject,
                "request_digest": request_digest,
                "audit_seq": audit_seq,
                "audit_hash": audit_hash,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        type_ = d.pop("type")

        key = d.pop("key")

        at = datetime.datetime.fromisoformat(d.pop("at"))

        def _parse_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reason = _parse_reason(d.pop("reason"))

        def _parse_subject(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        subject = _parse_subject(d.pop("subject"))

        request_digest = d.pop("request_digest")

        audit_seq = d.pop("audit_seq")

        audit_hash = d.pop("audit_hash")

        provenance_command = cls(
            id=id,
            type_=type_,
            key=key,
            at=at,
            reason=reason,
            subject=subject,
            request_digest=request_digest,
            audit_seq=audit_seq,
            audit_hash=audit_hash,
        )

        return provenance_command
