from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.at_maturity import AtMaturity
from ..types import UNSET, Unset
from typing import cast


T = TypeVar("T", bound="MaturityInstruction")


@_attrs_define
class MaturityInstruction:
    """What to do when the running term ends: pay all to pay_to, renew with the interest, or renew and pay the interest to
    pay_to.

        Attributes:
            at_maturity (AtMaturity): What happens when the term of a term deposit ends.
            pay_to (int | None | Unset):
            reason (None | str | Unset):
    """

    at_maturity: AtMaturity
    pay_to: int | None | Unset = UNSET
    reason: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        at_maturity = self.at_maturity.value

        pay_to: int | None | Unset
        if isinstance(self.pay_to, Unset):
            pay_to = UNSET
        else:
            pay_to = self.pay_to

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "at_maturity": at_maturity,
            }
        )
        if pay_to is not UNSET:
            field_dict["pay_to"] = pay_to
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        at_maturity = AtMaturity(d.pop("at_maturity"))

        def _parse_pay_to(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        pay_to = _parse_pay_to(d.pop("pay_to", UNSET))

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        maturity_instruction = cls(
            at_maturity=at_maturity,
            pay_to=pay_to,
            reason=reason,
        )

        return maturity_instruction
