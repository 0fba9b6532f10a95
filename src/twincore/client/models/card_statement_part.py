from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.card_statement_part_balances import CardStatementPartBalances


T = TypeVar("T", bound="CardStatementPart")


@_attrs_define
class CardStatementPart:
    """What a card's statement asks for.

    Attributes:
        due_on (datetime.date):
        minimum_payment (int):
        overdue (int): The part of it that was due before.
        balances (CardStatementPartBalances): Owed: interest, fees, cash, purchases, balance_transfers.
    """

    due_on: datetime.date
    minimum_payment: int
    overdue: int
    balances: CardStatementPartBalances

    def to_dict(self) -> dict[str, Any]:
        from ..models.card_statement_part_balances import CardStatementPartBalances  # noqa: PLC0415

        due_on = self.due_on.isoformat()

        minimum_payment = self.minimum_payment

        overdue = self.overdue

        balances = self.balances.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "due_on": due_on,
                "minimum_payment": minimum_payment,
                "overdue": overdue,
                "balances": balances,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.card_statement_part_balances import CardStatementPartBalances  # noqa: PLC0415

        d = dict(src_dict)
        due_on = datetime.date.fromisoformat(d.pop("due_on"))

        minimum_payment = d.pop("minimum_payment")

        overdue = d.pop("overdue")

        balances = CardStatementPartBalances.from_dict(d.pop("balances"))

        card_statement_part = cls(
            due_on=due_on,
            minimum_payment=minimum_payment,
            overdue=overdue,
            balances=balances,
        )

        return card_statement_part
