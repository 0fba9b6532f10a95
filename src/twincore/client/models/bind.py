from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset


T = TypeVar("T", bound="Bind")


@_attrs_define
class Bind:
    """An account of the core for one account of the ledger.

    Attributes:
        core (int): An account on the core: BSB and number as one number of 15 digits.
        reason (str): Why, for the audit trail.
        adjust (bool | Unset): Take the core's balance though the account has another one. Default: False.
    """

    core: int
    reason: str
    adjust: bool | Unset = False

    def to_dict(self) -> dict[str, Any]:
        core = self.core

        reason = self.reason

        adjust = self.adjust

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "core": core,
                "reason": reason,
            }
        )
        if adjust is not UNSET:
            field_dict["adjust"] = adjust

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        core = d.pop("core")

        reason = d.pop("reason")

        adjust = d.pop("adjust", UNSET)

        bind = cls(
            core=core,
            reason=reason,
            adjust=adjust,
        )

        return bind
