from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.day_record_period_ends_item import DayRecordPeriodEndsItem
from ..models.day_record_status import DayRecordStatus
from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.step_record import StepRecord
    from ..models.stop_record import StopRecord


T = TypeVar("T", bound="DayRecord")


@_attrs_define
class DayRecord:
    """A business date whose end was asked for or has begun.

    Attributes:
        date (datetime.date):
        status (DayRecordStatus): waiting: asked for, and not begun; stopped: by a refusal.
        business_day (bool):
        period_ends (list[DayRecordPeriodEndsItem]): What ends with the date besides the day.
        from_seq (int | None): The date's own transfers are those after this one ...
        cut_seq (int | None): ... up to this one, its cut.
        started_at (datetime.datetime | None):
        finished_at (datetime.datetime | None):
        took_ms (int): Work so far by the wall clock, milliseconds.
        step (None | str): The step that is under way.
        steps_done (int):
        steps_planned (int):
        steps (list[StepRecord]): What is done, in the order in which it began. Lists leave it empty.
        posted (int): Postings made.
        refused (int): Postings that the ledger refused.
        discrepancies (int): Figures that reconciliation found to differ.
        trial_balance_zero (bool | None): Whether debits equal credits in the book; null until that is known.
        asked_by (None | str):
        asked_at (datetime.datetime | None):
        stopped_by (None | StopRecord):
    """

    date: datetime.date
    status: DayRecordStatus
    business_day: bool
    period_ends: list[DayRecordPeriodEndsItem]
    from_seq: int | None
    cut_seq: int | None
    started_at: datetime.datetime | None
    finished_at: datetime.datetime | None
    took_ms: int
    step: None | str
    steps_done: int
    steps_planned: int
    steps: list[StepRecord]
    posted: int
    refused: int
    discrepancies: int
    trial_balance_zero: bool | None
    asked_by: None | str
    asked_at: datetime.datetime | None
    stopped_by: None | StopRecord

    def to_dict(self) -> dict[str, Any]:
        from ..models.step_record import StepRecord  # noqa: PLC0415
        from ..models.stop_record import StopRecord  # noqa: PLC0415

        date = self.date.isoformat()

        status = self.status.value

        business_day = self.business_day

        period_ends = []
        for period_ends_item_data in self.period_ends:
            period_ends_item = period_ends_item_data.value
            period_ends.append(period_ends_item)

        from_seq: int | None
        from_seq = self.from_seq

        cut_seq: int | None
        cut_seq = self.cut_seq

        started_at: None | str
        if isinstance(self.started_at, datetime.datetime):
            started_at = self.started_at.isoformat()
        else:
            started_at = self.started_at

        finished_at: None | str
        if isinstance(self.finished_at, datetime.datetime):
            finished_at = self.finished_at.isoformat()
        else:
            finished_at = self.finished_at

        took_ms = self.took_ms

        step: None | str
        step = self.step

        steps_done = self.steps_done

        steps_planned = self.steps_planned

        steps = []
        for steps_item_data in self.steps:
            steps_item = steps_item_data.to_dict()
            steps.append(steps_item)

        posted = self.posted

        refused = self.refused

        discrepancies = self.discrepancies

        trial_balance_zero: bool | None
        trial_balance_zero = self.trial_balance_zero

        asked_by: None | str
        asked_by = self.asked_by

        asked_at: None | str
        if isinstance(self.asked_at, datetime.datetime):
            asked_at = self.asked_at.isoformat()
        else:
            asked_at = self.asked_at

        stopped_by: dict[str, Any] | None
        if isinstance(self.stopped_by, StopRecord):
            stopped_by = self.stopped_by.to_dict()
        else:
            stopped_by = self.stopped_by

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "date": date,
                "status": status,
                "business_day": business_day,
                "period_ends": period_ends,
                "from_seq": from_seq,
                "cut_seq": cut_seq,
                "started_at": started_at,
                "finished_at": finished_at,
                "took_ms": took_ms,
                "step": step,
                "steps_done": steps_done,
                "steps_planned": steps_planned,
                "steps": steps,
                "posted": posted,
                "refused": refused,
                "discrepancies": discrepancies,
                "trial_balance_zero": trial_balance_zero,
                "asked_by": asked_by,
                "asked_at": asked_at,
                "stopped_by": stopped_by,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.step_record import StepRecord  # noqa: PLC0415
        from ..models.stop_record import StopRecord  # noqa: PLC0415

        d = dict(src_dict)
        date = datetime.date.fromisoformat(d.pop("date"))

        status = DayRecordStatus(d.pop("status"))

        business_day = d.pop("business_day")

        period_ends = []
        _period_ends = d.pop("period_ends")
        for period_ends_item_data in _period_ends:
            period_ends_item = DayRecordPeriodEndsItem(period_ends_item_data)

            period_ends.append(period_ends_item)

        def _parse_from_seq(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        from_seq = _parse_from_seq(d.pop("from_seq"))

        def _parse_cut_seq(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        cut_seq = _parse_cut_seq(d.pop("cut_seq"))

        def _parse_started_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                started_at_type_0 = datetime.datetime.fromisoformat(data)

                return started_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        started_at = _parse_started_at(d.pop("started_at"))

        def _parse_finished_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finished_at_type_0 = datetime.datetime.fromisoformat(data)

                return finished_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        finished_at = _parse_finished_at(d.pop("finished_at"))

        took_ms = d.pop("took_ms")

        def _parse_step(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        step = _parse_step(d.pop("step"))

        steps_done = d.pop("steps_done")

        steps_planned = d.pop("steps_planned")

        steps = []
        _steps = d.pop("steps")
        for steps_item_data in _steps:
            steps_item = StepRecord.from_dict(steps_item_data)

            steps.append(steps_item)

        posted = d.pop("posted")

        refused = d.pop("refused")

        discrepancies = d.pop("discrepancies")

        def _parse_trial_balance_zero(data: object) -> bool | None:
            if data is None:
                return data
            return cast(bool | None, data)

        trial_balance_zero = _parse_trial_balance_zero(d.pop("trial_balance_zero"))

        def _parse_asked_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        asked_by = _parse_asked_by(d.pop("asked_by"))

        def _parse_asked_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                asked_at_type_0 = datetime.datetime.fromisoformat(data)

                return asked_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        asked_at = _parse_asked_at(d.pop("asked_at"))

        def _parse_stopped_by(data: object) -> None | StopRecord:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                stopped_by_type_0 = StopRecord.from_dict(data)

                return stopped_by_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StopRecord, data)

        stopped_by = _parse_stopped_by(d.pop("stopped_by"))

        day_record = cls(
            date=date,
            status=status,
            business_day=business_day,
            period_ends=period_ends,
            from_seq=from_seq,
            cut_seq=cut_seq,
            started_at=started_at,
            finished_at=finished_at,
            took_ms=took_ms,
            step=step,
            steps_done=steps_done,
            steps_planned=steps_planned,
            steps=steps,
            posted=posted,
            refused=refused,
            discrepancies=discrepancies,
            trial_balance_zero=trial_balance_zero,
            asked_by=asked_by,
            asked_at=asked_at,
            stopped_by=stopped_by,
        )

        return day_record
