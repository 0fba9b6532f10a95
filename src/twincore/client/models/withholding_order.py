from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
import datetime


T = TypeVar("T", bound="WithholdingOrder")


@_attrs_define
class WithholdingOrder:
    """Whether tax is withheld from a member's interest, and from which day on.

    Attributes:
        withhold (bool):
        since (datetime.date): A calendar date.
        reason (None | str | Unset):
    """

    withhold: bool
    since: datetime.date
    reason: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        withhold = self.withhold

        since = self.since.isoformat()

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "withhold": withhold,
                "since": since,
            }
        )
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        withhold = d.pop("withhold")

        since = datetime.date.fromisoformat(d.pop("since"))

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        withholding_order = cls(
            withhold=withhold,
            since=since,
            reason=reason,
        )

        return withholding_order
