from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.statement_record import StatementRecord


T = TypeVar("T", bound="StatementList")


@_attrs_define
class StatementList:
    """A page of statements, newest first.

    Attributes:
        statements (list[StatementRecord]):
        next_ (None | str):
    """

    statements: list[StatementRecord]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        from ..models.statement_record import StatementRecord  # noqa: PLC0415

        statements = []
        for statements_item_data in self.statements:
            statements_item = statements_item_data.to_dict()
            statements.append(statements_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "statements": statements,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.statement_record import StatementRecord  # noqa: PLC0415

        d = dict(src_dict)
        statements = []
        _statements = d.pop("statements")
        for statements_item_data in _statements:
            statements_item = StatementRecord.from_dict(statements_item_data)

            statements.append(statements_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        statement_list = cls(
            statements=statements,
            next_=next_,
        )

        return statement_list
