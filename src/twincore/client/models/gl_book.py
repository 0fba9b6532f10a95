from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="GlBook")


@_attrs_define
class GlBook:
    """A tenant's general ledger.

    Attributes:
        currency (str):
        first_date (datetime.date):
        year_end_month (int):
        batch_date (datetime.date | None): The last business date that is posted.
        cut_seq (int): The last transfer that is posted.
        journals (int): How many journals it has; they are numbered from 1 without a gap.
    """

    currency: str
    first_date: datetime.date
    year_end_month: int
    batch_date: datetime.date | None
    cut_seq: int
    journals: int

    def to_dict(self) -> dict[str, Any]:
        currency = self.currency

        first_date = self.first_date.isoformat()

        year_end_month = self.year_end_month

        batch_date: None | str
        if isinstance(self.batch_date, datetime.date):
            batch_date = self.batch_date.isoformat()
        else:
            batch_date = self.batch_date

        cut_seq = self.cut_seq

        journals = self.journals

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "currency": currency,
                "first_date": first_date,
                "year_end_month": year_end_month,
                "batch_date": batch_date,
                "cut_seq": cut_seq,
                "journals": journals,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        currency = d.pop("currency")

        first_date = datetime.date.fromisoformat(d.pop("first_date"))

        year_end_month = d.pop("year_end_month")

        def _parse_batch_date(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                batch_date_type_0 = datetime.date.fromisoformat(data)

                return batch_date_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        batch_date = _parse_batch_date(d.pop("batch_date"))

        cut_seq = d.pop("cut_seq")

        journals = d.pop("journals")

        gl_book = cls(
            currency=currency,
            first_date=first_date,
            year_end_month=year_end_month,
            batch_date=batch_date,
            cut_seq=cut_seq,
            journals=journals,
        )

        return gl_book
