from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.code_record_derived_item import CodeRecordDerivedItem
    from ..models.code_record_legs_item import CodeRecordLegsItem
    from ..models.code_record_parameters_item import CodeRecordParametersItem


T = TypeVar("T", bound="CodeRecord")


@_attrs_define
class CodeRecord:
    """One version of a transaction code.

    Attributes:
        number (int):
        name (str):
        version (int):
        title (str):
        description (str):
        parameters (list[CodeRecordParametersItem]):
        legs (list[CodeRecordLegsItem]):
        derived (list[CodeRecordDerivedItem]):
        roles (list[str]):
        approval_above (int | None):
        effective_from (datetime.datetime): RFC 3339, UTC, to the microsecond.
        recorded_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
    """

    number: int
    name: str
    version: int
    title: str
    description: str
    parameters: list[CodeRecordParametersItem]
    legs: list[CodeRecordLegsItem]
    derived: list[CodeRecordDerivedItem]
    roles: list[str]
    approval_above: int | None
    effective_from: datetime.datetime
    recorded_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        from ..models.code_record_derived_item import CodeRecordDerivedItem  # noqa: PLC0415
        from ..models.code_record_legs_item import CodeRecordLegsItem  # noqa: PLC0415
        from ..models.code_record_parameters_item import CodeRecordParametersItem  # noqa: PLC0415

        number = self.number

        name = self.name

        version = self.version

        title = self.title

        description = self.description

        parameters = []
        for parameters_item_data in self.parameters:
            parameters_item = parameters_item_data.to_dict()
            parameters.append(parameters_item)

        legs = []
        for legs_item_data in self.legs:
            legs_item = legs_item_data.to_dict()
            legs.append(legs_item)

        derived = []
        for derived_item_data in self.derived:
            derived_item = derived_item_data.to_dict()
            derived.append(derived_item)

        roles = self.roles

        approval_above: int | None
        approval_above = self.approval_above

        effective_from = self.effective_from.isoformat()

        recorded_at = self.recorded_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "number": number,
                "name": name,
                "version": version,
                "title": title,
                "description": description,
                "parameters": parameters,
                "legs": legs,
                "derived": derived,
                "roles": roles,
                "approval_above": approval_above,
                "effective_from": effective_from,
                "recorded_at": recorded_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.code_record_derived_item import CodeRecordDerivedItem  # noqa: PLC0415
        from ..models.code_record_legs_item import CodeRecordLegsItem  # noqa: PLC0415
        from ..models.code_record_parameters_item import CodeRecordParametersItem  # noqa: PLC0415

        d = dict(src_dict)
        number = d.pop("number")

        name = d.pop("name")

        version = d.pop("version")

        title = d.pop("title")

        description = d.pop("description")

        parameters = []
        _parameters = d.pop("parameters")
        for parameters_item_data in _parameters:
            parameters_item = CodeRecordParametersItem.from_dict(parameters_item_data)

            parameters.append(parameters_item)

        legs = []
        _legs = d.pop("legs")
        for legs_item_data in _legs:
            legs_item = CodeRecordLegsItem.from_dict(legs_item_data)

            legs.append(legs_item)

        derived = []
        _derived = d.pop("derived")
        for derived_item_data in _derived:
            derived_item = CodeRecordDerivedItem.from_dict(derived_item_data)

            derived.append(derived_item)

        roles = cast(list[str], d.pop("roles"))

        def _parse_approval_above(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        approval_above = _parse_approval_above(d.pop("approval_above"))

        effective_from = datetime.datetime.fromisoformat(d.pop("effective_from"))

        recorded_at = datetime.datetime.fromisoformat(d.pop("recorded_at"))

        code_record = cls(
            number=number,
            name=name,
            version=version,
            title=title,
            description=description,
            parameters=parameters,
            legs=legs,
            derived=derived,
            roles=roles,
            approval_above=approval_above,
            effective_from=effective_from,
            recorded_at=recorded_at,
        )

        return code_record
