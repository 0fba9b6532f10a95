from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.account_kind import AccountKind


T = TypeVar("T", bound="GlTrialLine")


@_attrs_define
class GlTrialLine:
    """An account in one currency: all that was ever debited and credited; balance: debits less credits.

    Attributes:
        account (int):
        title (str):
        kind (AccountKind): The five kinds of accounts.
        heading (str):
        currency (str):
        debits (int):
        credits_ (int):
        balance (int):
    """

    account: int
    title: str
    kind: AccountKind
    heading: str
    currency: str
    debits: int
    credits_: int
    balance: int

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        title = self.title

        kind = self.kind.value

        heading = self.heading

        currency = self.currency

        debits = self.debits

        credits_ = self.credits_

        balance = self.balance

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "title": title,
                "kind": kind,
                "heading": heading,
                "currency": currency,
                "debits": debits,
                "credits": credits_,
                "balance": balance,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account = d.pop("account")

        title = d.pop("title")

        kind = AccountKind(d.pop("kind"))

        heading = d.pop("heading")

        currency = d.pop("currency")

        debits = d.pop("debits")

        credits_ = d.pop("credits")

        balance = d.pop("balance")

        gl_trial_line = cls(
            account=account,
            title=title,
            kind=kind,
            heading=heading,
            currency=currency,
            debits=debits,
            credits_=credits_,
            balance=balance,
        )

        return gl_trial_line
