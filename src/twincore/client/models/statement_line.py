from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
from uuid import UUID
import datetime


T = TypeVar("T", bound="StatementLine")


@_attrs_define
class StatementLine:
    """A line of a statement, with where its receipt is.

    Attributes:
        seq (int | None): Place in the journal; null: charged by the statement, and refused when it was to be posted.
        transfer (UUID):
        date (datetime.date):
        value_date (datetime.date):
        title (str):
        words (str):
        amount (int): Above zero: credited; below: debited.
        balance (int): After it.
        receipt (None | str): Where the proof is that it stands in the journal.
    """

    seq: int | None
    transfer: UUID
    date: datetime.date
    value_date: datetime.date
    title: str
    words: str
    amount: int
    balance: int
    receipt: None | str

    def to_dict(self) -> dict[str, Any]:
        seq: int | None
        seq = self.seq

        transfer = str(self.transfer)

        date = self.date.isoformat()

        value_date = self.value_date.isoformat()

        title = self.title

        words = self.words

        amount = self.amount

        balance = self.balance

        receipt: None | str
        receipt = self.receipt

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "seq": seq,
                "transfer": transfer,
                "date": date,
                "value_date": value_date,
                "title": title,
                "words": words,
                "amount": amount,
                "balance": balance,
                "receipt": receipt,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_seq(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        seq = _parse_seq(d.pop("seq"))

        transfer = UUID(d.pop("transfer"))

        date = datetime.date.fromisoformat(d.pop("date"))

        value_date = datetime.date.fromisoformat(d.pop("value_date"))

        title = d.pop("title")

        words = d.pop("words")

        amount = d.pop("amount")

        balance = d.pop("balance")

        def _parse_receipt(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        receipt = _parse_receipt(d.pop("receipt"))

        statement_line = cls(
            seq=seq,
            transfer=transfer,
            date=date,
            value_date=value_date,
            title=title,
            words=words,
            amount=amount,
            balance=balance,
            receipt=receipt,
        )

        return statement_line
