"""Postings that a verb has left due, made at once: under their own ids, so that a night which meets them first or later finds them made."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from twincore.gateway.platform import Platform
from twincore.gateway.posting import first_refusal
from twincore.ledger import Outcome, TransferRequest


class Due(NamedTuple):
    """A posting to be made: id of its first transfer, transaction code, parameters."""

    id: UUID
    code: str
    parameters: Mapping[str, Any]


class Made(NamedTuple):
    """What became of a posting: the seq of its first transfer, or the ledger's refusal."""

    id: UUID
    seq: int | None
    refusal: str | None


def post_dues(platform: Platform, tenant: int, dues: Sequence[Due], command: UUID) -> list[Made]:
    """Post what is due, each as a group of its own, in this order; what is in the journal already is found there.

    Not from the event loop, and not within a database transaction. Raises as the ledger's future does where it cannot be known what became of them.
    """
    if not dues:
        return []
    catalogue = platform.catalogues.at(tenant, platform.now_us(tenant))
    groups: list[list[TransferRequest]] = [catalogue.expander(due.code)(due.parameters, due.id) for due in dues]
    outcomes = list(platform.ledger.submit(tenant, [request for group in groups for request in group], command).result())
    made = []
    for due, group in zip(dues, groups, strict=True):
        mine: list[Outcome] = [outcomes.pop(0) for _ in group]
        refused = first_refusal(mine)
        first = mine[0].transfer
        seq = None if refused is not None or first is None else first.seq
        made.append(Made(due.id, seq, None if refused is None else refused[1].name.lower()))
    return made
