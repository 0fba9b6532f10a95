from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset


T = TypeVar("T", bound="Freezing")


@_attrs_define
class Freezing:
    """What to freeze, and why.

    Attributes:
        reason (str): Why, for the audit trail.
        debits (bool | Unset):  Default: True.
        credits_ (bool | Unset):  Default: True.
    """

    reason: str
    debits: bool | Unset = True
    credits_: bool | Unset = True

    def to_dict(self) -> dict[str, Any]:
        reason = self.reason

        debits = self.debits

        credits_ = self.credits_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reason": reason,
            }
        )
        if debits is not UNSET:
            field_dict["debits"] = debits
        if credits_ is not UNSET:
            field_dict["credits"] = credits_

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        reason = d.pop("reason")

        debits = d.pop("debits", UNSET)

        credits_ = d.pop("credits", UNSET)

        freezing = cls(
            reason=reason,
            debits=debits,
            credits_=credits_,
        )

        return freezing
