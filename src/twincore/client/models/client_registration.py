from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.role_name import RoleName
from ..types import UNSET, Unset
from typing import cast
from uuid import UUID


T = TypeVar("T", bound="ClientRegistration")


@_attrs_define
class ClientRegistration:
    """A client of the local issuer. You choose its secret, so no answer ever carries one.

    Attributes:
        name (str):
        secret (str): Made by a machine, visible ASCII.
        roles (list[RoleName]):
        party (None | Unset | UUID): The member that a client of role member speaks for.
    """

    name: str
    secret: str
    roles: list[RoleName]
    party: None | Unset | UUID = UNSET

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        secret = self.secret

        roles = []
        for roles_item_data in self.roles:
            roles_item = roles_item_data.value
            roles.append(roles_item)

        party: None | str | Unset
        if isinstance(self.party, Unset):
            party = UNSET
        elif isinstance(self.party, UUID):
            party = str(self.party)
        else:
            party = self.party

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "secret": secret,
                "roles": roles,
            }
        )
        if party is not UNSET:
            field_dict["party"] = party

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        secret = d.pop("secret")

        roles = []
        _roles = d.pop("roles")
        for roles_item_data in _roles:
            roles_item = RoleName(roles_item_data)

            roles.append(roles_item)

        def _parse_party(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                party_type_0 = UUID(data)

                return party_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        party = _parse_party(d.pop("party", UNSET))

        client_registration = cls(
            name=name,
            secret=secret,
            roles=roles,
            party=party,
        )

        return client_registration
