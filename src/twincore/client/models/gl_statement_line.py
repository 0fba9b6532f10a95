from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="GlStatementLine")


@_attrs_define
class GlStatementLine:
    """A line of a statement, positive on the side where its kind grows.

    Attributes:
        account (int):
        title (str):
        heading (str):
        amount (int):
    """

    account: int
    title: str
    heading: str
    amount: int

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        title = self.title

        heading = self.heading

        amount = self.amount

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "title": title,
                "heading": heading,
                "amount": amount,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account = d.pop("account")

        title = d.pop("title")

        heading = d.pop("heading")

        amount = d.pop("amount")

        gl_statement_line = cls(
            account=account,
            title=title,
            heading=heading,
            amount=amount,
        )

        return gl_statement_line
