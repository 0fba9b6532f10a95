from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="InstalmentRecord")


@_attrs_define
class InstalmentRecord:
    """One instalment; opening + interest - payment = closing.

    Attributes:
        number (int):
        due (datetime.date):
        opening (int):
        interest (int):
        principal (int):
        payment (int):
        closing (int):
    """

    number: int
    due: datetime.date
    opening: int
    interest: int
    principal: int
    payment: int
    closing: int

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        due = self.due.isoformat()

        opening = self.opening

        interest = self.interest

        principal = self.principal

        payment = self.payment

        closing = self.closing

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "number": number,
                "due": due,
                "opening": opening,
                "interest": interest,
                "principal": principal,
                "payment": payment,
                "closing": closing,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        number = d.pop("number")

        due = datetime.date.fromisoformat(d.pop("due"))

        opening = d.pop("opening")

        interest = d.pop("interest")

        principal = d.pop("principal")

        payment = d.pop("payment")

        closing = d.pop("closing")

        instalment_record = cls(
            number=number,
            due=due,
            opening=opening,
            interest=interest,
            principal=principal,
            payment=payment,
            closing=closing,
        )

        return instalment_record
