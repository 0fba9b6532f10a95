from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.account_record_status import AccountRecordStatus
from typing import cast
from uuid import UUID
import datetime

if TYPE_CHECKING:
    from ..models.account_record_terms import AccountRecordTerms


T = TypeVar("T", bound="AccountRecord")


@_attrs_define
class AccountRecord:
    """A product account. Its id is that of its ledger account. The nickname is not told in answers to writes.

    Attributes:
        id (int):
        number (str): Nine digits, the last one a check digit (Luhn).
        bsb (str):
        product (str):
        product_version (int):
        party (UUID):
        currency (str):
        status (AccountRecordStatus):
        terms (AccountRecordTerms):
        opened_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
        closed_at (datetime.datetime | None):
    """

    id: int
    number: str
    bsb: str
    product: str
    product_version: int
    party: UUID
    currency: str
    status: AccountRecordStatus
    terms: AccountRecordTerms
    opened_at: datetime.datetime
    closed_at: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        from ..models.account_record_terms import AccountRecordTerms  # noqa: PLC0415

        id = self.id

        number = self.number

        bsb = self.bsb

        product = self.product

        product_version = self.product_version

        party = str(self.party)

        currency = self.currency

        status = self.status.value

        terms = self.terms.to_dict()

        opened_at = self.opened_at.isoformat()

        closed_at: None | str
        if isinstance(self.closed_at, datetime.datetime):
            closed_at = self.closed_at.isoformat()
        else:
            closed_at = self.closed_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "number": number,
                "bsb": bsb,
                "product": product,
                "product_version": product_version,
                "party": party,
                "currency": currency,
                "status": status,
                "terms": terms,
                "opened_at": opened_at,
                "closed_at": closed_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.account_record_terms import AccountRecordTerms  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        number = d.pop("number")

        bsb = d.pop("bsb")

        product = d.pop("product")

        product_version = d.pop("product_version")

        party = UUID(d.pop("party"))

        currency = d.pop("currency")

        status = AccountRecordStatus(d.pop("status"))

        terms = AccountRecordTerms.from_dict(d.pop("terms"))

        opened_at = datetime.datetime.fromisoformat(d.pop("opened_at"))

        def _parse_closed_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                closed_at_type_0 = datetime.datetime.fromisoformat(data)

                return closed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        closed_at = _parse_closed_at(d.pop("closed_at"))

        account_record = cls(
            id=id,
            number=number,
            bsb=bsb,
            product=product,
            product_version=product_version,
            party=party,
            currency=currency,
            status=status,
            terms=terms,
            opened_at=opened_at,
            closed_at=closed_at,
        )

        return account_record
