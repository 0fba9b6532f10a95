from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="GlCodeMapping")


@_attrs_define
class GlCodeMapping:
    """Where one leg of a transaction code leads; 0: the class of the member's account.

    Attributes:
        code (str):
        number (int):
        leg (int):
        debit (int):
        credit (int):
    """

    code: str
    number: int
    leg: int
    debit: int
    credit: int

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        number = self.number

        leg = self.leg

        debit = self.debit

        credit = self.credit

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "code": code,
                "number": number,
                "leg": leg,
                "debit": debit,
                "credit": credit,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        code = d.pop("code")

        number = d.pop("number")

        leg = d.pop("leg")

        debit = d.pop("debit")

        credit = d.pop("credit")

        gl_code_mapping = cls(
            code=code,
            number=number,
            leg=leg,
            debit=debit,
            credit=credit,
        )

        return gl_code_mapping
