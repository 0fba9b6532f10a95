from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.client_record import ClientRecord


T = TypeVar("T", bound="ClientList")


@_attrs_define
class ClientList:
    """Clients in order of their names.

    Attributes:
        clients (list[ClientRecord]):
    """

    clients: list[ClientRecord]

    def to_dict(self) -> dict[str, Any]:
        from ..models.client_record import ClientRecord  # noqa: PLC0415

        clients = []
        for clients_item_data in self.clients:
            clients_item = clients_item_data.to_dict()
            clients.append(clients_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "clients": clients,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.client_record import ClientRecord  # noqa: PLC0415

        d = dict(src_dict)
        clients = []
        _clients = d.pop("clients")
        for clients_item_data in _clients:
            clients_item = ClientRecord.from_dict(clients_item_data)

            clients.append(clients_item)

        client_list = cls(
            clients=clients,
        )

        return client_list
