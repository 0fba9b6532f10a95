from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.kyc_state import KycState


T = TypeVar("T", bound="KycMove")


@_attrs_define
class KycMove:
    """Where to move a member's KYC, and why.

    Attributes:
        kyc (KycState): How far it is known that a member is who it says.
        reason (str): Why, for the audit trail.
    """

    kyc: KycState
    reason: str

    def to_dict(self) -> dict[str, Any]:
        kyc = self.kyc.value

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kyc": kyc,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kyc = KycState(d.pop("kyc"))

        reason = d.pop("reason")

        kyc_move = cls(
            kyc=kyc,
            reason=reason,
        )

        return kyc_move
