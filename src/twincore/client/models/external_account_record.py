from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.external_kind import ExternalKind
from ..models.statement_format import StatementFormat


T = TypeVar("T", bound="ExternalAccountRecord")


@_attrs_define
class ExternalAccountRecord:
    """An account whose movements somebody else records too.

    Attributes:
        name (str):
        kind (ExternalKind): Whose books are compared with ours.
        format_ (StatementFormat): What a file is written in.
        identification (str):
        currency (str):
        ledger_account (int):
        mirrored (bool):
        opening (int):
        entry_grace_days (int):
        movement_grace_days (int):
        taken_seq (int): Our movements are taken up to this place of the journal.
    """

    name: str
    kind: ExternalKind
    format_: StatementFormat
    identification: str
    currency: str
    ledger_account: int
    mirrored: bool
    opening: int
    entry_grace_days: int
    movement_grace_days: int
    taken_seq: int

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        kind = self.kind.value

        format_ = self.format_.value

        identification = self.identification

        currency = self.currency

        ledger_account = self.ledger_account

        mirrored = self.mirrored

        opening = self.opening

        entry_grace_days = self.entry_grace_days

        movement_grace_days = self.movement_grace_days

        taken_seq = self.taken_seq

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "kind": kind,
                "format": format_,
                "identification": identification,
                "currency": currency,
                "ledger_account": ledger_account,
                "mirrored": mirrored,
                "opening": opening,
                "entry_grace_days": entry_grace_days,
                "movement_grace_days": movement_grace_days,
                "taken_seq": taken_seq,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        kind = ExternalKind(d.pop("kind"))

        format_ = StatementFormat(d.pop("format"))

        identification = d.pop("identification")

        currency = d.pop("currency")

        ledger_account = d.pop("ledger_account")

        mirrored = d.pop("mirrored")

        opening = d.pop("opening")

        entry_grace_days = d.pop("entry_grace_days")

        movement_grace_days = d.pop("movement_grace_days")

        taken_seq = d.pop("taken_seq")

        external_account_record = cls(
            name=name,
            kind=kind,
            format_=format_,
            identification=identification,
            currency=currency,
            ledger_account=ledger_account,
            mirrored=mirrored,
            opening=opening,
            entry_grace_days=entry_grace_days,
            movement_grace_days=movement_grace_days,
            taken_seq=taken_seq,
        )

        return external_account_record
