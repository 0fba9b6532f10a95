from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.kyc_state import KycState
from ..types import UNSET, Unset
from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.postal_address import PostalAddress


T = TypeVar("T", bound="PersonOpening")


@_attrs_define
class PersonOpening:
    """A person to make a member.

    Attributes:
        given_name (str):
        family_name (str):
        birth_date (datetime.date): A calendar date.
        email (None | str | Unset):
        phone (None | str | Unset):
        address (None | PostalAddress | Unset):
        tfn (None | str | Unset): Tax file number, with its check digits.
        abn (None | str | Unset): Australian business number, with its check digits.
        licence (None | str | Unset): Driver licence number.
        kyc (KycState | Unset): How far it is known that a member is who it says.
        synthetic (bool | Unset): Made up by a generator. Default: False.
    """

    given_name: str
    family_name: str
    birth_date: datetime.date
    email: None | str | Unset = UNSET
    phone: None | str | Unset = UNSET
    address: None | PostalAddress | Unset = UNSET
    tfn: None | str | Unset = UNSET
    abn: None | str | Unset = UNSET
    licence: None | str | Unset = UNSET
    kyc: KycState | Unset = UNSET
    synthetic: bool | Unset = False

    def to_dict(self) -> dict[str, Any]:
        from ..models.postal_address import PostalAddress  # noqa: PLC0415

        given_name = self.given_name

        family_name = self.family_name

        birth_date = self.birth_date.isoformat()

        email: None | str | Unset
        if isinstance(self.email, Unset):
            email = UNSET
        else:
            email = self.email

        phone: None | str | Unset
        if isinstance(self.phone, Unset):
            phone = UNSET
        else:
            phone = self.phone

        address: dict[str, Any] | None | Unset
        if isinstance(self.address, Unset):
            address = UNSET
        elif isinstance(self.address, PostalAddress):
            address = self.address.to_dict()
        else:
            address = self.address

        tfn: None | str | Unset
        if isinstance(self.tfn, Unset):
            tfn = UNSET
        else:
            tfn = self.tfn

        abn: None | str | Unset
        if isinstance(self.abn, Unset):
            abn = UNSET
        else:
            abn = self.abn

        licence: None | str | Unset
        if isinstance(self.licence, Unset):
            licence = UNSET
        else:
            licence = self.licence

        kyc: str | Unset = UNSET
        if not isinstance(self.kyc, Unset):
            kyc = self.kyc.value

        synthetic = self.synthetic

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "given_name": given_name,
                "family_name": family_name,
                "birth_date": birth_date,
            }
        )
        if email is not UNSET:
            field_dict["email"] = email
        if phone is not UNSET:
            field_dict["phone"] = phone
        if address is not UNSET:
            field_dict["address"] = address
        if tfn is not UNSET:
            field_dict["tfn"] = tfn
        if abn is not UNSET:
            field_dict["abn"] = abn
        if licence is not UNSET:
            field_dict["licence"] = licence
        if kyc is not UNSET:
            field_dict["kyc"] = kyc
        if synthetic is not UNSET:
            field_dict["synthetic"] = synthetic

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.postal_address import PostalAddress  # noqa: PLC0415

        d = dict(src_dict)
        given_name = d.pop("given_name")

        family_name = d.pop("family_name")

        birth_date = datetime.date.fromisoformat(d.pop("birth_date"))

        def _parse_email(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        email = _parse_email(d.pop("email", UNSET))

        def _parse_phone(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        phone = _parse_phone(d.pop("phone", UNSET))

        def _parse_address(data: object) -> None | PostalAddress | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                address_type_0 = PostalAddress.from_dict(data)

                return address_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PostalAddress | Unset, data)

        address = _parse_address(d.pop("address", UNSET))

        def _parse_tfn(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        tfn = _parse_tfn(d.pop("tfn", UNSET))

        def _parse_abn(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        abn = _parse_abn(d.pop("abn", UNSET))

        def _parse_licence(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        licence = _parse_licence(d.pop("licence", UNSET))

        _kyc = d.pop("kyc", UNSET)
        kyc: KycState | Unset
        if isinstance(_kyc, Unset):
            kyc = UNSET
        else:
            kyc = KycState(_kyc)

        synthetic = d.pop("synthetic", UNSET)

        person_opening = cls(
            given_name=given_name,
            family_name=family_name,
            birth_date=birth_date,
            email=email,
            phone=phone,
            address=address,
            tfn=tfn,
            abn=abn,
            licence=licence,
            kyc=kyc,
            synthetic=synthetic,
        )

        return person_opening
