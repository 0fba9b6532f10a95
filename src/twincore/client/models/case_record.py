from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.action import Action
from ..models.case_kind import CaseKind
from ..models.case_state import CaseState
from typing import cast
from uuid import UUID
import datetime

if TYPE_CHECKING:
    from ..models.case_record_proposal_type_0 import CaseRecordProposalType0


T = TypeVar("T", bound="CaseRecord")


@_attrs_define
class CaseRecord:
    """An investigation. amount: the difference, seen from the file; suspense: how much of it stands in suspense.

    Attributes:
        id (UUID):
        kind (CaseKind): What an investigation is about.
        subject (str):
        account (None | str):
        currency (None | str):
        amount (int):
        suspense (int):
        opened_on (datetime.date):
        opened_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
        seen_on (datetime.date):
        state (CaseState): Where a case stands.
        summary (str):
        assignee (None | str):
        maker (None | str):
        action (Action | None):
        proposal (CaseRecordProposalType0 | None):
        checker (None | str):
        resolved_at (datetime.datetime | None):
    """

    id: UUID
    kind: CaseKind
    subject: str
    account: None | str
    currency: None | str
    amount: int
    suspense: int
    opened_on: datetime.date
    opened_at: datetime.datetime
    seen_on: datetime.date
    state: CaseState
    summary: str
    assignee: None | str
    maker: None | str
    action: Action | None
    proposal: CaseRecordProposalType0 | None
    checker: None | str
    resolved_at: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        from ..models.case_record_proposal_type_0 import CaseRecordProposalType0  # noqa: PLC0415

        id = str(self.id)

        kind = self.kind.value

        subject = self.subject

        account: None | str
        account = self.account

        currency: None | str
        currency = self.currency

        amount = self.amount

        suspense = self.suspense

        opened_on = self.opened_on.isoformat()

        opened_at = self.opened_at.isoformat()

        seen_on = self.seen_on.isoformat()

        state = self.state.value

        summary = self.summary

        assignee: None | str
        assignee = self.assignee

        maker: None | str
        maker = self.maker

        action: None | str
        if isinstance(self.action, Action):
            action = self.action.value
        else:
            action = self.action

        proposal: dict[str, Any] | None
        if isinstance(self.proposal, CaseRecordProposalType0):
            proposal = self.proposal.to_dict()
        else:
            proposal = self.proposal

        checker: None | str
        checker = self.checker

        resolved_at: None | str
        if isinstance(self.resolved_at, datetime.datetime):
            resolved_at = self.resolved_at.isoformat()
        else:
            resolved_at = self.resolved_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "subject": subject,
                "account": account,
                "currency": currency,
                "amount": amount,
                "suspense": suspense,
                "opened_on": opened_on,
                "opened_at": opened_at,
                "seen_on": seen_on,
                "state": state,
                "summary": summary,
                "assignee": assignee,
                "maker": maker,
                "action": action,
                "proposal": proposal,
                "checker": checker,
                "resolved_at": resolved_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.case_record_proposal_type_0 import CaseRecordProposalType0  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        kind = CaseKind(d.pop("kind"))

        subject = d.pop("subject")

        def _parse_account(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        account = _parse_account(d.pop("account"))

        def _parse_currency(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        currency = _parse_currency(d.pop("currency"))

        amount = d.pop("amount")

        suspense = d.pop("suspense")

        opened_on = datetime.date.fromisoformat(d.pop("opened_on"))

        opened_at = datetime.datetime.fromisoformat(d.pop("opened_at"))

        seen_on = datetime.date.fromisoformat(d.pop("seen_on"))

        state = CaseState(d.pop("state"))

        summary = d.pop("summary")

        def _parse_assignee(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        assignee = _parse_assignee(d.pop("assignee"))

        def _parse_maker(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        maker = _parse_maker(d.pop("maker"))

        def _parse_action(data: object) -> Action | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                action_type_0 = Action(data)

                return action_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Action | None, data)

        action = _parse_action(d.pop("action"))

        def _parse_proposal(data: object) -> CaseRecordProposalType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                proposal_type_0 = CaseRecordProposalType0.from_dict(data)

                return proposal_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CaseRecordProposalType0 | None, data)

        proposal = _parse_proposal(d.pop("proposal"))

        def _parse_checker(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        checker = _parse_checker(d.pop("checker"))

        def _parse_resolved_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                resolved_at_type_0 = datetime.datetime.fromisoformat(data)

                return resolved_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        resolved_at = _parse_resolved_at(d.pop("resolved_at"))

        case_record = cls(
            id=id,
            kind=kind,
            subject=subject,
            account=account,
            currency=currency,
            amount=amount,
            suspense=suspense,
            opened_on=opened_on,
            opened_at=opened_at,
            seen_on=seen_on,
            state=state,
            summary=summary,
            assignee=assignee,
            maker=maker,
            action=action,
            proposal=proposal,
            checker=checker,
            resolved_at=resolved_at,
        )

        return case_record
