from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.earmark import Earmark


T = TypeVar("T", bound="EarmarkOrder")


@_attrs_define
class EarmarkOrder:
    """Amounts that are set aside on the core before a planned outage.

    Attributes:
        earmarks (list[Earmark]):
        reason (str): Why, for the audit trail.
    """

    earmarks: list[Earmark]
    reason: str

    def to_dict(self) -> dict[str, Any]:
        from ..models.earmark import Earmark  # noqa: PLC0415

        earmarks = []
        for earmarks_item_data in self.earmarks:
            earmarks_item = earmarks_item_data.to_dict()
            earmarks.append(earmarks_item)

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "earmarks": earmarks,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.earmark import Earmark  # noqa: PLC0415

        d = dict(src_dict)
        earmarks = []
        _earmarks = d.pop("earmarks")
        for earmarks_item_data in _earmarks:
            earmarks_item = Earmark.from_dict(earmarks_item_data)

            earmarks.append(earmarks_item)

        reason = d.pop("reason")

        earmark_order = cls(
            earmarks=earmarks,
            reason=reason,
        )

        return earmark_order
