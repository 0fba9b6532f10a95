from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.gl_batch_record_totals import GlBatchRecordTotals


T = TypeVar("T", bound="GlBatchRecord")


@_attrs_define
class GlBatchRecord:
    """What the end of a day posted.

    Attributes:
        date (datetime.date):
        from_seq (int): The transfers after this one.
        cut_seq (int): Up to this one.
        journal (int):
        transfers (int):
        entries (int):
        totals (GlBatchRecordTotals): Minor units moved, by currency.
        codes_unknown (list[int]): Numbers on transfers that no transaction code has.
    """

    date: datetime.date
    from_seq: int
    cut_seq: int
    journal: int
    transfers: int
    entries: int
    totals: GlBatchRecordTotals
    codes_unknown: list[int]

    def to_dict(self) -> dict[str, Any]:
        from ..models.gl_batch_record_totals import GlBatchRecordTotals  # noqa: PLC0415

        date = self.date.isoformat()

        from_seq = self.from_seq

        cut_seq = self.cut_seq

        journal = self.journal

        transfers = self.transfers

        entries = self.entries

        totals = self.totals.to_dict()

        codes_unknown = self.codes_unknown

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "date": date,
                "from_seq": from_seq,
                "cut_seq": cut_seq,
                "journal": journal,
                "transfers": transfers,
                "entries": entries,
                "totals": totals,
                "codes_unknown": codes_unknown,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gl_batch_record_totals import GlBatchRecordTotals  # noqa: PLC0415

        d = dict(src_dict)
        date = datetime.date.fromisoformat(d.pop("date"))

        from_seq = d.pop("from_seq")

        cut_seq = d.pop("cut_seq")

        journal = d.pop("journal")

        transfers = d.pop("transfers")

        entries = d.pop("entries")

        totals = GlBatchRecordTotals.from_dict(d.pop("totals"))

        codes_unknown = cast(list[int], d.pop("codes_unknown"))

        gl_batch_record = cls(
            date=date,
            from_seq=from_seq,
            cut_seq=cut_seq,
            journal=journal,
            transfers=transfers,
            entries=entries,
            totals=totals,
            codes_unknown=codes_unknown,
        )

        return gl_batch_record
