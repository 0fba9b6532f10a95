from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="BalanceAtRecord")


@_attrs_define
class BalanceAtRecord:
    """What was in an account at a moment.

    Attributes:
        account (int):
        currency (str):
        at (datetime.datetime): RFC 3339, UTC, to the microsecond.
        current (int): Settled by then; minor units, positive on the account's own side.
        held (int):
        seq (int): Place of its last transfer by then; 0 if there was none.
    """

    account: int
    currency: str
    at: datetime.datetime
    current: int
    held: int
    seq: int

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        currency = self.currency

        at = self.at.isoformat()

        current = self.current

        held = self.held

        seq = self.seq

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "currency": currency,
                "at": at,
                "current": current,
                "held": held,
                "seq": seq,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account = d.pop("account")

        currency = d.pop("currency")

        at = datetime.datetime.fromisoformat(d.pop("at"))

        current = d.pop("current")

        held = d.pop("held")

        seq = d.pop("seq")

        balance_at_record = cls(
            account=account,
            currency=currency,
            at=at,
            current=current,
            held=held,
            seq=seq,
        )

        return balance_at_record
