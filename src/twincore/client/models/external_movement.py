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


T = TypeVar("T", bound="ExternalMovement")


@_attrs_define
class ExternalMovement:
    """What our own books say happened, as the other side should see it.

    Attributes:
        seq (int):
        transfer (UUID):
        amount (int):
        value_date (datetime.date):
        reference (str):
        status (ItemStatus): Where an entry or a movement stands.
        match (None | UUID):
        case (None | UUID):
    """

    seq: int
    transfer: UUID
    amount: int
    value_date: datetime.date
    reference: str
    status: ItemStatus
    match: None | UUID
    case: None | UUID

    def to_dict(self) -> dict[str, Any]:
        seq = self.seq

        transfer = str(self.transfer)

        amount = self.amount

        value_date = self.value_date.isoformat()

        reference = self.reference

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
                "seq": seq,
                "transfer": transfer,
                "amount": amount,
                "value_date": value_date,
                "reference": reference,
                "status": status,
                "match": match,
                "case": case,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        seq = d.pop("seq")

        transfer = UUID(d.pop("transfer"))

        amount = d.pop("amount")

        value_date = datetime.date.fromisoformat(d.pop("value_date"))

        reference = d.pop("reference")

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

        external_movement = cls(
            seq=seq,
            transfer=transfer,
            amount=amount,
            value_date=value_date,
            reference=reference,
            status=status,
            match=match,
            case=case,
        )

        return external_movement
