from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.item_status import ItemStatus
from typing import cast
from uuid import UUID
import datetime


T = TypeVar("T", bound="ExternalEntry")


@_attrs_define
class ExternalEntry:
    """An entry of a statement; a credit in the file is above 0.

    Attributes:
        statement (int):
        place (int):
        line (int):
        amount (int):
        booked_on (datetime.date):
        value_date (datetime.date):
        reference (str):
        servicer_reference (str):
        words (str):
        status (ItemStatus): Where an entry or a movement stands.
        match (None | UUID):
        case (None | UUID):
    """

    statement: int
    place: int
    line: int
    amount: int
    booked_on: datetime.date
    value_date: datetime.date
    reference: str
    servicer_reference: str
    words: str
    status: ItemStatus
    match: None | UUID
    case: None | UUID

    def to_dict(self) -> dict[str, Any]:
        statement = self.statement

        place = self.place

        line = self.line

        amount = self.amount

        booked_on = self.booked_on.isoformat()

        value_date = self.value_date.isoformat()

        reference = self.reference

        servicer_reference = self.servicer_reference

        words = self.words

        status = self.status.value

        match: None | str
        if isinstance(self.match, UUID):
            match = str(self.match)
        else:
            match = self.match

        case: None | str
        if isinstance(self.case, UUID):
            case = str(self.case)
        else:
            case = self.case

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "statement": statement,
                "place": place,
                "line": line,
                "amount": amount,
                "booked_on": booked_on,
                "value_date": value_date,
                "reference": reference,
                "servicer_reference": servicer_reference,
                "words": words,
                "status": status,
                "match": match,
                "case": case,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        statement = d.pop("statement")

        place = d.pop("place")

        line = d.pop("line")

        amount = d.pop("amount")

        booked_on = datetime.date.fromisoformat(d.pop("booked_on"))

        value_date = datetime.date.fromisoformat(d.pop("value_date"))

        reference = d.pop("reference")

        servicer_reference = d.pop("servicer_reference")

        words = d.pop("words")

        status = ItemStatus(d.pop("status"))

        def _parse_match(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                match_type_0 = UUID(data)

                return match_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        match = _parse_match(d.pop("match"))

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

        external_entry = cls(
            statement=statement,
            place=place,
            line=line,
            amount=amount,
            booked_on=booked_on,
            value_date=value_date,
            reference=reference,
            servicer_reference=servicer_reference,
            words=words,
            status=status,
            match=match,
            case=case,
        )

        return external_entry
