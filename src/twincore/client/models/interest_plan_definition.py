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
    from ..models.interest_plan_definition_rules import InterestPlanDefinitionRules


T = TypeVar("T", bound="InterestPlanDefinition")


@_attrs_define
class InterestPlanDefinition:
    """An interest plan of a deposit product, or its next version.

    Attributes:
        rules (InterestPlanDefinitionRules): day_count, tiers, whole_balance, bonus, overdraft, cycle,
            withholding_rate_ppm, monthly_fee, early_withdrawal, availability; each may be left out. Rates are parts per
            million a year, amounts minor units.
        effective_from (datetime.date): The first day whose interest it rules; not accrued yet.
        reason (None | str | Unset):
    """

    rules: InterestPlanDefinitionRules
    effective_from: datetime.date
    reason: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.interest_plan_definition_rules import InterestPlanDefinitionRules  # noqa: PLC0415

        rules = self.rules.to_dict()

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
        from ..models.interest_plan_definition_rules import InterestPlanDefinitionRules  # noqa: PLC0415

        d = dict(src_dict)
        rules = InterestPlanDefinitionRules.from_dict(d.pop("rules"))

        effective_from = datetime.date.fromisoformat(d.pop("effective_from"))

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        interest_plan_definition = cls(
            rules=rules,
            effective_from=effective_from,
            reason=reason,
        )

        return interest_plan_definition
