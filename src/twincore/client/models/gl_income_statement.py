from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.gl_statement_line import GlStatementLine


T = TypeVar("T", bound="GlIncomeStatement")


@_attrs_define
class GlIncomeStatement:
    """What was earned and spent between two business dates, both included, in the book's currency.

    Attributes:
        from_date (datetime.date):
        to_date (datetime.date):
        currency (str):
        income (list[GlStatementLine]):
        expenses (list[GlStatementLine]):
        total_income (int):
        total_expenses (int):
        result (int):
    """

    from_date: datetime.date
    to_date: datetime.date
    currency: str
    income: list[GlStatementLine]
    expenses: list[GlStatementLine]
    total_income: int
    total_expenses: int
    result: int

    def to_dict(self) -> dict[str, Any]:
        from ..models.gl_statement_line import GlStatementLine  # noqa: PLC0415

        from_date = self.from_date.isoformat()

        to_date = self.to_date.isoformat()

        currency = self.currency

        income = []
        for income_item_data in self.income:
            income_item = income_item_data.to_dict()
            income.append(income_item)

        expenses = []
        for expenses_item_data in self.expenses:
            expenses_item = expenses_item_data.to_dict()
            expenses.append(expenses_item)

        total_income = self.total_income

        total_expenses = self.total_expenses

        result = self.result

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "from_date": from_date,
                "to_date": to_date,
                "currency": currency,
                "income": income,
                "expenses": expenses,
                "total_income": total_income,
                "total_expenses": total_expenses,
                "result": result,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gl_statement_line import GlStatementLine  # noqa: PLC0415

        d = dict(src_dict)
        from_date = datetime.date.fromisoformat(d.pop("from_date"))

        to_date = datetime.date.fromisoformat(d.pop("to_date"))

        currency = d.pop("currency")

        income = []
        _income = d.pop("income")
        for income_item_data in _income:
            income_item = GlStatementLine.from_dict(income_item_data)

            income.append(income_item)

        expenses = []
        _expenses = d.pop("expenses")
        for expenses_item_data in _expenses:
            expenses_item = GlStatementLine.from_dict(expenses_item_data)

            expenses.append(expenses_item)

        total_income = d.pop("total_income")

        total_expenses = d.pop("total_expenses")

        result = d.pop("result")

        gl_income_statement = cls(
            from_date=from_date,
            to_date=to_date,
            currency=currency,
            income=income,
            expenses=expenses,
            total_income=total_income,
            total_expenses=total_expenses,
            result=result,
        )

        return gl_income_statement
