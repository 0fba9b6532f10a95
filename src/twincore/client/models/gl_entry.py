from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast


T = TypeVar("T", bound="GlEntry")


@_attrs_define
class GlEntry:
    """A line of a journal: one account debited and one credited with the same amount.

    Attributes:
        debit (int):
        credit (int):
        currency (str):
        amount (int):
        code (int): Transaction code of what it sums up; 0 for none.
        transfers (int): How many transfers it sums up; 0 for what was posted here alone.
        words (None | str):
    """

    debit: int
    credit: int
    currency: str
    amount: int
    code: int
    transfers: int
    words: None | str

    def to_dict(self) -> dict[str, Any]:
        debit = self.debit

        credit = self.credit

        currency = self.currency

        amount = self.amount

        code = self.code

        transfers = self.transfers

        words: None | str
        words = self.words

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "debit": debit,
                "credit": credit,
                "currency": currency,
                "amount": amount,
                "code": code,
                "transfers": transfers,
                "words": words,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        debit = d.pop("debit")

        credit = d.pop("credit")

        currency = d.pop("currency")

        amount = d.pop("amount")

        code = d.pop("code")

        transfers = d.pop("transfers")

        def _parse_words(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        words = _parse_words(d.pop("words"))

        gl_entry = cls(
            debit=debit,
            credit=credit,
            currency=currency,
            amount=amount,
            code=code,
            transfers=transfers,
            words=words,
        )

        return gl_entry
