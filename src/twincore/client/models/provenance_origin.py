from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.provenance_origin_system import ProvenanceOriginSystem
from typing import cast


T = TypeVar("T", bound="ProvenanceOrigin")


@_attrs_define
class ProvenanceOrigin:
    """Which system asked, and who in it.

    Attributes:
        system (ProvenanceOriginSystem): core: posted on the core first and followed here; ledger: the ledger itself,
            where a hold ended by its time; unknown: the command is not in the trail (yet).
        actor (None | str): Who asked: the client of the token.
        role (None | str): In which role.
        request_id (None | str): Of the request: log lines and the trace carry it.
        imported (bool): It was brought over from another system with its own posting time.
    """

    system: ProvenanceOriginSystem
    actor: None | str
    role: None | str
    request_id: None | str
    imported: bool

    def to_dict(self) -> dict[str, Any]:
        system = self.system.value

        actor: None | str
        actor = self.actor

        role: None | str
        role = self.role

        request_id: None | str
        request_id = self.request_id

        imported = self.imported

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "system": system,
                "actor": actor,
                "role": role,
                "request_id": request_id,
                "imported": imported,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        system = ProvenanceOriginSystem(d.pop("system"))

        def _parse_actor(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        actor = _parse_actor(d.pop("actor"))

        def _parse_role(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        role = _parse_role(d.pop("role"))

        def _parse_request_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        request_id = _parse_request_id(d.pop("request_id"))

        imported = d.pop("imported")

        provenance_origin = cls(
            system=system,
            actor=actor,
            role=role,
            request_id=request_id,
            imported=imported,
        )

        return provenance_origin
