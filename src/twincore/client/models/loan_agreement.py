from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.method_name import MethodName
from ..types import UNSET, Unset
from typing import cast
import datetime


T = TypeVar("T", bound="LoanAgreement")


@_attrs_define
class LoanAgreement:
    """What is agreed for a loan, within what its product allows.

    Attributes:
        amount (int): Minor units (cents), a whole number.
        term_months (int):
        due_day (int): Day of the month on which interest is charged and an instalment falls due.
        method (MethodName | None | Unset):
        rate_ppm (int | None | Unset): The fixed rate; a variable loan has none.
        fixed_until (datetime.date | None | Unset): Until then it is fixed, and variable after.
        margin_ppm (int | Unset): On top of the reference rate. Default: 0.
        interest_only_months (int | Unset):  Default: 0.
        repayment (int | None | Unset): The level instalment; worked out if left out.
        repayment_account (int | None | Unset): Where instalments are collected from; the borrower pays if left out.
        security_value (int | Unset): Minor units. Default: 0.
    """

    amount: int
    term_months: int
    due_day: int
    method: MethodName | None | Unset = UNSET
    rate_ppm: int | None | Unset = UNSET
    fixed_until: datetime.date | None | Unset = UNSET
    margin_ppm: int | Unset = 0
    interest_only_months: int | Unset = 0
    repayment: int | None | Unset = UNSET
    repayment_account: int | None | Unset = UNSET
    security_value: int | Unset = 0

    def to_dict(self) -> dict[str, Any]:
        amount = self.amount

        term_months = self.term_months

        due_day = self.due_day

        method: None | str | Unset
        if isinstance(self.method, Unset):
            method = UNSET
        elif isinstance(self.method, MethodName):
            method = self.method.value
        else:
            method = self.method

        rate_ppm: int | None | Unset
        if isinstance(self.rate_ppm, Unset):
            rate_ppm = UNSET
        else:
            rate_ppm = self.rate_ppm

        fixed_until: None | str | Unset
        if isinstance(self.fixed_until, Unset):
            fixed_until = UNSET
        elif isinstance(self.fixed_until, datetime.date):
            fixed_until = self.fixed_until.isoformat()
        else:
            fixed_until = self.fixed_until

        margin_ppm = self.margin_ppm

        interest_only_months = self.interest_only_months

        repayment: int | None | Unset
        if isinstance(self.repayment, Unset):
            repayment = UNSET
        else:
            repayment = self.repayment

        repayment_account: int | None | Unset
        if isinstance(self.repayment_account, Unset):
            repayment_account = UNSET
        else:
            repayment_account = self.repayment_account

        security_value = self.security_value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "amount": amount,
                "term_months": term_months,
                "due_day": due_day,
            }
        )
        if method is not UNSET:
            field_dict["method"] = method
        if rate_ppm is not UNSET:
            field_dict["rate_ppm"] = rate_ppm
        if fixed_until is not UNSET:
            field_dict["fixed_until"] = fixed_until
        if margin_ppm is not UNSET:
            field_dict["margin_ppm"] = margin_ppm
        if interest_only_months is not UNSET:
            field_dict["interest_only_months"] = interest_only_months
        if repayment is not UNSET:
            field_dict["repayment"] = repayment
        if repayment_account is not UNSET:
            field_dict["repayment_account"] = repayment_account
        if security_value is not UNSET:
            field_dict["security_value"] = security_value

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        amount = d.pop("amount")

        term_months = d.pop("term_months")

        due_day = d.pop("due_day")

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

        def _parse_rate_ppm(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        rate_ppm = _parse_rate_ppm(d.pop("rate_ppm", UNSET))

        def _parse_fixed_until(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                fixed_until_type_0 = datetime.date.fromisoformat(data)

                return fixed_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        fixed_until = _parse_fixed_until(d.pop("fixed_until", UNSET))

        margin_ppm = d.pop("margin_ppm", UNSET)

        interest_only_months = d.pop("interest_only_months", UNSET)

        def _parse_repayment(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        repayment = _parse_repayment(d.pop("repayment", UNSET))

        def _parse_repayment_account(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        repayment_account = _parse_repayment_account(d.pop("repayment_account", UNSET))

        security_value = d.pop("security_value", UNSET)

        loan_agreement = cls(
            amount=amount,
            term_months=term_months,
            due_day=due_day,
            method=method,
            rate_ppm=rate_ppm,
            fixed_until=fixed_until,
            margin_ppm=margin_ppm,
            interest_only_months=interest_only_months,
            repayment=repayment,
            repayment_account=repayment_account,
            security_value=security_value,
        )

        return loan_agreement
