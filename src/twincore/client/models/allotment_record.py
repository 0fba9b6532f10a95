from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast


T = TypeVar("T", bound="AllotmentRecord")


@_attrs_define
class AllotmentRecord:
    """What one account may spend while the core is away.

    Attributes:
        account (int):
        allotment (int | None):
    """

    account: int
    allotment: int | None

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        allotment: int | None
        allotment = self.allotment

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "allotment": allotment,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account = d.pop("account")

        def _parse_allotment(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        allotment = _parse_allotment(d.pop("allotment"))

        allotment_record = cls(
            account=account,
            allotment=allotment,
        )

        return allotment_record
