from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="CoreAccountRecord")


@_attrs_define
class CoreAccountRecord:
    """An account that both sides keep.

    Attributes:
        core (str): On the core: BSB and number.
        core_key (int):
        account (int):
    """

    core: str
    core_key: int
    account: int

    def to_dict(self) -> dict[str, Any]:
        core = self.core

        core_key = self.core_key

        account = self.account

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "core": core,
                "core_key": core_key,
                "account": account,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        core = d.pop("core")

        core_key = d.pop("core_key")

        account = d.pop("account")

        core_account_record = cls(
            core=core,
            core_key=core_key,
            account=account,
        )

        return core_account_record
