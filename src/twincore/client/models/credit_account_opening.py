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
    from ..models.card_agreement import CardAgreement
    from ..models.loan_agreement import LoanAgreement


T = TypeVar("T", bound="CreditAccountOpening")


@_attrs_define
class CreditAccountOpening:
    """A loan or a card to open for a member: with terms of a loan or of a card, by its product.

    Attributes:
        product (str):
        party (UUID): A UUID.
        currency (None | str | Unset):
        loan (LoanAgreement | None | Unset):
        card (CardAgreement | None | Unset):
        financed_fee (int | Unset): Establishment fee that the disbursement adds to a loan. Default: 0.
        reason (None | str | Unset):
    """

    product: str
    party: UUID
    currency: None | str | Unset = UNSET
    loan: LoanAgreement | None | Unset = UNSET
    card: CardAgreement | None | Unset = UNSET
    financed_fee: int | Unset = 0
    reason: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.card_agreement import CardAgreement  # noqa: PLC0415
        from ..models.loan_agreement import LoanAgreement  # noqa: PLC0415

        product = self.product

        party = str(self.party)

        currency: None | str | Unset
        if isinstance(self.currency, Unset):
            currency = UNSET
        else:
            currency = self.currency

        loan: dict[str, Any] | None | Unset
        if isinstance(self.loan, Unset):
            loan = UNSET
        elif isinstance(self.loan, LoanAgreement):
            loan = self.loan.to_dict()
        else:
            loan = self.loan

        card: dict[str, Any] | None | Unset
        if isinstance(self.card, Unset):
            card = UNSET
        elif isinstance(self.card, CardAgreement):
            card = self.card.to_dict()
        else:
            card = self.card

        financed_fee = self.financed_fee

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "product": product,
                "party": party,
            }
        )
        if currency is not UNSET:
            field_dict["currency"] = currency
        if loan is not UNSET:
            field_dict["loan"] = loan
        if card is not UNSET:
            field_dict["card"] = card
        if financed_fee is not UNSET:
            field_dict["financed_fee"] = financed_fee
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.card_agreement import CardAgreement  # noqa: PLC0415
        from ..models.loan_agreement import LoanAgreement  # noqa: PLC0415

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

        def _parse_loan(data: object) -> LoanAgreement | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                loan_type_0 = LoanAgreement.from_dict(data)

                return loan_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(LoanAgreement | None | Unset, data)

        loan = _parse_loan(d.pop("loan", UNSET))

        def _parse_card(data: object) -> CardAgreement | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                card_type_0 = CardAgreement.from_dict(data)

                return card_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CardAgreement | None | Unset, data)

        card = _parse_card(d.pop("card", UNSET))

        financed_fee = d.pop("financed_fee", UNSET)

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        credit_account_opening = cls(
            product=product,
            party=party,
            currency=currency,
            loan=loan,
            card=card,
            financed_fee=financed_fee,
            reason=reason,
        )

        return credit_account_opening
