from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast


T = TypeVar("T", bound="EarlyWithdrawalOrder")


@_attrs_define
class EarlyWithdrawalOrder:
    """A term deposit, or part of it, taken before it matures.

    Attributes:
        to_account (int): Ledger account id.
        reason (str): Why, for the audit trail.
        amount (int | None | Unset): Minor units; all of it if left out, which breaks the term.
    """

    to_account: int
    reason: str
    amount: int | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        to_account = self.to_account

        reason = self.reason

        amount: int | None | Unset
        if isinstance(self.amount, Unset):
            amount = UNSET
        else:
            amount = self.amount

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "to_account": to_account,
                "reason": reason,
            }
        )
        if amount is not UNSET:
            field_dict["amount"] = amount

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        to_account = d.pop("to_account")

        reason = d.pop("reason")

        def _parse_amount(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        amount = _parse_amount(d.pop("amount", UNSET))

        early_withdrawal_order = cls(
            to_account=to_account,
            reason=reason,
            amount=amount,
        )

        return early_withdrawal_order
