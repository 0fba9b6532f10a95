from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.card_statement_part import CardStatementPart
    from ..models.loan_statement_part import LoanStatementPart
    from ..models.statement_proof import StatementProof
    from ..models.statement_record import StatementRecord
    from ..models.statement_totals import StatementTotals


T = TypeVar("T", bound="StatementDetail")


@_attrs_define
class StatementDetail:
    """A statement with its totals and its proof; its lines are a list of their own.

    Attributes:
        statement (StatementRecord): A statement: the period it covers, and the balances at its ends.
        totals (StatementTotals): What moved, by what it was; minor units.
        tax_year (StatementTotals): What moved, by what it was; minor units.
        accrued (int): Interest earned (below zero: charged) and not posted yet.
        card (CardStatementPart | None):
        loan (LoanStatementPart | None):
        proof (None | StatementProof): null until the journal is sealed that far.
    """

    statement: StatementRecord
    totals: StatementTotals
    tax_year: StatementTotals
    accrued: int
    card: CardStatementPart | None
    loan: LoanStatementPart | None
    proof: None | StatementProof

    def to_dict(self) -> dict[str, Any]:
        from ..models.card_statement_part import CardStatementPart  # noqa: PLC0415
        from ..models.loan_statement_part import LoanStatementPart  # noqa: PLC0415
        from ..models.statement_proof import StatementProof  # noqa: PLC0415
        from ..models.statement_record import StatementRecord  # noqa: PLC0415
        from ..models.statement_totals import StatementTotals  # noqa: PLC0415

        statement = self.statement.to_dict()

        totals = self.totals.to_dict()

        tax_year = self.tax_year.to_dict()

        accrued = self.accrued

        card: dict[str, Any] | None
        if isinstance(self.card, CardStatementPart):
            card = self.card.to_dict()
        else:
            card = self.card

        loan: dict[str, Any] | None
        if isinstance(self.loan, LoanStatementPart):
            loan = self.loan.to_dict()
        else:
            loan = self.loan

        proof: dict[str, Any] | None
        if isinstance(self.proof, StatementProof):
            proof = self.proof.to_dict()
        else:
            proof = self.proof

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "statement": statement,
                "totals": totals,
                "tax_year": tax_year,
                "accrued": accrued,
                "card": card,
                "loan": loan,
                "proof": proof,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.card_statement_part import CardStatementPart  # noqa: PLC0415
        from ..models.loan_statement_part import LoanStatementPart  # noqa: PLC0415
        from ..models.statement_proof import StatementProof  # noqa: PLC0415
        from ..models.statement_record import StatementRecord  # noqa: PLC0415
        from ..models.statement_totals import StatementTotals  # noqa: PLC0415

        d = dict(src_dict)
        statement = StatementRecord.from_dict(d.pop("statement"))

        totals = StatementTotals.from_dict(d.pop("totals"))

        tax_year = StatementTotals.from_dict(d.pop("tax_year"))

        accrued = d.pop("accrued")

        def _parse_card(data: object) -> CardStatementPart | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                card_type_0 = CardStatementPart.from_dict(data)

                return card_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CardStatementPart | None, data)

        card = _parse_card(d.pop("card"))

        def _parse_loan(data: object) -> LoanStatementPart | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                loan_type_0 = LoanStatementPart.from_dict(data)

                return loan_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(LoanStatementPart | None, data)

        loan = _parse_loan(d.pop("loan"))

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

        statement_detail = cls(
            statement=statement,
            totals=totals,
            tax_year=tax_year,
            accrued=accrued,
            card=card,
            loan=loan,
            proof=proof,
        )

        return statement_detail
