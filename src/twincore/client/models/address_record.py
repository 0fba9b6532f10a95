from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="AddressRecord")


@_attrs_define
class AddressRecord:
    """A postal address as recorded.

    Attributes:
        line1 (str):
        suburb (str):
        state (str):
        postcode (str):
        country (str):
    """

    line1: str
    suburb: str
    state: str
    postcode: str
    country: str

    def to_dict(self) -> dict[str, Any]:
        line1 = self.line1

        suburb = self.suburb

        state = self.state

        postcode = self.postcode

        country = self.country

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "line1": line1,
                "suburb": suburb,
                "state": state,
                "postcode": postcode,
                "country": country,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        line1 = d.pop("line1")

        suburb = d.pop("suburb")

        state = d.pop("state")

        postcode = d.pop("postcode")

        country = d.pop("country")

        address_record = cls(
            line1=line1,
            suburb=suburb,
            state=state,
            postcode=postcode,
            country=country,
        )

        return address_record
