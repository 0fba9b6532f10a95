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


T = TypeVar("T", bound="GlBalanceSheet")


@_attrs_define
class GlBalanceSheet:
    """What the institution has and owes at the end of a business date, in the book's currency.

    Attributes:
        date (datetime.date):
        currency (str):
        assets (list[GlStatementLine]):
        liabilities (list[GlStatementLine]):
        equity (list[GlStatementLine]):
        result (int): Income less expense that is not carried to retained earnings yet.
        rounding (int): What translating foreign lines one by one left over.
        total_assets (int):
        total_liabilities (int):
        total_equity (int): With the result.
        balanced (bool):
    """

    date: datetime.date
    currency: str
    assets: list[GlStatementLine]
    liabilities: list[GlStatementLine]
    equity: list[GlStatementLine]
    result: int
    rounding: int
    total_assets: int
    total_liabilities: int
    total_equity: int
    balanced: bool

    def to_dict(self) -> dict[str, Any]:
        from ..models.gl_statement_line import GlStatementLine  # noqa: PLC0415

        date = self.date.isoformat()

        currency = self.currency

        assets = []
        for assets_item_data in self.assets:
            assets_item = assets_item_data.to_dict()
            assets.append(assets_item)

        liabilities = []
        for liabilities_item_data in self.liabilities:
            liabilities_item = liabilities_item_data.to_dict()
            liabilities.append(liabilities_item)

        equity = []
        for equity_item_data in self.equity:
            equity_item = equity_item_data.to_dict()
            equity.append(equity_item)

        result = self.result

        rounding = self.rounding

        total_assets = self.total_assets

        total_liabilities = self.total_liabilities

        total_equity = self.total_equity

        balanced = self.balanced

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "date": date,
                "currency": currency,
                "assets": assets,
                "liabilities": liabilities,
                "equity": equity,
                "result": result,
                "rounding": rounding,
                "total_assets": total_assets,
                "total_liabilities": total_liabilities,
                "total_equity": total_equity,
                "balanced": balanced,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gl_statement_line import GlStatementLine  # noqa: PLC0415

        d = dict(src_dict)
        date = datetime.date.fromisoformat(d.pop("date"))

        currency = d.pop("currency")

        assets = []
        _assets = d.pop("assets")
        for assets_item_data in _assets:
            assets_item = GlStatementLine.from_dict(assets_item_data)

            assets.append(assets_item)

        liabilities = []
        _liabilities = d.pop("liabilities")
        for liabilities_item_data in _liabilities:
            liabilities_item = GlStatementLine.from_dict(liabilities_item_data)

            liabilities.append(liabilities_item)

        equity = []
        _equity = d.pop("equity")
        for equity_item_data in _equity:
            equity_item = GlStatementLine.from_dict(equity_item_data)

            equity.append(equity_item)

        result = d.pop("result")

        rounding = d.pop("rounding")

        total_assets = d.pop("total_assets")

        total_liabilities = d.pop("total_liabilities")

        total_equity = d.pop("total_equity")

        balanced = d.pop("balanced")

        gl_balance_sheet = cls(
            date=date,
            currency=currency,
            assets=assets,
            liabilities=liabilities,
            equity=equity,
            result=result,
            rounding=rounding,
            total_assets=total_assets,
            total_liabilities=total_liabilities,
            total_equity=total_equity,
            balanced=balanced,
        )

        return gl_balance_sheet
