from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.member_record_kind import MemberRecordKind
from ..models.member_record_kyc import MemberRecordKyc
from ..models.member_record_status import MemberRecordStatus
from typing import cast
from uuid import UUID
import datetime

if TYPE_CHECKING:
    from ..models.address_record import AddressRecord


T = TypeVar("T", bound="MemberRecord")


@_attrs_define
class MemberRecord:
    """A member with personal data.

    Attributes:
        id (UUID):
        kind (MemberRecordKind):
        status (MemberRecordStatus):
        kyc (MemberRecordKyc):
        synthetic (bool):
        version (int): Counts the changes, from 0.
        opened_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
        changed_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
        closed_at (datetime.datetime | None):
        name (str):
        given_name (None | str):
        family_name (None | str):
        birth_date (datetime.date | None):
        email (None | str):
        phone (None | str):
        address (AddressRecord | None):
        tfn (None | str):
        abn (None | str):
        licence (None | str):
    """

    id: UUID
    kind: MemberRecordKind
    status: MemberRecordStatus
    kyc: MemberRecordKyc
    synthetic: bool
    version: int
    opened_at: datetime.datetime
    changed_at: datetime.datetime
    closed_at: datetime.datetime | None
    name: str
    given_name: None | str
    family_name: None | str
    birth_date: datetime.date | None
    email: None | str
    phone: None | str
    address: AddressRecord | None
    tfn: None | str
    abn: None | str
    licence: None | str

    def to_dict(self) -> dict[str, Any]:
        from ..models.address_record import AddressRecord  # noqa: PLC0415

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

        name = self.name

        given_name: None | str
        given_name = self.given_name

        family_name: None | str
        family_name = self.family_name

        birth_date: None | str
        if isinstance(self.birth_date, datetime.date):
            birth_date = self.birth_date.isoformat()
        else:
            birth_date = self.birth_date

        email: None | str
        email = self.email

        phone: None | str
        phone = self.phone

        address: dict[str, Any] | None
        if isinstance(self.address, AddressRecord):
            address = self.address.to_dict()
        else:
            address = self.address

        tfn: None | str
        tfn = self.tfn

        abn: None | str
        abn = self.abn

        licence: None | str
        licence = self.licence

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
                "name": name,
                "given_name": given_name,
                "family_name": family_name,
                "birth_date": birth_date,
                "email": email,
                "phone": phone,
                "address": address,
                "tfn": tfn,
                "abn": abn,
                "licence": licence,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.address_record import AddressRecord  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        kind = MemberRecordKind(d.pop("kind"))

        status = MemberRecordStatus(d.pop("status"))

        kyc = MemberRecordKyc(d.pop("kyc"))

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

        name = d.pop("name")

        def _parse_given_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        given_name = _parse_given_name(d.pop("given_name"))

        def _parse_family_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        family_name = _parse_family_name(d.pop("family_name"))

        def _parse_birth_date(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                birth_date_type_0 = datetime.date.fromisoformat(data)

                return birth_date_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        birth_date = _parse_birth_date(d.pop("birth_date"))

        def _parse_email(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        email = _parse_email(d.pop("email"))

        def _parse_phone(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        phone = _parse_phone(d.pop("phone"))

        def _parse_address(data: object) -> AddressRecord | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                address_type_0 = AddressRecord.from_dict(data)

                return address_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AddressRecord | None, data)

        address = _parse_address(d.pop("address"))

        def _parse_tfn(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        tfn = _parse_tfn(d.pop("tfn"))

        def _parse_abn(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        abn = _parse_abn(d.pop("abn"))

        def _parse_licence(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        licence = _parse_licence(d.pop("licence"))

        member_record = cls(
            id=id,
            kind=kind,
            status=status,
            kyc=kyc,
            synthetic=synthetic,
            version=version,
            opened_at=opened_at,
            changed_at=changed_at,
            closed_at=closed_at,
            name=name,
            given_name=given_name,
            family_name=family_name,
            birth_date=birth_date,
            email=email,
            phone=phone,
            address=address,
            tfn=tfn,
            abn=abn,
            licence=licence,
        )

        return member_record
