from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.matching_rule_kind import MatchingRuleKind
from ..models.matching_rule_order_by_type_0 import MatchingRuleOrderByType0
from ..models.matching_rule_order_entry_field_type_0 import MatchingRuleOrderEntryFieldType0
from ..models.matching_rule_order_many_type_0 import MatchingRuleOrderManyType0
from ..models.matching_rule_order_movement_field_type_0 import MatchingRuleOrderMovementFieldType0
from ..types import UNSET, Unset
from typing import cast


T = TypeVar("T", bound="MatchingRuleOrder")


@_attrs_define
class MatchingRuleOrder:
    """One matching rule; what is left out is the room's default.

    Attributes:
        name (str):
        kind (MatchingRuleKind): How a rule finds counterparts.
        entry_field (MatchingRuleOrderEntryFieldType0 | None | Unset):
        movement_field (MatchingRuleOrderMovementFieldType0 | None | Unset):
        days (int | None | Unset): How far value dates may lie apart.
        many (MatchingRuleOrderManyType0 | None | Unset): The side of which several make one.
        by (MatchingRuleOrderByType0 | None | Unset): What these several share.
    """

    name: str
    kind: MatchingRuleKind
    entry_field: MatchingRuleOrderEntryFieldType0 | None | Unset = UNSET
    movement_field: MatchingRuleOrderMovementFieldType0 | None | Unset = UNSET
    days: int | None | Unset = UNSET
    many: MatchingRuleOrderManyType0 | None | Unset = UNSET
    by: MatchingRuleOrderByType0 | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        kind = self.kind.value

        entry_field: None | str | Unset
        if isinstance(self.entry_field, Unset):
            entry_field = UNSET
        elif isinstance(self.entry_field, MatchingRuleOrderEntryFieldType0):
            entry_field = self.entry_field.value
        else:
            entry_field = self.entry_field

        movement_field: None | str | Unset
        if isinstance(self.movement_field, Unset):
            movement_field = UNSET
        elif isinstance(self.movement_field, MatchingRuleOrderMovementFieldType0):
            movement_field = self.movement_field.value
        else:
            movement_field = self.movement_field

        days: int | None | Unset
        if isinstance(self.days, Unset):
            days = UNSET
        else:
            days = self.days

        many: None | str | Unset
        if isinstance(self.many, Unset):
            many = UNSET
        elif isinstance(self.many, MatchingRuleOrderManyType0):
            many = self.many.value
        else:
            many = self.many

        by: None | str | Unset
        if isinstance(self.by, Unset):
            by = UNSET
        elif isinstance(self.by, MatchingRuleOrderByType0):
            by = self.by.value
        else:
            by = self.by

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "kind": kind,
            }
        )
        if entry_field is not UNSET:
            field_dict["entry_field"] = entry_field
        if movement_field is not UNSET:
            field_dict["movement_field"] = movement_field
        if days is not UNSET:
            field_dict["days"] = days
        if many is not UNSET:
            field_dict["many"] = many
        if by is not UNSET:
            field_dict["by"] = by

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        kind = MatchingRuleKind(d.pop("kind"))

        def _parse_entry_field(data: object) -> MatchingRuleOrderEntryFieldType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                entry_field_type_0 = MatchingRuleOrderEntryFieldType0(data)

                return entry_field_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(MatchingRuleOrderEntryFieldType0 | None | Unset, data)

        entry_field = _parse_entry_field(d.pop("entry_field", UNSET))

        def _parse_movement_field(data: object) -> MatchingRuleOrderMovementFieldType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                movement_field_type_0 = MatchingRuleOrderMovementFieldType0(data)

                return movement_field_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(MatchingRuleOrderMovementFieldType0 | None | Unset, data)

        movement_field = _parse_movement_field(d.pop("movement_field", UNSET))

        def _parse_days(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        days = _parse_days(d.pop("days", UNSET))

        def _parse_many(data: object) -> MatchingRuleOrderManyType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                many_type_0 = MatchingRuleOrderManyType0(data)

                return many_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(MatchingRuleOrderManyType0 | None | Unset, data)

        many = _parse_many(d.pop("many", UNSET))

        def _parse_by(data: object) -> MatchingRuleOrderByType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                by_type_0 = MatchingRuleOrderByType0(data)

                return by_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(MatchingRuleOrderByType0 | None | Unset, data)

        by = _parse_by(d.pop("by", UNSET))

        matching_rule_order = cls(
            name=name,
            kind=kind,
            entry_field=entry_field,
            movement_field=movement_field,
            days=days,
            many=many,
            by=by,
        )

        return matching_rule_order
