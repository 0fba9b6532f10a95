from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.card_statement_record_balances import CardStatementRecordBalances


T = TypeVar("T", bound="CardStatementRecord")


@_attrs_define
class CardStatementRecord:
    """A statement of a card; minor units. difference is not 0 where the journal says otherwise.

    Attributes:
        account (int):
        closed_on (datetime.date):
        due_on (datetime.date):
        opening (int):
        debits (int):
        credits_ (int):
        interest (int):
        fees (int):
        closing (int):
        minimum (int):
        overdue (int):
        balances (CardStatementRecordBalances):
        difference (int):
    """

    account: int
    closed_on: datetime.date
    due_on: datetime.date
    opening: int
    debits: int
    credits_: int
    interest: int
    fees: int
    closing: int
    minimum: int
    overdue: int
    balances: CardStatementRecordBalances
    difference: int

    def to_dict(self) -> dict[str, Any]:
        from ..models.card_statement_record_balances import CardStatementRecordBalances  # noqa: PLC0415

        account = self.account

        closed_on = self.closed_on.isoformat()

        due_on = self.due_on.isoformat()

        opening = self.opening

        debits = self.debits

        credits_ = self.credits_

        interest = self.interest

        fees = self.fees

        closing = self.closing

        minimum = self.minimum

        overdue = self.overdue

        balances = self.balances.to_dict()

        difference = self.difference

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "closed_on": closed_on,
                "due_on": due_on,
                "opening": opening,
                "debits": debits,
                "credits": credits_,
                "interest": interest,
                "fees": fees,
                "closing": closing,
                "minimum": minimum,
                "overdue": overdue,
                "balances": balances,
                "difference": difference,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.card_statement_record_balances import CardStatementRecordBalances  # noqa: PLC0415

        d = dict(src_dict)
        account = d.pop("account")

        closed_on = datetime.date.fromisoformat(d.pop("closed_on"))

        due_on = datetime.date.fromisoformat(d.pop("due_on"))

        opening = d.pop("opening")

        debits = d.pop("debits")

        credits_ = d.pop("credits")

        interest = d.pop("interest")

        fees = d.pop("fees")

        closing = d.pop("closing")

        minimum = d.pop("minimum")

        overdue = d.pop("overdue")

        balances = CardStatementRecordBalances.from_dict(d.pop("balances"))

        difference = d.pop("difference")

        card_statement_record = cls(
            account=account,
            closed_on=closed_on,
            due_on=due_on,
            opening=opening,
            debits=debits,
            credits_=credits_,
            interest=interest,
            fees=fees,
            closing=closing,
            minimum=minimum,
            overdue=overdue,
            balances=balances,
            difference=difference,
        )

        return card_statement_record
