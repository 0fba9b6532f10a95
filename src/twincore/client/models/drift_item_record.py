from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast


T = TypeVar("T", bound="DriftItemRecord")


@_attrs_define
class DriftItemRecord:
    """One difference.

    Attributes:
        core (str):
        account (int):
        kind (str):
        transaction (None | str):
        amount (int):
        words (str):
    """

    core: str
    account: int
    kind: str
    transaction: None | str
    amount: int
    words: str

    def to_dict(self) -> dict[str, Any]:
        core = self.core

        account = self.account

        kind = self.kind

        transaction: None | str
        transaction = self.transaction

        amount = self.amount

        words = self.words

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "core": core,
                "account": account,
                "kind": kind,
                "transaction": transaction,
                "amount": amount,
                "words": words,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        core = d.pop("core")

        account = d.pop("account")

        kind = d.pop("kind")

        def _parse_transaction(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        transaction = _parse_transaction(d.pop("transaction"))

        amount = d.pop("amount")

        words = d.pop("words")

        drift_item_record = cls(
            core=core,
            account=account,
            kind=kind,
            transaction=transaction,
            amount=amount,
            words=words,
        )

        return drift_item_record
