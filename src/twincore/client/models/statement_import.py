from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.statement_import_outcome import StatementImportOutcome
from typing import cast
from uuid import UUID
import datetime

if TYPE_CHECKING:
    from ..models.file_refusal import FileRefusal


T = TypeVar("T", bound="StatementImport")


@_attrs_define
class StatementImport:
    """What became of a file.

    Attributes:
        outcome (StatementImportOutcome):
        account (str):
        statements (list[str]): References as the file gives them.
        entries (int):
        entries_parked (int): Entries that repeat a reference: no rule matches them, and each gets a case.
        closing (int | None):
        closing_on (datetime.date | None):
        case (None | UUID): The investigation of a file that was refused and kept.
        refusal (FileRefusal | None):
    """

    outcome: StatementImportOutcome
    account: str
    statements: list[str]
    entries: int
    entries_parked: int
    closing: int | None
    closing_on: datetime.date | None
    case: None | UUID
    refusal: FileRefusal | None

    def to_dict(self) -> dict[str, Any]:
        from ..models.file_refusal import FileRefusal  # noqa: PLC0415

        outcome = self.outcome.value

        account = self.account

        statements = self.statements

        entries = self.entries

        entries_parked = self.entries_parked

        closing: int | None
        closing = self.closing

        closing_on: None | str
        if isinstance(self.closing_on, datetime.date):
            closing_on = self.closing_on.isoformat()
        else:
            closing_on = self.closing_on

        case: None | str
        if isinstance(self.case, UUID):
            case = str(self.case)
        else:
            case = self.case

        refusal: dict[str, Any] | None
        if isinstance(self.refusal, FileRefusal):
            refusal = self.refusal.to_dict()
        else:
            refusal = self.refusal

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "outcome": outcome,
                "account": account,
                "statements": statements,
                "entries": entries,
                "entries_parked": entries_parked,
                "closing": closing,
                "closing_on": closing_on,
                "case": case,
                "refusal": refusal,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.file_refusal import FileRefusal  # noqa: PLC0415

        d = dict(src_dict)
        outcome = StatementImportOutcome(d.pop("outcome"))

        account = d.pop("account")

        statements = cast(list[str], d.pop("statements"))

        entries = d.pop("entries")

        entries_parked = d.pop("entries_parked")

        def _parse_closing(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        closing = _parse_closing(d.pop("closing"))

        def _parse_closing_on(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                closing_on_type_0 = datetime.date.fromisoformat(data)

                return closing_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        closing_on = _parse_closing_on(d.pop("closing_on"))

        def _parse_case(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                case_type_0 = UUID(data)

                return case_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        case = _parse_case(d.pop("case"))

        def _parse_refusal(data: object) -> FileRefusal | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                refusal_type_0 = FileRefusal.from_dict(data)

                return refusal_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FileRefusal | None, data)

        refusal = _parse_refusal(d.pop("refusal"))

        statement_import = cls(
            outcome=outcome,
            account=account,
            statements=statements,
            entries=entries,
            entries_parked=entries_parked,
            closing=closing,
            closing_on=closing_on,
            case=case,
            refusal=refusal,
        )

        return statement_import
