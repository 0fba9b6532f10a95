from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.account_record import AccountRecord
    from ..models.loan_record import LoanRecord


T = TypeVar("T", bound="AcceptedLoan")


@_attrs_define
class AcceptedLoan:
    """An accepted application and its loan account. The money is paid out by the transaction code loan_disbursement.

    Attributes:
        application (LoanRecord): A loan application. What the applicant earns is not repeated here.
        account (AccountRecord): A product account. Its id is that of its ledger account. The nickname is not told in
            answers to writes.
    """

    application: LoanRecord
    account: AccountRecord

    def to_dict(self) -> dict[str, Any]:
        from ..models.account_record import AccountRecord  # noqa: PLC0415
        from ..models.loan_record import LoanRecord  # noqa: PLC0415

        application = self.application.to_dict()

        account = self.account.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "application": application,
                "account": account,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.account_record import AccountRecord  # noqa: PLC0415
        from ..models.loan_record import LoanRecord  # noqa: PLC0415

        d = dict(src_dict)
        application = LoanRecord.from_dict(d.pop("application"))

        account = AccountRecord.from_dict(d.pop("account"))

        accepted_loan = cls(
            application=application,
            account=account,
        )

        return accepted_loan
