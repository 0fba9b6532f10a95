from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.asked_request_detail import AskedRequestDetail


T = TypeVar("T", bound="AskedRequestList")


@_attrs_define
class AskedRequestList:
    """Everybody who has asked for one request, word for word the same.

    Attributes:
        requests (list[AskedRequestDetail]):
    """

    requests: list[AskedRequestDetail]

    def to_dict(self) -> dict[str, Any]:
        from ..models.asked_request_detail import AskedRequestDetail  # noqa: PLC0415

        requests = []
        for requests_item_data in self.requests:
            requests_item = requests_item_data.to_dict()
            requests.append(requests_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "requests": requests,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.asked_request_detail import AskedRequestDetail  # noqa: PLC0415

        d = dict(src_dict)
        requests = []
        _requests = d.pop("requests")
        for requests_item_data in _requests:
            requests_item = AskedRequestDetail.from_dict(requests_item_data)

            requests.append(requests_item)

        asked_request_list = cls(
            requests=requests,
        )

        return asked_request_list
