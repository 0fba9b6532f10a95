from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="StatementTotals")


@_attrs_define
class StatementTotals:
    """What moved, by what it was; minor units.

    Attributes:
        credits_ (int):
        debits (int):
        interest_earned (int): Before tax.
        tax_withheld (int):
        interest_charged (int):
        fees (int):
        lines (int):
    """

    credits_: int
    debits: int
    interest_earned: int
    tax_withheld: int
    interest_charged: int
    fees: int
    lines: int

    def to_dict(self) -> dict[str, Any]:
        credits_ = self.credits_

        debits = self.debits

        interest_earned = self.interest_earned

        tax_withheld = self.tax_withheld

        interest_charged = self.interest_charged

        fees = self.fees

        lines = self.lines

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "credits": credits_,
                "debits": debits,
                "interest_earned": interest_earned,
                "tax_withheld": tax_withheld,
                "interest_charged": interest_charged,
                "fees": fees,
                "lines": lines,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        credits_ = d.pop("credits")

        debits = d.pop("debits")

        interest_earned = d.pop("interest_earned")

        tax_withheld = d.pop("tax_withheld")

        interest_charged = d.pop("interest_charged")

        fees = d.pop("fees")

        lines = d.pop("lines")

        statement_totals = cls(
            credits_=credits_,
            debits=debits,
            interest_earned=interest_earned,
            tax_withheld=tax_withheld,
            interest_charged=interest_charged,
            fees=fees,
            lines=lines,
        )

        return statement_totals
