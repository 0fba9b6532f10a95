from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
    from ..models.stand_in_policy import StandInPolicy


T = TypeVar("T", bound="LinkOpening")


@_attrs_define
class LinkOpening:
    """A tenant's link to its core.

    Attributes:
        reason (str): Why, for the audit trail.
        policy (StandInPolicy | Unset): How the twin stands in. What is left out stays as it is (when the link is
            opened: as shipped).
    """

    reason: str
    policy: StandInPolicy | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.stand_in_policy import StandInPolicy  # noqa: PLC0415

        reason = self.reason

        policy: dict[str, Any] | Unset = UNSET
        if not isinstance(self.policy, Unset):
            policy = self.policy.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reason": reason,
            }
        )
        if policy is not UNSET:
            field_dict["policy"] = policy

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.stand_in_policy import StandInPolicy  # noqa: PLC0415

        d = dict(src_dict)
        reason = d.pop("reason")

        _policy = d.pop("policy", UNSET)
        policy: StandInPolicy | Unset
        if isinstance(_policy, Unset):
            policy = UNSET
        else:
            policy = StandInPolicy.from_dict(_policy)

        link_opening = cls(
            reason=reason,
            policy=policy,
        )

        return link_opening
