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
    from ..models.matching_rule_order import MatchingRuleOrder


T = TypeVar("T", bound="MatchingRulesOrder")


@_attrs_define
class MatchingRulesOrder:
    """The next version of an account's matching rules, tried in this order.

    Attributes:
        rules (list[MatchingRuleOrder]):
        effective_from (datetime.date): A calendar date.
        reason (None | str | Unset):
    """

    rules: list[MatchingRuleOrder]
    effective_from: datetime.date
    reason: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.matching_rule_order import MatchingRuleOrder  # noqa: PLC0415

        rules = []
        for rules_item_data in self.rules:
            rules_item = rules_item_data.to_dict()
            rules.append(rules_item)

        effective_from = self.effective_from.isoformat()

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "rules": rules,
                "effective_from": effective_from,
            }
        )
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.matching_rule_order import MatchingRuleOrder  # noqa: PLC0415

        d = dict(src_dict)
        rules = []
        _rules = d.pop("rules")
        for rules_item_data in _rules:
            rules_item = MatchingRuleOrder.from_dict(rules_item_data)

            rules.append(rules_item)

        effective_from = datetime.date.fromisoformat(d.pop("effective_from"))

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        matching_rules_order = cls(
            rules=rules,
            effective_from=effective_from,
            reason=reason,
        )

        return matching_rules_order
