from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.credit_account_record_kind import CreditAccountRecordKind
from ..models.credit_account_record_state import CreditAccountRecordState
from ..models.credit_account_record_status import CreditAccountRecordStatus
from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.credit_account_record_terms import CreditAccountRecordTerms


T = TypeVar("T", bound="CreditAccountRecord")


@_attrs_define
class CreditAccountRecord:
    """A loan or card as the last day's end left it; minor units. due and paid of a loan are all in all, of a card since
    its last statement.

        Attributes:
            account (int):
            product (str):
            version (int):
            kind (CreditAccountRecordKind):
            currency (str):
            status (CreditAccountRecordStatus):
            opened_on (datetime.date):
            terms (CreditAccountRecordTerms):
            owed (int):
            due (int):
            due_on (datetime.date | None):
            paid (int):
            next_due (datetime.date): The next due date, or statement.
            state (CreditAccountRecordState):
            days_past_due (int):
            arrears (int):
    """

    account: int
    product: str
    version: int
    kind: CreditAccountRecordKind
    currency: str
    status: CreditAccountRecordStatus
    opened_on: datetime.date
    terms: CreditAccountRecordTerms
    owed: int
    due: int
    due_on: datetime.date | None
    paid: int
    next_due: datetime.date
    state: CreditAccountRecordState
    days_past_due: int
    arrears: int

    def to_dict(self) -> dict[str, Any]:
        from ..models.credit_account_record_terms import CreditAccountRecordTerms  # noqa: PLC0415

        account = self.account

        product = self.product

        version = self.version

        kind = self.kind.value

        currency = self.currency

        status = self.status.value

        opened_on = self.opened_on.isoformat()

        terms = self.terms.to_dict()

        owed = self.owed

        due = self.due

        due_on: None | str
        if isinstance(self.due_on, datetime.date):
            due_on = self.due_on.isoformat()
        else:
            due_on = self.due_on

        paid = self.paid

        next_due = self.next_due.isoformat()

        state = self.state.value

        days_past_due = self.days_past_due

        arrears = self.arrears

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "product": product,
                "version": version,
                "kind": kind,
                "currency": currency,
                "status": status,
                "opened_on": opened_on,
                "terms": terms,
                "owed": owed,
                "due": due,
                "due_on": due_on,
                "paid": paid,
                "next_due": next_due,
                "state": state,
                "days_past_due": days_past_due,
                "arrears": arrears,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.credit_account_record_terms import CreditAccountRecordTerms  # noqa: PLC0415

        d = dict(src_dict)
        account = d.pop("account")

        product = d.pop("product")

        version = d.pop("version")

        kind = CreditAccountRecordKind(d.pop("kind"))

        currency = d.pop("currency")

        status = CreditAccountRecordStatus(d.pop("status"))

        opened_on = datetime.date.fromisoformat(d.pop("opened_on"))

        terms = CreditAccountRecordTerms.from_dict(d.pop("terms"))

        owed = d.pop("owed")

        due = d.pop("due")

        def _parse_due_on(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                due_on_type_0 = datetime.date.fromisoformat(data)

                return due_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        due_on = _parse_due_on(d.pop("due_on"))

        paid = d.pop("paid")

        next_due = datetime.date.fromisoformat(d.pop("next_due"))

        state = CreditAccountRecordState(d.pop("state"))

        days_past_due = d.pop("days_past_due")

        arrears = d.pop("arrears")

        credit_account_record = cls(
            account=account,
            product=product,
            version=version,
            kind=kind,
            currency=currency,
            status=status,
            opened_on=opened_on,
            terms=terms,
            owed=owed,
            due=due,
            due_on=due_on,
            paid=paid,
            next_due=next_due,
            state=state,
            days_past_due=days_past_due,
            arrears=arrears,
        )

        return credit_account_record
