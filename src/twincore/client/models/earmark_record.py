from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="EarmarkRecord")


@_attrs_define
class EarmarkRecord:
    """How many accounts the core was asked to set something aside for.

    Attributes:
        accounts (int):
    """

    accounts: int

    def to_dict(self) -> dict[str, Any]:
        accounts = self.accounts

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "accounts": accounts,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        accounts = d.pop("accounts")

        earmark_record = cls(
            accounts=accounts,
        )

        return earmark_record
