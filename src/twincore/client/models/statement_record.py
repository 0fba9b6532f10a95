from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="StatementRecord")


@_attrs_define
class StatementRecord:
    """A statement: the period it covers, and the balances at its ends.

    Attributes:
        account (int): Ledger account id.
        date (datetime.date): Its last day, by which it is called.
        number (int): Of the account's statements, from 1.
        kind (str): deposit, loan or card.
        currency (str): ISO 4217 alphabetic code.
        from_date (datetime.date):
        from_seq (int): It covers the journal behind this place
        cut_seq (int): up to this one.
        opening_balance (int): Minor units, may be negative.
        closing_balance (int): Minor units, may be negative.
        credit_limit (int):
        prepared_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
    """

    account: int
    date: datetime.date
    number: int
    kind: str
    currency: str
    from_date: datetime.date
    from_seq: int
    cut_seq: int
    opening_balance: int
    closing_balance: int
    credit_limit: int
    prepared_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        date = self.date.isoformat()

        number = self.number

        kind = self.kind

        currency = self.currency

        from_date = self.from_date.isoformat()

        from_seq = self.from_seq

        cut_seq = self.cut_seq

        opening_balance = self.opening_balance

        closing_balance = self.closing_balance

        credit_limit = self.credit_limit

        prepared_at = self.prepared_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "date": date,
                "number": number,
                "kind": kind,
                "currency": currency,
                "from_date": from_date,
                "from_seq": from_seq,
                "cut_seq": cut_seq,
                "opening_balance": opening_balance,
                "closing_balance": closing_balance,
                "credit_limit": credit_limit,
                "prepared_at": prepared_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account = d.pop("account")

        date = datetime.date.fromisoformat(d.pop("date"))

        number = d.pop("number")

        kind = d.pop("kind")

        currency = d.pop("currency")

        from_date = datetime.date.fromisoformat(d.pop("from_date"))

        from_seq = d.pop("from_seq")

        cut_seq = d.pop("cut_seq")

        opening_balance = d.pop("opening_balance")

        closing_balance = d.pop("closing_balance")

        credit_limit = d.pop("credit_limit")

        prepared_at = datetime.datetime.fromisoformat(d.pop("prepared_at"))

        statement_record = cls(
            account=account,
            date=date,
            number=number,
            kind=kind,
            currency=currency,
            from_date=from_date,
            from_seq=from_seq,
            cut_seq=cut_seq,
            opening_balance=opening_balance,
            closing_balance=closing_balance,
            credit_limit=credit_limit,
            prepared_at=prepared_at,
        )

        return statement_record
