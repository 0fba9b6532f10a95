from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.provenance_account_entry import ProvenanceAccountEntry
from ..models.provenance_account_kind import ProvenanceAccountKind
from typing import cast
from uuid import UUID

if TYPE_CHECKING:
    from ..models.provenance_balance import ProvenanceBalance


T = TypeVar("T", bound="ProvenanceAccount")


@_attrs_define
class ProvenanceAccount:
    """One of the two accounts: what it was right before the transfer and right after.

    Attributes:
        account (int):
        entry (ProvenanceAccountEntry):
        kind (ProvenanceAccountKind):
        name (str): Name of the product or of the system account.
        number (None | str): Account number of a member's account.
        party (None | UUID):
        currency (str):
        gl_class (int): Its line in the chart of accounts.
        before (ProvenanceBalance): An account at one moment, on its own side, in minor units.
        after (ProvenanceBalance): An account at one moment, on its own side, in minor units.
    """

    account: int
    entry: ProvenanceAccountEntry
    kind: ProvenanceAccountKind
    name: str
    number: None | str
    party: None | UUID
    currency: str
    gl_class: int
    before: ProvenanceBalance
    after: ProvenanceBalance

    def to_dict(self) -> dict[str, Any]:
        from ..models.provenance_balance import ProvenanceBalance  # noqa: PLC0415

        account = self.account

        entry = self.entry.value

        kind = self.kind.value

        name = self.name

        number: None | str
        number = self.number

        party: None | str
        if isinstance(self.party, UUID):
            party = str(self.party)
        else:
            party = self.party

        currency = self.currency

        gl_class = self.gl_class

        before = self.before.to_dict()

        after = self.after.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "entry": entry,
                "kind": kind,
                "name": name,
                "number": number,
                "party": party,
                "currency": currency,
                "gl_class": gl_class,
                "before": before,
                "after": after,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.provenance_balance import ProvenanceBalance  # noqa: PLC0415

        d = dict(src_dict)
        account = d.pop("account")

        entry = ProvenanceAccountEntry(d.pop("entry"))

        kind = ProvenanceAccountKind(d.pop("kind"))

        name = d.pop("name")

        def _parse_number(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        number = _parse_number(d.pop("number"))

        def _parse_party(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                party_type_0 = UUID(data)

                return party_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        party = _parse_party(d.pop("party"))

        currency = d.pop("currency")

        gl_class = d.pop("gl_class")

        before = ProvenanceBalance.from_dict(d.pop("before"))

        after = ProvenanceBalance.from_dict(d.pop("after"))

        provenance_account = cls(
            account=account,
            entry=entry,
            kind=kind,
            name=name,
            number=number,
            party=party,
            currency=currency,
            gl_class=gl_class,
            before=before,
            after=after,
        )

        return provenance_account
