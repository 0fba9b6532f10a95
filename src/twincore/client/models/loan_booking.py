from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.method_name import MethodName
from ..types import UNSET, Unset
from typing import cast


T = TypeVar("T", bound="LoanBooking")


@_attrs_define
class LoanBooking:
    """What an accepted application, or a loan that was brought over, does not say.

    Attributes:
        product (None | str | Unset): The credit product; the account's own name if left out.
        due_day (int | None | Unset): That of today, 28 at the most, if left out.
        method (MethodName | None | Unset):
        repayment_account (int | None | Unset):
        security_value (int | Unset): Minor units. Default: 0.
        financed_fee (int | Unset): Minor units. Default: 0.
        reason (None | str | Unset):
    """

    product: None | str | Unset = UNSET
    due_day: int | None | Unset = UNSET
    method: MethodName | None | Unset = UNSET
    repayment_account: int | None | Unset = UNSET
    security_value: int | Unset = 0
    financed_fee: int | Unset = 0
    reason: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        product: None | str | Unset
        if isinstance(self.product, Unset):
            product = UNSET
        else:
            product = self.product

        due_day: int | None | Unset
        if isinstance(self.due_day, Unset):
            due_day = UNSET
        else:
            due_day = self.due_day

        method: None | str | Unset
        if isinstance(self.method, Unset):
            method = UNSET
        elif isinstance(self.method, MethodName):
            method = self.method.value
        else:
            method = self.method

        repayment_account: int | None | Unset
        if isinstance(self.repayment_account, Unset):
            repayment_account = UNSET
        else:
            repayment_account = self.repayment_account

        security_value = self.security_value

        financed_fee = self.financed_fee

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if product is not UNSET:
            field_dict["product"] = product
        if due_day is not UNSET:
            field_dict["due_day"] = due_day
        if method is not UNSET:
            field_dict["method"] = method
        if repayment_account is not UNSET:
            field_dict["repayment_account"] = repayment_account
        if security_value is not UNSET:
            field_dict["security_value"] = security_value
        if financed_fee is not UNSET:
            field_dict["financed_fee"] = financed_fee
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_product(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        product = _parse_product(d.pop("product", UNSET))

        def _parse_due_day(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        due_day = _parse_due_day(d.pop("due_day", UNSET))

        def _parse_method(data: object) -> MethodName | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                method_type_0 = MethodName(data)

                return method_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(MethodName | None | Unset, data)

        method = _parse_method(d.pop("method", UNSET))

        def _parse_repayment_account(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        repayment_account = _parse_repayment_account(d.pop("repayment_account", UNSET))

        security_value = d.pop("security_value", UNSET)

        financed_fee = d.pop("financed_fee", UNSET)

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        loan_booking = cls(
            product=product,
            due_day=due_day,
            method=method,
            repayment_account=repayment_account,
            security_value=security_value,
            financed_fee=financed_fee,
            reason=reason,
        )

        return loan_booking
