from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.statement_kind import StatementKind
from ..types import UNSET, Unset
from typing import cast


T = TypeVar("T", bound="AccountChange")


@_attrs_define
class AccountChange:
    """What to change of an account's terms; what is left out stays.

    Attributes:
        nickname (None | str | Unset):
        statement (None | StatementKind | Unset):
        overdraft_limit (int | None | Unset): Minor units; the product says how much it may be.
        reason (None | str | Unset):
    """

    nickname: None | str | Unset = UNSET
    statement: None | StatementKind | Unset = UNSET
    overdraft_limit: int | None | Unset = UNSET
    reason: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        nickname: None | str | Unset
        if isinstance(self.nickname, Unset):
            nickname = UNSET
        else:
            nickname = self.nickname

        statement: None | str | Unset
        if isinstance(self.statement, Unset):
            statement = UNSET
        elif isinstance(self.statement, StatementKind):
            statement = self.statement.value
        else:
            statement = self.statement

        overdraft_limit: int | None | Unset
        if isinstance(self.overdraft_limit, Unset):
            overdraft_limit = UNSET
        else:
            overdraft_limit = self.overdraft_limit

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if nickname is not UNSET:
            field_dict["nickname"] = nickname
        if statement is not UNSET:
            field_dict["statement"] = statement
        if overdraft_limit is not UNSET:
            field_dict["overdraft_limit"] = overdraft_limit
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_nickname(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        nickname = _parse_nickname(d.pop("nickname", UNSET))

        def _parse_statement(data: object) -> None | StatementKind | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                statement_type_0 = StatementKind(data)

                return statement_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StatementKind | Unset, data)

        statement = _parse_statement(d.pop("statement", UNSET))

        def _parse_overdraft_limit(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        overdraft_limit = _parse_overdraft_limit(d.pop("overdraft_limit", UNSET))

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        account_change = cls(
            nickname=nickname,
            statement=statement,
            overdraft_limit=overdraft_limit,
            reason=reason,
        )

        return account_change
