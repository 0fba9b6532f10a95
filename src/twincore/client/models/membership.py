from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.membership_kind import MembershipKind
from ..models.membership_kyc import MembershipKyc
from ..models.membership_status import MembershipStatus
from typing import cast
from uuid import UUID
import datetime


T = TypeVar("T", bound="Membership")


@_attrs_define
class Membership:
    """A member's state, without anything personal.

    Attributes:
        id (UUID):
        kind (MembershipKind):
        status (MembershipStatus):
        kyc (MembershipKyc):
        synthetic (bool):
        version (int): Counts the changes, from 0.
        opened_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
        changed_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
        closed_at (datetime.datetime | None):
    """

    id: UUID
    kind: MembershipKind
    status: MembershipStatus
    kyc: MembershipKyc
    synthetic: bool
    version: int
    opened_at: datetime.datetime
    changed_at: datetime.datetime
    closed_at: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        kind = self.kind.value

        status = self.status.value

        kyc = self.kyc.value

        synthetic = self.synthetic

        version = self.version

        opened_at = self.opened_at.isoformat()

        changed_at = self.changed_at.isoformat()

        closed_at: None | str
        if isinstance(self.closed_at, datetime.datetime):
            closed_at = self.closed_at.isoformat()
        else:
            closed_at = self.closed_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "status": status,
                "kyc": kyc,
                "synthetic": synthetic,
                "version": version,
                "opened_at": opened_at,
                "changed_at": changed_at,
                "closed_at": closed_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        kind = MembershipKind(d.pop("kind"))

        status = MembershipStatus(d.pop("status"))

        kyc = MembershipKyc(d.pop("kyc"))

        synthetic = d.pop("synthetic")

        version = d.pop("version")

        opened_at = datetime.datetime.fromisoformat(d.pop("opened_at"))

        changed_at = datetime.datetime.fromisoformat(d.pop("changed_at"))

        def _parse_closed_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                closed_at_type_0 = datetime.datetime.fromisoformat(data)

                return closed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        closed_at = _parse_closed_at(d.pop("closed_at"))

        membership = cls(
            id=id,
            kind=kind,
            status=status,
            kyc=kyc,
            synthetic=synthetic,
            version=version,
            opened_at=opened_at,
            changed_at=changed_at,
            closed_at=closed_at,
        )

        return membership
