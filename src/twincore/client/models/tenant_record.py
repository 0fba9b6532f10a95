from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.tenant_record_status import TenantRecordStatus
from typing import cast
import datetime


T = TypeVar("T", bound="TenantRecord")


@_attrs_define
class TenantRecord:
    """A tenant.

    Attributes:
        name (str):
        display_name (str):
        currency (str):
        time_zone (str):
        synthetic (bool):
        status (TenantRecordStatus):
        clock (datetime.datetime | None): The time of a synthetic tenant; null for one that lives by the wall clock.
        created_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
    """

    name: str
    display_name: str
    currency: str
    time_zone: str
    synthetic: bool
    status: TenantRecordStatus
    clock: datetime.datetime | None
    created_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        display_name = self.display_name

        currency = self.currency

        time_zone = self.time_zone

        synthetic = self.synthetic

        status = self.status.value

        clock: None | str
        if isinstance(self.clock, datetime.datetime):
            clock = self.clock.isoformat()
        else:
            clock = self.clock

        created_at = self.created_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "display_name": display_name,
                "currency": currency,
                "time_zone": time_zone,
                "synthetic": synthetic,
                "status": status,
                "clock": clock,
                "created_at": created_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        display_name = d.pop("display_name")

        currency = d.pop("currency")

        time_zone = d.pop("time_zone")

        synthetic = d.pop("synthetic")

        status = TenantRecordStatus(d.pop("status"))

        def _parse_clock(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                clock_type_0 = datetime.datetime.fromisoformat(data)

                return clock_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        clock = _parse_clock(d.pop("clock"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        tenant_record = cls(
            name=name,
            display_name=display_name,
            currency=currency,
            time_zone=time_zone,
            synthetic=synthetic,
            status=status,
            clock=clock,
            created_at=created_at,
        )

        return tenant_record
