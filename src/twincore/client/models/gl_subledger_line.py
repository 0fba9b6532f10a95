from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="GlSubledgerLine")


@_attrs_define
class GlSubledgerLine:
    """A line of the general ledger beside the ledger accounts of that class.

    Attributes:
        account (int):
        title (str):
        currency (str):
        accounts (int):
        subledger_debits (int):
        subledger_credits (int):
        gl_debits (int):
        gl_credits (int):
        journals (int): Debits less credits of what was posted in the general ledger alone.
        difference (int): Subledger less general ledger, debits less credits.
        agrees (bool):
    """

    account: int
    title: str
    currency: str
    accounts: int
    subledger_debits: int
    subledger_credits: int
    gl_debits: int
    gl_credits: int
    journals: int
    difference: int
    agrees: bool

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        title = self.title

        currency = self.currency

        accounts = self.accounts

        subledger_debits = self.subledger_debits

        subledger_credits = self.subledger_credits

        gl_debits = self.gl_debits

        gl_credits = self.gl_credits

        journals = self.journals

        difference = self.difference

        agrees = self.agrees

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "title": title,
                "currency": currency,
                "accounts": accounts,
                "subledger_debits": subledger_debits,
                "subledger_credits": subledger_credits,
                "gl_debits": gl_debits,
                "gl_credits": gl_credits,
                "journals": journals,
                "difference": difference,
                "agrees": agrees,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account = d.pop("account")

        title = d.pop("title")

        currency = d.pop("currency")

        accounts = d.pop("accounts")

        subledger_debits = d.pop("subledger_debits")

        subledger_credits = d.pop("subledger_credits")

        gl_debits = d.pop("gl_debits")

        gl_credits = d.pop("gl_credits")

        journals = d.pop("journals")

        difference = d.pop("difference")

        agrees = d.pop("agrees")

        gl_subledger_line = cls(
            account=account,
            title=title,
            currency=currency,
            accounts=accounts,
            subledger_debits=subledger_debits,
            subledger_credits=subledger_credits,
            gl_debits=gl_debits,
            gl_credits=gl_credits,
            journals=journals,
            difference=difference,
            agrees=agrees,
        )

        return gl_subledger_line
