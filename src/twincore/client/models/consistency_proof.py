from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast


T = TypeVar("T", bound="ConsistencyProof")


@_attrs_define
class ConsistencyProof:
    """Proof that the journal of one size begins with that of another: nothing was changed, it only grew.

    Attributes:
        format_ (str):
        from_size (int):
        to_size (int):
        path (list[str]):
        from_checkpoint (str):
        to_checkpoint (str):
        verifier (str):
    """

    format_: str
    from_size: int
    to_size: int
    path: list[str]
    from_checkpoint: str
    to_checkpoint: str
    verifier: str

    def to_dict(self) -> dict[str, Any]:
        format_ = self.format_

        from_size = self.from_size

        to_size = self.to_size

        path = self.path

        from_checkpoint = self.from_checkpoint

        to_checkpoint = self.to_checkpoint

        verifier = self.verifier

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "format": format_,
                "from_size": from_size,
                "to_size": to_size,
                "path": path,
                "from_checkpoint": from_checkpoint,
                "to_checkpoint": to_checkpoint,
                "verifier": verifier,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        format_ = d.pop("format")

        from_size = d.pop("from_size")

        to_size = d.pop("to_size")

        path = cast(list[str], d.pop("path"))

        from_checkpoint = d.pop("from_checkpoint")

        to_checkpoint = d.pop("to_checkpoint")

        verifier = d.pop("verifier")

        consistency_proof = cls(
            format_=format_,
            from_size=from_size,
            to_size=to_size,
            path=path,
            from_checkpoint=from_checkpoint,
            to_checkpoint=to_checkpoint,
            verifier=verifier,
        )

        return consistency_proof
