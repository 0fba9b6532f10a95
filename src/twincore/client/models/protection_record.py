from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast


T = TypeVar("T", bound="ProtectionRecord")


@_attrs_define
class ProtectionRecord:
    """The accounts that cover an account, in order.

    Attributes:
        account (int):
        sources (list[int]):
    """

    account: int
    sources: list[int]

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        sources = self.sources

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "sources": sources,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account = d.pop("account")

        sources = cast(list[int], d.pop("sources"))

        protection_record = cls(
            account=account,
            sources=sources,
        )

        return protection_record
