from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
import datetime


T = TypeVar("T", bound="CardAgreement")


@_attrs_define
class CardAgreement:
    """What is agreed for a card, within what its product allows.

    Attributes:
        limit (int): Minor units (cents), a whole number.
        statement_day (int):
        balance_transfers_until (datetime.date | None | Unset): After it transferred balances bear the rate of cash.
        over_limit_agreed (bool | Unset):  Default: False.
    """

    limit: int
    statement_day: int
    balance_transfers_until: datetime.date | None | Unset = UNSET
    over_limit_agreed: bool | Unset = False

    def to_dict(self) -> dict[str, Any]:
        limit = self.limit

        statement_day = self.statement_day

        balance_transfers_until: None | str | Unset
        if isinstance(self.balance_transfers_until, Unset):
            balance_transfers_until = UNSET
        elif isinstance(self.balance_transfers_until, datetime.date):
            balance_transfers_until = self.balance_transfers_until.isoformat()
        else:
            balance_transfers_until = self.balance_transfers_until

        over_limit_agreed = self.over_limit_agreed

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "limit": limit,
                "statement_day": statement_day,
            }
        )
        if balance_transfers_until is not UNSET:
            field_dict["balance_transfers_until"] = balance_transfers_until
        if over_limit_agreed is not UNSET:
            field_dict["over_limit_agreed"] = over_limit_agreed

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        limit = d.pop("limit")

        statement_day = d.pop("statement_day")

        def _parse_balance_transfers_until(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                balance_transfers_until_type_0 = datetime.date.fromisoformat(data)

                return balance_transfers_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        balance_transfers_until = _parse_balance_transfers_until(d.pop("balance_transfers_until", UNSET))

        over_limit_agreed = d.pop("over_limit_agreed", UNSET)

        card_agreement = cls(
            limit=limit,
            statement_day=statement_day,
            balance_transfers_until=balance_transfers_until,
            over_limit_agreed=over_limit_agreed,
        )

        return card_agreement
