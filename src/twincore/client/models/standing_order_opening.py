from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.frequency_name import FrequencyName
from ..types import UNSET, Unset
from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.standing_order_opening_parameters import StandingOrderOpeningParameters


T = TypeVar("T", bound="StandingOrderOpening")


@_attrs_define
class StandingOrderOpening:
    """A payment asked for in advance. It falls due on starts_on and then by frequency, until ends_on or so many
    occurrences, whatever comes first.

        Attributes:
            code (str): The transaction code to pay with.
            parameters (StandingOrderOpeningParameters): Of the code; the payer is its from_account or account.
            frequency (FrequencyName): How often a standing order pays.
            starts_on (datetime.date): A calendar date.
            ends_on (datetime.date | None | Unset):
            occurrences (int | None | Unset):
            retries (int | Unset): Business days on which it is tried again where the money is lacking. Default: 3.
            reason (None | str | Unset):
    """

    code: str
    parameters: StandingOrderOpeningParameters
    frequency: FrequencyName
    starts_on: datetime.date
    ends_on: datetime.date | None | Unset = UNSET
    occurrences: int | None | Unset = UNSET
    retries: int | Unset = 3
    reason: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.standing_order_opening_parameters import StandingOrderOpeningParameters  # noqa: PLC0415

        code = self.code

        parameters = self.parameters.to_dict()

        frequency = self.frequency.value

        starts_on = self.starts_on.isoformat()

        ends_on: None | str | Unset
        if isinstance(self.ends_on, Unset):
            ends_on = UNSET
        elif isinstance(self.ends_on, datetime.date):
            ends_on = self.ends_on.isoformat()
        else:
            ends_on = self.ends_on

        occurrences: int | None | Unset
        if isinstance(self.occurrences, Unset):
            occurrences = UNSET
        else:
            occurrences = self.occurrences

        retries = self.retries

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "code": code,
                "parameters": parameters,
                "frequency": frequency,
                "starts_on": starts_on,
            }
        )
        if ends_on is not UNSET:
            field_dict["ends_on"] = ends_on
        if occurrences is not UNSET:
            field_dict["occurrences"] = occurrences
        if retries is not UNSET:
            field_dict["retries"] = retries
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.standing_order_opening_parameters import StandingOrderOpeningParameters  # noqa: PLC0415

        d = dict(src_dict)
        code = d.pop("code")

        parameters = StandingOrderOpeningParameters.from_dict(d.pop("parameters"))

        frequency = FrequencyName(d.pop("frequency"))

        starts_on = datetime.date.fromisoformat(d.pop("starts_on"))

        def _parse_ends_on(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ends_on_type_0 = datetime.date.fromisoformat(data)

                return ends_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        ends_on = _parse_ends_on(d.pop("ends_on", UNSET))

        def _parse_occurrences(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        occurrences = _parse_occurrences(d.pop("occurrences", UNSET))

        retries = d.pop("retries", UNSET)

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        standing_order_opening = cls(
            code=code,
            parameters=parameters,
            frequency=frequency,
            starts_on=starts_on,
            ends_on=ends_on,
            occurrences=occurrences,
            retries=retries,
            reason=reason,
        )

        return standing_order_opening
