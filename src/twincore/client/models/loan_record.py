from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.loan_record_status import LoanRecordStatus
from typing import cast
from uuid import UUID
import datetime

if TYPE_CHECKING:
    from ..models.loan_decision import LoanDecision


T = TypeVar("T", bound="LoanRecord")


@_attrs_define
class LoanRecord:
    """A loan application. What the applicant earns is not repeated here.

    Attributes:
        id (UUID):
        status (LoanRecordStatus):
        party (UUID):
        product (str):
        product_version (int):
        currency (str):
        amount (int):
        term_months (int):
        purpose (str):
        applied_by (str):
        applied_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
        decision (LoanDecision | None):
        policy (None | str):
        policy_version (int | None):
        decided_by (None | str): Null where the engine decided.
        decided_at (datetime.datetime | None):
        offer_until (datetime.datetime | None):
        account (int | None): The loan account, once accepted.
        accepted_at (datetime.datetime | None):
    """

    id: UUID
    status: LoanRecordStatus
    party: UUID
    product: str
    product_version: int
    currency: str
    amount: int
    term_months: int
    purpose: str
    applied_by: str
    applied_at: datetime.datetime
    decision: LoanDecision | None
    policy: None | str
    policy_version: int | None
    decided_by: None | str
    decided_at: datetime.datetime | None
    offer_until: datetime.datetime | None
    account: int | None
    accepted_at: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        from ..models.loan_decision import LoanDecision  # noqa: PLC0415

        id = str(self.id)

        status = self.status.value

        party = str(self.party)

        product = self.product

        product_version = self.product_version

        currency = self.currency

        amount = self.amount

        term_months = self.term_months

        purpose = self.purpose

        applied_by = self.applied_by

        applied_at = self.applied_at.isoformat()

        decision: dict[str, Any] | None
        if isinstance(self.decision, LoanDecision):
            decision = self.decision.to_dict()
        else:
            decision = self.decision

        policy: None | str
        policy = self.policy

        policy_version: int | None
        policy_version = self.policy_version

        decided_by: None | str
        decided_by = self.decided_by

        decided_at: None | str
        if isinstance(self.decided_at, datetime.datetime):
            decided_at = self.decided_at.isoformat()
        else:
            decided_at = self.decided_at

        offer_until: None | str
        if isinstance(self.offer_until, datetime.datetime):
            offer_until = self.offer_until.isoformat()
        else:
            offer_until = self.offer_until

        account: int | None
        account = self.account

        accepted_at: None | str
        if isinstance(self.accepted_at, datetime.datetime):
            accepted_at = self.accepted_at.isoformat()
        else:
            accepted_at = self.accepted_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "status": status,
                "party": party,
                "product": product,
                "product_version": product_version,
                "currency": currency,
                "amount": amount,
                "term_months": term_months,
                "purpose": purpose,
                "applied_by": applied_by,
                "applied_at": applied_at,
                "decision": decision,
                "policy": policy,
                "policy_version": policy_version,
                "decided_by": decided_by,
                "decided_at": decided_at,
                "offer_until": offer_until,
                "account": account,
                "accepted_at": accepted_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.loan_decision import LoanDecision  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        status = LoanRecordStatus(d.pop("status"))

        party = UUID(d.pop("party"))

        product = d.pop("product")

        product_version = d.pop("product_version")

        currency = d.pop("currency")

        amount = d.pop("amount")

        term_months = d.pop("term_months")

        purpose = d.pop("purpose")

        applied_by = d.pop("applied_by")

        applied_at = datetime.datetime.fromisoformat(d.pop("applied_at"))

        def _parse_decision(data: object) -> LoanDecision | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                decision_type_0 = LoanDecision.from_dict(data)

                return decision_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(LoanDecision | None, data)

        decision = _parse_decision(d.pop("decision"))

        def _parse_policy(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        policy = _parse_policy(d.pop("policy"))

        def _parse_policy_version(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        policy_version = _parse_policy_version(d.pop("policy_version"))

        def _parse_decided_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        decided_by = _parse_decided_by(d.pop("decided_by"))

        def _parse_decided_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                decided_at_type_0 = datetime.datetime.fromisoformat(data)

                return decided_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        decided_at = _parse_decided_at(d.pop("decided_at"))

        def _parse_offer_until(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                offer_until_type_0 = datetime.datetime.fromisoformat(data)

                return offer_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        offer_until = _parse_offer_until(d.pop("offer_until"))

        def _parse_account(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        account = _parse_account(d.pop("account"))

        def _parse_accepted_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                accepted_at_type_0 = datetime.datetime.fromisoformat(data)

                return accepted_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        accepted_at = _parse_accepted_at(d.pop("accepted_at"))

        loan_record = cls(
            id=id,
            status=status,
            party=party,
            product=product,
            product_version=product_version,
            currency=currency,
            amount=amount,
            term_months=term_months,
            purpose=purpose,
            applied_by=applied_by,
            applied_at=applied_at,
            decision=decision,
            policy=policy,
            policy_version=policy_version,
            decided_by=decided_by,
            decided_at=decided_at,
            offer_until=offer_until,
            account=account,
            accepted_at=accepted_at,
        )

        return loan_record
