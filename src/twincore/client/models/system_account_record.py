from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.system_account_record_side import SystemAccountRecordSide


T = TypeVar("T", bound="SystemAccountRecord")


@_attrs_define
class SystemAccountRecord:
    """An account of the credit union itself, which formulas call @name.

    Attributes:
        name (str):
        title (str):
        currency (str):
        account (int):
        gl (int): Code in the chart of accounts.
        side (SystemAccountRecordSide):
    """

    name: str
    title: str
    currency: str
    account: int
    gl: int
    side: SystemAccountRecordSide

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        title = self.title

        currency = self.currency

        account = self.account

        gl = self.gl

        side = self.side.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "title": title,
                "currency": currency,
                "account": account,
                "gl": gl,
                "side": side,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        title = d.pop("title")

        currency = d.pop("currency")

        account = d.pop("account")

        gl = d.pop("gl")

        side = SystemAccountRecordSide(d.pop("side"))

        system_account_record = cls(
            name=name,
            title=title,
            currency=currency,
            account=account,
            gl=gl,
            side=side,
        )

        return system_account_record
