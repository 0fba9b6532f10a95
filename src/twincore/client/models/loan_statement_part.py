from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="LoanStatementPart")


@_attrs_define
class LoanStatementPart:
    """How a loan stood at the end of the statement.

    Attributes:
        rate_ppm (int): Parts per million a year.
        instalment (int):
        next_due (datetime.date | None):
        next_payment (int | None):
        days_overdue (int):
        overdue (int):
    """

    rate_ppm: int
    instalment: int
    next_due: datetime.date | None
    next_payment: int | None
    days_overdue: int
    overdue: int

    def to_dict(self) -> dict[str, Any]:
        rate_ppm = self.rate_ppm

        instalment = self.instalment

        next_due: None | str
        if isinstance(self.next_due, datetime.date):
            next_due = self.next_due.isoformat()
        else:
            next_due = self.next_due

        next_payment: int | None
        next_payment = self.next_payment

        days_overdue = self.days_overdue

        overdue = self.overdue

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "rate_ppm": rate_ppm,
                "instalment": instalment,
                "next_due": next_due,
                "next_payment": next_payment,
                "days_overdue": days_overdue,
                "overdue": overdue,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        rate_ppm = d.pop("rate_ppm")

        instalment = d.pop("instalment")

        def _parse_next_due(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                next_due_type_0 = datetime.date.fromisoformat(data)

                return next_due_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        next_due = _parse_next_due(d.pop("next_due"))

        def _parse_next_payment(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        next_payment = _parse_next_payment(d.pop("next_payment"))

        days_overdue = d.pop("days_overdue")

        overdue = d.pop("overdue")

        loan_statement_part = cls(
            rate_ppm=rate_ppm,
            instalment=instalment,
            next_due=next_due,
            next_payment=next_payment,
            days_overdue=days_overdue,
            overdue=overdue,
        )

        return loan_statement_part
