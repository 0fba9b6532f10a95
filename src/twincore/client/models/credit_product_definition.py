from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.credit_kind_name import CreditKindName
from ..types import UNSET, Unset
from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.credit_product_definition_rules import CreditProductDefinitionRules


T = TypeVar("T", bound="CreditProductDefinition")


@_attrs_define
class CreditProductDefinition:
    """A credit product, or the next version of one. rules are data: loans and cards know their own.

    Attributes:
        name (str):
        kind (CreditKindName): The kinds of credit product.
        title (str):
        description (str):
        rules (CreditProductDefinitionRules): account_class, amounts, terms, rates, fees, provision_ppm, ...; see a
            shipped one.
        effective_from (datetime.datetime | None | Unset): When it takes effect; at once if left out.
        reason (None | str | Unset):
    """

    name: str
    kind: CreditKindName
    title: str
    description: str
    rules: CreditProductDefinitionRules
    effective_from: datetime.datetime | None | Unset = UNSET
    reason: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.credit_product_definition_rules import CreditProductDefinitionRules  # noqa: PLC0415

        name = self.name

        kind = self.kind.value

        title = self.title

        description = self.description

        rules = self.rules.to_dict()

        effective_from: None | str | Unset
        if isinstance(self.effective_from, Unset):
            effective_from = UNSET
        elif isinstance(self.effective_from, datetime.datetime):
            effective_from = self.effective_from.isoformat()
        else:
            effective_from = self.effective_from

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "kind": kind,
                "title": title,
                "description": description,
                "rules": rules,
            }
        )
        if effective_from is not UNSET:
            field_dict["effective_from"] = effective_from
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.credit_product_definition_rules import CreditProductDefinitionRules  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        kind = CreditKindName(d.pop("kind"))

        title = d.pop("title")

        description = d.pop("description")

        rules = CreditProductDefinitionRules.from_dict(d.pop("rules"))

        def _parse_effective_from(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                effective_from_type_0 = datetime.datetime.fromisoformat(data)

                return effective_from_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        effective_from = _parse_effective_from(d.pop("effective_from", UNSET))

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        credit_product_definition = cls(
            name=name,
            kind=kind,
            title=title,
            description=description,
            rules=rules,
            effective_from=effective_from,
            reason=reason,
        )

        return credit_product_definition
