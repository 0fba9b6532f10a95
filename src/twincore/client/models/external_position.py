from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="ExternalPosition")


@_attrs_define
class ExternalPosition:
    """Both sides of an external account, seen from the file (a credit is above 0). unexplained must be 0.

    Attributes:
        account (str):
        currency (str):
        statement (int):
        statement_on (datetime.date | None):
        ours (int):
        entries (int): Entries that are not matched.
        movements (int): Movements that are not matched.
        differing (int): What matched items differ by.
        unexplained (int):
    """

    account: str
    currency: str
    statement: int
    statement_on: datetime.date | None
    ours: int
    entries: int
    movements: int
    differing: int
    unexplained: int

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        currency = self.currency

        statement = self.statement

        statement_on: None | str
        if isinstance(self.statement_on, datetime.date):
            statement_on = self.statement_on.isoformat()
        else:
            statement_on = self.statement_on

        ours = self.ours

        entries = self.entries

        movements = self.movements

        differing = self.differing

        unexplained = self.unexplained

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "currency": currency,
                "statement": statement,
                "statement_on": statement_on,
                "ours": ours,
                "entries": entries,
                "movements": movements,
                "differing": differing,
                "unexplained": unexplained,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account = d.pop("account")

        currency = d.pop("currency")

        statement = d.pop("statement")

        def _parse_statement_on(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                statement_on_type_0 = datetime.date.fromisoformat(data)

                return statement_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        statement_on = _parse_statement_on(d.pop("statement_on"))

        ours = d.pop("ours")

        entries = d.pop("entries")

        movements = d.pop("movements")

        differing = d.pop("differing")

        unexplained = d.pop("unexplained")

        external_position = cls(
            account=account,
            currency=currency,
            statement=statement,
            statement_on=statement_on,
            ours=ours,
            entries=entries,
            movements=movements,
            differing=differing,
            unexplained=unexplained,
        )

        return external_position
