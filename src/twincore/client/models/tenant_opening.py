from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
import datetime


T = TypeVar("T", bound="TenantOpening")


@_attrs_define
class TenantOpening:
    """A tenant to create. A synthetic one lives by a clock that you set; it can never become a real one, nor the other way
    round.

        Attributes:
            name (str): The tenant's short name.
            display_name (str): What people call it.
            currency (str | Unset): ISO 4217 alphabetic code. Default: 'AUD'.
            time_zone (str | Unset): IANA time zone of its business dates. Default: 'Australia/Sydney'.
            synthetic (bool | Unset):  Default: False.
            start (datetime.datetime | None | Unset): Where a synthetic tenant's clock starts; now if left out.
            year_end_month (int | Unset): The month with which the tenant's year ends. Default: 6.
    """

    name: str
    display_name: str
    currency: str | Unset = "AUD"
    time_zone: str | Unset = "Australia/Sydney"
    synthetic: bool | Unset = False
    start: datetime.datetime | None | Unset = UNSET
    year_end_month: int | Unset = 6

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        display_name = self.display_name

        currency = self.currency

        time_zone = self.time_zone

        synthetic = self.synthetic

        start: None | str | Unset
        if isinstance(self.start, Unset):
            start = UNSET
        elif isinstance(self.start, datetime.datetime):
            start = self.start.isoformat()
        else:
            start = self.start

        year_end_month = self.year_end_month

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "display_name": display_name,
            }
        )
        if currency is not UNSET:
            field_dict["currency"] = currency
        if time_zone is not UNSET:
            field_dict["time_zone"] = time_zone
        if synthetic is not UNSET:
            field_dict["synthetic"] = synthetic
        if start is not UNSET:
            field_dict["start"] = start
        if year_end_month is not UNSET:
            field_dict["year_end_month"] = year_end_month

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        display_name = d.pop("display_name")

        currency = d.pop("currency", UNSET)

        time_zone = d.pop("time_zone", UNSET)

        synthetic = d.pop("synthetic", UNSET)

        def _parse_start(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                start_type_0 = datetime.datetime.fromisoformat(data)

                return start_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        start = _parse_start(d.pop("start", UNSET))

        year_end_month = d.pop("year_end_month", UNSET)

        tenant_opening = cls(
            name=name,
            display_name=display_name,
            currency=currency,
            time_zone=time_zone,
            synthetic=synthetic,
            start=start,
            year_end_month=year_end_month,
        )

        return tenant_opening
