from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.client_record_status import ClientRecordStatus
from typing import cast
from uuid import UUID
import datetime


T = TypeVar("T", bound="ClientRecord")


@_attrs_define
class ClientRecord:
    """A client: it asks for tokens as client_id.

    Attributes:
        client_id (str):
        name (str):
        roles (list[str]):
        party (None | UUID):
        status (ClientRecordStatus):
        created_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
        revoked_at (datetime.datetime | None):
    """

    client_id: str
    name: str
    roles: list[str]
    party: None | UUID
    status: ClientRecordStatus
    created_at: datetime.datetime
    revoked_at: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        client_id = self.client_id

        name = self.name

        roles = self.roles

        party: None | str
        if isinstance(self.party, UUID):
            party = str(self.party)
        else:
            party = self.party

        status = self.status.value

        created_at = self.created_at.isoformat()

        revoked_at: None | str
        if isinstance(self.revoked_at, datetime.datetime):
            revoked_at = self.revoked_at.isoformat()
        else:
            revoked_at = self.revoked_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "client_id": client_id,
                "name": name,
                "roles": roles,
                "party": party,
                "status": status,
                "created_at": created_at,
                "revoked_at": revoked_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        client_id = d.pop("client_id")

        name = d.pop("name")

        roles = cast(list[str], d.pop("roles"))

        def _parse_party(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                party_type_0 = UUID(data)

                return party_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        party = _parse_party(d.pop("party"))

        status = ClientRecordStatus(d.pop("status"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_revoked_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                revoked_at_type_0 = datetime.datetime.fromisoformat(data)

                return revoked_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        revoked_at = _parse_revoked_at(d.pop("revoked_at"))

        client_record = cls(
            client_id=client_id,
            name=name,
            roles=roles,
            party=party,
            status=status,
            created_at=created_at,
            revoked_at=revoked_at,
        )

        return client_record
