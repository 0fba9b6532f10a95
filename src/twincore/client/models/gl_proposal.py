from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.proposal_kind import ProposalKind
from ..models.proposal_status import ProposalStatus
from typing import cast
from uuid import UUID
import datetime

if TYPE_CHECKING:
    from ..models.gl_journal_line import GlJournalLine


T = TypeVar("T", bound="GlProposal")


@_attrs_define
class GlProposal:
    """What one person asked for and, once decided, who decided.

    Attributes:
        id (UUID):
        kind (ProposalKind): What two people decide.
        date (datetime.date):
        title (str):
        lines (list[GlJournalLine]):
        maker (str):
        reason (str):
        proposed_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
        status (ProposalStatus): How far a proposal is.
        checker (None | str):
        decision (None | str):
        decided_at (datetime.datetime | None):
        journal (int | None): Number of the journal that it posted.
    """

    id: UUID
    kind: ProposalKind
    date: datetime.date
    title: str
    lines: list[GlJournalLine]
    maker: str
    reason: str
    proposed_at: datetime.datetime
    status: ProposalStatus
    checker: None | str
    decision: None | str
    decided_at: datetime.datetime | None
    journal: int | None

    def to_dict(self) -> dict[str, Any]:
        from ..models.gl_journal_line import GlJournalLine  # noqa: PLC0415

        id = str(self.id)

        kind = self.kind.value

        date = self.date.isoformat()

        title = self.title

        lines = []
        for lines_item_data in self.lines:
            lines_item = lines_item_data.to_dict()
            lines.append(lines_item)

        maker = self.maker

        reason = self.reason

        proposed_at = self.proposed_at.isoformat()

        status = self.status.value

        checker: None | str
        checker = self.checker

        decision: None | str
        decision = self.decision

        decided_at: None | str
        if isinstance(self.decided_at, datetime.datetime):
            decided_at = self.decided_at.isoformat()
        else:
            decided_at = self.decided_at

        journal: int | None
        journal = self.journal

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "date": date,
                "title": title,
                "lines": lines,
                "maker": maker,
                "reason": reason,
                "proposed_at": proposed_at,
                "status": status,
                "checker": checker,
                "decision": decision,
                "decided_at": decided_at,
                "journal": journal,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gl_journal_line import GlJournalLine  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        kind = ProposalKind(d.pop("kind"))

        date = datetime.date.fromisoformat(d.pop("date"))

        title = d.pop("title")

        lines = []
        _lines = d.pop("lines")
        for lines_item_data in _lines:
            lines_item = GlJournalLine.from_dict(lines_item_data)

            lines.append(lines_item)

        maker = d.pop("maker")

        reason = d.pop("reason")

        proposed_at = datetime.datetime.fromisoformat(d.pop("proposed_at"))

        status = ProposalStatus(d.pop("status"))

        def _parse_checker(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        checker = _parse_checker(d.pop("checker"))

        def _parse_decision(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        decision = _parse_decision(d.pop("decision"))

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

        def _parse_journal(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        journal = _parse_journal(d.pop("journal"))

        gl_proposal = cls(
            id=id,
            kind=kind,
            date=date,
            title=title,
            lines=lines,
            maker=maker,
            reason=reason,
            proposed_at=proposed_at,
            status=status,
            checker=checker,
            decision=decision,
            decided_at=decided_at,
            journal=journal,
        )

        return gl_proposal
