from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.position_worth import PositionWorth


T = TypeVar("T", bound="RevaluationRecord")


@_attrs_define
class RevaluationRecord:
    """What a revaluation posted.

    Attributes:
        date (datetime.date):
        positions (list[PositionWorth]):
        gain (int): Minor units of the book's currency; below 0 for a loss.
        journal (int | None):
        repeated (bool): The date was revalued before, and nothing changed.
    """

    date: datetime.date
    positions: list[PositionWorth]
    gain: int
    journal: int | None
    repeated: bool

    def to_dict(self) -> dict[str, Any]:
        from ..models.position_worth import PositionWorth  # noqa: PLC0415

        date = self.date.isoformat()

        positions = []
        for positions_item_data in self.positions:
            positions_item = positions_item_data.to_dict()
            positions.append(positions_item)

        gain = self.gain

        journal: int | None
        journal = self.journal

        repeated = self.repeated

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "date": date,
                "positions": positions,
                "gain": gain,
                "journal": journal,
                "repeated": repeated,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.position_worth import PositionWorth  # noqa: PLC0415

        d = dict(src_dict)
        date = datetime.date.fromisoformat(d.pop("date"))

        positions = []
        _positions = d.pop("positions")
        for positions_item_data in _positions:
            positions_item = PositionWorth.from_dict(positions_item_data)

            positions.append(positions_item)

        gain = d.pop("gain")

        def _parse_journal(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        journal = _parse_journal(d.pop("journal"))

        repeated = d.pop("repeated")

        revaluation_record = cls(
            date=date,
            positions=positions,
            gain=gain,
            journal=journal,
            repeated=repeated,
        )

        return revaluation_record
