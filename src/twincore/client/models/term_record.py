from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.term_record_at_maturity import TermRecordAtMaturity
from ..models.term_record_status import TermRecordStatus
from typing import cast
import datetime


T = TypeVar("T", bound="TermRecord")


@_attrs_define
class TermRecord:
    """A term of a term deposit.

    Attributes:
        account (int):
        placed_on (datetime.date):
        matures_on (datetime.date):
        months (int):
        rate_ppm (int):
        at_maturity (TermRecordAtMaturity):
        pay_to (int | None):
        status (TermRecordStatus):
    """

    account: int
    placed_on: datetime.date
    matures_on: datetime.date
    months: int
    rate_ppm: int
    at_maturity: TermRecordAtMaturity
    pay_to: int | None
    status: TermRecordStatus

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        placed_on = self.placed_on.isoformat()

        matures_on = self.matures_on.isoformat()

        months = self.months

        rate_ppm = self.rate_ppm

        at_maturity = self.at_maturity.value

        pay_to: int | None
        pay_to = self.pay_to

        status = self.status.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "placed_on": placed_on,
                "matures_on": matures_on,
                "months": months,
                "rate_ppm": rate_ppm,
                "at_maturity": at_maturity,
                "pay_to": pay_to,
                "status": status,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account = d.pop("account")

        placed_on = datetime.date.fromisoformat(d.pop("placed_on"))

        matures_on = datetime.date.fromisoformat(d.pop("matures_on"))

        months = d.pop("months")

        rate_ppm = d.pop("rate_ppm")

        at_maturity = TermRecordAtMaturity(d.pop("at_maturity"))

        def _parse_pay_to(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        pay_to = _parse_pay_to(d.pop("pay_to"))

        status = TermRecordStatus(d.pop("status"))

        term_record = cls(
            account=account,
            placed_on=placed_on,
            matures_on=matures_on,
            months=months,
            rate_ppm=rate_ppm,
            at_maturity=at_maturity,
            pay_to=pay_to,
            status=status,
        )

        return term_record
