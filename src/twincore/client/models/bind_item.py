from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="BindItem")


@_attrs_define
class BindItem:
    """Two accounts that are the same.

    Attributes:
        core (int): An account on the core: BSB and number as one number of 15 digits.
        account (int): A product account.
    """

    core: int
    account: int

    def to_dict(self) -> dict[str, Any]:
        core = self.core

        account = self.account

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "core": core,
                "account": account,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        core = d.pop("core")

        account = d.pop("account")

        bind_item = cls(
            core=core,
            account=account,
        )

        return bind_item
