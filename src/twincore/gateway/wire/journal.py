"""Proof on the wire: receipts, tree heads, consistency, invariants."""

from typing import Annotated, Any

from pydantic import Field

from twincore.gateway.wire.scalar import Answer, OutTime


class Receipt(Answer):
    """Proof that a transfer stands in the journal. It can be checked without us: see docs/proof.md."""

    format: str
    transfer: Annotated[dict[str, Any], Field(description="What the leaf says, for people.")]
    leaf: Annotated[str, Field(description="The leaf's bytes, hexadecimal: the row, then the detail.")]
    index: int
    size: int
    path: Annotated[list[str], Field(description="Audit path of RFC 9162, from the leaf up, hexadecimal.")]
    checkpoint: Annotated[str, Field(description="C2SP signed note.")]
    verifier: Annotated[str, Field(description="The key that has signed it.")]


class TreeHeadRecord(Answer):
    """The newest signed state of the journal's Merkle tree."""

    size: int
    root: Annotated[str, Field(description="Hexadecimal.")]
    checkpoint: Annotated[str, Field(description="C2SP signed note.")]
    verifier: str
    sealed_at: OutTime
    lag: Annotated[int, Field(description="Transfers recorded and not sealed yet.")]


class ConsistencyProof(Answer):
    """Proof that the journal of one size begins with that of another: nothing was changed, it only grew."""

    format: str
    from_size: int
    to_size: int
    path: list[str]
    from_checkpoint: str
    to_checkpoint: str
    verifier: str


class InvariantVerdict(Answer):
    """What checking one invariant found."""

    ok: bool
    checked: int
    first_bad: Annotated[str | None, Field(description="The first block, row or account that is wrong.")]


class InvariantReport(Answer):
    """Every invariant, recomputed from the raw rows."""

    tenant: str
    ok: bool
    invariants: dict[str, InvariantVerdict]
