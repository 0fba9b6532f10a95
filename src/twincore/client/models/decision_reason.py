from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.decision_reason_verdict import DecisionReasonVerdict
from typing import cast


T = TypeVar("T", bound="DecisionReason")


@_attrs_define
class DecisionReason:
    """One reason of a decision.

    Attributes:
        code (str):
        verdict (DecisionReasonVerdict):
        text (str):
        measure (int | None):
        limit (int | None):
    """

    code: str
    verdict: DecisionReasonVerdict
    text: str
    measure: int | None
    limit: int | None

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        verdict = self.verdict.value

        text = self.text

        measure: int | None
        measure = self.measure

        limit: int | None
        limit = self.limit

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "code": code,
                "verdict": verdict,
                "text": text,
                "measure": measure,
                "limit": limit,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        code = d.pop("code")

        verdict = DecisionReasonVerdict(d.pop("verdict"))

        text = d.pop("text")

        def _parse_measure(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        measure = _parse_measure(d.pop("measure"))

        def _parse_limit(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        limit = _parse_limit(d.pop("limit"))

        decision_reason = cls(
            code=code,
            verdict=verdict,
            text=text,
            measure=measure,
            limit=limit,
        )

        return decision_reason
