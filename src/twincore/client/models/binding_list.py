from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.binding_record import BindingRecord


T = TypeVar("T", bound="BindingList")


@_attrs_define
class BindingList:
    """What was bound, the first thousand.

    Attributes:
        bound (int):
        bindings (list[BindingRecord]):
    """

    bound: int
    bindings: list[BindingRecord]

    def to_dict(self) -> dict[str, Any]:
        from ..models.binding_record import BindingRecord  # noqa: PLC0415

        bound = self.bound

        bindings = []
        for bindings_item_data in self.bindings:
            bindings_item = bindings_item_data.to_dict()
            bindings.append(bindings_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "bound": bound,
                "bindings": bindings,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.binding_record import BindingRecord  # noqa: PLC0415

        d = dict(src_dict)
        bound = d.pop("bound")

        bindings = []
        _bindings = d.pop("bindings")
        for bindings_item_data in _bindings:
            bindings_item = BindingRecord.from_dict(bindings_item_data)

            bindings.append(bindings_item)

        binding_list = cls(
            bound=bound,
            bindings=bindings,
        )

        return binding_list
