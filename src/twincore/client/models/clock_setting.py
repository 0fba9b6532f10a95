from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
import datetime


T = TypeVar("T", bound="ClockSetting")


@_attrs_define
class ClockSetting:
    """Where to move the clock of a synthetic tenant, forward: to a time or by seconds.

    Attributes:
        to (datetime.datetime | None | Unset):
        by_seconds (int | None | Unset):
    """

    to: datetime.datetime | None | Unset = UNSET
    by_seconds: int | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        to: None | str | Unset
        if isinstance(self.to, Unset):
            to = UNSET
        elif isinstance(self.to, datetime.datetime):
            to = self.to.isoformat()
        else:
            to = self.to

        by_seconds: int | None | Unset
        if isinstance(self.by_seconds, Unset):
            by_seconds = UNSET
        else:
            by_seconds = self.by_seconds

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if to is not UNSET:
            field_dict["to"] = to
        if by_seconds is not UNSET:
            field_dict["by_seconds"] = by_seconds

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_to(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                to_type_0 = datetime.datetime.fromisoformat(data)

                return to_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        to = _parse_to(d.pop("to", UNSET))

        def _parse_by_seconds(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        by_seconds = _parse_by_seconds(d.pop("by_seconds", UNSET))

        clock_setting = cls(
            to=to,
            by_seconds=by_seconds,
        )

        return clock_setting
