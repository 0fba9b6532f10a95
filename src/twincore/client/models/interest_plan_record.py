from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.interest_plan_record_rules import InterestPlanRecordRules


T = TypeVar("T", bound="InterestPlanRecord")


@_attrs_define
class InterestPlanRecord:
    """One version of an interest plan.

    Attributes:
        product (str):
        version (int):
        rules (InterestPlanRecordRules):
        effective_from (datetime.date):
        recorded_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
    """

    product: str
    version: int
    rules: InterestPlanRecordRules
    effective_from: datetime.date
    recorded_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        from ..models.interest_plan_record_rules import InterestPlanRecordRules  # noqa: PLC0415

        product = self.product

        version = self.version

        rules = self.rules.to_dict()

        effective_from = self.effective_from.isoformat()

        recorded_at = self.recorded_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "product": product,
                "version": version,
                "rules": rules,
                "effective_from": effective_from,
                "recorded_at": recorded_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.interest_plan_record_rules import InterestPlanRecordRules  # noqa: PLC0415

        d = dict(src_dict)
        product = d.pop("product")

        version = d.pop("version")

        rules = InterestPlanRecordRules.from_dict(d.pop("rules"))

        effective_from = datetime.date.fromisoformat(d.pop("effective_from"))

        recorded_at = datetime.datetime.fromisoformat(d.pop("recorded_at"))

        interest_plan_record = cls(
            product=product,
            version=version,
            rules=rules,
            effective_from=effective_from,
            recorded_at=recorded_at,
        )

        return interest_plan_record
