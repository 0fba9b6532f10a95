from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.parameter_type_name import ParameterTypeName
from ..types import UNSET, Unset
from typing import cast


T = TypeVar("T", bound="ParameterDefinition")


@_attrs_define
class ParameterDefinition:
    """One parameter of a code.

    Attributes:
        name (str):
        type_ (ParameterTypeName): What a parameter holds.
        required (bool | Unset):  Default: True.
        default (int | None | str | Unset):
        minimum (int | None | Unset):
        maximum (int | None | Unset):
        title (str | Unset):  Default: ''.
    """

    name: str
    type_: ParameterTypeName
    required: bool | Unset = True
    default: int | None | str | Unset = UNSET
    minimum: int | None | Unset = UNSET
    maximum: int | None | Unset = UNSET
    title: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        type_ = self.type_.value

        required = self.required

        default: int | None | str | Unset
        if isinstance(self.default, Unset):
            default = UNSET
        else:
            default = self.default

        minimum: int | None | Unset
        if isinstance(self.minimum, Unset):
            minimum = UNSET
        else:
            minimum = self.minimum

        maximum: int | None | Unset
        if isinstance(self.maximum, Unset):
            maximum = UNSET
        else:
            maximum = self.maximum

        title = self.title

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "type": type_,
            }
        )
        if required is not UNSET:
            field_dict["required"] = required
        if default is not UNSET:
            field_dict["default"] = default
        if minimum is not UNSET:
            field_dict["minimum"] = minimum
        if maximum is not UNSET:
            field_dict["maximum"] = maximum
        if title is not UNSET:
            field_dict["title"] = title

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        type_ = ParameterTypeName(d.pop("type"))

        required = d.pop("required", UNSET)

        def _parse_default(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        default = _parse_default(d.pop("default", UNSET))

        def _parse_minimum(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        minimum = _parse_minimum(d.pop("minimum", UNSET))

        def _parse_maximum(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        maximum = _parse_maximum(d.pop("maximum", UNSET))

        title = d.pop("title", UNSET)

        parameter_definition = cls(
            name=name,
            type_=type_,
            required=required,
            default=default,
            minimum=minimum,
            maximum=maximum,
            title=title,
        )

        return parameter_definition
