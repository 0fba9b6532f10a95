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
    from ..models.case_history_proposal_type_0 import CaseHistoryProposalType0
    from ..models.case_note import CaseNote


T = TypeVar("T", bound="CaseHistory")


@_attrs_define
class CaseHistory:
    """An investigation with its history.

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
        proposal (CaseHistoryProposalType0 | None):
        checker (None | str):
        resolved_at (datetime.datetime | None):
        notes (list[CaseNote]):
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
    proposal: CaseHistoryProposalType0 | None
    checker: None | str
    resolved_at: datetime.datetime | None
    notes: list[CaseNote]

    def to_dict(self) -> dict[str, Any]:
        from ..models.case_history_proposal_type_0 import CaseHistoryProposalType0  # noqa: PLC0415
        from ..models.case_note import CaseNote  # noqa: PLC0415

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
        if isinstance(self.proposal, CaseHistoryProposalType0):
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

        notes = []
        for notes_item_data in self.notes:
            notes_item = notes_item_data.to_dict()
            notes.append(notes_item)

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
                "notes": notes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.case_history_proposal_type_0 import CaseHistoryProposalType0  # noqa: PLC0415
        from ..models.case_note import CaseNote  # noqa: PLC0415

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

        def _parse_proposal(data: object) -> CaseHistoryProposalType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                proposal_type_0 = CaseHistoryProposalType0.from_dict(data)

                return proposal_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CaseHistoryProposalType0 | None, data)

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

        notes = []
        _notes = d.pop("notes")
        for notes_item_data in _notes:
            notes_item = CaseNote.from_dict(notes_item_data)

            notes.append(notes_item)

        case_history = cls(
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
            notes=notes,
        )

        return case_history
