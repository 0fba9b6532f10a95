from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from uuid import UUID


T = TypeVar("T", bound="EarlyWithdrawalRecord")


@_attrs_define
class EarlyWithdrawalRecord:
    """What an early withdrawal comes to; minor units.

    Attributes:
        account (int):
        to_account (int):
        amount (int):
        interest (int): Earned on the amount, before the reduction.
        reduction_ppm (int): The share of the interest that it costs, parts per million.
        paid (int): Interest after the reduction.
        tax (int): Withheld of what is paid.
        transfer (UUID): The first transfer that pays it out.
    """

    account: int
    to_account: int
    amount: int
    interest: int
    reduction_ppm: int
    paid: int
    tax: int
    transfer: UUID

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        to_account = self.to_account

        amount = self.amount

        interest = self.interest

        reduction_ppm = self.reduction_ppm

        paid = self.paid

        tax = self.tax

        transfer = str(self.transfer)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "to_account": to_account,
                "amount": amount,
                "interest": interest,
                "reduction_ppm": reduction_ppm,
                "paid": paid,
                "tax": tax,
                "transfer": transfer,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account = d.pop("account")

        to_account = d.pop("to_account")

        amount = d.pop("amount")

        interest = d.pop("interest")

        reduction_ppm = d.pop("reduction_ppm")

        paid = d.pop("paid")

        tax = d.pop("tax")

        transfer = UUID(d.pop("transfer"))

        early_withdrawal_record = cls(
            account=account,
            to_account=to_account,
            amount=amount,
            interest=interest,
            reduction_ppm=reduction_ppm,
            paid=paid,
            tax=tax,
            transfer=transfer,
        )

        return early_withdrawal_record
