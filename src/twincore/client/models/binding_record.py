from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="BindingRecord")


@_attrs_define
class BindingRecord:
    """An account that both sides keep from now on.

    Attributes:
        core (str): On the core: BSB and number.
        core_key (int):
        account (int):
        opening (int): Minor units posted to it, so that both sides begin with the same balance.
    """

    core: str
    core_key: int
    account: int
    opening: int

    def to_dict(self) -> dict[str, Any]:
        core = self.core

        core_key = self.core_key

        account = self.account

        opening = self.opening

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "core": core,
                "core_key": core_key,
                "account": account,
                "opening": opening,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        core = d.pop("core")

        core_key = d.pop("core_key")

        account = d.pop("account")

        opening = d.pop("opening")

        binding_record = cls(
            core=core,
            core_key=core_key,
            account=account,
            opening=opening,
        )

        return binding_record
