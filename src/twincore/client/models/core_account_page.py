from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.core_account_record import CoreAccountRecord


T = TypeVar("T", bound="CoreAccountPage")


@_attrs_define
class CoreAccountPage:
    """A page of accounts, in order of the core's.

    Attributes:
        accounts (list[CoreAccountRecord]):
        next_ (None | str):
    """

    accounts: list[CoreAccountRecord]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        from ..models.core_account_record import CoreAccountRecord  # noqa: PLC0415

        accounts = []
        for accounts_item_data in self.accounts:
            accounts_item = accounts_item_data.to_dict()
            accounts.append(accounts_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "accounts": accounts,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.core_account_record import CoreAccountRecord  # noqa: PLC0415

        d = dict(src_dict)
        accounts = []
        _accounts = d.pop("accounts")
        for accounts_item_data in _accounts:
            accounts_item = CoreAccountRecord.from_dict(accounts_item_data)

            accounts.append(accounts_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        core_account_page = cls(
            accounts=accounts,
            next_=next_,
        )

        return core_account_page
