from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.external_movement import ExternalMovement


T = TypeVar("T", bound="ExternalMovementPage")


@_attrs_define
class ExternalMovementPage:
    """A page of movements in the order of the journal.

    Attributes:
        movements (list[ExternalMovement]):
        next_ (None | str):
    """

    movements: list[ExternalMovement]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        from ..models.external_movement import ExternalMovement  # noqa: PLC0415

        movements = []
        for movements_item_data in self.movements:
            movements_item = movements_item_data.to_dict()
            movements.append(movements_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "movements": movements,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.external_movement import ExternalMovement  # noqa: PLC0415

        d = dict(src_dict)
        movements = []
        _movements = d.pop("movements")
        for movements_item_data in _movements:
            movements_item = ExternalMovement.from_dict(movements_item_data)

            movements.append(movements_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        external_movement_page = cls(
            movements=movements,
            next_=next_,
        )

        return external_movement_page
