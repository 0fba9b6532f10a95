from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="DerivedDefinition")


@_attrs_define
class DerivedDefinition:
    """A value that other formulas may use.

    Attributes:
        name (str):
        formula (str):
    """

    name: str
    formula: str

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        formula = self.formula

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "formula": formula,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        formula = d.pop("formula")

        derived_definition = cls(
            name=name,
            formula=formula,
        )

        return derived_definition
