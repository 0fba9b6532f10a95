from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.receipt_transfer import ReceiptTransfer


T = TypeVar("T", bound="Receipt")


@_attrs_define
class Receipt:
    """Proof that a transfer stands in the journal. It can be checked without us: see docs/proof.md.

    Attributes:
        format_ (str):
        transfer (ReceiptTransfer): What the leaf says, for people.
        leaf (str): The leaf's bytes, hexadecimal: the row, then the detail.
        index (int):
        size (int):
        path (list[str]): Audit path of RFC 9162, from the leaf up, hexadecimal.
        checkpoint (str): C2SP signed note.
        verifier (str): The key that has signed it.
    """

    format_: str
    transfer: ReceiptTransfer
    leaf: str
    index: int
    size: int
    path: list[str]
    checkpoint: str
    verifier: str

    def to_dict(self) -> dict[str, Any]:
        from ..models.receipt_transfer import ReceiptTransfer  # noqa: PLC0415

        format_ = self.format_

        transfer = self.transfer.to_dict()

        leaf = self.leaf

        index = self.index

        size = self.size

        path = self.path

        checkpoint = self.checkpoint

        verifier = self.verifier

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "format": format_,
                "transfer": transfer,
                "leaf": leaf,
                "index": index,
                "size": size,
                "path": path,
                "checkpoint": checkpoint,
                "verifier": verifier,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.receipt_transfer import ReceiptTransfer  # noqa: PLC0415

        d = dict(src_dict)
        format_ = d.pop("format")

        transfer = ReceiptTransfer.from_dict(d.pop("transfer"))

        leaf = d.pop("leaf")

        index = d.pop("index")

        size = d.pop("size")

        path = cast(list[str], d.pop("path"))

        checkpoint = d.pop("checkpoint")

        verifier = d.pop("verifier")

        receipt = cls(
            format_=format_,
            transfer=transfer,
            leaf=leaf,
            index=index,
            size=size,
            path=path,
            checkpoint=checkpoint,
            verifier=verifier,
        )

        return receipt
