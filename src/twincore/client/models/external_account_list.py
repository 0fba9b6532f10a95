from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.external_account_record import ExternalAccountRecord


T = TypeVar("T", bound="ExternalAccountList")


@_attrs_define
class ExternalAccountList:
    """External accounts by name.

    Attributes:
        accounts (list[ExternalAccountRecord]):
    """

    accounts: list[ExternalAccountRecord]

    def to_dict(self) -> dict[str, Any]:
        from ..models.external_account_record import ExternalAccountRecord  # noqa: PLC0415

        accounts = []
        for accounts_item_data in self.accounts:
            accounts_item = accounts_item_data.to_dict()
            accounts.append(accounts_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "accounts": accounts,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.external_account_record import ExternalAccountRecord  # noqa: PLC0415

        d = dict(src_dict)
        accounts = []
        _accounts = d.pop("accounts")
        for accounts_item_data in _accounts:
            accounts_item = ExternalAccountRecord.from_dict(accounts_item_data)

            accounts.append(accounts_item)

        external_account_list = cls(
            accounts=accounts,
        )

        return external_account_list
