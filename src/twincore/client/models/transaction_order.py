from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
from uuid import UUID

if TYPE_CHECKING:
    from ..models.transaction_order_parameters import TransactionOrderParameters


T = TypeVar("T", bound="TransactionOrder")


@_attrs_define
class TransactionOrder:
    """A posting by a transaction code, on its own.

    Attributes:
        code (str): Name of the code.
        parameters (TransactionOrderParameters): As the code says: GET /v1/transaction-codes/{code}.
        id (None | Unset | UUID): Id of the first transfer; without it one that follows from your Idempotency-Key.
        reason (None | str | Unset):
    """

    code: str
    parameters: TransactionOrderParameters
    id: None | Unset | UUID = UNSET
    reason: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.transaction_order_parameters import TransactionOrderParameters  # noqa: PLC0415

        code = self.code

        parameters = self.parameters.to_dict()

        id: None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        elif isinstance(self.id, UUID):
            id = str(self.id)
        else:
            id = self.id

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "code": code,
                "parameters": parameters,
            }
        )
        if id is not UNSET:
            field_dict["id"] = id
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.transaction_order_parameters import TransactionOrderParameters  # noqa: PLC0415

        d = dict(src_dict)
        code = d.pop("code")

        parameters = TransactionOrderParameters.from_dict(d.pop("parameters"))

        def _parse_id(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                id_type_0 = UUID(data)

                return id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        transaction_order = cls(
            code=code,
            parameters=parameters,
            id=id,
            reason=reason,
        )

        return transaction_order
