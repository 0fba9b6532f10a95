from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.drift_detail import DriftDetail


T = TypeVar("T", bound="ResyncRecord")


@_attrs_define
class ResyncRecord:
    """What a re-sync has done, and the comparison after it.

    Attributes:
        report (DriftDetail): A comparison with what differed, the first thousand.
        missing_posted (int):
        asked_again (int):
        adjusted_accounts (int):
        adjusted_minor (int):
        cases (int):
    """

    report: DriftDetail
    missing_posted: int
    asked_again: int
    adjusted_accounts: int
    adjusted_minor: int
    cases: int

    def to_dict(self) -> dict[str, Any]:
        from ..models.drift_detail import DriftDetail  # noqa: PLC0415

        report = self.report.to_dict()

        missing_posted = self.missing_posted

        asked_again = self.asked_again

        adjusted_accounts = self.adjusted_accounts

        adjusted_minor = self.adjusted_minor

        cases = self.cases

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "report": report,
                "missing_posted": missing_posted,
                "asked_again": asked_again,
                "adjusted_accounts": adjusted_accounts,
                "adjusted_minor": adjusted_minor,
                "cases": cases,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.drift_detail import DriftDetail  # noqa: PLC0415

        d = dict(src_dict)
        report = DriftDetail.from_dict(d.pop("report"))

        missing_posted = d.pop("missing_posted")

        asked_again = d.pop("asked_again")

        adjusted_accounts = d.pop("adjusted_accounts")

        adjusted_minor = d.pop("adjusted_minor")

        cases = d.pop("cases")

        resync_record = cls(
            report=report,
            missing_posted=missing_posted,
            asked_again=asked_again,
            adjusted_accounts=adjusted_accounts,
            adjusted_minor=adjusted_minor,
            cases=cases,
        )

        return resync_record
