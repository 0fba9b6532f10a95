from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
from uuid import UUID

if TYPE_CHECKING:
    from ..models.terms import Terms


T = TypeVar("T", bound="AccountOpeningOrder")


@_attrs_define
class AccountOpeningOrder:
    """An account to open for a member. Loans are opened by accepting an application instead.

    Attributes:
        product (str):
        party (UUID): A UUID.
        currency (None | str | Unset):
        terms (None | Terms | Unset):
    """

    product: str
    party: UUID
    currency: None | str | Unset = UNSET
    terms: None | Terms | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.terms import Terms  # noqa: PLC0415

        product = self.product

        party = str(self.party)

        currency: None | str | Unset
        if isinstance(self.currency, Unset):
            currency = UNSET
        else:
            currency = self.currency

        terms: dict[str, Any] | None | Unset
        if isinstance(self.terms, Unset):
            terms = UNSET
        elif isinstance(self.terms, Terms):
            terms = self.terms.to_dict()
        else:
            terms = self.terms

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "product": product,
                "party": party,
            }
        )
        if currency is not UNSET:
            field_dict["currency"] = currency
        if terms is not UNSET:
            field_dict["terms"] = terms

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.terms import Terms  # noqa: PLC0415

        d = dict(src_dict)
        product = d.pop("product")

        party = UUID(d.pop("party"))

        def _parse_currency(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        currency = _parse_currency(d.pop("currency", UNSET))

        def _parse_terms(data: object) -> None | Terms | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                terms_type_0 = Terms.from_dict(data)

                return terms_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Terms | Unset, data)

        terms = _parse_terms(d.pop("terms", UNSET))

        account_opening_order = cls(
            product=product,
            party=party,
            currency=currency,
            terms=terms,
        )

        return account_opening_order
