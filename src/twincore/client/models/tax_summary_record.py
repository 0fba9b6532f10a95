from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
from uuid import UUID
import datetime

if TYPE_CHECKING:
    from ..models.statement_proof import StatementProof
    from ..models.tax_account import TaxAccount


T = TypeVar("T", bound="TaxSummaryRecord")


@_attrs_define
class TaxSummaryRecord:
    """A member's interest and withholding in an Australian tax year.

    Attributes:
        party (UUID):
        year (int): In which the tax year ends.
        first_day (datetime.date):
        last_day (datetime.date):
        accounts (list[TaxAccount]):
        proof (None | StatementProof):
    """

    party: UUID
    year: int
    first_day: datetime.date
    last_day: datetime.date
    accounts: list[TaxAccount]
    proof: None | StatementProof

    def to_dict(self) -> dict[str, Any]:
        from ..models.statement_proof import StatementProof  # noqa: PLC0415
        from ..models.tax_account import TaxAccount  # noqa: PLC0415

        party = str(self.party)

        year = self.year

        first_day = self.first_day.isoformat()

        last_day = self.last_day.isoformat()

        accounts = []
        for accounts_item_data in self.accounts:
            accounts_item = accounts_item_data.to_dict()
            accounts.append(accounts_item)

        proof: dict[str, Any] | None
        if isinstance(self.proof, StatementProof):
            proof = self.proof.to_dict()
        else:
            proof = self.proof

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "party": party,
                "year": year,
                "first_day": first_day,
                "last_day": last_day,
                "accounts": accounts,
                "proof": proof,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.statement_proof import StatementProof  # noqa: PLC0415
        from ..models.tax_account import TaxAccount  # noqa: PLC0415

        d = dict(src_dict)
        party = UUID(d.pop("party"))

        year = d.pop("year")

        first_day = datetime.date.fromisoformat(d.pop("first_day"))

        last_day = datetime.date.fromisoformat(d.pop("last_day"))

        accounts = []
        _accounts = d.pop("accounts")
        for accounts_item_data in _accounts:
            accounts_item = TaxAccount.from_dict(accounts_item_data)

            accounts.append(accounts_item)

        def _parse_proof(data: object) -> None | StatementProof:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                proof_type_0 = StatementProof.from_dict(data)

                return proof_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StatementProof, data)

        proof = _parse_proof(d.pop("proof"))

        tax_summary_record = cls(
            party=party,
            year=year,
            first_day=first_day,
            last_day=last_day,
            accounts=accounts,
            proof=proof,
        )

        return tax_summary_record
