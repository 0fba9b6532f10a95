from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="WriteOffRecord")


@_attrs_define
class WriteOffRecord:
    """A loan or card given up, under two persons' names.

    Attributes:
        account (int):
        amount (int):
        transfer (str):
        maker (str):
        checker (str):
    """

    account: int
    amount: int
    transfer: str
    maker: str
    checker: str

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        amount = self.amount

        transfer = self.transfer

        maker = self.maker

        checker = self.checker

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "amount": amount,
                "transfer": transfer,
                "maker": maker,
                "checker": checker,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account = d.pop("account")

        amount = d.pop("amount")

        transfer = d.pop("transfer")

        maker = d.pop("maker")

        checker = d.pop("checker")

        write_off_record = cls(
            account=account,
            amount=amount,
            transfer=transfer,
            maker=maker,
            checker=checker,
        )

        return write_off_record
