from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast


T = TypeVar("T", bound="GlJournalLineOrder")


@_attrs_define
class GlJournalLineOrder:
    """One side of a journal by hand.

    Attributes:
        account (int): Number in the chart of accounts.
        debit (int | Unset): Minor units; exactly one of debit and credit is above 0. Default: 0.
        credit (int | Unset): Minor units; exactly one of debit and credit is above 0. Default: 0.
        currency (None | str | Unset): The book's own unless said.
        words (None | str | Unset):
    """

    account: int
    debit: int | Unset = 0
    credit: int | Unset = 0
    currency: None | str | Unset = UNSET
    words: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        debit = self.debit

        credit = self.credit

        currency: None | str | Unset
        if isinstance(self.currency, Unset):
            currency = UNSET
        else:
            currency = self.currency

        words: None | str | Unset
        if isinstance(self.words, Unset):
            words = UNSET
        else:
            words = self.words

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
            }
        )
        if debit is not UNSET:
            field_dict["debit"] = debit
        if credit is not UNSET:
            field_dict["credit"] = credit
        if currency is not UNSET:
            field_dict["currency"] = currency
        if words is not UNSET:
            field_dict["words"] = words

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account = d.pop("account")

        debit = d.pop("debit", UNSET)

        credit = d.pop("credit", UNSET)

        def _parse_currency(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        currency = _parse_currency(d.pop("currency", UNSET))

        def _parse_words(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        words = _parse_words(d.pop("words", UNSET))

        gl_journal_line_order = cls(
            account=account,
            debit=debit,
            credit=credit,
            currency=currency,
            words=words,
        )

        return gl_journal_line_order
