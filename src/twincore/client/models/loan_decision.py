from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.loan_decision_verdict import LoanDecisionVerdict
from typing import cast

if TYPE_CHECKING:
    from ..models.decision_reason import DecisionReason


T = TypeVar("T", bound="LoanDecision")


@_attrs_define
class LoanDecision:
    """What was decided, and why.

    Attributes:
        verdict (LoanDecisionVerdict):
        reasons (list[DecisionReason]):
        score (int):
        band (str):
        rate_ppm (int):
        repayment (int): Minor units a month.
    """

    verdict: LoanDecisionVerdict
    reasons: list[DecisionReason]
    score: int
    band: str
    rate_ppm: int
    repayment: int

    def to_dict(self) -> dict[str, Any]:
        from ..models.decision_reason import DecisionReason  # noqa: PLC0415

        verdict = self.verdict.value

        reasons = []
        for reasons_item_data in self.reasons:
            reasons_item = reasons_item_data.to_dict()
            reasons.append(reasons_item)

        score = self.score

        band = self.band

        rate_ppm = self.rate_ppm

        repayment = self.repayment

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "verdict": verdict,
                "reasons": reasons,
                "score": score,
                "band": band,
                "rate_ppm": rate_ppm,
                "repayment": repayment,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.decision_reason import DecisionReason  # noqa: PLC0415

        d = dict(src_dict)
        verdict = LoanDecisionVerdict(d.pop("verdict"))

        reasons = []
        _reasons = d.pop("reasons")
        for reasons_item_data in _reasons:
            reasons_item = DecisionReason.from_dict(reasons_item_data)

            reasons.append(reasons_item)

        score = d.pop("score")

        band = d.pop("band")

        rate_ppm = d.pop("rate_ppm")

        repayment = d.pop("repayment")

        loan_decision = cls(
            verdict=verdict,
            reasons=reasons,
            score=score,
            band=band,
            rate_ppm=rate_ppm,
            repayment=repayment,
        )

        return loan_decision
