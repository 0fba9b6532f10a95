from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="BalanceRecord")


@_attrs_define
class BalanceRecord:
    """What is in an account now, exact. Minor units, positive on the account's own side.

    Attributes:
        account (int):
        currency (str):
        current (int): Settled.
        held (int): Set aside by holds.
        pending (int): On its way in.
        available (int): What can be spent: current less held plus the credit limit.
        credit_limit (int):
        debits_posted (int):
        credits_posted (int):
        debits_pending (int):
        credits_pending (int):
        last_seq (int): Place of the account's last transfer in the journal.
    """

    account: int
    currency: str
    current: int
    held: int
    pending: int
    available: int
    credit_limit: int
    debits_posted: int
    credits_posted: int
    debits_pending: int
    credits_pending: int
    last_seq: int

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        currency = self.currency

        current = self.current

        held = self.held

        pending = self.pending

        available = self.available

        credit_limit = self.credit_limit

        debits_posted = self.debits_posted

        credits_posted = self.credits_posted

        debits_pending = self.debits_pending

        credits_pending = self.credits_pending

        last_seq = self.last_seq

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "currency": currency,
                "current": current,
                "held": held,
                "pending": pending,
                "available": available,
                "credit_limit": credit_limit,
                "debits_posted": debits_posted,
                "credits_posted": credits_posted,
                "debits_pending": debits_pending,
                "credits_pending": credits_pending,
                "last_seq": last_seq,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account = d.pop("account")

        currency = d.pop("currency")

        current = d.pop("current")

        held = d.pop("held")

        pending = d.pop("pending")

        available = d.pop("available")

        credit_limit = d.pop("credit_limit")

        debits_posted = d.pop("debits_posted")

        credits_posted = d.pop("credits_posted")

        debits_pending = d.pop("debits_pending")

        credits_pending = d.pop("credits_pending")

        last_seq = d.pop("last_seq")

        balance_record = cls(
            account=account,
            currency=currency,
            current=current,
            held=held,
            pending=pending,
            available=available,
            credit_limit=credit_limit,
            debits_posted=debits_posted,
            credits_posted=credits_posted,
            debits_pending=debits_pending,
            credits_pending=credits_pending,
            last_seq=last_seq,
        )

        return balance_record
