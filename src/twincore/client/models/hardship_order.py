from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.relief_name import ReliefName
from ..types import UNSET, Unset


T = TypeVar("T", bound="HardshipOrder")


@_attrs_define
class HardshipOrder:
    """A pause, or smaller repayments, for the next instalments of a loan.

    Attributes:
        relief (ReliefName): What a hardship arrangement gives.
        months (int): Instalments that it covers.
        reason (str):
        payment (int | Unset): Each of them, where they are smaller; 0 for a pause. Default: 0.
        extend_months (int | Unset): By how much the term grows. Default: 0.
        capitalise (bool | Unset): What is overdue becomes part of what the new schedule repays. Default: True.
    """

    relief: ReliefName
    months: int
    reason: str
    payment: int | Unset = 0
    extend_months: int | Unset = 0
    capitalise: bool | Unset = True

    def to_dict(self) -> dict[str, Any]:
        relief = self.relief.value

        months = self.months

        reason = self.reason

        payment = self.payment

        extend_months = self.extend_months

        capitalise = self.capitalise

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "relief": relief,
                "months": months,
                "reason": reason,
            }
        )
        if payment is not UNSET:
            field_dict["payment"] = payment
        if extend_months is not UNSET:
            field_dict["extend_months"] = extend_months
        if capitalise is not UNSET:
            field_dict["capitalise"] = capitalise

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        relief = ReliefName(d.pop("relief"))

        months = d.pop("months")

        reason = d.pop("reason")

        payment = d.pop("payment", UNSET)

        extend_months = d.pop("extend_months", UNSET)

        capitalise = d.pop("capitalise", UNSET)

        hardship_order = cls(
            relief=relief,
            months=months,
            reason=reason,
            payment=payment,
            extend_months=extend_months,
            capitalise=capitalise,
        )

        return hardship_order
