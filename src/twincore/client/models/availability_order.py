from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
import datetime


T = TypeVar("T", bound="AvailabilityOrder")


@_attrs_define
class AvailabilityOrder:
    """A deposit that may not be spent at once, by a schedule of the account's plan.

    Attributes:
        schedule (str): Name of the schedule in the plan.
        amount (int): Minor units (cents), a whole number.
        deposited_on (datetime.date | None | Unset): The business date of now if left out.
        currency (None | str | Unset):
        reason (None | str | Unset):
    """

    schedule: str
    amount: int
    deposited_on: datetime.date | None | Unset = UNSET
    currency: None | str | Unset = UNSET
    reason: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        schedule = self.schedule

        amount = self.amount

        deposited_on: None | str | Unset
        if isinstance(self.deposited_on, Unset):
            deposited_on = UNSET
        elif isinstance(self.deposited_on, datetime.date):
            deposited_on = self.deposited_on.isoformat()
        else:
            deposited_on = self.deposited_on

        currency: None | str | Unset
        if isinstance(self.currency, Unset):
            currency = UNSET
        else:
            currency = self.currency

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "schedule": schedule,
                "amount": amount,
            }
        )
        if deposited_on is not UNSET:
            field_dict["deposited_on"] = deposited_on
        if currency is not UNSET:
            field_dict["currency"] = currency
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        schedule = d.pop("schedule")

        amount = d.pop("amount")

        def _parse_deposited_on(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                deposited_on_type_0 = datetime.date.fromisoformat(data)

                return deposited_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        deposited_on = _parse_deposited_on(d.pop("deposited_on", UNSET))

        def _parse_currency(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        currency = _parse_currency(d.pop("currency", UNSET))

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        availability_order = cls(
            schedule=schedule,
            amount=amount,
            deposited_on=deposited_on,
            currency=currency,
            reason=reason,
        )

        return availability_order
