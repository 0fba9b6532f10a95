from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.loan_record import LoanRecord


T = TypeVar("T", bound="LoanList")


@_attrs_define
class LoanList:
    """A page of loan applications.

    Attributes:
        applications (list[LoanRecord]):
        next_ (None | str): Cursor of the next page; null at the end.
    """

    applications: list[LoanRecord]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        from ..models.loan_record import LoanRecord  # noqa: PLC0415

        applications = []
        for applications_item_data in self.applications:
            applications_item = applications_item_data.to_dict()
            applications.append(applications_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "applications": applications,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.loan_record import LoanRecord  # noqa: PLC0415

        d = dict(src_dict)
        applications = []
        _applications = d.pop("applications")
        for applications_item_data in _applications:
            applications_item = LoanRecord.from_dict(applications_item_data)

            applications.append(applications_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        loan_list = cls(
            applications=applications,
            next_=next_,
        )

        return loan_list
