from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.case_record import CaseRecord


T = TypeVar("T", bound="CasePage")


@_attrs_define
class CasePage:
    """A page of cases by the date of opening.

    Attributes:
        cases (list[CaseRecord]):
        next_ (None | str):
    """

    cases: list[CaseRecord]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        from ..models.case_record import CaseRecord  # noqa: PLC0415

        cases = []
        for cases_item_data in self.cases:
            cases_item = cases_item_data.to_dict()
            cases.append(cases_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "cases": cases,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.case_record import CaseRecord  # noqa: PLC0415

        d = dict(src_dict)
        cases = []
        _cases = d.pop("cases")
        for cases_item_data in _cases:
            cases_item = CaseRecord.from_dict(cases_item_data)

            cases.append(cases_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        case_page = cls(
            cases=cases,
            next_=next_,
        )

        return case_page
