from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="ClockRecord")


@_attrs_define
class ClockRecord:
    """What time it is for a tenant.

    Attributes:
        tenant (str):
        now (datetime.datetime): RFC 3339, UTC, to the microsecond.
        business_date (datetime.date): The date in the tenant's time zone.
        controllable (bool): Whether it is a synthetic tenant's clock, which can be moved.
    """

    tenant: str
    now: datetime.datetime
    business_date: datetime.date
    controllable: bool

    def to_dict(self) -> dict[str, Any]:
        tenant = self.tenant

        now = self.now.isoformat()

        business_date = self.business_date.isoformat()

        controllable = self.controllable

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "tenant": tenant,
                "now": now,
                "business_date": business_date,
                "controllable": controllable,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        tenant = d.pop("tenant")

        now = datetime.datetime.fromisoformat(d.pop("now"))

        business_date = datetime.date.fromisoformat(d.pop("business_date"))

        controllable = d.pop("controllable")

        clock_record = cls(
            tenant=tenant,
            now=now,
            business_date=business_date,
            controllable=controllable,
        )

        return clock_record
