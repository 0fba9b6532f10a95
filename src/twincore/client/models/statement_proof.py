from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="StatementProof")


@_attrs_define
class StatementProof:
    """The signed state of the journal's tree under which every line is proven.

    Attributes:
        size (int):
        root (str): Hexadecimal.
        checkpoint (str): C2SP signed note.
        sealed_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
    """

    size: int
    root: str
    checkpoint: str
    sealed_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        size = self.size

        root = self.root

        checkpoint = self.checkpoint

        sealed_at = self.sealed_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "size": size,
                "root": root,
                "checkpoint": checkpoint,
                "sealed_at": sealed_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        size = d.pop("size")

        root = d.pop("root")

        checkpoint = d.pop("checkpoint")

        sealed_at = datetime.datetime.fromisoformat(d.pop("sealed_at"))

        statement_proof = cls(
            size=size,
            root=root,
            checkpoint=checkpoint,
            sealed_at=sealed_at,
        )

        return statement_proof
