from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.asked_request import AskedRequest


T = TypeVar("T", bound="AskedRequestPage")


@_attrs_define
class AskedRequestPage:
    """A page of requests, those that have waited longest first.

    Attributes:
        requests (list[AskedRequest]):
        next_ (None | str):
    """

    requests: list[AskedRequest]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        from ..models.asked_request import AskedRequest  # noqa: PLC0415

        requests = []
        for requests_item_data in self.requests:
            requests_item = requests_item_data.to_dict()
            requests.append(requests_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "requests": requests,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.asked_request import AskedRequest  # noqa: PLC0415

        d = dict(src_dict)
        requests = []
        _requests = d.pop("requests")
        for requests_item_data in _requests:
            requests_item = AskedRequest.from_dict(requests_item_data)

            requests.append(requests_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        asked_request_page = cls(
            requests=requests,
            next_=next_,
        )

        return asked_request_page
