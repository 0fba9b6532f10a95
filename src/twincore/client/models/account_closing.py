from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast


T = TypeVar("T", bound="AccountClosing")


@_attrs_define
class AccountClosing:
    """Why an account is closed, and where what is left in it goes.

    Attributes:
        reason (str): Why, for the audit trail.
        pay_to (int | None | Unset):
    """

    reason: str
    pay_to: int | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        reason = self.reason

        pay_to: int | None | Unset
        if isinstance(self.pay_to, Unset):
            pay_to = UNSET
        else:
            pay_to = self.pay_to

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reason": reason,
            }
        )
        if pay_to is not UNSET:
            field_dict["pay_to"] = pay_to

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        reason = d.pop("reason")

        def _parse_pay_to(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        pay_to = _parse_pay_to(d.pop("pay_to", UNSET))

        account_closing = cls(
            reason=reason,
            pay_to=pay_to,
        )

        return account_closing
