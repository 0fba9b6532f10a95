from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.statement_totals import StatementTotals


T = TypeVar("T", bound="TaxAccount")


@_attrs_define
class TaxAccount:
    """One account in a tax year.

    Attributes:
        account (int): Ledger account id.
        bsb (str):
        number (str):
        product (str):
        title (str):
        currency (str): ISO 4217 alphabetic code.
        totals (StatementTotals): What moved, by what it was; minor units.
    """

    account: int
    bsb: str
    number: str
    product: str
    title: str
    currency: str
    totals: StatementTotals

    def to_dict(self) -> dict[str, Any]:
        from ..models.statement_totals import StatementTotals  # noqa: PLC0415

        account = self.account

        bsb = self.bsb

        number = self.number

        product = self.product

        title = self.title

        currency = self.currency

        totals = self.totals.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "bsb": bsb,
                "number": number,
                "product": product,
                "title": title,
                "currency": currency,
                "totals": totals,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.statement_totals import StatementTotals  # noqa: PLC0415

        d = dict(src_dict)
        account = d.pop("account")

        bsb = d.pop("bsb")

        number = d.pop("number")

        product = d.pop("product")

        title = d.pop("title")

        currency = d.pop("currency")

        totals = StatementTotals.from_dict(d.pop("totals"))

        tax_account = cls(
            account=account,
            bsb=bsb,
            number=number,
            product=product,
            title=title,
            currency=currency,
            totals=totals,
        )

        return tax_account
