from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="MatchingRuleRecord")


@_attrs_define
class MatchingRuleRecord:
    """A matching rule with everything it decides by.

    Attributes:
        name (str):
        kind (str):
        entry_field (str):
        movement_field (str):
        days (int):
        many (str):
        by (str):
    """

    name: str
    kind: str
    entry_field: str
    movement_field: str
    days: int
    many: str
    by: str

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        kind = self.kind

        entry_field = self.entry_field

        movement_field = self.movement_field

        days = self.days

        many = self.many

        by = self.by

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "kind": kind,
                "entry_field": entry_field,
                "movement_field": movement_field,
                "days": days,
                "many": many,
                "by": by,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        kind = d.pop("kind")

        entry_field = d.pop("entry_field")

        movement_field = d.pop("movement_field")

        days = d.pop("days")

        many = d.pop("many")

        by = d.pop("by")

        matching_rule_record = cls(
            name=name,
            kind=kind,
            entry_field=entry_field,
            movement_field=movement_field,
            days=days,
            many=many,
            by=by,
        )

        return matching_rule_record
