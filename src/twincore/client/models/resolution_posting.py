from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.resolution_posting_parameters import ResolutionPostingParameters


T = TypeVar("T", bound="ResolutionPosting")


@_attrs_define
class ResolutionPosting:
    """A transaction code with its parameters.

    Attributes:
        code (str):
        parameters (ResolutionPostingParameters): Words that travel along: any JSON object without fractions, at most
            4,096 bytes.
    """

    code: str
    parameters: ResolutionPostingParameters

    def to_dict(self) -> dict[str, Any]:
        from ..models.resolution_posting_parameters import ResolutionPostingParameters  # noqa: PLC0415

        code = self.code

        parameters = self.parameters.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "code": code,
                "parameters": parameters,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.resolution_posting_parameters import ResolutionPostingParameters  # noqa: PLC0415

        d = dict(src_dict)
        code = d.pop("code")

        parameters = ResolutionPostingParameters.from_dict(d.pop("parameters"))

        resolution_posting = cls(
            code=code,
            parameters=parameters,
        )

        return resolution_posting
