from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="GlJournalLine")


@_attrs_define
class GlJournalLine:
    """One side of a proposed journal.

    Attributes:
        account (int):
        debit (int):
        credit (int):
        currency (str):
        words (str):
    """

    account: int
    debit: int
    credit: int
    currency: str
    words: str

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        debit = self.debit

        credit = self.credit

        currency = self.currency

        words = self.words

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "debit": debit,
                "credit": credit,
                "currency": currency,
                "words": words,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account = d.pop("account")

        debit = d.pop("debit")

        credit = d.pop("credit")

        currency = d.pop("currency")

        words = d.pop("words")

        gl_journal_line = cls(
            account=account,
            debit=debit,
            credit=credit,
            currency=currency,
            words=words,
        )

        return gl_journal_line
