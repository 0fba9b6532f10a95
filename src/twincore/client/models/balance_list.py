from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.balance_record import BalanceRecord


T = TypeVar("T", bound="BalanceList")


@_attrs_define
class BalanceList:
    """Balances in the order of the accounts' ids; accounts that do not exist are left out.

    Attributes:
        balances (list[BalanceRecord]):
    """

    balances: list[BalanceRecord]

    def to_dict(self) -> dict[str, Any]:
        from ..models.balance_record import BalanceRecord  # noqa: PLC0415

        balances = []
        for balances_item_data in self.balances:
            balances_item = balances_item_data.to_dict()
            balances.append(balances_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "balances": balances,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.balance_record import BalanceRecord  # noqa: PLC0415

        d = dict(src_dict)
        balances = []
        _balances = d.pop("balances")
        for balances_item_data in _balances:
            balances_item = BalanceRecord.from_dict(balances_item_data)

            balances.append(balances_item)

        balance_list = cls(
            balances=balances,
        )

        return balance_list
