from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.tenant_record import TenantRecord


T = TypeVar("T", bound="TenantList")


@_attrs_define
class TenantList:
    """A page of tenants.

    Attributes:
        tenants (list[TenantRecord]):
        next_ (None | str): Cursor of the next page; null at the end.
    """

    tenants: list[TenantRecord]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        from ..models.tenant_record import TenantRecord  # noqa: PLC0415

        tenants = []
        for tenants_item_data in self.tenants:
            tenants_item = tenants_item_data.to_dict()
            tenants.append(tenants_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "tenants": tenants,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.tenant_record import TenantRecord  # noqa: PLC0415

        d = dict(src_dict)
        tenants = []
        _tenants = d.pop("tenants")
        for tenants_item_data in _tenants:
            tenants_item = TenantRecord.from_dict(tenants_item_data)

            tenants.append(tenants_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        tenant_list = cls(
            tenants=tenants,
            next_=next_,
        )

        return tenant_list
