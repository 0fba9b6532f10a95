from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset


T = TypeVar("T", bound="SnapshotOrder")


@_attrs_define
class SnapshotOrder:
    """Which accounts of the core are opened here, with their balances.

    Attributes:
        reason (str): Why, for the audit trail.
        from_account (int | Unset): An account on the core: BSB and number as one number of 15 digits. Default: 0.
        to_account (int | Unset): An account on the core: BSB and number as one number of 15 digits. Default:
            999999999999999.
        account_class (int | Unset): Class of the ledger accounts that are opened. Default: 2110.
    """

    reason: str
    from_account: int | Unset = 0
    to_account: int | Unset = 999999999999999
    account_class: int | Unset = 2110

    def to_dict(self) -> dict[str, Any]:
        reason = self.reason

        from_account = self.from_account

        to_account = self.to_account

        account_class = self.account_class

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reason": reason,
            }
        )
        if from_account is not UNSET:
            field_dict["from_account"] = from_account
        if to_account is not UNSET:
            field_dict["to_account"] = to_account
        if account_class is not UNSET:
            field_dict["account_class"] = account_class

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        reason = d.pop("reason")

        from_account = d.pop("from_account", UNSET)

        to_account = d.pop("to_account", UNSET)

        account_class = d.pop("account_class", UNSET)

        snapshot_order = cls(
            reason=reason,
            from_account=from_account,
            to_account=to_account,
            account_class=account_class,
        )

        return snapshot_order
