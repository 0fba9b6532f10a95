from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.interest_record_plan import InterestRecordPlan


T = TypeVar("T", bound="InterestRecord")


@_attrs_define
class InterestRecord:
    """An account's interest at the end of a date. Micro-units are millionths of a minor unit; sums run since the account's
    first day.

        Attributes:
            account (int):
            date (datetime.date):
            balance (int): At the end of the date, by value date; minor units.
            earned_micro (int): Earned in all, micro-units; a bonus is in it.
            bonus_micro (int): Bonus earned, micro-units.
            charged_micro (int): Overdraft interest in all, micro-units.
            paid (int): Of what was earned, fallen due; minor units.
            debited (int): Of what was charged, fallen due; minor units.
            accrued_micro (int): Earned and not due yet, micro-units.
            owed_micro (int): Charged and not due yet, micro-units.
            plan (InterestRecordPlan): The rules of the plan that rules the account on the date.
    """

    account: int
    date: datetime.date
    balance: int
    earned_micro: int
    bonus_micro: int
    charged_micro: int
    paid: int
    debited: int
    accrued_micro: int
    owed_micro: int
    plan: InterestRecordPlan

    def to_dict(self) -> dict[str, Any]:
        from ..models.interest_record_plan import InterestRecordPlan  # noqa: PLC0415

        account = self.account

        date = self.date.isoformat()

        balance = self.balance

        earned_micro = self.earned_micro

        bonus_micro = self.bonus_micro

        charged_micro = self.charged_micro

        paid = self.paid

        debited = self.debited

        accrued_micro = self.accrued_micro

        owed_micro = self.owed_micro

        plan = self.plan.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "date": date,
                "balance": balance,
                "earned_micro": earned_micro,
                "bonus_micro": bonus_micro,
                "charged_micro": charged_micro,
                "paid": paid,
                "debited": debited,
                "accrued_micro": accrued_micro,
                "owed_micro": owed_micro,
                "plan": plan,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.interest_record_plan import InterestRecordPlan  # noqa: PLC0415

        d = dict(src_dict)
        account = d.pop("account")

        date = datetime.date.fromisoformat(d.pop("date"))

        balance = d.pop("balance")

        earned_micro = d.pop("earned_micro")

        bonus_micro = d.pop("bonus_micro")

        charged_micro = d.pop("charged_micro")

        paid = d.pop("paid")

        debited = d.pop("debited")

        accrued_micro = d.pop("accrued_micro")

        owed_micro = d.pop("owed_micro")

        plan = InterestRecordPlan.from_dict(d.pop("plan"))

        interest_record = cls(
            account=account,
            date=date,
            balance=balance,
            earned_micro=earned_micro,
            bonus_micro=bonus_micro,
            charged_micro=charged_micro,
            paid=paid,
            debited=debited,
            accrued_micro=accrued_micro,
            owed_micro=owed_micro,
            plan=plan,
        )

        return interest_record
