from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.term_record import TermRecord


T = TypeVar("T", bound="TermList")


@_attrs_define
class TermList:
    """The terms of a term deposit, oldest first.

    Attributes:
        terms (list[TermRecord]):
    """

    terms: list[TermRecord]

    def to_dict(self) -> dict[str, Any]:
        from ..models.term_record import TermRecord  # noqa: PLC0415

        terms = []
        for terms_item_data in self.terms:
            terms_item = terms_item_data.to_dict()
            terms.append(terms_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "terms": terms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.term_record import TermRecord  # noqa: PLC0415

        d = dict(src_dict)
        terms = []
        _terms = d.pop("terms")
        for terms_item_data in _terms:
            terms_item = TermRecord.from_dict(terms_item_data)

            terms.append(terms_item)

        term_list = cls(
            terms=terms,
        )

        return term_list
