from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast


T = TypeVar("T", bound="PolicyRecord")


@_attrs_define
class PolicyRecord:
    """How the twin stands in.

    Attributes:
        allotment (int):
        cap (int):
        cap_degraded (int):
        velocity_count (int):
        velocity_window_s (int):
        exposure_max (int):
        degraded_after_s (int):
        down_after_s (int):
        answer_late_s (int):
        level_records (int):
        level_legs (int):
        level_s (int):
        shadow_s (int):
        send_rate (int):
        irrevocable (list[int]):
    """

    allotment: int
    cap: int
    cap_degraded: int
    velocity_count: int
    velocity_window_s: int
    exposure_max: int
    degraded_after_s: int
    down_after_s: int
    answer_late_s: int
    level_records: int
    level_legs: int
    level_s: int
    shadow_s: int
    send_rate: int
    irrevocable: list[int]

    def to_dict(self) -> dict[str, Any]:
        allotment = self.allotment

        cap = self.cap

        cap_degraded = self.cap_degraded

        velocity_count = self.velocity_count

        velocity_window_s = self.velocity_window_s

        exposure_max = self.exposure_max

        degraded_after_s = self.degraded_after_s

        down_after_s = self.down_after_s

        answer_late_s = self.answer_late_s

        level_records = self.level_records

        level_legs = self.level_legs

        level_s = self.level_s

        shadow_s = self.shadow_s

        send_rate = self.send_rate

        irrevocable = self.irrevocable

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "allotment": allotment,
                "cap": cap,
                "cap_degraded": cap_degraded,
                "velocity_count": velocity_count,
                "velocity_window_s": velocity_window_s,
                "exposure_max": exposure_max,
                "degraded_after_s": degraded_after_s,
                "down_after_s": down_after_s,
                "answer_late_s": answer_late_s,
                "level_records": level_records,
                "level_legs": level_legs,
                "level_s": level_s,
                "shadow_s": shadow_s,
                "send_rate": send_rate,
                "irrevocable": irrevocable,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        allotment = d.pop("allotment")

        cap = d.pop("cap")

        cap_degraded = d.pop("cap_degraded")

        velocity_count = d.pop("velocity_count")

        velocity_window_s = d.pop("velocity_window_s")

        exposure_max = d.pop("exposure_max")

        degraded_after_s = d.pop("degraded_after_s")

        down_after_s = d.pop("down_after_s")

        answer_late_s = d.pop("answer_late_s")

        level_records = d.pop("level_records")

        level_legs = d.pop("level_legs")

        level_s = d.pop("level_s")

        shadow_s = d.pop("shadow_s")

        send_rate = d.pop("send_rate")

        irrevocable = cast(list[int], d.pop("irrevocable"))

        policy_record = cls(
            allotment=allotment,
            cap=cap,
            cap_degraded=cap_degraded,
            velocity_count=velocity_count,
            velocity_window_s=velocity_window_s,
            exposure_max=exposure_max,
            degraded_after_s=degraded_after_s,
            down_after_s=down_after_s,
            answer_late_s=answer_late_s,
            level_records=level_records,
            level_legs=level_legs,
            level_s=level_s,
            shadow_s=shadow_s,
            send_rate=send_rate,
            irrevocable=irrevocable,
        )

        return policy_record
