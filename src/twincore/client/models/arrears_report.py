from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.bucket_record import BucketRecord


T = TypeVar("T", bound="ArrearsReport")


@_attrs_define
class ArrearsReport:
    """Arrears at the end of a date by bucket, minor units.

    Attributes:
        date (datetime.date):
        buckets (list[BucketRecord]):
    """

    date: datetime.date
    buckets: list[BucketRecord]

    def to_dict(self) -> dict[str, Any]:
        from ..models.bucket_record import BucketRecord  # noqa: PLC0415

        date = self.date.isoformat()

        buckets = []
        for buckets_item_data in self.buckets:
            buckets_item = buckets_item_data.to_dict()
            buckets.append(buckets_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "date": date,
                "buckets": buckets,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.bucket_record import BucketRecord  # noqa: PLC0415

        d = dict(src_dict)
        date = datetime.date.fromisoformat(d.pop("date"))

        buckets = []
        _buckets = d.pop("buckets")
        for buckets_item_data in _buckets:
            buckets_item = BucketRecord.from_dict(buckets_item_data)

            buckets.append(buckets_item)

        arrears_report = cls(
            date=date,
            buckets=buckets,
        )

        return arrears_report
