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
    from ..models.applicant_facts import ApplicantFacts


T = TypeVar("T", bound="LoanOrder")


@_attrs_define
class LoanOrder:
    """A loan asked for.

    Attributes:
        product (str):
        party (UUID): A UUID.
        amount (int): Minor units.
        term_months (int):
        purpose (str):
        applicant (ApplicantFacts): What the decision needs to know of who asks; the age is taken from the member's
            record.
        currency (None | str | Unset):
    """

    product: str
    party: UUID
    amount: int
    term_months: int
    purpose: str
    applicant: ApplicantFacts
    currency: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.applicant_facts import ApplicantFacts  # noqa: PLC0415

        product = self.product

        party = str(self.party)

        amount = self.amount

        term_months = self.term_months

        purpose = self.purpose

        applicant = self.applicant.to_dict()

        currency: None | str | Unset
        if isinstance(self.currency, Unset):
            currency = UNSET
        else:
            currency = self.currency

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "product": product,
                "party": party,
                "amount": amount,
                "term_months": term_months,
                "purpose": purpose,
                "applicant": applicant,
            }
        )
        if currency is not UNSET:
            field_dict["currency"] = currency

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.applicant_facts import ApplicantFacts  # noqa: PLC0415

        d = dict(src_dict)
        product = d.pop("product")

        party = UUID(d.pop("party"))

        amount = d.pop("amount")

        term_months = d.pop("term_months")

        purpose = d.pop("purpose")

        applicant = ApplicantFacts.from_dict(d.pop("applicant"))

        def _parse_currency(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        currency = _parse_currency(d.pop("currency", UNSET))

        loan_order = cls(
            product=product,
            party=party,
            amount=amount,
            term_months=term_months,
            purpose=purpose,
            applicant=applicant,
            currency=currency,
        )

        return loan_order
