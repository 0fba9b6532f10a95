from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast


T = TypeVar("T", bound="StandInPolicyOrder")


@_attrs_define
class StandInPolicyOrder:
    """How the twin stands in from now on.

    Attributes:
        reason (str): Why, for the audit trail.
        allotment (int | None | Unset): What an account may spend in an outage, unless it has its own allotment.
        cap (int | None | Unset): Largest single payment while the core is down.
        cap_degraded (int | None | Unset): The same while the core is slow.
        velocity_count (int | None | Unset): Payments of an account in the window.
        velocity_window_s (int | None | Unset):
        exposure_max (int | None | Unset): Of all accounts together; 0: no limit.
        degraded_after_s (int | None | Unset):
        down_after_s (int | None | Unset):
        answer_late_s (int | None | Unset):
        level_records (int | None | Unset):
        level_legs (int | None | Unset):
        level_s (int | None | Unset):
        shadow_s (int | None | Unset): How long drift must have been zero before a promotion.
        send_rate (int | None | Unset): Requests per second to the core while catching up.
        irrevocable (list[int] | None | Unset): Numbers of transaction codes whose money is gone once we said yes.
    """

    reason: str
    allotment: int | None | Unset = UNSET
    cap: int | None | Unset = UNSET
    cap_degraded: int | None | Unset = UNSET
    velocity_count: int | None | Unset = UNSET
    velocity_window_s: int | None | Unset = UNSET
    exposure_max: int | None | Unset = UNSET
    degraded_after_s: int | None | Unset = UNSET
    down_after_s: int | None | Unset = UNSET
    answer_late_s: int | None | Unset = UNSET
    level_records: int | None | Unset = UNSET
    level_legs: int | None | Unset = UNSET
    level_s: int | None | Unset = UNSET
    shadow_s: int | None | Unset = UNSET
    send_rate: int | None | Unset = UNSET
    irrevocable: list[int] | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        reason = self.reason

        allotment: int | None | Unset
        if isinstance(self.allotment, Unset):
            allotment = UNSET
        else:
            allotment = self.allotment

        cap: int | None | Unset
        if isinstance(self.cap, Unset):
            cap = UNSET
        else:
            cap = self.cap

        cap_degraded: int | None | Unset
        if isinstance(self.cap_degraded, Unset):
            cap_degraded = UNSET
        else:
            cap_degraded = self.cap_degraded

        velocity_count: int | None | Unset
        if isinstance(self.velocity_count, Unset):
            velocity_count = UNSET
        else:
            velocity_count = self.velocity_count

        velocity_window_s: int | None | Unset
        if isinstance(self.velocity_window_s, Unset):
            velocity_window_s = UNSET
        else:
            velocity_window_s = self.velocity_window_s

        exposure_max: int | None | Unset
        if isinstance(self.exposure_max, Unset):
            exposure_max = UNSET
        else:
            exposure_max = self.exposure_max

        degraded_after_s: int | None | Unset
        if isinstance(self.degraded_after_s, Unset):
            degraded_after_s = UNSET
        else:
            degraded_after_s = self.degraded_after_s

        down_after_s: int | None | Unset
        if isinstance(self.down_after_s, Unset):
            down_after_s = UNSET
        else:
            down_after_s = self.down_after_s

        answer_late_s: int | None | Unset
        if isinstance(self.answer_late_s, Unset):
            answer_late_s = UNSET
        else:
            answer_late_s = self.answer_late_s

        level_records: int | None | Unset
        if isinstance(self.level_records, Unset):
            level_records = UNSET
        else:
            level_records = self.level_records

        level_legs: int | None | Unset
        if isinstance(self.level_legs, Unset):
            level_legs = UNSET
        else:
            level_legs = self.level_legs

        level_s: int | None | Unset
        if isinstance(self.level_s, Unset):
            level_s = UNSET
        else:
            level_s = self.level_s

        shadow_s: int | None | Unset
        if isinstance(self.shadow_s, Unset):
            shadow_s = UNSET
        else:
            shadow_s = self.shadow_s

        send_rate: int | None | Unset
        if isinstance(self.send_rate, Unset):
            send_rate = UNSET
        else:
            send_rate = self.send_rate

        irrevocable: list[int] | None | Unset
        if isinstance(self.irrevocable, Unset):
            irrevocable = UNSET
        elif isinstance(self.irrevocable, list):
            irrevocable = self.irrevocable

        else:
            irrevocable = self.irrevocable

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reason": reason,
            }
        )
        if allotment is not UNSET:
            field_dict["allotment"] = allotment
        if cap is not UNSET:
            field_dict["cap"] = cap
        if cap_degraded is not UNSET:
            field_dict["cap_degraded"] = cap_degraded
        if velocity_count is not UNSET:
            field_dict["velocity_count"] = velocity_count
        if velocity_window_s is not UNSET:
            field_dict["velocity_window_s"] = velocity_window_s
        if exposure_max is not UNSET:
            field_dict["exposure_max"] = exposure_max
        if degraded_after_s is not UNSET:
            field_dict["degraded_after_s"] = degraded_after_s
        if down_after_s is not UNSET:
            field_dict["down_after_s"] = down_after_s
        if answer_late_s is not UNSET:
            field_dict["answer_late_s"] = answer_late_s
        if level_records is not UNSET:
            field_dict["level_records"] = level_records
        if level_legs is not UNSET:
            field_dict["level_legs"] = level_legs
        if level_s is not UNSET:
            field_dict["level_s"] = level_s
        if shadow_s is not UNSET:
            field_dict["shadow_s"] = shadow_s
        if send_rate is not UNSET:
            field_dict["send_rate"] = send_rate
        if irrevocable is not UNSET:
            field_dict["irrevocable"] = irrevocable

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        reason = d.pop("reason")

        def _parse_allotment(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        allotment = _parse_allotment(d.pop("allotment", UNSET))

        def _parse_cap(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        cap = _parse_cap(d.pop("cap", UNSET))

        def _parse_cap_degraded(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        cap_degraded = _parse_cap_degraded(d.pop("cap_degraded", UNSET))

        def _parse_velocity_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        velocity_count = _parse_velocity_count(d.pop("velocity_count", UNSET))

        def _parse_velocity_window_s(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        velocity_window_s = _parse_velocity_window_s(d.pop("velocity_window_s", UNSET))

        def _parse_exposure_max(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        exposure_max = _parse_exposure_max(d.pop("exposure_max", UNSET))

        def _parse_degraded_after_s(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        degraded_after_s = _parse_degraded_after_s(d.pop("degraded_after_s", UNSET))

        def _parse_down_after_s(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        down_after_s = _parse_down_after_s(d.pop("down_after_s", UNSET))

        def _parse_answer_late_s(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        answer_late_s = _parse_answer_late_s(d.pop("answer_late_s", UNSET))

        def _parse_level_records(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        level_records = _parse_level_records(d.pop("level_records", UNSET))

        def _parse_level_legs(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        level_legs = _parse_level_legs(d.pop("level_legs", UNSET))

        def _parse_level_s(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        level_s = _parse_level_s(d.pop("level_s", UNSET))

        def _parse_shadow_s(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        shadow_s = _parse_shadow_s(d.pop("shadow_s", UNSET))

        def _parse_send_rate(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        send_rate = _parse_send_rate(d.pop("send_rate", UNSET))

        def _parse_irrevocable(data: object) -> list[int] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                irrevocable_type_0 = cast(list[int], data)

                return irrevocable_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[int] | None | Unset, data)

        irrevocable = _parse_irrevocable(d.pop("irrevocable", UNSET))

        stand_in_policy_order = cls(
            reason=reason,
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

        return stand_in_policy_order
