from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.state_name import StateName
from ..types import UNSET, Unset
from typing import cast


T = TypeVar("T", bound="HolidayAdoption")


@_attrs_define
class HolidayAdoption:
    """The holidays of an Australian state in some years.

    Attributes:
        state (StateName): Australian states and territories.
        years (list[int]):
        reason (None | str | Unset):
    """

    state: StateName
    years: list[int]
    reason: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        state = self.state.value

        years = self.years

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "state": state,
                "years": years,
            }
        )
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        state = StateName(d.pop("state"))

        years = cast(list[int], d.pop("years"))

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        holiday_adoption = cls(
            state=state,
            years=years,
            reason=reason,
        )

        return holiday_adoption
