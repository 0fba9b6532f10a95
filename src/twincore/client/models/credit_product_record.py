from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.credit_product_record_kind import CreditProductRecordKind
from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.credit_product_record_rules import CreditProductRecordRules


T = TypeVar("T", bound="CreditProductRecord")


@_attrs_define
class CreditProductRecord:
    """One version of a credit product. Loans keep the version they were opened under; cards follow the one that holds.

    Attributes:
        name (str):
        version (int):
        kind (CreditProductRecordKind):
        title (str):
        description (str):
        rules (CreditProductRecordRules):
        effective_from (datetime.datetime): RFC 3339, UTC, to the microsecond.
        recorded_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
    """

    name: str
    version: int
    kind: CreditProductRecordKind
    title: str
    description: str
    rules: CreditProductRecordRules
    effective_from: datetime.datetime
    recorded_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        from ..models.credit_product_record_rules import CreditProductRecordRules  # noqa: PLC0415

        name = self.name

        version = self.version

        kind = self.kind.value

        title = self.title

        description = self.description

        rules = self.rules.to_dict()

        effective_from = self.effective_from.isoformat()

        recorded_at = self.recorded_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "version": version,
                "kind": kind,
                "title": title,
                "description": description,
                "rules": rules,
                "effective_from": effective_from,
                "recorded_at": recorded_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.credit_product_record_rules import CreditProductRecordRules  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        version = d.pop("version")

        kind = CreditProductRecordKind(d.pop("kind"))

        title = d.pop("title")

        description = d.pop("description")

        rules = CreditProductRecordRules.from_dict(d.pop("rules"))

        effective_from = datetime.datetime.fromisoformat(d.pop("effective_from"))

        recorded_at = datetime.datetime.fromisoformat(d.pop("recorded_at"))

        credit_product_record = cls(
            name=name,
            version=version,
            kind=kind,
            title=title,
            description=description,
            rules=rules,
            effective_from=effective_from,
            recorded_at=recorded_at,
        )

        return credit_product_record
