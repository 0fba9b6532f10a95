from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.interest_plan_record import InterestPlanRecord


T = TypeVar("T", bound="InterestPlanList")


@_attrs_define
class InterestPlanList:
    """Every version of a product's interest plan, oldest first; none where the product's own rules hold.

    Attributes:
        plans (list[InterestPlanRecord]):
    """

    plans: list[InterestPlanRecord]

    def to_dict(self) -> dict[str, Any]:
        from ..models.interest_plan_record import InterestPlanRecord  # noqa: PLC0415

        plans = []
        for plans_item_data in self.plans:
            plans_item = plans_item_data.to_dict()
            plans.append(plans_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "plans": plans,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.interest_plan_record import InterestPlanRecord  # noqa: PLC0415

        d = dict(src_dict)
        plans = []
        _plans = d.pop("plans")
        for plans_item_data in _plans:
            plans_item = InterestPlanRecord.from_dict(plans_item_data)

            plans.append(plans_item)

        interest_plan_list = cls(
            plans=plans,
        )

        return interest_plan_list
