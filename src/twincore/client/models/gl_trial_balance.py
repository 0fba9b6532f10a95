from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.gl_currency_total import GlCurrencyTotal
    from ..models.gl_trial_line import GlTrialLine


T = TypeVar("T", bound="GlTrialBalance")


@_attrs_define
class GlTrialBalance:
    """Every account that ever moved, at the end of a business date.

    Attributes:
        date (datetime.date):
        zero (bool): Whether debit and credit balances agree in every currency.
        totals (list[GlCurrencyTotal]):
        lines (list[GlTrialLine]):
    """

    date: datetime.date
    zero: bool
    totals: list[GlCurrencyTotal]
    lines: list[GlTrialLine]

    def to_dict(self) -> dict[str, Any]:
        from ..models.gl_currency_total import GlCurrencyTotal  # noqa: PLC0415
        from ..models.gl_trial_line import GlTrialLine  # noqa: PLC0415

        date = self.date.isoformat()

        zero = self.zero

        totals = []
        for totals_item_data in self.totals:
            totals_item = totals_item_data.to_dict()
            totals.append(totals_item)

        lines = []
        for lines_item_data in self.lines:
            lines_item = lines_item_data.to_dict()
            lines.append(lines_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "date": date,
                "zero": zero,
                "totals": totals,
                "lines": lines,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gl_currency_total import GlCurrencyTotal  # noqa: PLC0415
        from ..models.gl_trial_line import GlTrialLine  # noqa: PLC0415

        d = dict(src_dict)
        date = datetime.date.fromisoformat(d.pop("date"))

        zero = d.pop("zero")

        totals = []
        _totals = d.pop("totals")
        for totals_item_data in _totals:
            totals_item = GlCurrencyTotal.from_dict(totals_item_data)

            totals.append(totals_item)

        lines = []
        _lines = d.pop("lines")
        for lines_item_data in _lines:
            lines_item = GlTrialLine.from_dict(lines_item_data)

            lines.append(lines_item)

        gl_trial_balance = cls(
            date=date,
            zero=zero,
            totals=totals,
            lines=lines,
        )

        return gl_trial_balance
