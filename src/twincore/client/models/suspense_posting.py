from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
from uuid import UUID
import datetime

if TYPE_CHECKING:
    from ..models.suspense_posting_parameters import SuspensePostingParameters


T = TypeVar("T", bound="SuspensePosting")


@_attrs_define
class SuspensePosting:
    """A posting to or from suspense that waits for the end of the day.

    Attributes:
        id (UUID):
        date (datetime.date):
        step (str):
        case (UUID):
        account (int):
        code (str):
        parameters (SuspensePostingParameters):
    """

    id: UUID
    date: datetime.date
    step: str
    case: UUID
    account: int
    code: str
    parameters: SuspensePostingParameters

    def to_dict(self) -> dict[str, Any]:
        from ..models.suspense_posting_parameters import SuspensePostingParameters  # noqa: PLC0415

        id = str(self.id)

        date = self.date.isoformat()

        step = self.step

        case = str(self.case)

        account = self.account

        code = self.code

        parameters = self.parameters.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "date": date,
                "step": step,
                "case": case,
                "account": account,
                "code": code,
                "parameters": parameters,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.suspense_posting_parameters import SuspensePostingParameters  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        date = datetime.date.fromisoformat(d.pop("date"))

        step = d.pop("step")

        case = UUID(d.pop("case"))

        account = d.pop("account")

        code = d.pop("code")

        parameters = SuspensePostingParameters.from_dict(d.pop("parameters"))

        suspense_posting = cls(
            id=id,
            date=date,
            step=step,
            case=case,
            account=account,
            code=code,
            parameters=parameters,
        )

        return suspense_posting
