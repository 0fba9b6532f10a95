from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast


T = TypeVar("T", bound="Redraw")


@_attrs_define
class Redraw:
    """What was repaid ahead of a home loan, paid out again.

    Attributes:
        to_account (int): Ledger account id.
        amount (int): Minor units (cents), a whole number.
        reason (None | str | Unset):
    """

    to_account: int
    amount: int
    reason: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        to_account = self.to_account

        amount = self.amount

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "to_account": to_account,
                "amount": amount,
            }
        )
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        to_account = d.pop("to_account")

        amount = d.pop("amount")

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        redraw = cls(
            to_account=to_account,
            amount=amount,
            reason=reason,
        )

        return redraw
