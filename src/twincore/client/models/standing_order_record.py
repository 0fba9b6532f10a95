from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.standing_order_record_frequency import StandingOrderRecordFrequency
from ..models.standing_order_record_status import StandingOrderRecordStatus
from typing import cast
from uuid import UUID
import datetime

if TYPE_CHECKING:
    from ..models.standing_order_record_parameters import StandingOrderRecordParameters


T = TypeVar("T", bound="StandingOrderRecord")


@_attrs_define
class StandingOrderRecord:
    """A standing order.

    Attributes:
        id (UUID):
        account (int): The payer.
        code (str):
        parameters (StandingOrderRecordParameters):
        frequency (StandingOrderRecordFrequency):
        starts_on (datetime.date):
        ends_on (datetime.date | None):
        occurrences (int | None):
        retries (int):
        status (StandingOrderRecordStatus):
        number (int): Of the next occurrence, from 1.
        next_on (datetime.date): Its date, before it moves to a business day; of an order that is over, that of the last
            one.
    """

    id: UUID
    account: int
    code: str
    parameters: StandingOrderRecordParameters
    frequency: StandingOrderRecordFrequency
    starts_on: datetime.date
    ends_on: datetime.date | None
    occurrences: int | None
    retries: int
    status: StandingOrderRecordStatus
    number: int
    next_on: datetime.date

    def to_dict(self) -> dict[str, Any]:
        from ..models.standing_order_record_parameters import StandingOrderRecordParameters  # noqa: PLC0415

        id = str(self.id)

        account = self.account

        code = self.code

        parameters = self.parameters.to_dict()

        frequency = self.frequency.value

        starts_on = self.starts_on.isoformat()

        ends_on: None | str
        if isinstance(self.ends_on, datetime.date):
            ends_on = self.ends_on.isoformat()
        else:
            ends_on = self.ends_on

        occurrences: int | None
        occurrences = self.occurrences

        retries = self.retries

        status = self.status.value

        number = self.number

        next_on = self.next_on.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "account": account,
                "code": code,
                "parameters": parameters,
                "frequency": frequency,
                "starts_on": starts_on,
                "ends_on": ends_on,
                "occurrences": occurrences,
                "retries": retries,
                "status": status,
                "number": number,
                "next_on": next_on,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.standing_order_record_parameters import StandingOrderRecordParameters  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        account = d.pop("account")

        code = d.pop("code")

        parameters = StandingOrderRecordParameters.from_dict(d.pop("parameters"))

        frequency = StandingOrderRecordFrequency(d.pop("frequency"))

        starts_on = datetime.date.fromisoformat(d.pop("starts_on"))

        def _parse_ends_on(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ends_on_type_0 = datetime.date.fromisoformat(data)

                return ends_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        ends_on = _parse_ends_on(d.pop("ends_on"))

        def _parse_occurrences(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        occurrences = _parse_occurrences(d.pop("occurrences"))

        retries = d.pop("retries")

        status = StandingOrderRecordStatus(d.pop("status"))

        number = d.pop("number")

        next_on = datetime.date.fromisoformat(d.pop("next_on"))

        standing_order_record = cls(
            id=id,
            account=account,
            code=code,
            parameters=parameters,
            frequency=frequency,
            starts_on=starts_on,
            ends_on=ends_on,
            occurrences=occurrences,
            retries=retries,
            status=status,
            number=number,
            next_on=next_on,
        )

        return standing_order_record
