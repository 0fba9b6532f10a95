from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.identifier_name import IdentifierName


T = TypeVar("T", bound="IdentifierSearch")


@_attrs_define
class IdentifierSearch:
    """What to look for. It travels in the body, so that it is in no access log.

    Attributes:
        kind (IdentifierName): What a member can be found by, exactly.
        value (str):
    """

    kind: IdentifierName
    value: str

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind.value

        value = self.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kind": kind,
                "value": value,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = IdentifierName(d.pop("kind"))

        value = d.pop("value")

        identifier_search = cls(
            kind=kind,
            value=value,
        )

        return identifier_search
