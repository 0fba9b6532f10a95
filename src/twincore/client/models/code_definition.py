from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.derived_definition import DerivedDefinition
    from ..models.leg_definition import LegDefinition
    from ..models.parameter_definition import ParameterDefinition


T = TypeVar("T", bound="CodeDefinition")


@_attrs_define
class CodeDefinition:
    """A transaction code, or the next version of one.

    Attributes:
        number (int):
        name (str):
        title (str):
        description (str):
        parameters (list[ParameterDefinition]):
        legs (list[LegDefinition]):
        derived (list[DerivedDefinition] | Unset):
        roles (list[str] | Unset): Who may use it; empty: whoever may post.
        approval_above (int | None | Unset): Above so many minor units a second person approves.
        effective_from (datetime.datetime | None | Unset): When it takes effect; at once if left out.
    """

    number: int
    name: str
    title: str
    description: str
    parameters: list[ParameterDefinition]
    legs: list[LegDefinition]
    derived: list[DerivedDefinition] | Unset = UNSET
    roles: list[str] | Unset = UNSET
    approval_above: int | None | Unset = UNSET
    effective_from: datetime.datetime | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.derived_definition import DerivedDefinition  # noqa: PLC0415
        from ..models.leg_definition import LegDefinition  # noqa: PLC0415
        from ..models.parameter_definition import ParameterDefinition  # noqa: PLC0415

        number = self.number

        name = self.name

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

        derived: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.derived, Unset):
            derived = []
            for derived_item_data in self.derived:
                derived_item = derived_item_data.to_dict()
                derived.append(derived_item)

        roles: list[str] | Unset = UNSET
        if not isinstance(self.roles, Unset):
            roles = self.roles

        approval_above: int | None | Unset
        if isinstance(self.approval_above, Unset):
            approval_above = UNSET
        else:
            approval_above = self.approval_above

        effective_from: None | str | Unset
        if isinstance(self.effective_from, Unset):
            effective_from = UNSET
        elif isinstance(self.effective_from, datetime.datetime):
            effective_from = self.effective_from.isoformat()
        else:
            effective_from = self.effective_from

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "number": number,
                "name": name,
                "title": title,
                "description": description,
                "parameters": parameters,
                "legs": legs,
            }
        )
        if derived is not UNSET:
            field_dict["derived"] = derived
        if roles is not UNSET:
            field_dict["roles"] = roles
        if approval_above is not UNSET:
            field_dict["approval_above"] = approval_above
        if effective_from is not UNSET:
            field_dict["effective_from"] = effective_from

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.derived_definition import DerivedDefinition  # noqa: PLC0415
        from ..models.leg_definition import LegDefinition  # noqa: PLC0415
        from ..models.parameter_definition import ParameterDefinition  # noqa: PLC0415

        d = dict(src_dict)
        number = d.pop("number")

        name = d.pop("name")

        title = d.pop("title")

        description = d.pop("description")

        parameters = []
        _parameters = d.pop("parameters")
        for parameters_item_data in _parameters:
            parameters_item = ParameterDefinition.from_dict(parameters_item_data)

            parameters.append(parameters_item)

        legs = []
        _legs = d.pop("legs")
        for legs_item_data in _legs:
            legs_item = LegDefinition.from_dict(legs_item_data)

            legs.append(legs_item)

        _derived = d.pop("derived", UNSET)
        derived: list[DerivedDefinition] | Unset = UNSET
        if _derived is not UNSET:
            derived = []
            for derived_item_data in _derived:
                derived_item = DerivedDefinition.from_dict(derived_item_data)

                derived.append(derived_item)

        roles = cast(list[str], d.pop("roles", UNSET))

        def _parse_approval_above(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        approval_above = _parse_approval_above(d.pop("approval_above", UNSET))

        def _parse_effective_from(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                effective_from_type_0 = datetime.datetime.fromisoformat(data)

                return effective_from_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        effective_from = _parse_effective_from(d.pop("effective_from", UNSET))

        code_definition = cls(
            number=number,
            name=name,
            title=title,
            description=description,
            parameters=parameters,
            legs=legs,
            derived=derived,
            roles=roles,
            approval_above=approval_above,
            effective_from=effective_from,
        )

        return code_definition
