from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.matching_rule_record import MatchingRuleRecord


T = TypeVar("T", bound="MatchingRulesRecord")


@_attrs_define
class MatchingRulesRecord:
    """The matching rules that hold on a date.

    Attributes:
        account (str):
        version (int): 0: none hold yet.
        rules (list[MatchingRuleRecord]):
    """

    account: str
    version: int
    rules: list[MatchingRuleRecord]

    def to_dict(self) -> dict[str, Any]:
        from ..models.matching_rule_record import MatchingRuleRecord  # noqa: PLC0415

        account = self.account

        version = self.version

        rules = []
        for rules_item_data in self.rules:
            rules_item = rules_item_data.to_dict()
            rules.append(rules_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "version": version,
                "rules": rules,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.matching_rule_record import MatchingRuleRecord  # noqa: PLC0415

        d = dict(src_dict)
        account = d.pop("account")

        version = d.pop("version")

        rules = []
        _rules = d.pop("rules")
        for rules_item_data in _rules:
            rules_item = MatchingRuleRecord.from_dict(rules_item_data)

            rules.append(rules_item)

        matching_rules_record = cls(
            account=account,
            version=version,
            rules=rules,
        )

        return matching_rules_record
