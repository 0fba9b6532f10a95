from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.drift_item_record import DriftItemRecord


T = TypeVar("T", bound="DriftDetail")


@_attrs_define
class DriftDetail:
    """A comparison with what differed, the first thousand.

    Attributes:
        number (int):
        at (datetime.datetime): RFC 3339, UTC, to the microsecond.
        epoch (int):
        lsn (int):
        clean (bool):
        accounts (int):
        in_flight (int):
        in_flight_minor (int):
        drift_accounts (int):
        drift_minor (int):
        items (list[DriftItemRecord]):
    """

    number: int
    at: datetime.datetime
    epoch: int
    lsn: int
    clean: bool
    accounts: int
    in_flight: int
    in_flight_minor: int
    drift_accounts: int
    drift_minor: int
    items: list[DriftItemRecord]

    def to_dict(self) -> dict[str, Any]:
        from ..models.drift_item_record import DriftItemRecord  # noqa: PLC0415

        number = self.number

        at = self.at.isoformat()

        epoch = self.epoch

        lsn = self.lsn

        clean = self.clean

        accounts = self.accounts

        in_flight = self.in_flight

        in_flight_minor = self.in_flight_minor

        drift_accounts = self.drift_accounts

        drift_minor = self.drift_minor

        items = []
        for items_item_data in self.items:
            items_item = items_item_data.to_dict()
            items.append(items_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "number": number,
                "at": at,
                "epoch": epoch,
                "lsn": lsn,
                "clean": clean,
                "accounts": accounts,
                "in_flight": in_flight,
                "in_flight_minor": in_flight_minor,
                "drift_accounts": drift_accounts,
                "drift_minor": drift_minor,
                "items": items,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.drift_item_record import DriftItemRecord  # noqa: PLC0415

        d = dict(src_dict)
        number = d.pop("number")

        at = datetime.datetime.fromisoformat(d.pop("at"))

        epoch = d.pop("epoch")

        lsn = d.pop("lsn")

        clean = d.pop("clean")

        accounts = d.pop("accounts")

        in_flight = d.pop("in_flight")

        in_flight_minor = d.pop("in_flight_minor")

        drift_accounts = d.pop("drift_accounts")

        drift_minor = d.pop("drift_minor")

        items = []
        _items = d.pop("items")
        for items_item_data in _items:
            items_item = DriftItemRecord.from_dict(items_item_data)

            items.append(items_item)

        drift_detail = cls(
            number=number,
            at=at,
            epoch=epoch,
            lsn=lsn,
            clean=clean,
            accounts=accounts,
            in_flight=in_flight,
            in_flight_minor=in_flight_minor,
            drift_accounts=drift_accounts,
            drift_minor=drift_minor,
            items=items,
        )

        return drift_detail
