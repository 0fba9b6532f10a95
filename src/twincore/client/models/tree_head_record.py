from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="TreeHeadRecord")


@_attrs_define
class TreeHeadRecord:
    """The newest signed state of the journal's Merkle tree.

    Attributes:
        size (int):
        root (str): Hexadecimal.
        checkpoint (str): C2SP signed note.
        verifier (str):
        sealed_at (datetime.datetime): RFC 3339, UTC, to the microsecond.
        lag (int): Transfers recorded and not sealed yet.
    """

    size: int
    root: str
    checkpoint: str
    verifier: str
    sealed_at: datetime.datetime
    lag: int

    def to_dict(self) -> dict[str, Any]:
        size = self.size

        root = self.root

        checkpoint = self.checkpoint

        verifier = self.verifier

        sealed_at = self.sealed_at.isoformat()

        lag = self.lag

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "size": size,
                "root": root,
                "checkpoint": checkpoint,
                "verifier": verifier,
                "sealed_at": sealed_at,
                "lag": lag,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        size = d.pop("size")

        root = d.pop("root")

        checkpoint = d.pop("checkpoint")

        verifier = d.pop("verifier")

        sealed_at = datetime.datetime.fromisoformat(d.pop("sealed_at"))

        lag = d.pop("lag")

        tree_head_record = cls(
            size=size,
            root=root,
            checkpoint=checkpoint,
            verifier=verifier,
            sealed_at=sealed_at,
            lag=lag,
        )

        return tree_head_record
